// The words of the pages, from the files the pages take them from: a walk names what it means,
// not how it is put today.

import { readFileSync } from "node:fs";

const FILES = ["citizen.ftl", "frame.ftl"];
const here = (language, file) =>
  new URL(`../crates/web/texts/${language}/${file}`, import.meta.url);

/** Language tag to a function that gives the text for a key, variables filled in. */
export const words = Object.fromEntries(["de", "en"].map((tag) => [tag, reader(tag)]));

function reader(language) {
  const texts = new Map();
  for (const file of FILES) {
    for (const line of readFileSync(here(language, file), "utf8").split("\n")) {
      const entry = /^([a-z][\w-]*) = (.+)$/.exec(line);
      if (entry) texts.set(entry[1], entry[2]);
    }
  }
  return (key, values = {}) => {
    const text = texts.get(key);
    if (text === undefined) throw new Error(`no text ${key} in ${language}`);
    return text.replace(/\{ \$(\w+) \}/g, (_, name) => {
      if (values[name] === undefined) throw new Error(`${key} needs ${name}`);
      return values[name];
    });
  };
}

/** `30,70 €` or `€30.70`; amounts below a thousand euros only. */
export function amount(language, cents) {
  const [whole, rest] = [Math.trunc(cents / 100), String(cents % 100).padStart(2, "0")];
  return language === "de" ? `${whole},${rest} €` : `€${whole}.${rest}`;
}

/** Text without what only lays it out: no line breaks, no runs of spaces. */
export function plain(text) {
  return text.replace(/\s+/g, " ").trim();
}

/** A reference number without the groups it is printed in. */
export function bare(text) {
  return text.replace(/[^0-9A-Za-z]/g, "");
}
