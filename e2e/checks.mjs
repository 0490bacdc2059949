// What holds on every page of ours.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Throws with every violation of WCAG 2.2 AA that axe finds. */
export async function accessible(page, name) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(
    (values) => globalThis.axe.run(document, { runOnly: { type: "tag", values } }),
    RULES,
  );
  const told = violations.map(
    ({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ target }) => target).join("; ")})`,
  );
  if (told.length > 0) throw new Error(`${name} is not accessible:\n  ${told.join("\n  ")}`);
}

/** One heading, a language, nothing wider than the screen, every control large enough to hit. */
export async function wellBuilt(page, name) {
  const problems = await page.evaluate(() => {
    const found = [];
    if (document.querySelectorAll("h1").length !== 1) found.push("not exactly one h1");
    if (!document.documentElement.lang) found.push("no language");
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (wide > 0) found.push(`${wide} px wider than the screen`);
    for (const control of document.querySelectorAll("button, input, select")) {
      const { width, height } = control.getBoundingClientRect();
      if (width > 0 && (width < 24 || height < 24)) found.push(`small: ${control.outerHTML}`);
    }
    if (document.querySelector("script, [style], style")) found.push("inline code or style");
    return found;
  });
  if (problems.length > 0) throw new Error(`${name}: ${problems.join(", ")}`);
}

export function equal(actual, expected, what) {
  if (actual !== expected) throw new Error(`${what}: expected ${expected}, got ${actual}`);
}

export async function contains(page, text, what) {
  const body = await page.textContent("body");
  if (!body.includes(text)) throw new Error(`${what}: ${JSON.stringify(text)} is not on the page`);
}
