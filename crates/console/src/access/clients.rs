//! Calling systems: listed, made, given another secret, revoked.
//!
//! A secret stands in the answer to the form that made it, and nowhere else: not in an address, not
//! on a page that can be asked for again.

use std::time::Duration;

use app::access::{
    ClientRefusal, ClientView, ClientsView, NewClientSecret, StaffError, WantedClient,
};
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use domain::access::{Act, ClientScope, Denial};
use domain::{ClientId, Timestamp};
use http::StatusCode;
use secrecy::ExposeSecret;
use webkit::page::{LocalizedText, html, localized};

use super::day;
use super::pages::clients::{
    Check, ClientPage, ClientRow, ClientsPage, NewClientPage, OlderSecret, OverlapChoice,
    SecretPage,
};
use crate::failure;
use crate::fields::{Fields, Sent};
use crate::frame::ConsoleFrame;
use crate::person::{AtPlace, Staff};

/// One that never came for so long stands out: it is forgotten, or was never set up.
const NEVER_USED: Duration = Duration::from_hours(30 * 24);
/// For how long the old secret may be good beside the new one.
const OVERLAPS: [(&str, Duration); 4] = [
    ("0", Duration::ZERO),
    ("1", Duration::from_hours(1)),
    ("24", Duration::from_hours(24)),
    ("168", Duration::from_hours(7 * 24)),
];
const USUAL_OVERLAP: &str = "24";

type ClientPath = Path<(String, String)>;

pub(crate) async fn list(staff: Staff, Path(slug): Path<String>) -> Response {
    let at = match staff.at(&slug).await {
        Ok(at) => at,
        Err(answer) => return answer,
    };
    let seen = match at.app.view_clients().await {
        Ok(seen) => seen,
        Err(error) => return at.refused(&error, &at.path("clients")),
    };
    let frame = at.frame();
    let rows = seen.clients.iter().map(|client| row(&at, &frame, client));
    html(&ClientsPage {
        rows: rows.collect(),
        may_create: may(&at, Act::ClientCreate),
        frame,
    })
}

/// A fresh proof is asked for on the way, so what needs one is shown without.
fn may(at: &AtPlace, act: Act) -> bool {
    matches!(at.app.permits(act), Ok(()) | Err(Denial::NotFresh))
}

fn row(at: &AtPlace, frame: &ConsoleFrame, client: &ClientView) -> ClientRow {
    let now = at.app.now();
    let age = |since: Timestamp| (now.since(since).as_secs() / 86_400).to_string();
    let secret = client.secret_since.map(age);
    let made = client.made.as_ref().map(|(_, made)| *made);
    let never = client.last_used.is_none() && client.revoked_at.is_none();
    ClientRow {
        link: at.path(&format!("clients/{}", client.id)),
        name: client.name.clone(),
        purpose: purpose(frame, client),
        scopes: scopes(frame, &client.scopes),
        services: services(frame, client),
        made: made_by(frame, client),
        last_used: last_used(frame, client),
        is_forgotten: never && made.is_some_and(|made| now.since(made) >= NEVER_USED),
        secret: match (client.has_secret, secret) {
            (true, Some(days)) => frame.t_with("secret-age", &[("days", days.as_str())]),
            (true, None) => frame.t("secret-age-unknown"),
            (false, _) => frame.t("secret-none"),
        },
        is_revoked: client.revoked_at.is_some(),
    }
}

fn purpose(frame: &ConsoleFrame, client: &ClientView) -> String {
    let purpose = client.purpose.clone();
    purpose.unwrap_or_else(|| frame.t("client-of-document"))
}

fn scope_name(frame: &ConsoleFrame, scope: ClientScope) -> String {
    match scope {
        ClientScope::PaymentsWrite => frame.t("client-scope-payments-write"),
        ClientScope::PaymentsRead => frame.t("client-scope-payments-read"),
        ClientScope::ClaimsRead => frame.t("client-scope-claims-read"),
        ClientScope::ServicesRead => frame.t("client-scope-services-read"),
    }
}

