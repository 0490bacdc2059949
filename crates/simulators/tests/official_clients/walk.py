"""A payment and its refund through PayPal's own clients for Python, at the simulator whose address
is the first argument: the present one for payments, the older one for webhooks."""

import json
import re
import sys
from urllib.error import HTTPError
from urllib.parse import urljoin
from urllib.request import HTTPRedirectHandler, build_opener

import paypalrestsdk
from paypalserversdk.configuration import Configuration, Environment, Server
from paypalserversdk.exceptions.error_exception import ErrorException
from paypalserversdk.http.auth.o_auth_2 import ClientCredentialsAuthCredentials
from paypalserversdk.paypal_serversdk_client import PaypalServersdkClient

BASE, CLIENT_ID, SECRET = sys.argv[1:4]
Configuration.environments[Environment.SANDBOX][Server.DEFAULT] = BASE
client = PaypalServersdkClient(
    environment=Environment.SANDBOX,
    client_credentials_auth_credentials=ClientCredentialsAuthCredentials(CLIENT_ID, SECRET),
)

ORDER = {
    "intent": "CAPTURE",
    "purchase_units": [
        {
            "reference_id": "default",
            "description": "Verwaltungsgebühr",
            "custom_id": "python-1",
            "invoice_id": "MH-2026-python-1",
            "amount": {"currency_code": "EUR", "value": "12.50"},
        }
    ],
    "payment_source": {
        "paypal": {
            "experience_context": {
                "brand_name": "Stadt Musterhausen",
                "user_action": "PAY_NOW",
                "return_url": "https://zahlen.musterhausen.example/zurueck?a=b",
                "cancel_url": "https://zahlen.musterhausen.example/abbruch",
            }
        }
    },
}


def refused(call, options, status):
    """The issue a call is refused with."""
    try:
        call(options)
    except ErrorException as error:
        assert error.response.status_code == status, error.response.status_code
        return error.details[0].issue
    raise AssertionError("was not refused")


class Stay(HTTPRedirectHandler):
    """A browser that looks where it is sent and does not go there."""

    def redirect_request(self, *_):
        return None


def press(page, word):
    """Posts the form of a button; where the buyer is sent."""
    browser = build_opener(Stay)
    html = browser.open(page).read().decode()
    action = re.search(rf'action="([^"]+/{word})"', html).group(1)
    try:
        browser.open(urljoin(page, action), data=b"")
    except HTTPError as answer:
        assert answer.code == 302, answer.code
        return answer.headers["Location"]
    raise AssertionError("was not sent back")


def paid():
    create = {"body": ORDER, "paypal_request_id": "python-o-1"}
    made = client.orders.create_order(create)
    assert made.status_code == 200, made.status_code
    order = made.body
    assert order.status == "PAYER_ACTION_REQUIRED", order.status
    call = {"id": order.id, "paypal_request_id": "python-c-1", "prefer": "return=representation"}
    assert refused(client.orders.capture_order, call, 422) == "ORDER_NOT_APPROVED"
    page = next(link.href for link in order.links if link.rel == "payer-action")
    assert f"token={order.id}&PayerID=" in press(page, "approve")
    assert client.orders.get_order({"id": order.id}).body.status == "APPROVED"
    done = client.orders.capture_order(call)
    capture = done.body.purchase_units[0].payments.captures[0]
    assert (done.status_code, capture.status) == (201, "COMPLETED")
    assert capture.seller_receivable_breakdown.net_amount.value == "11.74"
    again = client.orders.capture_order(call)
    assert again.status_code == 200
    assert again.body.purchase_units[0].payments.captures[0].id == capture.id
    other = {**call, "paypal_request_id": "python-c-2"}
    assert refused(client.orders.capture_order, other, 422) == "ORDER_ALREADY_CAPTURED"
    return capture.id


def refunded(capture_id):
    call = {
        "capture_id": capture_id,
        "paypal_request_id": "python-r-1",
        "prefer": "return=representation",
        "body": {"amount": {"currency_code": "EUR", "value": "2.50"}},
    }
    made = client.payments.refund_captured_payment(call)
    assert (made.status_code, made.body.status) == (201, "COMPLETED")
    assert made.body.seller_payable_breakdown.total_refunded_amount.value == "2.50"
    again = client.payments.refund_captured_payment(call)
    assert (again.status_code, again.body.id) == (200, made.body.id)
    seen = client.payments.get_refund({"refund_id": made.body.id}).body
    assert seen.amount.value == "2.50"
    capture = client.payments.get_captured_payment({"capture_id": capture_id}).body
    assert capture.status == "PARTIALLY_REFUNDED"
    much = {**call, "paypal_request_id": "python-r-2"}
    much["body"] = {"amount": {"currency_code": "EUR", "value": "10.01"}}
    issue = refused(client.payments.refund_captured_payment, much, 422)
    assert issue == "REFUND_AMOUNT_EXCEEDED", issue


def mocked(capture_id):
    def mock(code):
        return json.dumps({"mock_application_codes": code})

    declined = {"id": "0000000000000000A", "paypal_mock_response": mock("COMPLIANCE_VIOLATION")}
    issue = refused(client.orders.capture_order, declined, 422)
    assert issue == "COMPLIANCE_VIOLATION", issue
    hidden = {"capture_id": capture_id, "paypal_mock_response": mock("PERMISSION_DENIED")}
    assert refused(client.payments.get_captured_payment, hidden, 403) == "PERMISSION_DENIED"
    shown = {"capture_id": capture_id, "paypal_mock_response": mock("NEVER_HEARD_OF")}
    assert client.payments.get_captured_payment(shown).status_code == 200


def found(capture_id):
    days = {"start_date": "2026-11-23T00:00:00Z", "end_date": "2026-11-24T00:00:00Z"}
    answer = client.transaction_search.search_transactions(days).body
    lines = [line.transaction_info for line in answer.transaction_details]
    own = [line for line in lines if getattr(line, "custom_field", None) == "python-1"]
    assert [line.transaction_event_code for line in own] == ["T0006", "T1107"]
    assert own[0].transaction_id == capture_id
    assert own[1].transaction_amount.value == "-2.50"


def listened():
    options = {"mode": "sandbox", "endpoint": BASE, "token_endpoint": BASE}
    api = paypalrestsdk.Api({**options, "client_id": CLIENT_ID, "client_secret": SECRET})
    # Since Python 3.7 the old client names a resource twice when its path ends with a slash.
    paypalrestsdk.Webhook.path = paypalrestsdk.Webhook.path.rstrip("/")
    types = [{"name": "PAYMENT.CAPTURE.COMPLETED"}]
    wish = {"url": "https://zahlen.musterhausen.example/python", "event_types": types}
    webhook = paypalrestsdk.Webhook(wish, api=api)
    assert webhook.create(), webhook.error
    twin = paypalrestsdk.Webhook(wish, api=api)
    assert not twin.create() and twin.error["name"] == "WEBHOOK_URL_ALREADY_EXISTS", twin.error
    own = paypalrestsdk.Webhook.find(webhook.id, api=api)
    assert own.event_types[0].name == "PAYMENT.CAPTURE.COMPLETED"
    moved = "https://zahlen.musterhausen.example/python-2"
    assert own.replace([{"op": "replace", "path": "/url", "value": moved}]), own.error
    urls = [hook.url for hook in paypalrestsdk.Webhook.all(api=api).webhooks]
    assert moved in urls, urls


capture = paid()
refunded(capture)
mocked(capture)
found(capture)
listened()
print("the walk ended well")
