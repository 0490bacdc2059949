//! What every method of every kind of provider keeps, and the one of banks: its profile, the
//! settings of its account, its limits, and its way from start to end and refund. A new kind is
//! held to this by its row in [`provider`].

mod payments;
mod profiles;
mod settings;

use app::tenants::documents::{AccountDocument, TenantDocument};
use domain::payments::{Method, MethodProfile};
use providers::{ProviderAccount, ProviderKind, bank_transfer};
use serde_json::{Value, json};
use testkit::{AtProvider, BANK, TestAuthority, authority_document};
use url::Url;

/// A method that can be offered.
struct Offered {
    method: Method,
    profile: &'static MethodProfile,
    /// None of a bank's.
    kind: Option<&'static ProviderKind>,
    /// Code of the authority's account.
    account: String,
}

/// What of a kind is not said by its module: how it is played here.
struct Provider {
    /// Everything that an account can say.
    settings: Value,
    /// Without these it is refused.
    required: &'static [&'static str],
    /// What is wrong, and in which field; `null` where there is such a field, of another type.
    wrong: Vec<(&'static str, Value)>,
    /// The call that makes an order, as faults name it.
    start_call: &'static str,
    /// The payer approves on the page that a start led to.
    approves: fn(&TestAuthority, &Url),
}

fn provider(kind: &ProviderKind) -> Provider {
    match kind.name {
        "paypal" => Provider {
            settings: json!({ "client_id": "A", "merchant_id": "B", "app_switch": true }),
            required: &["client_id"],
            wrong: vec![
                ("client_id", json!(7)),
                ("client_id", json!(" ")),
                ("merchant_id", json!(["B"])),
                ("app_switch", json!("yes")),
                ("project", json!("C")),
            ],
            start_call: "POST /v2/checkout/orders",
            approves: |authority, to| {
                let mut pairs = to.query_pairs();
                let (_, order) = pairs.find(|(key, _)| key == "token").unwrap();
                authority.at_provider(&order, AtProvider::Approves);
            },
        },
        name => panic!("{name} is not played here yet"),
    }
}

/// Every method there is, each on an account of the made-up authority's.
fn offered() -> Vec<Offered> {
    let document = authority_document();
    let at_bank = Offered {
        method: Method::BANK_TRANSFER,
        profile: &bank_transfer::PROFILE,
        kind: None,
        account: BANK.to_owned(),
    };
    let at_providers = ProviderKind::all().flat_map(|kind| {
        let account = account_of(&document, kind).code.clone();
        kind.methods().iter().map(move |(method, profile)| Offered {
            method: method.clone(),
            profile,
            kind: Some(kind),
            account: account.clone(),
        })
    });
    at_providers.chain([at_bank]).collect()
}

fn account_of<'a>(document: &'a TenantDocument, kind: &ProviderKind) -> &'a AccountDocument {
    let mut accounts = document.accounts.iter();
    let account = accounts.find(|account| account.provider == kind.name);
    account.unwrap_or_else(|| panic!("the authority has no account with {}", kind.name))
}

/// The authority's account, as its provider is built from it.
fn built_from(account: &AccountDocument) -> ProviderAccount {
    ProviderAccount {
        environment: account.environment.parse().unwrap(),
        settings: account.settings.clone(),
        secrets: account.secret_values.clone(),
        subscription: None,
    }
}