fn scopes(frame: &ConsoleFrame, scopes: &[ClientScope]) -> Vec<String> {
    let named = scopes.iter().map(|scope| scope_name(frame, *scope));
    named.collect()
}

/// Names in the reader's language; all of them where the list is empty.
fn services(frame: &ConsoleFrame, client: &ClientView) -> Vec<LocalizedText> {
    let listed = client.services.iter().flatten();
    listed.map(|name| localized(name, frame.locale)).collect()
}

fn made_by(frame: &ConsoleFrame, client: &ClientView) -> String {
    match &client.made {
        Some((name, made)) => {
            let time = day(*made, frame.locale);
            frame.t_with("client-made-by", &[("name", name), ("time", &time)])
        }
        None => frame.t("client-made-unknown"),
    }
}

fn last_used(frame: &ConsoleFrame, client: &ClientView) -> String {
    match &client.last_used {
        Some((at, network)) => {
            let time = day(*at, frame.locale);
            frame.t_with("client-used", &[("time", &time), ("network", network)])
        }
        None => frame.t("client-never-used"),
    }
}

async fn found(
    staff: Staff,
    (slug, client): &(String, String),
) -> Result<(AtPlace, ClientId, String), Response> {
    let at = staff.at(slug).await?;
    match client.parse::<ClientId>() {
        Ok(client) => {
            let page = at.path(&format!("clients/{client}"));
            Ok((at, client, page))
        }
        Err(_) => Err(at.refused(&StaffError::NotFound, &at.path("clients"))),
    }
}

pub(crate) async fn get(staff: Staff, Path(path): ClientPath) -> Response {
    let (at, client, here) = match found(staff, &path).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let seen = match at.app.view_clients().await {
        Ok(seen) => seen,
        Err(error) => return at.refused(&error, &here),
    };
    match seen.clients.iter().find(|one| one.id == client) {
        Some(client) => html(&client_page(&at, client, &here)),
        None => at.refused(&StaffError::NotFound, &at.path("clients")),
    }
}

fn client_page(at: &AtPlace, client: &ClientView, here: &str) -> ClientPage {
    let frame = at.frame_at(here);
    let older = client.older_secrets.iter().map(|older| OlderSecret {
        since: older.since.map(|since| day(since, frame.locale)),
        ends: day(older.ends, frame.locale),
    });
    let of_console = client.purpose.is_some() && client.revoked_at.is_none();
    let is_proven = client.has_secret || client.certificates > 0;
    let to = |act: Act, name: &str, possible: bool| {
        (possible && may(at, act)).then(|| format!("{here}/{name}"))
    };
    ClientPage {
        row: row(at, &frame, client),
        secret_since: client.secret_since.map(|since| day(since, frame.locale)),
        has_secret: client.has_secret,
        older: older.collect(),
        certificates: client.certificates,
        revoked: client.revoked_at.map(|revoked| day(revoked, frame.locale)),
        of_document: client.purpose.is_none(),
        rotate: to(Act::ClientRotate, "rotate", of_console && client.has_secret),
        end_old: to(
            Act::ClientEndSecrets,
            "end-old-secrets",
            of_console && !client.older_secrets.is_empty(),
        ),
        revoke: to(Act::ClientRevoke, "revoke", is_proven),
        overlaps: overlaps(&frame),
        frame,
    }
}

fn overlaps(frame: &ConsoleFrame) -> Vec<OverlapChoice> {
    let choice = |(code, _): &(&'static str, Duration)| OverlapChoice {
        code,
        label: match *code {
            "0" => frame.t("overlap-none"),
            "1" => frame.t("overlap-hour"),
            "24" => frame.t("overlap-day"),
            _ => frame.t("overlap-week"),
        },
        is_chosen: *code == USUAL_OVERLAP,
    };
    OVERLAPS.iter().map(choice).collect()
}

