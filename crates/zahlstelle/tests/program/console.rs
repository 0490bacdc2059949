//! The console over HTTP: signing in, and every act by every role.

mod claims;
mod clients;
mod kept_forms;
mod matrix;
mod payments;
mod refunds;
mod services;
mod sign_in;

use app::access::SessionToken;
use axum::body::Body;
use domain::access::Role;
use http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use http::{Method, Request, StatusCode};
use secrecy::ExposeSecret;
use testkit::TestPerson;

use crate::served_authority::{Answer, ServedAuthority};

/// A browser: its cookies by name.
#[derive(Clone, Debug, Default)]
struct Browser {
    cookies: Vec<(String, String)>,
}

impl Browser {
    /// One that a person signed in with.
    fn of(person: &TestPerson) -> Self {
        let session = person.token.expose_secret().to_owned();
        Self {
            cookies: vec![
                ("zst_staff".to_owned(), session),
                ("zst_device".to_owned(), person.device.clone()),
            ],
        }
    }

    /// One with another session.
    fn with(token: &SessionToken) -> Self {
        let session = token.expose_secret().to_owned();
        Self {
            cookies: vec![("zst_staff".to_owned(), session)],
        }
    }

    async fn asks(
        &mut self,
        served: &ServedAuthority,
        (method, path): (Method, &str),
        form: &[(&str, &str)],
    ) -> Answer {
        let cookies = self.cookies.iter();
        let cookies = cookies.map(|(name, value)| format!("{name}={value}"));
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(COOKIE, cookies.collect::<Vec<_>>().join("; "))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        let answer = served.send(request).await;
        self.keeps(&answer);
        answer
    }

    async fn gets(&mut self, served: &ServedAuthority, path: &str) -> Answer {
        self.asks(served, (Method::GET, path), &[]).await
    }

    async fn posts(
        &mut self,
        served: &ServedAuthority,
        path: &str,
        form: &[(&str, &str)],
    ) -> Answer {
        self.asks(served, (Method::POST, path), form).await
    }

    fn keeps(&mut self, answer: &Answer) {
        for line in answer.headers.get_all(SET_COOKIE) {
            let line = line.to_str().unwrap();
            let pair = line.split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.retain(|(known, _)| known != name);
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
    }

    fn cookie(&self, name: &str) -> Option<&str> {
        let mut found = self.cookies.iter().filter(|(known, _)| known == name);
        found.next().map(|(_, value)| value.as_str())
    }
}

/// The value of a form's hidden field on a page.
fn hidden(answer: &Answer, name: &str) -> String {
    let text = answer.text();
    let start = format!("name=\"{name}\" value=\"");
    let rest = text.split_once(&start).map(|(_, rest)| rest);
    rest.and_then(|rest| rest.split('"').next())
        .unwrap_or_default()
        .to_owned()
}

/// Where an answer leads, without the language.
fn leads_to(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let to = answer.header(LOCATION.as_str());
    let to = to.replace("lang=de", "");
    to.trim_end_matches(['?', '&']).to_owned()
}

/// The first people of an authority: an administrator and the lead of the treasury.
struct First {
    admin: TestPerson,
    lead: TestPerson,
}

impl First {
    async fn of(served: &ServedAuthority) -> Self {
        let town = &served.authority;
        Self {
            admin: town.first("amt", (Role::Admin, false)).await,
            lead: town.first("kasse", (Role::Treasurer, true)).await,
        }
    }
}
