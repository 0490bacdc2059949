// The words of the pages, from the files the pages take them from: a walk names what it means,
// not how it is put today. Which languages there are, the folders say.

import { readFileSync, readdirSync } from "node:fs";

const texts = new URL("../crates/webkit/texts/", import.meta.url);

/** Language tag to a function that gives the text for a key, variables filled in. */
export const words = Object.fromEntries(readdirSync(texts).map((tag) => [tag, reader(tag)]));

/** Every language, in the order the pages offer them. */
export const LANGUAGES = Object.keys(words).sort(
  (a, b) => Number(words[a]("language-place")) - Number(words[b]("language-place")),
);

function reader(language) {
  const known = new Map();
  const folder = new URL(`${language}/`, texts);
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".ftl"))) {
    // A text goes on in the lines below it that begin with a space.
    const source = readFileSync(new URL(file, folder), "utf8").replace(/\n +/g, "\n ");
    for (const [, key, text] of source.matchAll(/^([a-z][\w-]*) =((?: .*)?(?:\n .*)*)$/gm)) {
      known.set(key, literal(text.replace(/\n /g, "\n").trim()));
    }
  }
  const plurals = new Intl.PluralRules(language.split("-")[0]);
  return (key, values = {}) => {
    const text = known.get(key);
    if (text === undefined) throw new Error(`no text ${key} in ${language}`);
    const value = (name) => {
      if (values[name] === undefined) throw new Error(`${key} needs ${name}`);
      return values[name];
    };
    return text
      .replace(/\{ \$(\w+) ->((?:\n\*?\[.*)+)\n\}/g, (_, name, variants) => {
        const forms = [...variants.matchAll(/(\*?)\[(\w+)\] (.*)/g)];
        const form = plurals.select(Number(value(name)));
        return (forms.find(([, , one]) => one === form) ?? forms.find(([, star]) => star))[3];
      })
      .replace(/\{ \$(\w+) \}/g, (_, name) => value(name));
  };
}

/** Fluent's `{ "…" }`: letters that would be lost or misread otherwise. */
function literal(text) {
  return text.replace(/\{ (".*?") \}/g, (_, quoted) => JSON.parse(quoted));
}

/** `30,70 €` or `€30.70`; amounts below a thousand euros only. */
export function amount(language, cents) {
  const say = words[language];
  const [whole, rest] = [Math.trunc(cents / 100), String(cents % 100).padStart(2, "0")];
  const sum = `${whole}${say("language-decimal")}${rest}`;
  return plain(say("language-money", { sign: "", amount: sum }));
}

/** Text without what only lays it out: no line breaks, no runs of spaces, no marks of direction. */
export function plain(text) {
  return text.replace(/[\u2066-\u2069]/g, "").replace(/\s+/g, " ").trim();
}

/** A reference number without the groups it is printed in. */
export function bare(text) {
  return text.replace(/[^0-9A-Za-z]/g, "");
}

/** A name as the browser tells it, which may hold marks of direction that `plain` drops. */
export function spoken(name) {
  const letters = [...name].map((letter) => letter.replace(/[.*+?^${}()|[\]\\/]/, "\\$&"));
  return new RegExp(`^${MARKS}${letters.join(MARKS)}${MARKS}$`);
}

const MARKS = "[\u2066-\u2069]*";
