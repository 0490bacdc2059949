// The same pages as some people need them: small, large, dark, in colours of their own. Every
// page is checked on arrival, so that to have been there is to have passed.

import { DESK, PHONE } from "../browser.mjs";
import { equal } from "../checks.mjs";
import { tour } from "../tour.mjs";

const look = (name, viewport, more = {}) => ({ name, viewport, javaScript: true, ...more });

export default [
  {
    name: "sees every page without scrolling sideways",
    looks: [
      look("320 px", { width: 320, height: 568 }),
      look("400 % zoom", { width: 320, height: 256 }, { javaScript: false }),
      look("wide letters", PHONE, { spacing: true }),
    ],
    async run(there) {
      await tour(there, async (name) => {
        if (there.payer.look.spacing) await spaceOut(there.payer.page);
        const [wide, screen] = await there.payer.page.evaluate(() => [
          document.documentElement.scrollWidth,
          document.documentElement.clientWidth,
        ]);
        equal(wide, screen, `width of ${name}`);
      });
    },
  },
  {
    name: "can read every page",
    looks: [
      look("dark, phone", PHONE, { colorScheme: "dark" }),
      look("dark, desk", DESK, { colorScheme: "dark" }),
      look("forced colours", DESK, { forcedColors: "active" }),
    ],
    languages: ["de", "en"],
    async run(there) {
      await tour(there, async () => {});
    },
  },
];

/** The spacing every page must bear (WCAG 2.2, 1.4.12), set as a reader's own style. */
async function spaceOut(page) {
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* {
      line-height: 1.5 !important;
      letter-spacing: 0.12em !important;
      word-spacing: 0.16em !important;
    }
    p { margin-bottom: 2em !important; }`);
    document.adoptedStyleSheets = [sheet];
  });
}
