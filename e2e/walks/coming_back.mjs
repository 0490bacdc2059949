// The way back from PayPal is lost, taken twice or taken elsewhere: the payment does not care.

import { BUYER, atPayPal } from "../buyer_page.mjs";
import { equal } from "../checks.mjs";

const CENTS = 4500;

export default [
  {
    name: "closes the window at PayPal and finds the payment done",
    async run({ payer, service }) {
      const asked = await service.ask(CENTS);
      await payer.open(asked.transactionRedirectUrl);
      await payer.press("pay-with");
      await atPayPal(payer, BUYER.paysAndClosesTheWindow);
      await payer.waitsFor("paid-title", asked.transactionRedirectUrl, async () => {
        await payer.doesNotOffer("pay-with");
      });
      equal((await service.status(asked)).status, "PAYED", "status after the notice");
    },
  },
  {
    name: "comes back in another browser, and once more",
    async run({ payer, service, arrive }) {
      const asked = await service.ask(CENTS);
      await payer.open(asked.transactionRedirectUrl);
      await payer.press("pay-with");
      await atPayPal(payer, BUYER.paysAndReturnsElsewhere);
      const back = await wayBack(payer);

      const elsewhere = await arrive();
      for (let times = 0; times < 2; times += 1) {
        await elsewhere.open(back);
        await elsewhere.at("paid-title");
        await elsewhere.seesNumber(asked.transactionReference);
      }
      equal((await service.status(asked)).status, "PAYED", "status after coming back twice");
    },
  },
  {
    name: "goes back with the browser and continues where it was",
    async run({ payer, service }) {
      const asked = await service.ask(CENTS);
      await payer.open(asked.transactionRedirectUrl);
      await payer.press("pay-with");
      await payer.open(asked.transactionRedirectUrl);
      await payer.at("continue-title");
      await payer.press("continue-button");
      await atPayPal(payer, BUYER.pays);
      await payer.at("paid-title");
    },
  },
  {
    name: "waits while PayPal reviews, and need not watch",
    async run({ payer, service, simulator }) {
      const asked = await service.ask(CENTS);
      await payer.open(asked.transactionRedirectUrl);
      await payer.press("pay-with");
      await atPayPal(payer, BUYER.isReviewed);
      await payer.at("processing-title");
      await payer.doesNotOffer("pay-with");
      await payer.press("processing-refresh-off");
      await payer.sees("processing-stands-still");
      equal((await service.status(asked)).status, "INITIAL", "status while reviewed");
      await simulator.endReview(asked);
      await payer.waitsFor("paid-title", asked.transactionRedirectUrl, async () => {
        await payer.doesNotOffer("pay-with");
      });
      equal((await service.status(asked)).status, "PAYED", "status after the review");
    },
  },
];

/** The address the simulator shows for opening elsewhere. */
async function wayBack(payer) {
  const text = await payer.page.textContent("body");
  const address = /http:\/\/127\.0\.0\.1:\d+\/\S+\/return\S*/.exec(text);
  if (!address) throw new Error(`no way back on the provider's page: ${text}`);
  return address[0];
}
