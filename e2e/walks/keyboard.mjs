// Nothing but the keyboard.

import { BUYER, atPayPal } from "../buyer_page.mjs";
import { equal, holds } from "../checks.mjs";
import { LANGUAGES, plain, words } from "../words.mjs";

const CENTS = 700;

export default [
  {
    name: "pays with the keyboard alone",
    async run({ payer, service }) {
      const asked = await service.ask(CENTS);
      await payer.open(asked.transactionRedirectUrl);
      await tabsTo(payer, payer.say("skip-to-content"));
      await choosesEnglish(payer);
      await tabsTo(payer, payer.say("skip-to-content"));
      await tabsTo(payer, languages(payer));
      await tabsTo(payer, payer.say("pay-with"));
      await payer.arriving(payer.page.keyboard.press("Enter"));
      await atPayPal(payer, BUYER.pays);
      await payer.at("paid-title");
      for (const next of ["skip-to-content", null, "back-to-application", "receipt-pdf"]) {
        await tabsTo(payer, next ? payer.say(next) : languages(payer));
      }
    },
  },
  {
    name: "skips to the content and acts from there",
    async run({ payer, service }) {
      const asked = await service.ask(CENTS);
      await payer.open(asked.transactionRedirectUrl);
      await tabsTo(payer, payer.say("skip-to-content"));
      await payer.page.keyboard.press("Enter");
      await tabsTo(payer, payer.say("pay-with"));
      await tabsTo(payer, payer.say("pay-by-transfer"));
      await tabsTo(payer, payer.say("pay-extend"));
      await tabsTo(payer, payer.say("pay-cancel"));
      await payer.arriving(payer.page.keyboard.press("Space"));
      await payer.at("cancelled-title");
    },
  },
];

/** What the button says that opens the list of languages. */
const languages = ({ language }) =>
  `${words[language]("languages")}: ${words[language]("language-name")}`;

/** Opens the list, passes by the languages before English, and follows the link. */
async function choosesEnglish(payer) {
  await tabsTo(payer, languages(payer));
  await payer.page.keyboard.press("Enter");
  for (const language of LANGUAGES.slice(1, LANGUAGES.indexOf("en") + 1)) {
    await tabsTo(payer, words[language]("language-name"));
  }
  payer.language = "en";
  await payer.arriving(payer.page.keyboard.press("Enter"));
}

/** One press of Tab leads there, and everybody can see it. */
async function tabsTo(payer, name) {
  await payer.page.keyboard.press("Tab");
  let focused;
  for (let tries = 0; tries < 20 && !focused?.inView; tries += 1) {
    // Scrolling to it takes a frame or two.
    if (tries > 0) await payer.page.waitForTimeout(25);
    focused = await payer.page.evaluate(() => {
      const { activeElement: element } = document;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const { top, bottom, left, right } = element.getBoundingClientRect();
      const inView = top > -1 && left > -1 && bottom < innerHeight + 1 && right < innerWidth + 1;
      return { text: element.textContent, outlineStyle, outlineWidth, inView };
    });
  }
  equal(plain(focused.text), name, "the next stop of the Tab key");
  const outlined = focused.outlineStyle !== "none" && parseFloat(focused.outlineWidth) >= 2;
  holds(outlined, `the focus on "${name}" cannot be seen`);
  holds(focused.inView, `"${name}" has the focus outside of what can be seen`);
}
