// The simulator's page for buyers, and the switches behind it.

/** What a buyer can do there, as the buttons say it. */
export const BUYER = {
  pays: "Jetzt zahlen",
  paysAndClosesTheWindow: "Zahlen, Rücksprung verloren",
  paysAndReturnsElsewhere: "Zahlen, Rücksprung in anderem Browser",
  isRefusedOnce: "Zahlungsmittel wird abgelehnt",
  isReviewed: "In Prüfung, dann bezahlt",
  isDeclined: "Zahlung abgelehnt",
  cancels: "Abbrechen",
};

/** The buyer chooses on the provider's page and is sent wherever that leads. */
export async function atPayPal(payer, choice) {
  const simulator = new URL(payer.town.paypal_simulator.base_url).origin;
  const { origin } = new URL(payer.page.url());
  if (origin !== simulator) throw new Error(`not at the provider but at ${payer.page.url()}`);
  await payer.pressNamed(choice);
}

/** The simulator's own books and switches. */
export class Simulator {
  constructor({ paypal_simulator: { base_url: base, control_token: token } }) {
    this.base = base;
    this.token = token;
  }

  /** What the provider captured for a payment, whatever became of it. */
  async capturesOf({ transactionId }) {
    const { apps } = await this.#call("GET", "books");
    const captures = apps.flatMap((app) => app.captures);
    return captures.filter(({ custom_id: payment }) => payment === transactionId);
  }

  /** The provider has looked at what it held back and lets it pass. */
  async endReview(asked) {
    for (const { id } of await this.capturesOf(asked)) {
      await this.#call("POST", `captures/${id}/complete`, {});
    }
  }

  /** Calls that match fail with 503 while this runs. */
  async whileSilent(match, action) {
    await this.#call("POST", "faults", { match, times: 99, status: 503 });
    try {
      await action();
    } finally {
      await this.#call("DELETE", "faults");
    }
  }

  async #call(method, path, body) {
    const answer = await fetch(new URL(`/_sim/${path}`, this.base), {
      method,
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${this.token}`,
      },
      body: body && JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? undefined : answer.json();
  }
}
