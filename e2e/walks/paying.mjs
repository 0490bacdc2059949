// The way most people take: link, PayPal, receipt, back.

import { BUYER, atPayPal } from "../buyer_page.mjs";
import { equal, holds } from "../checks.mjs";
import { amount, plain } from "../words.mjs";

const CENTS = 3070;

export default [
  {
    name: "pays with PayPal, gets a receipt and goes back",
    anywhere: true,
    languages: ["de", "en"],
    async run({ payer, service, simulator }) {
      const asked = await service.ask(CENTS);
      equal(asked.status, "INITIAL", "status before paying");

      await payer.open(asked.transactionRedirectUrl);
      await payer.seesText(amount(payer.language, CENTS));
      await payer.seesNumber(asked.transactionReference);
      await payer.press("pay-with");
      await atPayPal(payer, BUYER.pays);
      await isReceipt(payer, asked);
      await hasReceiptAsPdf(payer);
      await isToldToTheService(service, asked);
      await isCapturedOnce(simulator, asked);

      await payer.open(asked.transactionRedirectUrl);
      await payer.at("paid-title");
      await payer.doesNotOffer("pay-with");

      await goesBackVerbatim(payer, asked);
    },
  },
  {
    name: "starts at the online service and lands there again",
    async run({ payer, town }) {
      await payer.page.goto(town.online_service_url);
      await payer.arriving(payer.page.locator("form button").first().click());
      await payer.press("pay-with");
      await atPayPal(payer, BUYER.pays);
      await payer.at("paid-title");
      await payer.press("back-to-application");
      const start = new URL(town.online_service_url).origin;
      equal(new URL(payer.page.url()).origin, start, "where the way back leads");
    },
  },
  {
    name: "presses every button twice and pays once",
    async run({ payer, service, simulator, arrive }) {
      const asked = await service.ask(CENTS);
      const impatient = await arrive();
      for (const each of [payer, impatient]) await each.open(asked.transactionRedirectUrl);
      for (const each of [payer, impatient]) await each.press("pay-with");
      equal(impatient.page.url(), payer.page.url(), "the second try continues the first");

      await atPayPal(payer, BUYER.pays);
      await payer.at("paid-title");
      await impatient.open(asked.transactionRedirectUrl);
      await impatient.at("paid-title");
      await impatient.doesNotOffer("pay-with");
      await isCapturedOnce(simulator, asked);
    },
  },
];

async function isReceipt(payer, asked) {
  await payer.at("paid-title");
  await payer.seesText(amount(payer.language, CENTS));
  await payer.seesText("PayPal");
  await payer.seesText("Stadt Musterstadt");
  await payer.seesNumber(asked.transactionReference);
}

async function hasReceiptAsPdf(payer) {
  const link = payer.control(payer.say("receipt-pdf"));
  const url = new URL(await link.getAttribute("href"), payer.page.url()).href;
  const answer = await payer.context.request.get(url);
  equal(answer.status(), 200, "status of the PDF");
  equal(answer.headers()["content-type"], "application/pdf", "type of the PDF");
  const start = (await answer.body()).subarray(0, 5).toString("latin1");
  equal(start, "%PDF-", "start of the PDF");
}

async function isToldToTheService(service, asked) {
  const told = await service.status(asked);
  equal(told.status, "PAYED", "status after paying");
  equal(told.paymentMethod, "PAYPAL", "method after paying");
  holds(!("transactionRedirectUrl" in told), "the pay link is still given out");
}

async function isCapturedOnce(simulator, asked) {
  const captured = (await simulator.capturesOf(asked)).map((capture) => capture.gross_cents);
  equal(captured.join(), String(CENTS), "cents in the provider's books");
}

async function goesBackVerbatim(payer, asked) {
  const link = payer.control(payer.say("back-to-application"));
  equal(plain(await link.textContent()), payer.say("back-to-application"), "the way back");
  const url = new URL(await link.getAttribute("href"), payer.page.url()).href;
  const answer = await payer.context.request.get(url, { maxRedirects: 0 });
  equal(answer.status(), 303, "status of the way back");
  equal(answer.headers().location, asked.redirectUrl, "address of the way back");
  await payer.press("back-to-application");
  equal(payer.page.url(), asked.redirectUrl, "where the way back leads");
}
