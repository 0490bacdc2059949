//! Services led through their lifecycles at the command line, and ordered by a citizen over HTTP.

use super::installation::{END_POINT, Installation, SECRET, location, secret, wanted};
use crate::process::client;

const CATALOGUE: &str = r#"
[services.catalogue]
fee = { kind = "quantity", each_cents = 1200, min = 1, max = 5 }
signed_links = true

[[services.catalogue.fields]]
code = "name"
kind = "text"
label = { de = "Name" }

[[services.bindings]]"#;

/// What the draft is tried out with.
const TRIAL: &str = r#"
[[trial.accounts]]
code = "paypal"
provider = "paypal"
environment = "simulator"
settings = { client_id = "musterstadt-probe-demo" }
secrets = { client_secret = "paypal.secret" }

[[trial.clients]]
name = "zk_test_portal"
secret_file = "portal.secret"
"#;

/// An authority with one more service, a draft, and a trial tenant.
async fn with_a_draft() -> Installation {
    let here = Installation::new(None, "").await;
    let tenant = std::fs::read_to_string(here.path("tenant.toml")).unwrap();
    let (before, after) = tenant.split_once("[[services]]").unwrap();
    let service = after.split("[[services.bindings]]").next().unwrap();
    let draft = service.replace("code = \"parken\"", "code = \"meldung\"");
    let catalogue = CATALOGUE.replace("[[services.bindings]]", "");
    let tenant = format!("{before}[[services]]{draft}{catalogue}\n[[services]]{after}{TRIAL}");
    std::fs::write(here.path("tenant.toml"), tenant).unwrap();
    let applied = here.runs(&["tenant", "apply", &here.path("tenant.toml")]);
    let trial = "Its trial tenant is musterstadt-probe.";
    assert!(applied.said().contains(trial), "{applied:?}");
    here
}

impl Installation {
    fn leads(&self, step: &str, by: &str) -> crate::process::Ran {
        let tenant = ["--tenant", "musterstadt", "meldung", "--by", by];
        self.runs(&[&["service", step], tenant.as_slice()].concat())
    }
}

#[tokio::test]
async fn a_service_is_led_from_draft_to_a_paid_order() {
    let here = with_a_draft().await;
    let list = here.runs(&["service", "list", "--tenant", "musterstadt"]);
    assert!(list.said().contains("new       meldung"), "{list:?}");
    assert!(list.out.contains("live      parken"), "{list:?}");
    let early = here.leads("publish", "Ada");
    assert!(
        early
            .complained()
            .contains("next version draft does not allow"),
        "{early:?}"
    );
    let tried = here.leads("test", "Ada");
    let told = "It is tried out in musterstadt-probe.";
    assert!(tried.said().contains(told), "{tried:?}");
    let show = here.runs(&["service", "show", "--tenant", "musterstadt", "meldung"]);
    let page = "/musterstadt-probe/services/meldung";
    assert!(show.said().contains(page), "{show:?}");
    here.leads("submit", "Ada").said();
    here.leads("approve", "Kurt").said();
    let alone = here.leads("publish", "Kurt");
    assert!(alone.complained().contains("another one must"), "{alone:?}");
    assert!(
        here.leads("publish", "Ada")
            .said()
            .contains("meldung is live now")
    );
    let show = here.runs(&["service", "show", "--tenant", "musterstadt", "meldung"]);
    for told in [
        "/musterstadt/services/meldung",
        "by Kurt (treasurer)",
        "publish   live      version 1 by Ada",
    ] {
        assert!(show.said().contains(told), "{told}: {show:?}");
    }
    let _serving = here.serves(&[]).await;
    orders_twice(&here).await;
    let orders = ["service", "orders", "--tenant", "musterstadt", "meldung"];
    let orders = here.runs(&orders);
    assert!(orders.said().contains("\"value\":\"Erika\""), "{orders:?}");
    assert_eq!(orders.out.lines().count(), 1);
    let erase = [
        "service",
        "erase-answers",
        "--tenant",
        "musterstadt",
        "meldung",
    ];
    let erase = here.runs(&[erase.as_slice(), &["--older-than-days", "0"]].concat());
    assert!(
        erase.said().contains("The answers of 1 orders"),
        "{erase:?}"
    );
}

