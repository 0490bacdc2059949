// node screenshots.mjs BINARY DIRECTORY: pictures of every state of the pages, to look at.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DESK, PHONE, openBrowser } from "./browser.mjs";
import { Simulator } from "./buyer_page.mjs";
import { startDemo } from "./demo.mjs";
import { OnlineService } from "./online_service.mjs";
import { Payer } from "./payer.mjs";
import { tour } from "./tour.mjs";

const LOOKS = [
  { name: "de-390", viewport: PHONE, language: "de" },
  { name: "de-1280", viewport: DESK, language: "de" },
  { name: "en-390", viewport: PHONE, language: "en" },
  { name: "en-1280", viewport: DESK, language: "en" },
  { name: "de-390-dark", viewport: PHONE, language: "de", colorScheme: "dark" },
];

const [binary, directory] = process.argv.slice(2);
if (!binary || !directory) {
  console.error("usage: node screenshots.mjs BINARY DIRECTORY");
  process.exit(2);
}
mkdirSync(directory, { recursive: true });

const town = await startDemo(binary);
const browser = await openBrowser();
try {
  for (const look of LOOKS) {
    const payer = await Payer.arrive(browser, town, { ...look, javaScript: true });
    const service = new OnlineService(town);
    await tour({ payer, service, town, simulator: new Simulator(town) }, async (name) => {
      const path = join(directory, `${look.name}-${name}.png`);
      await payer.page.screenshot({ path, fullPage: true });
      console.log(path);
    });
    await payer.leave();
  }
} finally {
  await browser.close();
  await town.stop();
}