pub(crate) async fn get_new(staff: Staff, Path(slug): Path<String>) -> Response {
    let at = match staff.at(&slug).await {
        Ok(at) => at,
        Err(answer) => return answer,
    };
    let here = at.path("clients/new");
    if let Err(answer) = at.may(Act::ClientCreate, &here) {
        return *answer;
    }
    match at.app.view_clients().await {
        Ok(seen) => html(&new_page(&at, &Fields::default(), &seen, None)),
        Err(error) => at.refused(&error, &here),
    }
}

/// The form as it was typed, or as it is at first: for all services, asking for payments.
fn new_page(
    at: &AtPlace,
    fields: &Fields,
    seen: &ClientsView,
    error: Option<(&'static str, String)>,
) -> NewClientPage {
    let frame = at.frame_at(&at.path("clients/new"));
    let is_new = !fields.has("name");
    let services = seen.services.iter().map(|(code, name)| Check {
        is_checked: fields.all("service").any(|sent| sent == code),
        value: code.clone(),
        label: localized(name, frame.locale),
    });
    let scopes = ClientScope::ALL.iter().map(|scope| {
        let value = scope.to_string();
        let usual = matches!(
            scope,
            ClientScope::PaymentsWrite | ClientScope::PaymentsRead
        );
        Check {
            is_checked: (is_new && usual) || fields.all("scope").any(|sent| sent == value),
            label: LocalizedText::new(scope_name(&frame, *scope), frame.locale.tag(), frame.locale),
            value,
        }
    });
    NewClientPage {
        name: fields.get("name").to_owned(),
        purpose: fields.get("purpose").to_owned(),
        all_services: is_new || fields.get("services") == "all",
        some_services: fields.get("services") == "some",
        services: services.collect(),
        scopes: scopes.collect(),
        error,
        frame,
    }
}

pub(crate) async fn post_new(staff: Staff, Path(slug): Path<String>, sent: Sent) -> Response {
    let at = match staff.at(&slug).await {
        Ok(at) => at,
        Err(answer) => return answer,
    };
    let here = at.path("clients/new");
    let checked = at.may(Act::ClientCreate, &here);
    let fields = match checked.and_then(|()| at.staff.fields(sent)) {
        Ok(fields) => fields,
        Err(answer) => return *answer,
    };
    let seen = match at.app.view_clients().await {
        Ok(seen) => seen,
        Err(error) => return at.refused(&error, &here),
    };
    if fields.is_shown_again() {
        return html(&new_page(&at, &fields, &seen, None));
    }
    let frame = at.frame_at(&here);
    let invalid = |field: &'static str, text: String| {
        let page = new_page(&at, &fields, &seen, Some((field, text)));
        (StatusCode::UNPROCESSABLE_ENTITY, html(&page)).into_response()
    };
    let wanted = match wanted(&fields) {
        Ok(wanted) => wanted,
        Err(field) => return invalid(field, frame.t("wrong-client-services")),
    };
    match at.app.make_client(&wanted).await {
        Ok(made) => html(&secret_page(&at, frame, &made)),
        Err(StaffError::Client(why)) => invalid(field_of(why), refusal(&frame, why)),
        Err(error) => at.refused(&error, &here),
    }
}

/// The calling system that a form asks for, or the field where nothing is chosen.
fn wanted(fields: &Fields) -> Result<WantedClient, &'static str> {
    let services: Vec<_> = match fields.get("services") {
        "all" => Vec::new(),
        "some" => fields.all("service").map(str::to_owned).collect(),
        _ => return Err("services"),
    };
    if fields.get("services") == "some" && services.is_empty() {
        return Err("services");
    }
    let scopes = fields.all("scope").filter_map(|word| word.parse().ok());
    Ok(WantedClient {
        name: fields.get("name").trim().to_owned(),
        purpose: fields.get("purpose").to_owned(),
        services,
        scopes: scopes.collect(),
    })
}

