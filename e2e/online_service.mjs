// What an online service does with XBezahldienste: ask for a payment, read its status.

const started = Date.now().toString(36);
let asked = 0;

export class OnlineService {
  constructor({ xbezahldienste: facts, base_url: base }) {
    this.facts = facts;
    this.base = base;
    const credentials = Buffer.from(`${facts.user}:${facts.password}`).toString("base64");
    this.headers = { authorization: `Basic ${credentials}`, "content-type": "application/json" };
    this.address = [
      facts.base_url.replace(/\/$/, ""),
      "paymenttransaction",
      facts.originator_id,
      facts.end_point_id,
    ].join("/");
  }

  /** Asks for a payment of so many cents; returns paymentInformation and the way back asked for. */
  async ask(cents) {
    asked += 1;
    const euros = cents / 100;
    const service = this.facts.services?.[0];
    const request = {
      requestId: `e2e-${started}-${asked}`,
      requestTimestamp: new Date().toISOString(),
      currency: "EUR",
      grosAmount: euros,
      purpose: "Bewohnerparkausweis",
      description: "Bewohnerparkausweis, ein Jahr",
      // Odd on purpose: it must come back as it went.
      redirectUrl: new URL("health/live?submissionId=4711&next=%2Fa+b&leer=", this.base).href,
      items: [
        {
          id: "1",
          reference: service?.reference ?? "PARK-01",
          description: "Bewohnerparkausweis, ein Jahr",
          taxRate: 0,
          quantity: 1,
          totalNetAmount: euros,
          totalTaxAmount: 0,
        },
      ],
    };
    const answer = await fetch(this.address, {
      method: "POST",
      headers: this.headers,
      body: JSON.stringify(request),
    });
    if (answer.status !== 200) {
      throw new Error(`asked, got ${answer.status}: ${await answer.text()}`);
    }
    const { paymentInformation } = await answer.json();
    return { ...paymentInformation, redirectUrl: request.redirectUrl };
  }

  async status(information) {
    const answer = await fetch(information.transactionUrl, { headers: this.headers });
    if (answer.status !== 200) throw new Error(`status ${answer.status}`);
    return (await answer.json()).paymentInformation;
  }
}
