// Builds `dist/`: one style sheet, the fonts of each script, one icon, their licences; and for
// crates/pdf the fonts of documents. Offline and deterministic after `npm ci`: same sources, same
// bytes.
//
// What ends up in the style sheet: our own rules, and of KERN only the rules whose classes appear
// in a template and the variables something still refers to.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { transform } from "lightningcss";
import subsetFont from "subset-font";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
const crates = join(here, "..", "..");
const templates = ["webkit", "citizen", "console"].map((name) => join(crates, name, "templates"));
const kern = join(here, "node_modules", "@kern-ux", "native");
const fira = join(here, "node_modules", "@fontsource", "fira-sans");
const noto = join(here, "node_modules", "@expo-google-fonts", "noto-sans-arabic");

// A page with everything it loads stays below this, compressed (design decision 9).
const PAGE_LIMIT = 100_000;
// Room for the HTML itself; the largest page is about 3 kB compressed.
const HTML_ALLOWANCE = 6_000;
// Browsers of the last five years; older ones get the same page with plainer colours.
const targets = { chrome: 111 << 16, firefox: 113 << 16, safari: (15 << 16) | (4 << 8) };

if (!existsSync(kern)) {
  console.error("assets: node_modules is missing. Run `npm ci` in crates/webkit/assets first.");
  process.exit(1);
}

function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesIn(path) : [path];
    });
}

const unique = (text, pattern) => new Set(Array.from(text.matchAll(pattern), (found) => found[0]));

function minified(filename, css, options = {}) {
  const input = { filename, code: Buffer.from(css), minify: true, targets };
  return transform({ ...input, ...options }).code.toString();
}

// Drops every custom property that is not read, until nothing more falls.
function withoutUnreadVariables(css) {
  for (;;) {
    const read = new Set(Array.from(css.matchAll(/var\(\s*(--[\w-]+)/g), (found) => found[1]));
    const isUnread = (name) => name.startsWith("--") && !read.has(name);
    const Declaration = { custom: ({ name }) => (isUnread(name) ? [] : undefined) };
    const next = minified("zahlstelle.css", css, { visitor: { Declaration } });
    if (next.length === css.length) return next;
    css = next;
  }
}

function styleSheet() {
  const kernCss = readFileSync(join(kern, "dist", "kern.css"), "utf8");
  // The last one has the last word: on paper, in forced colours.
  const ours = ["fonts", "languages", "prose", "console", "zahlstelle"].map((name) => `${name}.css`);
  const ownCss = ours.map((name) => readFileSync(join(here, "src", name), "utf8")).join("\n");
  const html = templates.flatMap(filesIn).map((path) => readFileSync(path, "utf8")).join("\n");

  const spoken = unique(html, /kern-[a-z0-9_-]+/g);
  const offered = unique(kernCss.replaceAll(/--kern-[\w-]+/g, ""), /kern-[a-z0-9_-]+/g);
  const unknown = [...spoken].filter((name) => !offered.has(name));
  if (unknown.length > 0) {
    console.error(`assets: templates use classes KERN does not have: ${unknown.join(", ")}`);
    process.exit(1);
  }
  const unusedSymbols = [...offered].filter((name) => !spoken.has(name));
  const trimmed = minified("kern.css", kernCss, { unusedSymbols });
  return withoutUnreadVariables(`${trimmed}\n${minified("zahlstelle.css", ownCss)}`);
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
const sizes = new Map();

function write(name, content, { compress = false } = {}) {
  const bytes = Buffer.from(content);
  writeFileSync(join(dist, name), bytes);
  const gzip = compress ? gzipSync(bytes, { level: 9 }) : undefined;
  if (gzip) writeFileSync(join(dist, `${name}.gz`), gzip);
  sizes.set(name, (gzip ?? bytes).length);
}

write("zahlstelle.css", styleSheet(), { compress: true });
write("favicon.svg", readFileSync(join(here, "src", "favicon.svg")), { compress: true });
// What a script needs in both weights; which one a page asks for its letters decide (see the
// `unicode-range` in the style sheet).
const EUROPEAN = lettersOf([0x100, 0x130], [0x132, 0x151], [0x154, 0x17f], [0x218, 0x21b]) + "ẞ";
const scripts = new Map([["latin", ""], ["latin-ext", EUROPEAN], ["cyrillic", ""]]);
for (const [script, letters] of scripts) {
  for (const weight of [400, 600]) {
    const font = readFileSync(join(fira, "files", `fira-sans-${script}-${weight}-normal.woff2`));
    const name = script === "latin" ? `${weight}` : `${script}-${weight}`;
    const part = letters ? await subsetFont(font, letters, { targetFormat: "woff2" }) : font;
    write(`fira-sans-${name}.woff2`, part);
  }
}

// For documents, which bring every letter along: crates/pdf builds them in.
const documents = join(crates, "pdf", "dist");
mkdirSync(documents, { recursive: true });
for (const style of ["400Regular", "700Bold"]) {
  const name = `NotoSansArabic_${style}.ttf`;
  writeFileSync(join(documents, name), readFileSync(join(noto, style, name)));
}
write(
  "LICENSES.txt",
  [
    "Fira Sans (fira-sans-*.woff2; of the extended Latin letters a part)",
    readFileSync(join(fira, "LICENSE"), "utf8").trim(),
    "Noto Sans Arabic (in PDF documents)",
    readFileSync(join(noto, "LICENSE_FONT"), "utf8").trim(),
    "KERN Design System, @kern-ux/native 2.7.2 (parts of zahlstelle.css)",
    readFileSync(join(kern, "LICENSE.md"), "utf8").trim(),
  ].join("\n\n") + "\n",
);

// The heaviest page is one in a script of its own beside Latin, which names stand in.
const extras = [...scripts.keys()].filter((script) => script !== "latin");
const weigh = (wanted) => {
  const names = [...sizes.keys()].filter((name) => name !== "LICENSES.txt" && wanted(name));
  return names.reduce((sum, name) => sum + sizes.get(name), HTML_ALLOWANCE);
};
for (const [name, size] of sizes) console.log(`${String(size).padStart(7)} B  ${name}`);
for (const extra of extras) {
  const others = extras.filter((other) => other !== extra);
  const sum = weigh((name) => !others.some((other) => name.includes(other)));
  console.log(`${String(sum).padStart(7)} B  a whole page with ${extra} (limit ${PAGE_LIMIT})`);
  if (sum > PAGE_LIMIT) {
    console.error(`assets: ${relative(here, dist)} is too large for a phone on a slow network.`);
    process.exitCode = 1;
  }
}

function lettersOf(...ranges) {
  const letters = ranges.flatMap(([from, to]) =>
    Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index)),
  );
  return letters.join("");
}