#[tokio::test]
async fn a_trial_tenant_is_listed_and_described_with_its_authority() {
    let here = with_a_draft().await;
    here.leads("test", "Ada").said();
    let list = here.runs(&["tenant", "list"]);
    let listed: Vec<_> = list.said().lines().collect();
    assert_eq!(listed.len(), 2, "{list:?}");
    assert!(listed[0].starts_with("musterstadt "), "{list:?}");
    assert!(listed[1].starts_with("musterstadt-probe "), "{list:?}");
    assert!(listed[1].ends_with("(trial tenant)"), "{list:?}");
    let export = here.runs(&["tenant", "export", "musterstadt"]);
    for told in ["[[trial.accounts]]", "name = \"zk_test_portal\""] {
        assert!(export.said().contains(told), "{told}: {export:?}");
    }
    let alone = here.runs(&["tenant", "export", "musterstadt-probe"]);
    let told = "in the document of its authority";
    assert!(alone.complained().contains(told), "{alone:?}");
    let doctor = here.runs(&["doctor"]);
    assert!(doctor.out.contains("1 can take payments"), "{doctor:?}");
    let copied = ["service", "test", "--tenant", "musterstadt", "parken"];
    let copied = here.runs(&[copied.as_slice(), &["--by", "Ada"]].concat());
    assert!(copied.said().contains("parken is live now."), "{copied:?}");
    let _serving = here.serves(&[]).await;
    let get = async |path: &str| {
        let answer = client().get(format!("{}{path}", here.base)).send().await;
        let answer = answer.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    let (status, page) = get("/musterstadt-probe/services/meldung").await;
    assert_eq!(status, 200);
    assert!(page.contains("Testbetrieb."), "{page}");
    assert_eq!(get("/musterstadt/services/meldung").await.0, 404);
    let (_, services) = get("/musterstadt-probe/services").await;
    assert!(services.contains("Bewohnerparkausweis"), "{services}");
    let url = format!("{}/paymenttransaction/parken/{END_POINT}", here.interface());
    let asked = client().post(url).json(&wanted("trial-1"));
    let asked = asked
        .basic_auth("zk_test_portal", Some(SECRET))
        .send()
        .await;
    let told: serde_json::Value = asked.unwrap().json().await.unwrap();
    let page = told["paymentInformation"]["transactionRedirectUrl"]
        .as_str()
        .unwrap();
    assert!(page.contains("/musterstadt-probe/pay/"), "{page}");
    let front = client()
        .get(format!("{}/", here.base))
        .send()
        .await
        .unwrap();
    assert_eq!(
        location(&front),
        "/musterstadt?lang=de",
        "the only authority"
    );
}

/// Fills the form in, wrongly first, and sends it twice.
async fn orders_twice(here: &Installation) {
    let page = format!("{}/musterstadt/services/meldung", here.base);
    let html = client().get(&page).send().await.unwrap();
    let html = html.text().await.unwrap();
    let token = html.split("name=\"token\" value=\"").nth(1).unwrap();
    let token = token.split('"').next().unwrap();
    let form = [("token", token), ("quantity", "2"), ("field.name", "Erika")];
    let wrong = [("token", token), ("quantity", "9")];
    let refused = client().post(&page).form(&wrong).send().await.unwrap();
    assert_eq!(refused.status(), 422);
    let mut leads_to = Vec::new();
    for _ in 0..2 {
        let sent = client().post(&page).form(&form).send().await.unwrap();
        assert_eq!(sent.status(), 303);
        leads_to.push(location(&sent));
    }
    assert_eq!(leads_to[0], leads_to[1], "one form is one order");
    let pay = format!("{}{}", here.base, leads_to[0]);
    let pay = client().get(pay).send().await.unwrap();
    assert!(
        pay.text().await.unwrap().contains("24,00"),
        "two certificates"
    );
}

#[tokio::test]
async fn links_are_signed_here_and_checked_there() {
    let here = with_a_draft().await;
    for (step, by) in [
        ("test", "Ada"),
        ("submit", "Ada"),
        ("approve", "Kurt"),
        ("publish", "Ada"),
    ] {
        here.leads(step, by).said();
    }
    let sign = [
        "service",
        "sign-link",
        "--tenant",
        "musterstadt",
        "meldung",
        "--set",
        "quantity=3",
    ];
    let link = here.runs(&sign).said().trim().to_owned();
    let _serving = here.serves(&[]).await;
    let get = async |url: String| {
        let answer = client().get(url).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    let (status, html) = get(link.clone()).await;
    assert_eq!(status, 200);
    assert!(html.contains("value=\"3\""), "{html}");
    assert_eq!(get(link.replace("quantity=3", "quantity=4")).await.0, 403);
    let unsigned = format!("{}/musterstadt/services/meldung?quantity=3", here.base);
    assert_eq!(get(unsigned).await.0, 403);
    let key = here.path("link.key");
    let new_key = [
        "service",
        "new-link-key",
        "--tenant",
        "musterstadt",
        "meldung",
    ];
    // A file that is there is not overwritten, and the key in use stays.
    secret(&key, "of somebody else");
    let refused = here.runs(&[new_key.as_slice(), &["--into", &key]].concat());
    assert!(refused.complained().contains("link.key"), "{refused:?}");
    assert_eq!(get(link.clone()).await.0, 200, "signed with the key in use");
    std::fs::remove_file(&key).unwrap();
    let unknown = [
        "service",
        "new-link-key",
        "--tenant",
        "musterstadt",
        "nichts",
    ];
    let unknown = here.runs(&[unknown.as_slice(), &["--into", &key]].concat());
    assert!(unknown.complained().contains("service list"), "{unknown:?}");
    assert!(!std::fs::exists(&key).unwrap(), "no empty file is left");
    let made = here.runs(&[new_key.as_slice(), &["--into", &key]].concat());
    let made_key = std::fs::read_to_string(&key).unwrap();
    assert!(
        !made.said().contains(made_key.trim()),
        "a key is never shown"
    );
    assert_eq!(get(link).await.0, 403, "signed with the key before");
}
