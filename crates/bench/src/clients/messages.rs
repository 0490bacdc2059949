//! What clients send, as bytes: an online service as clients in the field write it, a browser, and
//! strangers.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::CLIENT_HEADER;
use crate::authority::{CLIENT, END_POINT, ORDERED, ORIGINATOR, SECRET, SLUG};
use crate::provider::events::ADDRESS;

const BASE: &str = "/xbezahldienste/api/v1.0.0/paymenttransaction";

/// `POST …/paymenttransaction/…`, for one request id after the other.
pub(crate) struct Ask {
    before: String,
    after: &'static str,
    id: u64,
}

const BODY_BEGINS: &str = "{\"requestId\":\"";
const BODY_ENDS: &str = "\",\"requestTimestamp\":\"2026-11-24T10:00:00.000Z\",\"currency\":\"EUR\",\
    \"grosAmount\":30.7,\"purpose\":\"Bewohnerparkausweis 4711\",\
    \"description\":\"Bewohnerparkausweis, ein Jahr\",\
    \"redirectUrl\":\"https://portal.example/zurueck?antrag=1\",\
    \"items\":[{\"id\":\"1\",\"reference\":\"PARK-01\",\"description\":\"Bewohnerparkausweis\",\
    \"taxRate\":0,\"quantity\":1,\"totalNetAmount\":30.7,\"totalTaxAmount\":0,\
    \"singleNetAmount\":30.7,\"singleTaxAmount\":0}]}";
/// Digits of a request id; always all of them, so that the length stays.
const ID_DIGITS: usize = 20;

impl Ask {
    /// Request ids count up from `first`.
    pub(crate) fn from(first: u64) -> Self {
        let length = BODY_BEGINS.len() + ID_DIGITS + BODY_ENDS.len();
        let before = format!(
            "POST {BASE}/{ORIGINATOR}/{END_POINT} HTTP/1.1\r\nhost: bench\r\n\
             authorization: Basic {}\r\ncontent-type: application/json\r\n\
             content-length: {length}\r\n\r\n{BODY_BEGINS}",
            proof()
        );
        Self {
            before,
            after: BODY_ENDS,
            id: first,
        }
    }

    pub(crate) fn next(&mut self) -> Vec<u8> {
        self.id += 1;
        let (before, after, id) = (&self.before, self.after, self.id);
        format!("{before}{id:0ID_DIGITS$}{after}").into_bytes()
    }
}

/// `GET …/paymenttransaction/…/{payment}`
pub(crate) fn status(payment: &str) -> Vec<u8> {
    format!(
        "GET {BASE}/{ORIGINATOR}/{END_POINT}/{payment} HTTP/1.1\r\nhost: bench\r\n\
         authorization: Basic {}\r\n\r\n",
        proof()
    )
    .into_bytes()
}

/// How a browser asks for a page.
#[derive(Clone, Copy)]
pub(crate) enum Coding {
    Plain,
    Gzip,
}

/// `GET /{tenant}/pay/{payment}`
pub(crate) fn page(payment: &str, coding: Coding) -> Vec<u8> {
    let accepts = match coding {
        Coding::Plain => "",
        Coding::Gzip => "accept-encoding: gzip, deflate, br\r\n",
    };
    format!(
        "GET /{SLUG}/pay/{payment} HTTP/1.1\r\nhost: bench\r\naccept-language: de\r\n{accepts}\r\n"
    )
    .into_bytes()
}

/// The payer chooses PayPal.
pub(crate) fn choose(payment: &str) -> Vec<u8> {
    format!(
        "POST /{SLUG}/pay/{payment}/start/paypal?lang=de HTTP/1.1\r\nhost: bench\r\n\
         sec-fetch-site: same-origin\r\ncontent-length: 0\r\n\r\n"
    )
    .into_bytes()
}

/// The payer comes back.
pub(crate) fn return_from_provider(payment: &str) -> Vec<u8> {
    format!("GET /{SLUG}/pay/{payment}/return?lang=de HTTP/1.1\r\nhost: bench\r\n\r\n").into_bytes()
}

