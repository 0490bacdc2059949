// node screenshots.mjs FOLDER DIRECTORY [PART OF A NAME]: pictures of every sample in the folder,
// at 390 and 1280 pixels, in every language, and of each look in German in dark colours.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DESK, PHONE, openBrowser } from "./browser.mjs";
import { samplesIn, serve } from "./samples.mjs";

const LOOKS = [
  { viewport: PHONE, colorScheme: "light" },
  { viewport: DESK, colorScheme: "light" },
  { viewport: PHONE, colorScheme: "dark" },
];

const [folder, directory, part = ""] = process.argv.slice(2);
if (!folder || !directory) {
  console.error("usage: node screenshots.mjs FOLDER DIRECTORY [PART OF A NAME]");
  process.exit(2);
}
mkdirSync(directory, { recursive: true });

const server = await serve(folder);
const browser = await openBrowser();
let count = 0;
try {
  for (const { viewport, colorScheme } of LOOKS) {
    const context = await browser.newContext({ viewport, colorScheme, reducedMotion: "reduce" });
    const page = await context.newPage();
    for (const sample of samplesIn(folder).filter(({ file }) => file.includes(part))) {
      if (colorScheme === "dark" && sample.language !== "de") continue;
      const look = `${viewport.width}${colorScheme === "dark" ? "-dark" : ""}`;
      await page.goto(server.url(sample));
      const path = join(directory, `${sample.name}.${sample.language}.${look}.png`);
      await page.screenshot({ path, fullPage: true });
      count += 1;
    }
    await context.close();
  }
} finally {
  await browser.close();
  server.close();
}
console.log(`${count} pictures in ${directory}`);
