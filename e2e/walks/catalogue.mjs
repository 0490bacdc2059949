// From knowing what one wants to the receipt, and what a link may fill in.

import { PHONE } from "../browser.mjs";
import { BUYER, atPayPal } from "../buyer_page.mjs";
import { equal, holds } from "../checks.mjs";
import { LANGUAGES, amount, plain } from "../words.mjs";

const PERMIT = { de: "Bewohnerparkausweis", en: "Residents' parking permit" };
const COURSE = { de: "Volkshochschulkurs", en: "Adult education course" };
const PLAIN_PHONE = { name: `${PHONE.width} px, no JavaScript`, viewport: PHONE, javaScript: false };

export default [
  {
    name: "finds a service, corrects the form and pays to the receipt",
    anywhere: true,
    languages: ["de", "en"],
    async run({ payer, town }) {
      await payer.open(new URL("musterstadt", town.base_url).href);
      await payer.press("home-services-link");
      await payer.at("services-title");
      await payer.page.fill("#q", "PARK anwohner");
      await payer.press("services-search-button");
      await payer.sees("services-found", { count: "1" });
      await payer.pressNamed(PERMIT[payer.language]);
      equal(plain(await payer.page.textContent("h1")), PERMIT[payer.language], "the heading");
      await sendsWrong(payer, { "#field-kennzeichen": "MSAB123" });
      await payer.sees("wrong-plate-unclear");
      await payer.sees("wrong-not-offered");
      equal(await payer.page.inputValue("#field-kennzeichen"), "MSAB123", "what was typed");
      const own = payer.language;
      await payer.page.selectOption("#field-zone", "bahnhof");
      await payer.changesTo("tr");
      equal(await payer.page.inputValue("#field-kennzeichen"), "MSAB123", "what was sent");
      equal(await payer.page.inputValue("#field-zone"), "bahnhof", "what was only picked");
      await payer.changesTo(own);
      await payer.page.selectOption("#field-zone", "");
      await sendsWrong(payer, {});
      await namesEachProblem(payer, ["field-kennzeichen", "field-zone"]);
      await payer.page.fill("#field-kennzeichen", "ms-ab 123");
      await payer.page.selectOption("#field-zone", "hafen");
      await payer.press("service-button");
      await payer.seesText(amount(payer.language, 3070));
      await payer.press("pay-with");
      await atPayPal(payer, BUYER.pays);
      await payer.at("paid-title");
      await payer.seesText(amount(payer.language, 3070));
      await payer.offers("receipt-pdf");
    },
  },
  {
    name: "is charged for what was picked and counted",
    looks: [PLAIN_PHONE],
    languages: ["de", "en"],
    async run({ payer, town }) {
      await payer.open(town.citizen.catalogue_url);
      await payer.pressNamed(COURSE[payer.language]);
      await sendsWrong(payer, { "#field-kursnummer": "99" });
      await payer.sees("wrong-too-small", { least: "1000" });
      await namesEachProblem(payer, ["option-1", "field-kursnummer"]);
      await payer.page.check("#option-2");
      await payer.page.fill("#field-kursnummer", "4711");
      await payer.press("service-button");
      await payer.seesText(amount(payer.language, 4250));
      await payer.open(service(town, "meldebescheinigung"));
      await payer.page.fill("#quantity", "3");
      await payer.page.fill("#field-name", "Erika Muster");
      await payer.page.fill("#field-geburtstag", "1.2.1980");
      await payer.press("service-button");
      await payer.seesText(amount(payer.language, 3600));
      await payer.seesText("3 × Meldebescheinigung");
      holds(!(await payer.text()).includes("Erika"), "the pay page tells who ordered");
      await payer.press("pay-cancel");
      await payer.sees("ended-next-service");
      await payer.press("back-to-service");
      equal(payer.page.url().split("?")[0], service(town, "meldebescheinigung"), "where it leads");
    },
  },
  {
    name: "follows a link that fills the form in, and is not fooled by a bad one",
    looks: [PLAIN_PHONE],
    async run({ payer, town }) {
      const link = new URL(service(town, "bewohnerparken"));
      link.searchParams.set("field.kennzeichen", "MS-AB 123");
      link.searchParams.set("field.zone", "bahnhof");
      await payer.open(link.href);
      await payer.sees("service-filled-in-title");
      await payer.changesTo("en");
      equal(await payer.page.inputValue("#field-kennzeichen"), "MS-AB 123", "the plate");
      equal(await payer.page.inputValue("#field-zone"), "bahnhof", "the zone");
      link.searchParams.set("expires", "9999999999");
      link.searchParams.set("signature", "bm90IG91cnM");
      link.searchParams.set("lang", "en");
      await payer.open(link.href, 403);
      await payer.at("link-bad-title");
      await payer.press("link-without");
      equal(await payer.page.inputValue("#field-kennzeichen"), "", "the plate");
    },
  },
  {
    name: "sees a service that is tried out under a banner and in no list",
    looks: [PLAIN_PHONE],
    async run({ payer, town }) {
      await payer.open(town.citizen.catalogue_url);
      holds(!(await payer.text()).includes("Freibad"), "a service in test is listed");
      await payer.open(town.citizen.test_service_url);
      await payer.sees("test-title");
      await payer.page.fill("#amount", "12,50");
      await payer.press("service-button");
      await payer.sees("test-title");
      await payer.seesText(amount("de", 1250));
      await payer.press("pay-with");
      await atPayPal(payer, BUYER.pays);
      await payer.at("paid-title");
      await payer.sees("test-title");
    },
  },
  {
    name: "reads the catalogue and a form",
    looks: [PLAIN_PHONE],
    languages: LANGUAGES,
    async run({ payer, town }) {
      await payer.open(`${town.citizen.catalogue_url}?lang=${payer.language}`);
      await payer.at("services-title");
      await payer.open(`${town.citizen.catalogue_url}?q=hund&lang=${payer.language}`);
      await payer.sees("services-none-title");
      const url = `${service(town, "vhs-kurs")}?lang=${payer.language}`;
      await payer.open(url);
      await sendsWrong(payer, {});
      await payer.sees("service-wrong");
    },
  },
];

const service = (town, code) => `${town.citizen.catalogue_url}/${code}`;

/** Sends the form as it is, expecting it to come back. */
async function sendsWrong(payer, values) {
  for (const [field, value] of Object.entries(values)) await payer.page.fill(field, value);
  const action = await payer.page.getAttribute("form[method=post]", "action");
  payer.mayFail.add(new URL(action, payer.page.url()).href);
  await payer.press("service-button");
  await payer.sees("service-wrong");
}

/** The summary on top leads to each field that is wrong, and each says so itself. */
async function namesEachProblem(payer, ids) {
  const links = await payer.page.locator("#errors a").all();
  const targets = await Promise.all(links.map((link) => link.getAttribute("href")));
  equal(targets.join(" "), ids.map((id) => `#${id}`).join(" "), "the summary's links");
  for (const id of ids) {
    holds((await payer.page.locator(`#${id}`).count()) === 1, `nothing is called ${id}`);
  }
}