/// The same from a network of this number, as a proxy in front says it.
pub(crate) fn from_network(number: u64, request: &[u8]) -> Vec<u8> {
    let [.., one, two] = number.to_be_bytes();
    let says = format!("\r\n{CLIENT_HEADER}: 10.{one}.{two}.1\r\n");
    let first = request.iter().position(|byte| *byte == b'\r');
    let (line, rest) = request.split_at(first.unwrap_or(request.len()));
    let rest = rest.get(2..).unwrap_or_default();
    [line, says.as_bytes(), rest].concat()
}

pub(crate) fn ready() -> Vec<u8> {
    b"GET /health/ready HTTP/1.1\r\nhost: bench\r\n\r\n".to_vec()
}

/// An address with a NUL, which PostgreSQL takes in no text.
pub(crate) fn address_with_a_nul() -> Vec<u8> {
    b"GET /%00 HTTP/1.1\r\nhost: bench\r\n\r\n".to_vec()
}

/// A login under a name of 250 kB that no client has.
pub(crate) fn wrong_login(number: u64) -> Vec<u8> {
    let name = "x".repeat(250_000);
    let login = "grant_type=client_credentials&client_secret=x&client_id=";
    form("/oauth/token", &format!("{login}{number}{name}"))
}

/// A search for a notice that does not exist.
pub(crate) fn guess(number: u64) -> Vec<u8> {
    let number = number % 100_000_000;
    let search = format!("kassenzeichen=7{number:08}&factor=123456&basket=");
    form(&format!("/{SLUG}/notice"), &search)
}

/// An order whose payer never pays.
pub(crate) fn order(number: u64) -> Vec<u8> {
    let order = format!("token={number:032x}&filled_in=yes");
    form(&format!("/{SLUG}/services/{ORDERED}"), &order)
}

/// A receipt, set again.
pub(crate) fn receipt(payment: &str) -> Vec<u8> {
    format!("GET /{SLUG}/pay/{payment}/receipt.pdf?lang=de HTTP/1.1\r\nhost: bench\r\n\r\n")
        .into_bytes()
}

/// The receipt is wanted at another address each time.
pub(crate) fn mail(payment: &str, number: u64) -> Vec<u8> {
    let path = format!("/{SLUG}/pay/{payment}/mail?lang=de");
    form(
        &path,
        &format!("email=payer-{number}%40musterstadt.example"),
    )
}

/// A message in the provider's name with a certificate of its own, which is not there.
pub(crate) fn forged_event(account: &str, number: u64) -> Vec<u8> {
    let event = format!(
        "{{\"id\":\"WH-{number}\",\"event_type\":\"CHECKOUT.ORDER.APPROVED\",\
         \"resource\":{{\"id\":\"5O190127TN364715T\"}}}}"
    );
    let length = event.len();
    format!(
        "POST /provider-events/paypal/{account} HTTP/1.1\r\nhost: bench\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n\
         paypal-transmission-id: 69cd13f0-d67a-11e5-baa3-{number:012}\r\n\
         paypal-transmission-time: 2026-11-30T10:00:00Z\r\npaypal-transmission-sig: AAAA\r\n\
         paypal-cert-url: {ADDRESS}v1/notifications/certs/CERT-{number}\r\n\
         paypal-auth-algo: SHA256withRSA\r\n\r\n{event}"
    )
    .into_bytes()
}

/// A head without its end.
pub(crate) fn half_a_head() -> Vec<u8> {
    format!("GET /{SLUG} HTTP/1.1\r\nhost: bench\r\naccept-language: ").into_bytes()
}

/// The head of an event and a part of its body.
pub(crate) fn half_an_event() -> Vec<u8> {
    let mut event = b"POST /provider-events/paypal/acc_00000000000000000000000000 HTTP/1.1\r\n\
        host: bench\r\ncontent-type: application/json\r\ncontent-length: 500000\r\n\r\n"
        .to_vec();
    event.extend(std::iter::repeat_n(b' ', 10_000));
    event
}

fn form(path: &str, fields: &str) -> Vec<u8> {
    let length = fields.len();
    format!(
        "POST {path} HTTP/1.1\r\nhost: bench\r\nsec-fetch-site: same-origin\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n\r\n\
         {fields}"
    )
    .into_bytes()
}

fn proof() -> String {
    STANDARD.encode(format!("{CLIENT}:{SECRET}"))
}
