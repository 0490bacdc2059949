// Money sent by the payer's own bank: the page that says how, and the way back from it.

import { BUYER, atPayPal } from "../buyer_page.mjs";
import { equal, holds } from "../checks.mjs";
import { amount } from "../words.mjs";

const CENTS = 3070;
const HOLDER = "Stadt Musterstadt";
const IBAN = "DE73 9999 9999 0000 0012 34";

export default [
  {
    name: "is told how to transfer and takes that along",
    anywhere: true,
    languages: ["de", "en"],
    async run({ payer, service }) {
      const asked = await service.ask(CENTS);
      await payer.open(asked.transactionRedirectUrl);
      await payer.press("pay-by-transfer");
      await isToldHow(payer, asked);
      await hasCode(payer);
      await hasPdf(payer);
      // The link leads here until the money has come.
      await payer.open(asked.transactionRedirectUrl);
      await isToldHow(payer, asked);
      equal((await service.status(asked)).status, "INITIAL", "status before the money has come");
    },
  },
  {
    name: "chooses to transfer and pays with PayPal after all",
    async run({ payer, service, simulator }) {
      const asked = await service.ask(CENTS);
      await payer.open(asked.transactionRedirectUrl);
      await payer.press("pay-by-transfer");
      await payer.at("transfer-title");
      await payer.press("pay-with");
      await atPayPal(payer, BUYER.pays);
      await payer.at("paid-title");
      const told = await service.status(asked);
      equal(told.status, "PAYED", "status after paying");
      equal(told.paymentMethod, "PAYPAL", "method after paying");
      const captured = (await simulator.capturesOf(asked)).map((capture) => capture.gross_cents);
      equal(captured.join(), String(CENTS), "cents in the provider's books");
      await payer.open(asked.transactionRedirectUrl);
      await payer.at("paid-title");
    },
  },
  {
    name: "comes back from PayPal to the transfer and cancels",
    async run({ payer, service }) {
      const asked = await service.ask(CENTS);
      await payer.open(asked.transactionRedirectUrl);
      await payer.press("pay-by-transfer");
      await payer.press("pay-with");
      await atPayPal(payer, BUYER.cancels);
      await payer.sees("pay-cancelled-title");
      await isToldHow(payer, asked);
      await payer.press("pay-cancel");
      await payer.at("cancelled-title");
      equal((await service.status(asked)).status, "CANCELED", "status after cancelling");
    },
  },
];

async function isToldHow(payer, asked) {
  await payer.at("transfer-title");
  await payer.sees("transfer-lead");
  await payer.seesText(amount(payer.language, CENTS));
  await payer.seesText(HOLDER);
  await payer.seesText(IBAN);
  await payer.seesNumber(asked.transactionReference);
  await payer.sees("transfer-otherwise");
}

async function hasCode(payer) {
  const code = payer.page.getByAltText(payer.say("slip-transfer-alt"));
  const answer = await fetched(payer, await code.getAttribute("src"));
  equal(answer.headers()["content-type"], "image/svg+xml", "type of the code");
  const shown = await code.evaluate(({ complete, naturalWidth }) => complete && naturalWidth > 0);
  holds(shown, "the code is not shown");
}

async function hasPdf(payer) {
  const link = payer.control(payer.say("transfer-pdf"));
  const answer = await fetched(payer, await link.getAttribute("href"));
  equal(answer.headers()["content-type"], "application/pdf", "type of the PDF");
  const start = (await answer.body()).subarray(0, 5).toString("latin1");
  equal(start, "%PDF-", "start of the PDF");
}

async function fetched(payer, address) {
  const url = new URL(address, payer.page.url()).href;
  const answer = await payer.context.request.get(url);
  equal(answer.status(), 200, `status of ${url}`);
  return answer;
}
