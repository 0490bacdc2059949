// A visitor of the demo plays its people: each role gets in, and sees what is its own.

import { equal, holds } from "../checks.mjs";
import { signsIn } from "../staff.mjs";
import { DESK, PHONE } from "../browser.mjs";

// A code is good for one sign-in, so each person comes once, in one of these looks.
const LOOKS = [
  { name: `${PHONE.width} px`, viewport: PHONE, javaScript: true },
  { name: `${DESK.width} px, no JavaScript`, viewport: DESK, javaScript: false },
  { name: `${DESK.width} px`, viewport: DESK, javaScript: true },
];

/** What each role opens first, below its place. */
const PAGES = {
  clerk: ["payments", "refunds"],
  service_owner: ["services", "payments"],
  bookkeeper: ["payments", "services"],
  treasurer: ["refunds", "services"],
  auditor: ["payments", "people"],
  admin: ["people"],
  operator: ["people"],
};

export default Object.entries(PAGES).map(([role, pages], place) => ({
  name: `signs in as ${role}`,
  looks: [LOOKS[place % LOOKS.length]],
  async run({ payer, town }) {
    const user = town.console.users.find((user) => user.role === role);
    holds(user, `a login of the ${role}`);
    await signsIn(payer, town, user);
    const where = role === "operator" ? "operator" : "musterstadt";
    for (const page of pages) {
      const url = `${town.console.url}/${where}/${page}`;
      await payer.open(url);
      equal(new URL(payer.page.url()).pathname, new URL(url).pathname, "where the role is");
    }
    await payer.context.clearCookies();
  },
}));