/// The field at which it is said.
const fn field_of(why: ClientRefusal) -> &'static str {
    match why {
        ClientRefusal::Purpose => "purpose",
        ClientRefusal::Scopes => "scopes",
        ClientRefusal::Service => "services",
        ClientRefusal::Name
        | ClientRefusal::NameTaken
        | ClientRefusal::OfDocument
        | ClientRefusal::Revoked
        | ClientRefusal::ManySecrets
        | ClientRefusal::Overlap
        | ClientRefusal::NoOlderSecret => "name",
    }
}

/// Why it is refused, in the reader's words.
pub(crate) fn refusal(frame: &ConsoleFrame, why: ClientRefusal) -> String {
    match why {
        ClientRefusal::Name => frame.t("wrong-client-name"),
        ClientRefusal::NameTaken => frame.t("wrong-client-name-taken"),
        ClientRefusal::Purpose => frame.t("wrong-client-purpose"),
        ClientRefusal::Scopes => frame.t("wrong-client-scopes"),
        ClientRefusal::Service => frame.t("wrong-client-services"),
        ClientRefusal::OfDocument => frame.t("client-refused-document"),
        ClientRefusal::Revoked => frame.t("client-refused-revoked"),
        ClientRefusal::ManySecrets => frame.t("client-refused-many"),
        ClientRefusal::Overlap => frame.t("client-refused-overlap"),
        ClientRefusal::NoOlderSecret => frame.t("client-refused-no-older"),
    }
}

/// The secret, with a line that proves it against this installation.
fn secret_page(at: &AtPlace, frame: ConsoleFrame, made: &NewClientSecret) -> SecretPage {
    let secret = made.secret.expose_secret();
    let token = at.app.public_url().at("/oauth/token");
    let name = &made.name;
    SecretPage {
        curl: format!("curl --user '{name}:{secret}' --data grant_type=client_credentials {token}"),
        secret: secret.to_owned(),
        name: name.clone(),
        old_until: made.old_until.map(|until| day(until, frame.locale)),
        back: at.path(&format!("clients/{}", made.client)),
        frame,
    }
}

pub(crate) async fn rotate(staff: Staff, Path(path): ClientPath, sent: Sent) -> Response {
    let (at, client, page) = match found(staff, &path).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let checked = at.may(Act::ClientRotate, &page);
    let fields = match checked.and_then(|()| at.staff.fields(sent)) {
        Ok(fields) => fields,
        Err(answer) => return *answer,
    };
    let typed = fields.get("overlap");
    let overlap = OVERLAPS.iter().find(|(code, _)| *code == typed);
    let Some((_, overlap)) = overlap else {
        let error = StaffError::Client(ClientRefusal::Overlap);
        return failure::refused(&at.staff.visitor, at.frame_at(&page), &error);
    };
    match at.app.rotate_client_secret(client, *overlap).await {
        Ok(made) => html(&secret_page(&at, at.frame_at(&page), &made)),
        Err(error) => at.refused(&error, &page),
    }
}

macro_rules! act_on_client {
    ($name:ident $act:ident $method:ident) => {
        pub(crate) async fn $name(staff: Staff, Path(path): ClientPath, sent: Sent) -> Response {
            let (at, client, page) = match found(staff, &path).await {
                Ok(found) => found,
                Err(answer) => return answer,
            };
            let checked = at.may(Act::$act, &page);
            if let Err(answer) = checked.and_then(|()| at.staff.fields(sent)) {
                return *answer;
            }
            match at.app.$method(client).await {
                Ok(()) => at.staff.visitor.see(&page),
                Err(error) => at.refused(&error, &page),
            }
        }
    };
}

act_on_client! { end_old_secrets ClientEndSecrets end_old_client_secrets }
act_on_client! { revoke ClientRevoke revoke_client_at_console }
