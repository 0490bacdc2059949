// Links that lead nowhere, and the language of a page.

import { DESK, PHONE } from "../browser.mjs";
import { BUYER, atPayPal } from "../buyer_page.mjs";
import { holds } from "../checks.mjs";
import { LANGUAGES, amount } from "../words.mjs";

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
  ...LANGUAGES.filter((language) => language !== "de").map((language) => ({
    name: `keeps ${language} from page to page and through the provider`,
    looks: [
      { name: "phone", viewport: PHONE, javaScript: true },
      { name: "no JavaScript", viewport: DESK, javaScript: false },
    ],
    async run({ payer, service }) {
      const asked = await service.ask(CENTS);
      await payer.open(asked.transactionRedirectUrl);
      await payer.changesTo(language);
      await payer.press("pay-with");
      await atPayPal(payer, BUYER.cancels);
      await payer.sees("pay-cancelled-title");
      await payer.press("pay-extend");
      await payer.sees("pay-extended-title");
      await payer.press("pay-with");
      await atPayPal(payer, BUYER.pays);
      await payer.at("paid-title");
      await payer.seesText(amount(language, CENTS));
    },
  })),
];

/** Through every other language and back. */
async function switches(payer) {
  const mine = payer.language;
  const { pathname } = new URL(payer.page.url());
  const others = LANGUAGES.filter((language) => language !== mine);
  for (const language of [...others, mine]) {
    const before = await payer.text();
    await payer.changesTo(language);
    const after = new URL(payer.page.url()).pathname;
    holds(samePlace(pathname, after), `the language switch leads from ${pathname} to ${after}`);
    holds((await payer.text()) !== before, "the words stayed the same");
  }
}

/** Answers to forms and the return address have no address of their own to come back to. */
const samePlace = (before, after) =>
  before.replace(/\/(return|abort|extend|cancel|paypal)$/, "") === after;
