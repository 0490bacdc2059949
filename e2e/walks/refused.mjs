// PayPal or the buyer says no: nothing is lost, and there is always a way on.

import { BUYER, atPayPal } from "../buyer_page.mjs";
import { equal } from "../checks.mjs";

const CENTS = 2000;

export default [
  {
    name: "cancels at PayPal, is told so and pays after all",
    languages: ["de", "en"],
    async run({ payer, service }) {
      const asked = await service.ask(CENTS);
      await payer.open(asked.transactionRedirectUrl);
      await payer.press("pay-with");
      await atPayPal(payer, BUYER.cancels);
      await payer.sees("pay-cancelled-title");
      equal((await service.status(asked)).status, "INITIAL", "status after cancelling there");
      await payer.press("pay-with");
      await atPayPal(payer, BUYER.pays);
      await payer.at("paid-title");
      equal((await service.status(asked)).status, "PAYED", "status after paying");
    },
  },
  {
    name: "has one card refused and pays with another",
    async run({ payer, service }) {
      const asked = await service.ask(CENTS);
      await payer.open(asked.transactionRedirectUrl);
      await payer.press("pay-with");
      await atPayPal(payer, BUYER.isRefusedOnce);
      await payer.sees("pay-declined-title");
      await payer.press("pay-with");
      await atPayPal(payer, BUYER.pays);
      await payer.at("paid-title");
      equal((await service.status(asked)).status, "PAYED", "status after paying");
    },
  },
  {
    name: "is declined for good and tries again",
    async run({ payer, service }) {
      const asked = await service.ask(CENTS);
      await payer.open(asked.transactionRedirectUrl);
      await payer.press("pay-with");
      await atPayPal(payer, BUYER.isDeclined);
      await payer.at("failed-title");
      equal((await service.status(asked)).status, "INITIAL", "status after the refusal");
      await payer.press("failed-retry");
      await atPayPal(payer, BUYER.pays);
      await payer.at("paid-title");
    },
  },
  {
    name: "finds PayPal silent and is told that nothing happened",
    alone: true,
    async run({ payer, service, simulator }) {
      const asked = await service.ask(CENTS);
      await payer.open(asked.transactionRedirectUrl);
      await simulator.whileSilent("POST /v2/checkout/orders", async () => {
        await payer.press("pay-with");
        await payer.sees("pay-unreachable-title");
      });
      await payer.press("pay-with");
      await atPayPal(payer, BUYER.pays);
      await payer.at("paid-title");
      equal((await simulator.capturesOf(asked)).length, 1, "captures");
    },
  },
];
