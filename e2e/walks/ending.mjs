// Ways out without paying, and more time.

import { BUYER, atPayPal } from "../buyer_page.mjs";
import { equal, holds } from "../checks.mjs";

const CENTS = 1530;

export default [
  {
    name: "cancels the payment for good",
    async run({ payer, service }) {
      const asked = await service.ask(CENTS);
      await payer.open(asked.transactionRedirectUrl);
      await payer.press("pay-cancel");
      await payer.at("cancelled-title");
      const told = await service.status(asked);
      equal(told.status, "CANCELED", "status after cancelling");
      holds(!("paymentMethod" in told), "a method is told though nothing was paid");
      await payer.open(asked.transactionRedirectUrl);
      await payer.at("cancelled-title");
      await payer.doesNotOffer("pay-with");
      await payer.press("back-to-application");
      equal(payer.page.url(), asked.redirectUrl, "where the way back leads");
    },
  },
  {
    name: "cancels while PayPal still has the buyer",
    async run({ payer, service }) {
      const asked = await service.ask(CENTS);
      await payer.open(asked.transactionRedirectUrl);
      await payer.press("pay-with");
      await payer.open(asked.transactionRedirectUrl);
      await payer.press("pay-cancel");
      await payer.at("cancelled-title");
      equal((await service.status(asked)).status, "CANCELED", "status after cancelling");
    },
  },
  {
    name: "takes more time and pays",
    languages: ["de", "en"],
    async run({ payer, service }) {
      const asked = await service.ask(CENTS);
      await payer.open(asked.transactionRedirectUrl);
      await payer.press("pay-extend");
      await payer.sees("pay-extended-title");
      await payer.press("pay-with");
      await atPayPal(payer, BUYER.pays);
      await payer.at("paid-title");
    },
  },
];
