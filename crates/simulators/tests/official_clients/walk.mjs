// A payment and its refund through PayPal's own client for Node.js, at the simulator whose address
// is the first argument. The client validates what it gets; this checks what it made of it.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import {
  ApiError,
  CheckoutPaymentIntent,
  Client,
  Environment,
  OrdersController,
  PaymentsController,
  TransactionSearchController,
} from "@paypal/paypal-server-sdk";

const [base, clientId, secret] = process.argv.slice(2);

// The client knows two fixed addresses. Its transport lets us send the calls elsewhere.
const require = createRequire(import.meta.url);
const transport = createRequire(require.resolve("@apimatic/axios-client-adapter"))("axios");
const client = new Client({
  environment: Environment.Sandbox,
  clientCredentialsAuthCredentials: { oAuthClientId: clientId, oAuthClientSecret: secret },
  unstable_httpClientOptions: {
    adapter: (call) => {
      call.url = call.url.replace("https://api-m.sandbox.paypal.com", base);
      assert.ok(call.url.startsWith(base), `would leave the machine: ${call.url}`);
      return transport.getAdapter("http")(call);
    },
  },
});
const orders = new OrdersController(client);
const payments = new PaymentsController(client);
const search = new TransactionSearchController(client);

/** The issue a call is refused with. */
async function refused(call, status) {
  const error = await call.then(
    () => assert.fail("was not refused"),
    (error) => error,
  );
  assert.ok(error instanceof ApiError, String(error));
  assert.equal(error.statusCode, status);
  return error.result.details[0].issue;
}

const order = {
  intent: CheckoutPaymentIntent.Capture,
  purchaseUnits: [
    {
      referenceId: "default",
      description: "Verwaltungsgebühr",
      customId: "node-1",
      invoiceId: "MH-2026-node-1",
      amount: { currencyCode: "EUR", value: "12.50" },
    },
  ],
  paymentSource: {
    paypal: {
      experienceContext: {
        brandName: "Stadt Musterhausen",
        locale: "de-DE",
        shippingPreference: "NO_SHIPPING",
        userAction: "PAY_NOW",
        returnUrl: "https://zahlen.musterhausen.example/zurueck?a=b",
        cancelUrl: "https://zahlen.musterhausen.example/abbruch",
      },
    },
  },
};

async function paid() {
  const { statusCode, result: made } = await orders.createOrder({
    body: order,
    paypalRequestId: "node-o-1",
    prefer: "return=representation",
  });
  assert.equal(statusCode, 200);
  assert.equal(made.status, "PAYER_ACTION_REQUIRED");
  assert.equal(made.purchaseUnits[0].amount.value, "12.50");
  const { id } = made;
  const early = orders.captureOrder({ id, paypalRequestId: "node-c-0" });
  assert.equal(await refused(early, 422), "ORDER_NOT_APPROVED");

  const page = made.links.find(({ rel }) => rel === "payer-action").href;
  const html = await (await fetch(page)).text();
  const action = html.match(/action="([^"]+\/approve)"/)[1];
  const back = await fetch(new URL(action, page), { method: "POST", redirect: "manual" });
  assert.equal(back.status, 302);
  assert.match(back.headers.get("location"), /\/zurueck\?a=b&token=[0-9A-Z]{17}&PayerID=/);

  const { result: approved } = await orders.getOrder({ id });
  assert.equal(approved.status, "APPROVED");
  assert.equal(approved.payer.emailAddress, "erika.beispiel@mail.example");
  assert.equal(approved.paymentSource.paypal.accountStatus, "VERIFIED");

  const call = { id, paypalRequestId: "node-c-1", prefer: "return=representation" };
  const { statusCode: first, result: done } = await orders.captureOrder(call);
  assert.equal(first, 201);
  const [capture] = done.purchaseUnits[0].payments.captures;
  assert.equal(capture.status, "COMPLETED");
  assert.equal(capture.sellerReceivableBreakdown.paypalFee.value, "0.76");
  const again = await orders.captureOrder(call);
  assert.equal(again.statusCode, 200);
  assert.equal(again.result.purchaseUnits[0].payments.captures[0].id, capture.id);
  const other = orders.captureOrder({ ...call, paypalRequestId: "node-c-2" });
  assert.equal(await refused(other, 422), "ORDER_ALREADY_CAPTURED");
  return capture.id;
}

