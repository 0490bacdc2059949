//! Claims that are looked for, or listed newest first. What is looked for stands in the address, so
//! that a list can be kept and sent on.

use app::claims::{ClaimSearch, FoundClaim, FoundClaims};
use axum::extract::{Path, RawQuery};
use axum::response::Response;
use domain::ClaimId;
use domain::access::Act;
use domain::claims::ClaimState;
use webkit::format;
use webkit::page::{html, localized};

use super::pages::{ClaimRow, ClaimsPage, SearchFields};
use crate::fields::Fields;
use crate::frame::ConsoleFrame;
use crate::payments::wording::{claim_state_name, read_as};
use crate::person::{AtPlace, Staff};

/// The fields of the search, as the address has them.
const FIELDS: [&str; 3] = ["q", "service", "state"];

pub(crate) async fn list(
    staff: Staff,
    Path(slug): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let at = match staff.at(&slug).await {
        Ok(at) => at,
        Err(answer) => return answer,
    };
    let fields = Fields::of_query(query.as_deref());
    let here = address(&at, &fields, None);
    let search = search(&fields);
    let found = match at.app.search_claims(&search).await {
        Ok(found) => found,
        Err(error) => return at.refused(&error, &here),
    };
    if let ([only], true, None) = (found.rows.as_slice(), found.is_exact, search.before) {
        return at.staff.visitor.see(&page_of(&at, only.id));
    }
    html(&page(&at, (&here, &fields), &found))
}

/// Where the claim's page is.
fn page_of(at: &AtPlace, claim: ClaimId) -> String {
    at.path(&format!("claims/{claim}"))
}

/// The list with these fields, from the claims before this one on.
fn address(at: &AtPlace, fields: &Fields, before: Option<ClaimId>) -> String {
    fields.address(&at.path("claims"), &FIELDS, before)
}

fn search(fields: &Fields) -> ClaimSearch {
    let chosen = |name: &str| Some(fields.get(name)).filter(|value| !value.is_empty());
    let state = chosen("state").and_then(|state| {
        let mut states = ClaimState::ALL.iter().copied();
        states.find(|known| known.as_str() == state)
    });
    ClaimSearch {
        text: fields.get("q").to_owned(),
        service: chosen("service").map(str::to_owned),
        state,
        before: chosen("before").and_then(|before| before.parse().ok()),
    }
}

fn page(at: &AtPlace, (here, fields): (&str, &Fields), found: &FoundClaims) -> ClaimsPage {
    let frame = at.frame_at(here);
    let rows = found.rows.iter().map(|claim| row(at, &frame, claim));
    let rows: Vec<_> = rows.collect();
    let back_to = found.looked_back_to;
    ClaimsPage {
        action: at.path("claims"),
        search: SearchFields::of(&frame, fields, found),
        read_as: found.read_as.as_ref().map(|sought| read_as(&frame, sought)),
        next: found.next.map(|before| address(at, fields, Some(before))),
        looked_back_to: back_to.map(|at| format::date_time(at.micros(), frame.locale)),
        behind_a_file: found.behind_a_file,
        new: at
            .app
            .permits(Act::ClaimCreate)
            .is_ok()
            .then(|| at.path("claims/new")),
        nothing: rows.is_empty(),
        rows,
        frame,
    }
}

fn row(at: &AtPlace, frame: &ConsoleFrame, claim: &FoundClaim) -> ClaimRow {
    let money = |amount: domain::Money| format::money(amount.cents(), frame.locale);
    ClaimRow {
        link: page_of(at, claim.id),
        kassenzeichen: claim.kassenzeichen.clone(),
        time: format::date_time(claim.created_at.micros(), frame.locale),
        service: localized(&claim.service, frame.locale),
        state: claim_state_name(frame, claim.state),
        due: claim.due.map(|due| format::of_day(due, frame.locale)),
        amount: money(claim.amount),
        open: money(claim.open),
    }
}
