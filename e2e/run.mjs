// node run.mjs BINARY [PART OF A NAME]: takes every walk through the demo of this binary.
// node run.mjs BINARY --below /epay/: takes the walks that say so with the demo below this path of
// a shared proxy; nothing of ours is then asked for outside of it.
// node run.mjs BINARY --network: the same with the demo on every address of this machine, opened
// under the one a phone in the same network uses.
// node run.mjs BINARY --name localhost [PART OF A NAME]: the same under this name, which leads here for
// browser and program.
//
// Each walk is taken on a phone and at a desk, with and without JavaScript, unless it names looks
// of its own. Prints `ok NAME` or `not ok NAME` per walk and at the end `N passed, N failed`.
// Exit status: 0 all passed, 1 something failed, 2 wrong call, 77 no browser to run in.

import { readdirSync } from "node:fs";
import { DESK, PHONE, chromiumPath, openBrowser } from "./browser.mjs";
import { Simulator } from "./buyer_page.mjs";
import { startDemo } from "./demo.mjs";
import { OnlineService } from "./online_service.mjs";
import { Payer } from "./payer.mjs";

const AT_ONCE = 5;
const EVERYWHERE = [PHONE, DESK].flatMap((viewport) =>
  [true, false].map((javaScript) => ({
    name: `${viewport.width} px${javaScript ? "" : ", no JavaScript"}`,
    viewport,
    javaScript,
  })),
);

const [binary, ...rest] = process.argv.slice(2);
const [option, value, more] = rest;
const place = {
  "--below": { path: value },
  "--network": { network: true },
  "--name": { name: value },
}[option];
const part = (place ? more : option) ?? "";
if (!binary) {
  console.error(
    "usage: node run.mjs BINARY [PART | --below PATH | --network | --name NAME [PART]]",
  );
  process.exit(2);
}

if (!chromiumPath()) {
  console.log("skipped: no Chromium, install Debian's package chromium");
  process.exit(77);
}

const wanted = ({ name, walk }) => name.includes(part) && (!place || walk.anywhere);
const tasks = (await walks()).filter(wanted);
const town = await startDemo(binary, place);
const browser = await openBrowser();
const told = { passed: 0, failed: 0 };
try {
  const together = tasks.filter(({ walk }) => !walk.alone);
  await Promise.all(Array.from({ length: AT_ONCE }, () => take(together)));
  await take(tasks.filter(({ walk }) => walk.alone));
  if (told.failed > 0) console.log(`the demo said last:\n${town.log()}`);
} finally {
  await browser.close();
  await town.stop();
}
console.log(`${told.passed} passed, ${told.failed} failed`);
process.exitCode = told.failed > 0 || told.passed === 0 ? 1 : 0;

/** Every walk in every look and language it is meant for. */
async function walks() {
  const found = [];
  for (const file of readdirSync(new URL("walks/", import.meta.url)).sort()) {
    const { default: list } = await import(`./walks/${file}`);
    for (const walk of list) {
      for (const look of walk.looks ?? EVERYWHERE) {
        for (const language of walk.languages ?? ["de"]) {
          const name = `${walk.name} (${look.name}, ${language})`;
          // Under another address the pages are the same, and axe needs JavaScript.
          const judged = look.javaScript && !place;
          found.push({ name, walk, look: { ...look, language, judged } });
        }
      }
    }
  }
  return found;
}

async function take(queue) {
  for (let task = queue.shift(); task; task = queue.shift()) {
    const problems = await problemsOf(task);
    told[problems.length > 0 ? "failed" : "passed"] += 1;
    console.log(`${problems.length > 0 ? "not ok" : "ok"} ${task.name}`);
    for (const problem of problems) console.log(problem.replace(/^/gm, "    "));
  }
}

async function problemsOf({ walk, look }) {
  const problems = [];
  const here = [];
  const arrive = async () => {
    here.push(await Payer.arrive(browser, town, look));
    return here.at(-1);
  };
  try {
    const payer = await arrive();
    const service = new OnlineService(town);
    await walk.run({ payer, arrive, town, service, simulator: new Simulator(town) });
  } catch (error) {
    const places = here.map(({ page }) => page.url()).join(", ");
    problems.push(`${error.message}\nat ${places}`);
  }
  for (const payer of here) problems.push(...(await payer.leave()));
  return problems;
}