async function refunded(captureId) {
  const call = {
    captureId,
    paypalRequestId: "node-r-1",
    prefer: "return=representation",
    body: { amount: { currencyCode: "EUR", value: "2.50" }, noteToPayer: "Teilerstattung" },
  };
  const { statusCode, result: refund } = await payments.refundCapturedPayment(call);
  assert.equal(statusCode, 201);
  assert.equal(refund.amount.value, "2.50");
  assert.equal(refund.sellerPayableBreakdown.totalRefundedAmount.value, "2.50");
  const again = await payments.refundCapturedPayment(call);
  assert.equal(again.statusCode, 200);
  assert.equal(again.result.id, refund.id);
  const { result: seen } = await payments.getRefund({ refundId: refund.id });
  assert.equal(seen.status, "COMPLETED");
  const { result: capture } = await payments.getCapturedPayment({ captureId });
  assert.equal(capture.status, "PARTIALLY_REFUNDED");
  assert.equal(capture.supplementaryData.relatedIds.orderId.length, 17);
  const all = { captureId, paypalRequestId: "node-r-2", body: {} };
  const { result: rest } = await payments.refundCapturedPayment(all);
  assert.equal(rest.status, "COMPLETED");
  const more = payments.refundCapturedPayment({ ...all, paypalRequestId: "node-r-3" });
  assert.equal(await refused(more, 422), "CAPTURE_FULLY_REFUNDED");
}

async function mocked(captureId) {
  const mock = (code) => JSON.stringify({ mock_application_codes: code });
  const create = { body: order, paypalRequestId: "node-o-2" };
  const restricted = mock("PAYEE_ACCOUNT_RESTRICTED");
  const made = orders.createOrder({ ...create, paypalMockResponse: restricted });
  assert.equal(await refused(made, 422), "PAYEE_ACCOUNT_RESTRICTED");
  const declined = { id: "0000000000000000A", paypalMockResponse: mock("INSTRUMENT_DECLINED") };
  assert.equal(await refused(orders.captureOrder(declined), 422), "INSTRUMENT_DECLINED");
  const busy = { captureId, paypalMockResponse: mock("PREVIOUS_REQUEST_IN_PROGRESS") };
  const refund = payments.refundCapturedPayment(busy);
  assert.equal(await refused(refund, 409), "PREVIOUS_REQUEST_IN_PROGRESS");
  const ignored = { ...create, paypalMockResponse: mock("NEVER_HEARD_OF") };
  assert.equal((await orders.createOrder(ignored)).statusCode, 200);
}

async function found(captureId) {
  const { result } = await search.searchTransactions({
    startDate: "2026-11-23T00:00:00Z",
    endDate: "2026-11-24T00:00:00Z",
  });
  const lines = result.transactionDetails.map(({ transactionInfo }) => transactionInfo);
  const own = lines.filter(({ customField }) => customField === "node-1");
  const codes = own.map(({ transactionEventCode }) => transactionEventCode);
  assert.deepEqual(codes, ["T0006", "T1107", "T1107"]);
  assert.equal(own[0].transactionId, captureId);
  assert.equal(own[0].feeAmount.value, "-0.76");
  const { result: funds } = await search.searchBalances({});
  assert.equal(funds.balances[0].totalBalance.currencyCode, "EUR");
}

const captureId = await paid();
await refunded(captureId);
await mocked(captureId);
await found(captureId);
console.log("the walk ended well");
