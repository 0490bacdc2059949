// Somebody who pays: opens addresses, presses buttons, reads. Every page of ours that comes up is
// checked before anything else happens on it.

import { visitor } from "./browser.mjs";
import { accessible, badHeaders, equal, holds, wellBuilt } from "./checks.mjs";
import { bare, plain, spoken, words } from "./words.mjs";

const PATIENCE_MS = 10_000;
const PAYPAL = { method: "PayPal" };
// Heads the page that is shown while the provider has not answered.
const WAITING = "processing-title";

export class Payer {
  static async arrive(browser, town, look) {
    const payer = new Payer();
    const seen = await visitor(browser, look, new URL(town.base_url).hostname);
    Object.assign(payer, seen, { town, look, language: look.language });
    payer.page = await payer.context.newPage();
    payer.page.setDefaultTimeout(PATIENCE_MS);
    payer.page.on("response", (response) => payer.#judge(response));
    return payer;
  }

  /** The text for a key in the language the payer reads. */
  say(key, values = {}) {
    return words[this.language](key, { ...PAYPAL, ...values });
  }

  /** Opens an address as if from a mail; `status` is what the answer must have. */
  async open(url, status = 200) {
    if (status >= 400) this.mayFail.add(url);
    const answer = await this.page.goto(url);
    equal(answer.status(), status, `status of ${url}`);
    await this.check();
  }

  async reload() {
    await this.page.reload();
    await this.check();
  }

  /** Presses the button or follows the link that says this, and waits for the next page. */
  async press(key, values) {
    await this.pressNamed(this.say(key, values));
  }

  async pressNamed(name) {
    await this.arriving(this.control(name).click());
  }

  /** Opens the list of languages and picks one: a link, or a button where something is typed. */
  async changesTo(language) {
    const list = this.page.locator(".z-languages");
    await list.locator("summary").click();
    this.language = language;
    const name = this.say("language-name");
    const named = { name, exact: true };
    const entry = list.getByRole("link", named).or(list.getByRole("button", named));
    await this.arriving(entry.click());
    equal(await this.page.getAttribute("html", "lang"), this.say("language-html"), "language");
  }

  /** Waits for the page that something already under way leads to. */
  async arriving(action) {
    await Promise.all([this.page.waitForEvent("load"), action]);
    await this.check();
  }

  control(name) {
    const options = { name: spoken(name) };
    return this.page.getByRole("button", options).or(this.page.getByRole("link", options));
  }

  /** The page's one heading says this, if need be after a page that waits for the provider. */
  async at(key, values) {
    const end = Date.now() + PATIENCE_MS;
    // On a busy machine the answer comes after the return was answered; the page loads itself anew.
    while (key !== WAITING && Date.now() < end) {
      if (plain(await this.page.textContent("h1")) !== this.say(WAITING)) break;
      await this.arriving(Promise.resolve());
    }
    equal(plain(await this.page.textContent("h1")), this.say(key, values), "the heading");
  }

  async sees(key, values) {
    await this.seesText(this.say(key, values));
  }

  async seesText(text) {
    const body = await this.text();
    holds(body.includes(text), `${JSON.stringify(text)} is not on the page:\n${body}`);
  }

  /** A reference number, in whatever groups it is printed. */
  async seesNumber(number) {
    const body = await this.text();
    holds(bare(body).includes(bare(number)), `number ${number} is not on the page:\n${body}`);
  }

  async offers(key, values) {
    equal(await this.control(this.say(key, values)).count(), 1, `"${this.say(key, values)}"`);
  }

  async doesNotOffer(key, values) {
    equal(await this.control(this.say(key, values)).count(), 0, `"${this.say(key, values)}"`);
  }

  /** Opens the address again and again until the heading says this; in between, `meanwhile`. */
  async waitsFor(key, url, meanwhile = async () => {}) {
    const end = Date.now() + 2 * PATIENCE_MS;
    for (;;) {
      await this.open(url);
      const heading = plain(await this.page.textContent("h1"));
      if (heading === this.say(key)) return;
      await meanwhile();
      if (Date.now() > end) throw new Error(`waited for "${this.say(key)}", got "${heading}"`);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }

  async text() {
    return plain(await this.page.innerText("body"));
  }

  ours(url = this.page.url()) {
    return new URL(url).origin === new URL(this.town.base_url).origin;
  }

  /** What holds on every page of ours holds here. */
  async check() {
    const url = this.page.url();
    const isPage = (await this.page.locator("main#main").count()) > 0;
    if (!this.ours(url) || !isPage) return;
    for (let tries = 1; ; tries += 1) {
      try {
        await wellBuilt(this.page, url, this.say("language-html"));
        if (this.look.judged) await accessible(this.page, url, this.look);
        return;
      } catch (error) {
        // The page that waits for the provider may have refreshed itself meanwhile.
        if (!/context was destroyed/.test(error.message) || tries === 3) throw error;
        await this.page.waitForLoadState();
      }
    }
  }

  #judge(response) {
    const headers = response.headers();
    const { pathname } = new URL(response.url());
    if (this.ours(response.url()) && !pathname.startsWith(new URL(this.town.base_url).pathname)) {
      this.findings.push(`outside of our path: ${response.url()}`);
    }
    const page = headers["content-type"]?.startsWith("text/html") && this.ours(response.url());
    if (!page) return;
    for (const wrong of badHeaders(headers)) this.findings.push(`${response.url()}: ${wrong}`);
  }

  /** Goes, and tells whatever happened that must not. */
  async leave() {
    const cookies = await this.context.cookies(this.town.base_url);
    for (const { name } of cookies) this.findings.push(`cookie ${name}`);
    await this.context.close();
    return [...new Set(this.findings)];
  }
}
