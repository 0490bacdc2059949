// With a notice in the hand: typed in, helped along, paid.

import { PHONE } from "../browser.mjs";
import { BUYER, atPayPal } from "../buyer_page.mjs";
import { equal, holds } from "../checks.mjs";
import { amount, bare } from "../words.mjs";

const CENTS = 5500;
const ON_A_PHONE = [{ name: `${PHONE.width} px`, viewport: PHONE, javaScript: true }];

export default [
  {
    name: "is helped with what cannot be right on a notice",
    languages: ["de", "en"],
    async run({ payer, town }) {
      const { notice_url: address, sample_notice: notice } = town.citizen;
      await opensNotices(payer, address);
      await payer.press("notice-find");
      await isWrongAt(payer, "kassenzeichen", payer.say("notice-number-missing"));

      await types(payer, swapped(notice.kassenzeichen), notice.factor);
      await isWrongAt(payer, "kassenzeichen", payer.say("notice-number-check-digit"));
      equal(await payer.page.inputValue("#factor"), notice.factor, "what was typed");

      const other = payer.language === "de" ? "en" : "de";
      await payer.changesTo(other);
      equal(await payer.page.inputValue("#kassenzeichen"), swapped(notice.kassenzeichen), "the number");
      equal(await payer.page.inputValue("#factor"), notice.factor, "the second factor");
      await payer.page.focus("#factor");
      mayBeWrong(payer, address);
      await payer.arriving(payer.page.keyboard.press("Enter"));
      await isWrongAt(payer, "kassenzeichen", payer.say("notice-number-check-digit"));

      await types(payer, notice.kassenzeichen, "0000");
      await isWrongAt(payer, "kassenzeichen", payer.say("notice-not-found-both"));
    },
  },
  {
    name: "turns back from paying a notice and finds it again",
    looks: ON_A_PHONE,
    languages: ["en"],
    // Nobody else can pay the notice meanwhile.
    alone: true,
    async run({ payer, town }) {
      const { notice_url: address, sample_notice: notice } = town.citizen;
      await opensNotices(payer, address);
      await types(payer, notice.kassenzeichen, notice.factor);
      for (const [id, typed] of [["part", "2"], ["kassenzeichen", "726"], ["factor", "12"]]) {
        await payer.page.fill(`#${id}`, typed);
      }
      await payer.changesTo("de");
      equal(await payer.page.inputValue("#part"), "2", "the part");
      equal(await payer.page.inputValue("#kassenzeichen"), "726", "the next number");
      equal(await payer.page.inputValue("#factor"), "12", "its second factor");
      await payer.changesTo("en");
      await payer.press("notice-pay", { amount: amount(payer.language, CENTS) });
      await payer.press("pay-cancel");
      await payer.at("cancelled-title");
      await payer.sees("ended-next-notice");
      await payer.press("back-to-notices");
      await types(payer, notice.kassenzeichen, notice.factor);
      await payer.at("notice-one-title");
    },
  },
  {
    name: "pays the notice with the number as it is printed",
    anywhere: true,
    looks: ON_A_PHONE,
    languages: ["de"],
    // It is one notice: whoever pays it must be the last.
    alone: true,
    async run({ payer, town }) {
      const { notice_url: address, sample_notice: notice } = town.citizen;
      await opensNotices(payer, address);
      await types(payer, ` ${notice.kassenzeichen.replaceAll(".", " / ")}`, notice.factor);
      await payer.at("notice-one-title");
      await payer.seesNumber(notice.kassenzeichen);
      holds(!payer.page.url().includes(bare(notice.kassenzeichen)), "the address tells the number");

      const open = amount(payer.language, CENTS);
      await payer.press("notice-pay", { amount: open });
      await payer.seesText(open);
      await payer.press("pay-with");
      await atPayPal(payer, BUYER.pays);
      await payer.at("paid-title");
      await payer.seesNumber(notice.kassenzeichen);
      await payer.press("back-to-notices");

      await types(payer, notice.kassenzeichen, notice.factor);
      await payer.at("notice-paid-title");
      await payer.offers("notice-other");
    },
  },
];

async function opensNotices(payer, address) {
  await payer.open(mayBeWrong(payer, address));
  await payer.at("notice-title");
}

/** The form answers 422 when something is wrong; that is no failure of the page. */
function mayBeWrong(payer, address) {
  const url = new URL(address);
  url.searchParams.set("lang", payer.language);
  payer.mayFail.add(url.href);
  return url.href;
}

async function types(payer, kassenzeichen, factor) {
  await payer.page.fill("#kassenzeichen", kassenzeichen);
  await payer.page.fill("#factor", factor);
  await payer.press("notice-find");
}

/** Said at the field, on top, and in the title. */
async function isWrongAt(payer, id, told) {
  const { page } = payer;
  holds((await page.title()).startsWith(payer.say("notice-title-wrong", { title: "" }).trim()), "title");
  equal(await page.getAttribute(`#${id}`, "aria-invalid"), "true", `the field ${id}`);
  holds((await page.textContent(`#${id}-error`)).includes(told), `${told} is not at the field`);
  const link = page.locator(`#errors a[href="#${id}"]`);
  equal(await link.textContent(), told, "the summary");
  await link.click();
  equal(await page.evaluate(() => document.activeElement.id), id, "where the summary leads");
}

/** The last two digits the other way round. */
function swapped(kassenzeichen) {
  const [last, before] = [...bare(kassenzeichen)].reverse();
  const start = bare(kassenzeichen).slice(0, -2);
  return last === before ? `${start}${last}${(Number(last) + 1) % 10}` : `${start}${last}${before}`;
}
