//! The telephones of a made-up staff: what a visitor opens to sign in as one of its people.
//!
//! Each telephone shows the one-time code (RFC 6238) of its person, as an app would. They are found
//! with the name and password of the person beside them, so the people must be made up, too.

use std::sync::{Arc, PoisonError, RwLock};

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use http::StatusCode;
use totp_rs::{Builder, Secret};
use url::Url;

use crate::common::clock::wall_clock;

/// A code is shown for so long.
const STEP_SECONDS: u64 = 30;

/// A person of the staff with what it signs in with.
#[derive(Clone, Debug)]
pub struct Telephone {
    /// As people say it.
    pub role: String,
    pub name: String,
    pub email: String,
    pub password: String,
    /// Of its one-time codes, in base32; `None` until the person came in.
    pub secret: Option<String>,
    /// What a visitor may try as this person, one sentence each.
    pub tries: Vec<String>,
}

/// All of them, and where people sign in. Clones are the same.
#[derive(Clone, Debug)]
pub struct Telephones {
    console: Url,
    all: Arc<RwLock<Vec<Telephone>>>,
}

#[derive(Template)]
#[template(path = "telephones/all.html")]
struct TelephonesPage<'a> {
    console: &'a Url,
    shown: Vec<Shown<'a>>,
    /// Seconds until other codes are shown.
    left: u64,
}

/// A telephone with its code of now.
struct Shown<'a> {
    telephone: &'a Telephone,
    code: Option<String>,
}

impl Telephones {
    pub fn new(console: Url, all: Vec<Telephone>) -> Self {
        let all = Arc::new(RwLock::new(all));
        Self { console, all }
    }

    /// With the people that came in meanwhile.
    pub fn replace(&self, all: Vec<Telephone>) {
        *self.all.write().unwrap_or_else(PoisonError::into_inner) = all;
    }
}

/// The code that a telephone with this secret shows at a second since 1970; `None` where the
/// secret is none.
pub fn code(secret: &str, second: u64) -> Option<String> {
    let secret = Secret::try_from_base32(secret).ok()?;
    let codes = Builder::new().with_secret(secret).build().ok()?;
    Some(codes.generate(second).to_string())
}

/// `/telefone`
pub fn router(telephones: Telephones) -> Router {
    Router::new()
        .route("/telefone", get(show))
        .with_state(telephones)
}

async fn show(State(telephones): State<Telephones>) -> Response {
    let now = u64::try_from(wall_clock().as_second()).unwrap_or_default();
    let all = telephones.all.read();
    let all = all.unwrap_or_else(PoisonError::into_inner);
    let shown = all.iter().map(|telephone| Shown {
        code: telephone
            .secret
            .as_deref()
            .and_then(|secret| code(secret, now)),
        telephone,
    });
    let page = TelephonesPage {
        console: &telephones.console,
        shown: shown.collect(),
        left: STEP_SECONDS - now % STEP_SECONDS,
    };
    match page.render() {
        Ok(text) => Html(text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, the last six digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        for (second, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(secret, second).as_deref(), Some(expected));
        }
        assert_eq!(code("no secret!", 59), None);
    }

    #[tokio::test]
    async fn the_page_shows_each_person_and_a_code_once_it_came_in() {
        let telephone = |secret: Option<&str>| Telephone {
            role: "Sachbearbeitung".to_owned(),
            name: "Clara Sommer".to_owned(),
            email: "clara.sommer@musterstadt.example".to_owned(),
            password: "ein <langes> Passwort".to_owned(),
            secret: secret.map(str::to_owned),
            tries: vec!["Suchen Sie eine Zahlung.".to_owned()],
        };
        let console = Url::parse("http://127.0.0.1:8080/console").unwrap();
        let telephones = Telephones::new(console, vec![telephone(None)]);
        let page = async || {
            let request = http::Request::get("/telefone").body(bytes::Bytes::new());
            let answer = crate::common::call(router(telephones.clone()), request.unwrap()).await;
            String::from_utf8(answer.unwrap().into_body().to_vec()).unwrap()
        };
        let before = page().await;
        assert!(before.contains("clara.sommer@musterstadt.example"));
        assert!(!before.contains("<langes>"), "{before}");
        assert!(!before.contains("class=\"code\""), "{before}");
        telephones.replace(vec![telephone(Some("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"))]);
        assert!(page().await.contains("class=\"code\""));
    }
}
