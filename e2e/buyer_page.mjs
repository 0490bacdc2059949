// The simulator's page for buyers, and the switches behind it.

/** What a buyer can do there, as the buttons say it. */
export const BUYER = {
  pays: "Zahlen",
  paysAndClosesTheWindow: "Zahlen, Rücksprung verloren",
  paysAndReturnsElsewhere: "Zahlen, Rücksprung in anderem Browser",
  isRefusedOnce: "Zahlungsmittel wird abgelehnt",
  isReviewed: "In Prüfung",
  isDeclined: "Abgelehnt",
  cancels: "Abbrechen",
};

/** The buyer chooses on the provider's page and is sent wherever that leads. */
export async function atPayPal(payer, choice) {
  const simulator = new URL(payer.town.paypal_simulator.base_url).origin;
  const { origin } = new URL(payer.page.url());
  if (origin !== simulator) throw new Error(`not at the provider but at ${payer.page.url()}`);
  await payer.pressNamed(choice);
}

export class Simulator {
  constructor({ paypal_simulator: { base_url: base } }) {
    this.base = base;
  }

  async post(path, body = {}) {
    const answer = await fetch(new URL(`/_sim/${path}`, this.base), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }
}
