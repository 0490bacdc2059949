// Links that lead nowhere, and the language of a page.

import { BUYER, atPayPal } from "../buyer_page.mjs";
import { equal, holds } from "../checks.mjs";

const CENTS = 990;
const NOBODYS = "pay_00000000000070008000000000000000";

export default [
  {
    name: "opens links that lead nowhere",
    languages: ["de", "en"],
    async run({ payer, service, town }) {
      const { pathname } = new URL((await service.ask(CENTS)).transactionRedirectUrl);
      const [tenant, payment] = pathname.split("/pay/");
      const nowhere = [
        `${tenant}/pay/${NOBODYS}`,
        `${tenant}/pay/${payment.slice(0, -1)}`,
        `${tenant}/pay/${encodeURIComponent("<b>'\"")}`,
        `/another-town/pay/${payment}`,
        "/another-town",
        `${tenant}/no/such/page`,
      ];
      for (const path of nowhere) {
        await payer.open(new URL(path, town.base_url).href, 404);
        await payer.at("unknown-title");
      }
    },
  },
  {
    name: "changes the language everywhere and stays where it was",
    languages: ["de", "en"],
    async run({ payer, service, town }) {
      const asked = await service.ask(CENTS);
      const { pathname } = new URL(asked.transactionRedirectUrl);
      await payer.open(new URL(pathname.split("/pay/")[0], town.base_url).href);
      await switches(payer);
      await payer.open(asked.transactionRedirectUrl);
      await switches(payer);
      await payer.press("pay-with");
      await payer.open(asked.transactionRedirectUrl);
      await switches(payer);
      await payer.press("continue-button");
      await atPayPal(payer, BUYER.pays);
      await payer.at("paid-title");
      await switches(payer);
      const gone = await service.ask(CENTS);
      await payer.open(gone.transactionRedirectUrl);
      await payer.press("pay-cancel");
      await switches(payer);
    },
  },
  {
    name: "keeps the chosen language from page to page",
    async run({ payer, service }) {
      const asked = await service.ask(CENTS);
      await payer.open(asked.transactionRedirectUrl);
      await speaks(payer, "en");
      await payer.press("pay-with");
      await atPayPal(payer, BUYER.cancels);
      await payer.sees("pay-cancelled-title");
      await payer.press("pay-extend");
      await payer.sees("pay-extended-title");
      await payer.press("pay-with");
      await atPayPal(payer, BUYER.pays);
      await payer.at("paid-title");
    },
  },
];

const NAMES = { de: "Deutsch", en: "English" };

/** To the other language and back. */
async function switches(payer) {
  const mine = payer.language;
  const { pathname } = new URL(payer.page.url());
  for (const language of [mine === "de" ? "en" : "de", mine]) {
    const before = await payer.text();
    await speaks(payer, language);
    const after = new URL(payer.page.url()).pathname;
    holds(samePlace(pathname, after), `the language switch leads from ${pathname} to ${after}`);
    holds((await payer.text()) !== before, "the words stayed the same");
  }
}

async function speaks(payer, language) {
  payer.language = language;
  await payer.pressNamed(NAMES[language]);
  equal(await payer.page.getAttribute("html", "lang"), language, "the page's language");
}

/** Answers to forms and the return address have no address of their own to come back to. */
const samePlace = (before, after) =>
  before.replace(/\/(return|abort|extend|cancel|paypal)$/, "") === after;
