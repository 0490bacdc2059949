//! A calling system at the console: made, tried by the line that its page shows, given another
//! secret, revoked.

use std::process::Command;

use domain::access::Role;
use http::StatusCode;
use serde_json::Value;
use storage::{Db, on_both_engines};
use testkit::TestPerson;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::{Browser, First, hidden, leads_to};
use crate::served_authority::{Answer, ServedAuthority};

on_both_engines! {
    the_line_that_is_shown_with_a_secret_works_until_it_is_revoked
    what_is_wrong_about_a_calling_system_is_said_at_its_field_and_what_was_typed_stays
}

const LIST: &str = "/console/musterstadt/clients";
const NEW: &str = "/console/musterstadt/clients/new";
const TYPED: [(&str, &str); 5] = [
    ("name", "antrag-online"),
    ("purpose", "Online-Antrag <Bewohnerparken>"),
    ("services", "all"),
    ("scope", "payments:write"),
    ("scope", "payments:read"),
];

/// The program at an address of its own. Its pages name the public address, at which a proxy
/// stands in the field: curl is told to go around it, so that the line is run as it is shown.
struct Listening {
    home: tempfile::TempDir,
    _stop: oneshot::Sender<()>,
}

impl Listening {
    async fn at(served: &ServedAuthority) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let here = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let stopped = async move { drop(stopped.await) };
        let router = served.router.clone();
        tokio::spawn(webkit::server::serve(listener, router, stopped));
        let home = tempfile::tempdir().unwrap();
        let around =
            format!("connect-to = \"127.0.0.1:8:{here}\"\nnoproxy = \"*\"\nmax-time = 20\n");
        std::fs::write(home.path().join(".curlrc"), around).unwrap();
        Self { home, _stop: stop }
    }

    /// What the line says when a person pastes it into a terminal.
    async fn runs(&self, line: &str) -> Value {
        let mut shell = Command::new("sh");
        shell.args(["-c", line]).env("CURL_HOME", self.home.path());
        let ran = tokio::task::spawn_blocking(move || shell.output());
        let ran = ran.await.unwrap().expect("a shell");
        assert!(ran.status.success(), "{line}: {ran:?}");
        serde_json::from_slice(&ran.stdout).expect("JSON")
    }
}

/// The text of the element with this id.
fn shown(answer: &Answer, id: &str) -> String {
    let text = answer.text();
    let start = format!("id=\"{id}\">");
    let rest = text.split_once(&start).map(|(_, rest)| rest);
    let shown = rest.and_then(|rest| rest.split('<').next());
    let shown = shown.unwrap_or_else(|| panic!("{id} in {text}"));
    shown.replace("&#39;", "'").replace("&#38;", "&")
}

async fn makes(served: &ServedAuthority, admin: &TestPerson) -> (Browser, Answer) {
    let token = served.authority.signs_in(admin).await;
    let mut browser = Browser::with(&token);
    let form = browser.gets(served, NEW).await;
    let key = hidden(&form, "form");
    let mut fields = vec![("form", key.as_str())];
    fields.extend(TYPED);
    let made = browser.posts(served, NEW, &fields).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text());
    (browser, made)
}

/// The address of the one calling system on the list that is named so.
async fn page_of(served: &ServedAuthority, browser: &mut Browser) -> String {
    let list = browser.gets(served, LIST).await.text();
    let before = list.split_once(">antrag-online<").expect("it is listed").0;
    let start = before.rfind(&format!("{LIST}/cli_")).expect("its page");
    let address = before[start..].split(['"', '?']).next();
    address.unwrap().to_owned()
}

async fn the_line_that_is_shown_with_a_secret_works_until_it_is_revoked(db: Db) {
    let served = ServedAuthority::new(db).await;
    let first = First::of(&served).await;
    let listening = Listening::at(&served).await;
    let (mut browser, made) = makes(&served, &first.admin).await;
    assert_eq!(made.header("cache-control"), "no-store");
    let (line, secret) = (shown(&made, "curl"), shown(&made, "secret"));
    assert!(secret.starts_with("zk_live_") && line.contains(&secret));
    let told = listening.runs(&line).await;
    assert_eq!(told["token_type"], "Bearer", "{told}");
    let token = told["access_token"].as_str().unwrap();
    let proof = format!("Bearer {token}");
    let asked = crate::served_authority::payment().to_string();
    let asked = crate::served_authority::ask("parken", &proof, asked);
    let asked = served.send(asked).await;
    assert!(asked.status.is_success(), "{}", asked.text());
    let page = page_of(&served, &mut browser).await;
    for address in [LIST, page.as_str()] {
        let seen = browser.gets(&served, address).await;
        assert!(!seen.text().contains(&secret), "shown once");
    }
    let key = hidden(&browser.gets(&served, &page).await, "form");
    let overlap = [("form", key.as_str()), ("overlap", "24")];
    let rotate = format!("{page}/rotate");
    let rotated = browser.posts(&served, &rotate, &overlap).await;
    let newer = shown(&rotated, "curl");
    assert_ne!(newer, line);
    for line in [&line, &newer] {
        let told = listening.runs(line).await;
        assert_eq!(told["token_type"], "Bearer", "both are good: {told}");
    }
    let act = [("form", key.as_str())];
    let end = format!("{page}/end-old-secrets");
    assert_eq!(leads_to(&browser.posts(&served, &end, &act).await), page);
    let told = listening.runs(&line).await;
    assert_eq!(told["error"], "invalid_client", "{told}");
    assert!(listening.runs(&newer).await["access_token"].is_string());
    let revoke = format!("{page}/revoke");
    assert_eq!(leads_to(&browser.posts(&served, &revoke, &act).await), page);
    let told = listening.runs(&newer).await;
    assert_eq!(told["error"], "invalid_client", "{told}");
}

async fn what_is_wrong_about_a_calling_system_is_said_at_its_field_and_what_was_typed_stays(
    db: Db,
) {
    let served = ServedAuthority::new(db).await;
    let admin = served.authority.first("amt", (Role::Admin, false)).await;
    let (mut browser, _) = makes(&served, &admin).await;
    let key = hidden(&browser.gets(&served, NEW).await, "form");
    let made = "SELECT count(*) FROM clients WHERE name LIKE 'antrag%'";
    assert_eq!(served.authority.count(made).await, 1);
    for (wrong, typed, error) in [
        ("name", "antrag-online", "name-error"),
        ("name", "Antrag 2", "name-error"),
        ("purpose", " ", "purpose-error"),
        ("services", "some", "services-error"),
        ("scope", "", "scopes-error"),
    ] {
        let mut fields = vec![("form", key.as_str())];
        let valid = TYPED.into_iter().filter(|(name, _)| *name != wrong);
        fields.extend(valid.map(|(name, value)| match (name, wrong) {
            ("name", other) if other != "name" => ("name", "antrag-zwei"),
            _ => (name, value),
        }));
        fields.push((wrong, typed));
        let answer = browser.posts(&served, NEW, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        let text = answer.text();
        assert!(text.contains(&format!("id=\"{error}\"")), "{error}: {text}");
        if wrong != "purpose" {
            assert!(text.contains("Online-Antrag &#60;Bewohnerparken&#62;"));
        }
    }
    assert_eq!(served.authority.count(made).await, 1, "nothing was made");
}
