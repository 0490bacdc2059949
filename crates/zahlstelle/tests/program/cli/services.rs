//! Services led through their lives at the command line, and ordered by a citizen over HTTP.

use super::installation::{Installation, location, secret};
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

/// An authority with one more service, a draft.
async fn with_a_draft() -> Installation {
    let here = Installation::new(None, "").await;
    let tenant = std::fs::read_to_string(here.path("tenant.toml")).unwrap();
    let (before, after) = tenant.split_once("[[services]]").unwrap();
    let service = after.split("[[services.bindings]]").next().unwrap();
    let draft = service.replace("code = \"parken\"", "code = \"meldung\"");
    let catalogue = CATALOGUE.replace("[[services.bindings]]", "");
    let tenant = format!("{before}[[services]]{draft}{catalogue}\n[[services]]{after}");
    std::fs::write(here.path("tenant.toml"), tenant).unwrap();
    here.runs(&["tenant", "apply", &here.path("tenant.toml")])
        .said();
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
    assert!(list.said().contains("draft     meldung"), "{list:?}");
    assert!(list.out.contains("live      parken"), "{list:?}");
    let early = here.leads("publish", "Ada");
    assert!(
        early.complained().contains("draft does not allow"),
        "{early:?}"
    );
    here.leads("test", "Ada").said();
    here.leads("approve", "Kurt").said();
    let alone = here.leads("publish", "Kurt");
    assert!(
        alone.complained().contains("somebody else must"),
        "{alone:?}"
    );
    assert!(
        here.leads("publish", "Ada")
            .said()
            .contains("meldung is live now")
    );
    let show = here.runs(&["service", "show", "--tenant", "musterstadt", "meldung"]);
    for told in [
        "/musterstadt/services/meldung",
        "by Kurt (treasury)",
        "publish  live",
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
    here.leads("test", "Ada").said();
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
