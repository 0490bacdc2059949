// A person of the demo's staff, as a visitor plays it: from the page with the telephones into the
// console. A code is good for one sign-in.

import { equal } from "./checks.mjs";

/** Reads the code from the person's telephone and signs in. */
export async function signsIn(payer, town, user) {
  const { page } = payer;
  await payer.open(town.console.url);
  await page.fill("#email", user.email);
  await page.fill("#password", user.password);
  await payer.arriving(page.press("#password", "Enter"));
  await page.fill("#code", await shown(payer, town, user));
  await payer.arriving(page.press("#code", "Enter"));
  equal(await page.locator("#code").count(), 0, `${user.email} waits for its code`);
}

/** What the person's telephone shows, on the page for visitors. */
async function shown(payer, town, user) {
  const telephones = await payer.context.newPage();
  try {
    const answer = await telephones.goto(town.console.telephones_url);
    equal(answer.status(), 200, "status of the telephones");
    const own = telephones.locator("section", { hasText: user.email });
    return await own.locator(".code").innerText();
  } finally {
    await telephones.close();
  }
}
