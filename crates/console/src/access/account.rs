//! The person's own account: where it works, its sessions, what it signs in with.

use app::access::{AccountView, StaffError};
use axum::extract::Path;
use axum::response::Response;
use domain::access::Act;
use webkit::page::html;

use super::day;
use super::pages::{AccountPage, PlacesPage, SessionRow};
use crate::fields::Sent;
use crate::person::Staff;

/// Where the person works; the only place is opened at once.
pub(crate) async fn places(staff: Staff) -> Response {
    if let Err(answer) = staff.may(Act::AccountView) {
        return *answer;
    }
    match staff.app.view_account().await {
        Ok(account) => {
            let frame = staff.frame();
            let named = account.places.into_iter().map(|(slug, name)| {
                let name = if name.is_empty() {
                    frame.t("place-operator")
                } else {
                    name
                };
                (format!("/console/{slug}/people"), name)
            });
            let places = named.collect();
            html(&PlacesPage { frame, places })
        }
        Err(error) => staff.refused(&error, "/console"),
    }
}

pub(crate) async fn get(staff: Staff) -> Response {
    if let Err(answer) = staff.may(Act::AccountView) {
        return *answer;
    }
    match staff.app.view_account().await {
        Ok(account) => html(&page(&staff, account)),
        Err(error) => staff.refused(&error, "/console/account"),
    }
}

fn page(staff: &Staff, account: AccountView) -> AccountPage {
    let frame = staff.frame();
    let locale = frame.locale;
    let sessions = account.sessions.into_iter().map(|session| SessionRow {
        end: format!("/console/account/sessions/{}/end", session.id),
        began: day(session.began_at, locale),
        seen: day(session.seen_at, locale),
        network: session.network,
        browser: session.browser,
        current: session.current,
    });
    AccountPage {
        name: account.name,
        email: account.email,
        sessions: sessions.collect(),
        password_since: account.password_since.map(|at| day(at, locale)),
        codes_since: account.codes_since.map(|at| day(at, locale)),
        recovery_codes_left: account.recovery_codes_left,
        frame,
    }
}

pub(crate) async fn end_session(staff: Staff, Path(session): Path<String>, sent: Sent) -> Response {
    const BACK: &str = "/console/account";
    if let Err(answer) = staff.may(Act::SessionEnd) {
        return *answer;
    }
    if let Err(answer) = staff.fields(sent) {
        return *answer;
    }
    let ended = match session.parse() {
        Ok(session) => staff.app.end_own_session(session).await,
        Err(_) => Err(StaffError::NotFound),
    };
    match ended {
        Ok(()) => staff.visitor.see(BACK),
        Err(error) => staff.refused(&error, BACK),
    }
}
