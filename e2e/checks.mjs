// What holds on every page of ours.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// Pages that were judged or are being judged: the same words and elements in the same look need no
// second judgement.
const judged = new Map();

/**
 * Throws with every violation of WCAG 2.2 AA that axe finds; without `colours`, in words and
 * structure only.
 */
export async function accessible(page, name, look) {
  const html = (await page.content()).replace(/pay_\w+/g, "").replace(/\d/g, "0");
  const key = `${look.name} ${html}`;
  const known = judged.get(key);
  if (known && (await known)) return;
  const judging = judge(page, name, look);
  // One that fails says so where it is awaited; the page is then judged wherever it comes up again.
  judged.set(key, judging.then(() => true, () => false));
  await judging;
}

async function judge(page, name, { colours = true }) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(
    ([values, colours]) =>
      globalThis.axe.run(document, {
        runOnly: { type: "tag", values },
        rules: { "color-contrast": { enabled: colours } },
        resultTypes: ["violations"],
      }),
    [RULES, colours],
  );
  const told = violations.map(
    ({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ target }) => target).join("; ")})`,
  );
  if (told.length > 0) throw new Error(`${name} is not accessible:\n  ${told.join("\n  ")}`);
}

/**
 * One heading, the right language, nothing wider than the screen, every control easy to hit, every
 * sentence in one piece.
 */
export async function wellBuilt(page, name, language) {
  const problems = await page.evaluate((expected) => {
    const found = [];
    if (document.querySelectorAll("h1").length !== 1) found.push("not exactly one h1");
    const { lang, scrollWidth, clientWidth } = document.documentElement;
    if (lang !== expected) found.push(`language ${lang || "missing"} instead of ${expected}`);
    if (scrollWidth > clientWidth) found.push(`${scrollWidth - clientWidth} px too wide`);
    for (const control of document.querySelectorAll("button:not([aria-hidden]), input, select")) {
      const { width, height } = control.getBoundingClientRect();
      if (width > 0 && (width < 24 || height < 24)) found.push(`small: ${control.outerHTML}`);
    }
    if (document.querySelector("script, [style], style")) found.push("inline code or style");
    // A flex box makes columns of a sentence that has an emphasised word in it.
    for (const word of document.querySelectorAll(":is(strong, em, b, i, bdi, abbr)")) {
      if (!getComputedStyle(word.parentElement).display.endsWith("flex")) continue;
      const beside = [...word.parentElement.childNodes].filter(({ nodeType }) => nodeType === 3);
      if (beside.some(({ data }) => data.trim())) found.push(`a sentence in columns: ${word.parentElement.outerHTML}`);
    }
    return found;
  }, language);
  if (problems.length > 0) throw new Error(`${name}: ${problems.join(", ")}`);
}

/** What is wrong with the headers of a page; nothing is the good answer. */
export function badHeaders(headers) {
  const policy = headers["content-security-policy"] ?? "";
  const wrong = [];
  if (!policy.includes("default-src 'none'")) wrong.push(`content-security-policy: ${policy}`);
  if (/unsafe-|\*/.test(policy)) wrong.push(`content-security-policy is lax: ${policy}`);
  for (const [name, value] of [
    ["x-content-type-options", /^nosniff$/],
    ["referrer-policy", /^(no-referrer|same-origin|strict-origin|origin)/],
    ["cache-control", /no-store/],
  ]) {
    if (!value.test(headers[name] ?? "")) wrong.push(`${name}: ${headers[name]}`);
  }
  if (headers["set-cookie"]) wrong.push("sets a cookie");
  return wrong;
}

export function equal(actual, expected, what) {
  if (actual !== expected) throw new Error(`${what}: expected ${expected}, got ${actual}`);
}

export function holds(condition, what) {
  if (!condition) throw new Error(what);
}
