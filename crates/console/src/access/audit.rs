//! The audit trail for auditors: searched, one act with what it changed, exported as a signed file,
//! and the grants that were in force on a day.

mod act_names;

use app::access::{ActedBy, AuditSearch, ExportRefusal, FoundActs, SeenAct, StaffError};
use axum::extract::{Path, RawQuery};
use axum::response::{IntoResponse, Response};
use domain::access::{Act, ActorKind, Denial};
use domain::{AuditId, Day};
use http::StatusCode;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use webkit::format;
use webkit::page::html;

use self::act_names::act_name;
use super::day;
use super::grants::{grant_role, scope_name};
use super::pages::audit::{
    ActPage, AuditFields, AuditPage, AuditRow, ChangedField, ExportView, FIELDS, RightRow,
    RightsPage,
};
use crate::fields::{Fields, Sent};
use crate::frame::ConsoleFrame;
use crate::person::{AtPlace, Staff};

/// Acts on a payment stand on its page, those on others on theirs.
const PAGES: [(&str, &str); 4] = [
    ("payment", "payments"),
    ("refund", "refunds"),
    ("person", "people"),
    ("client", "clients"),
];

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
    let search = match search(&at.frame_at(&here), &fields) {
        Ok(search) => search,
        Err(error) => {
            if let Err(answer) = at.may(Act::AuditView, &here) {
                return *answer;
            }
            let page = page(&at, (&here, &fields), None, Some(error));
            return (StatusCode::UNPROCESSABLE_ENTITY, html(&page)).into_response();
        }
    };
    match at.app.search_audit(&search).await {
        Ok(found) => html(&page(&at, (&here, &fields), Some(&found), None)),
        Err(error) => at.refused(&error, &here),
    }
}

/// The list with these fields, from the acts before this one on.
fn address(at: &AtPlace, fields: &Fields, before: Option<AuditId>) -> String {
    fields.address(&at.path("audit"), &FIELDS, before)
}

/// What the fields look for; else the field that is wrong, and what to do.
fn search(frame: &ConsoleFrame, fields: &Fields) -> Result<AuditSearch, (&'static str, String)> {
    let day = |name: &'static str| {
        let typed = Some(fields.get(name)).filter(|typed| !typed.is_empty());
        let typed = typed.map(Day::typed).transpose();
        typed.map_err(|_| (name, frame.t("wrong-day")))
    };
    Ok(AuditSearch {
        actor: fields.get("actor").to_owned(),
        by: fields.get("by").parse::<ActedBy>().ok(),
        act: fields.get("act").to_owned(),
        object: fields.get("object").to_owned(),
        from: day("from")?,
        until: day("until")?,
        refused: match fields.get("outcome") {
            "refused" => Some(true),
            "done" => Some(false),
            _ => None,
        },
        four_eyes: !fields.get("four-eyes").is_empty(),
        accounts: !fields.get("accounts").is_empty(),
        before: fields.get("before").parse().ok(),
    })
}

fn page(
    at: &AtPlace,
    (here, fields): (&str, &Fields),
    found: Option<&FoundActs>,
    error: Option<(&'static str, String)>,
) -> AuditPage {
    let frame = at.frame_at(here);
    let rows = found.map_or(&[][..], |found| found.rows.as_slice());
    let rows: Vec<_> = rows.iter().map(|act| row(at, &frame, act)).collect();
    let next = found.and_then(|found| found.next);
    let back_to = found.and_then(|found| found.looked_back_to);
    let may_export = matches!(
        at.app.permits(Act::AuditExport),
        Ok(()) | Err(Denial::NotFresh)
    );
    AuditPage {
        chain: chain(&frame, found),
        search: AuditFields::of(&frame, fields),
        export: (may_export && !rows.is_empty()).then(|| at.path("audit/export")),
        next: next.map(|before| address(at, fields, Some(before))),
        looked_back_to: back_to.map(|at| format::date_time(at.micros(), frame.locale)),
        nothing: rows.is_empty() && error.is_none(),
        rows,
        error,
        frame,
    }
}

/// Where the chain ends, and whether its signature is good.
fn chain(frame: &ConsoleFrame, found: Option<&FoundActs>) -> (String, bool) {
    let Some(chain) = found.and_then(|found| found.chain) else {
        return (frame.t("audit-unsealed"), true);
    };
    let (number, time) = (chain.number.to_string(), day(chain.sealed_at, frame.locale));
    let text = if chain.is_signed {
        frame.t_with("audit-sealed", &[("number", &number), ("time", &time)])
    } else {
        frame.t_with(
            "audit-sealed-wrong",
            &[("number", &number), ("time", &time)],
        )
    };
    (text, chain.is_signed)
}

fn kind_name(frame: &ConsoleFrame, kind: ActorKind) -> String {
    match kind {
        ActorKind::Payer => frame.t("audit-kind-payer"),
        ActorKind::Client => frame.t("audit-kind-client"),
        ActorKind::Person => frame.t("audit-kind-person"),
        ActorKind::Provider => frame.t("audit-kind-provider"),
        ActorKind::Operator => frame.t("audit-kind-operator"),
        ActorKind::System => frame.t("audit-kind-system"),
    }
}

fn row(at: &AtPlace, frame: &ConsoleFrame, act: &SeenAct) -> AuditRow {
    AuditRow {
        link: at.path(&format!("audit/{}", act.id)),
        time: day(act.at, frame.locale),
        actor: act.actor.clone(),
        kind: kind_name(frame, act.kind),
        act: act
            .act
            .map_or_else(|| act.name.clone(), |known| act_name(frame, known)),
        name: act.name.clone(),
        object: act.object.clone(),
        object_link: object_link(at, act),
        outcome: if act.refused {
            frame.t("audit-refused")
        } else {
            frame.t("audit-done")
        },
        is_refused: act.refused,
    }
}

fn object_link(at: &AtPlace, act: &SeenAct) -> Option<String> {
    let page = PAGES.iter().find(|(kind, _)| *kind == act.object_kind);
    let (_, page) = page.filter(|_| act.object.contains('_'))?;
    Some(at.path(&format!("{page}/{}", act.object)))
}

async fn found(
    staff: Staff,
    (slug, entry): &(String, String),
) -> Result<(AtPlace, AuditId, String), Response> {
    let at = staff.at(slug).await?;
    match entry.parse::<AuditId>() {
        Ok(entry) => {
            let page = at.path(&format!("audit/{entry}"));
            Ok((at, entry, page))
        }
        Err(_) => Err(at.refused(&StaffError::NotFound, &at.path("audit"))),
    }
}

pub(crate) async fn get(staff: Staff, Path(path): Path<(String, String)>) -> Response {
    let (at, entry, here) = match found(staff, &path).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    match at.app.view_act(entry).await {
        Ok(act) => html(&act_page(&at, &act, &here)),
        Err(error) => at.refused(&error, &here),
    }
}

fn act_page(at: &AtPlace, act: &SeenAct, here: &str) -> ActPage {
    let frame = at.frame_at(here);
    ActPage {
        row: row(at, &frame, act),
        id: act.id.to_string(),
        number: act.number.map(|number| number.to_string()),
        reason: act.reason.clone(),
        request: act.request.clone(),
        changed: changed(act),
        is_erased: act.is_erased,
        is_whole: act.is_whole,
        export: export_view(&frame, act, here),
        frame,
    }
}

fn export_view(frame: &ConsoleFrame, act: &SeenAct, here: &str) -> Option<ExportView> {
    let facts = act.export.as_ref()?;
    let (entries, number) = (facts.entries.to_string(), facts.up_to.to_string());
    Some(ExportView {
        text: frame.t_with(
            "audit-export-entries",
            &[
                ("entries", &entries),
                ("number", &number),
                ("key", &facts.key),
            ],
        ),
        check: frame.t_with("audit-export-check", &[("file", &file_name(act.id))]),
        file: format!("{here}/file"),
        signature: format!("{here}/signature"),
    })
}

fn file_name(export: AuditId) -> String {
    format!("{export}.jsonl")
}

/// Fields before and after, side by side.
fn changed(act: &SeenAct) -> Vec<ChangedField> {
    let fields = act.changed.iter().map(|field| ChangedField {
        name: field.name.clone(),
        before: field.before.clone(),
        after: field.after.clone(),
    });
    fields.collect()
}

pub(crate) async fn export(staff: Staff, Path(slug): Path<String>, sent: Sent) -> Response {
    let at = match staff.at(&slug).await {
        Ok(at) => at,
        Err(answer) => return answer,
    };
    let checked = at.may(Act::AuditExport, &at.path("audit"));
    let fields = match checked.and_then(|()| at.staff.fields(sent)) {
        Ok(fields) => fields,
        Err(answer) => return *answer,
    };
    let here = address(&at, &fields, None);
    let search = match search(&at.frame_at(&here), &fields) {
        Ok(search) => search,
        Err(error) => {
            let page = page(&at, (&here, &fields), None, Some(error));
            return (StatusCode::UNPROCESSABLE_ENTITY, html(&page)).into_response();
        }
    };
    match at.app.export_audit(&search).await {
        Ok(export) => at.staff.visitor.see(&at.path(&format!("audit/{export}"))),
        Err(error) => at.refused(&error, &here),
    }
}

/// Why nothing is exported, in the reader's words.
pub(crate) fn refusal(frame: &ConsoleFrame, why: ExportRefusal) -> String {
    match why {
        ExportRefusal::TooMany => frame.t("audit-refused-many"),
        ExportRefusal::Nothing => frame.t("audit-refused-nothing"),
        ExportRefusal::Changed => frame.t("audit-refused-changed"),
        ExportRefusal::NoKey => frame.t("audit-refused-key"),
    }
}

pub(crate) async fn file(staff: Staff, Path(path): Path<(String, String)>) -> Response {
    download(staff, path, false).await
}

pub(crate) async fn signature(staff: Staff, Path(path): Path<(String, String)>) -> Response {
    download(staff, path, true).await
}

async fn download(staff: Staff, path: (String, String), signature: bool) -> Response {
    let (at, export, here) = match found(staff, &path).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let file = match at.app.audit_file(export).await {
        Ok(file) => file,
        Err(error) => return at.refused(&error, &here),
    };
    let name = file_name(export);
    let (name, kind, text) = if signature {
        (
            format!("{name}.sig"),
            "text/plain; charset=utf-8",
            file.signature,
        )
    } else {
        (name, "application/jsonl; charset=utf-8", file.text)
    };
    let disposition = format!("attachment; filename=\"{name}\"");
    let kind = kind.to_owned();
    (
        [(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, disposition)],
        text,
    )
        .into_response()
}

pub(crate) async fn rights(
    staff: Staff,
    Path(slug): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let at = match staff.at(&slug).await {
        Ok(at) => at,
        Err(answer) => return answer,
    };
    let fields = Fields::of_query(query.as_deref());
    let typed = fields.get("day");
    let here = at.path("audit/rights");
    if let Err(answer) = at.may(Act::AuditView, &here) {
        return *answer;
    }
    let today = Day::in_berlin(at.app.now());
    let frame = at.frame_at(&here);
    let wanted = if typed.is_empty() {
        Ok(today)
    } else {
        Day::typed(typed)
    };
    let page = |rows: Vec<RightRow>, error| RightsPage {
        frame: frame.clone(),
        day: typed.to_owned(),
        shown: format::of_day(wanted.unwrap_or(today), frame.locale),
        rows,
        error,
    };
    let Ok(wanted) = wanted else {
        let error = Some(("day", frame.t("wrong-day")));
        return (
            StatusCode::UNPROCESSABLE_ENTITY,
            html(&page(Vec::new(), error)),
        )
            .into_response();
    };
    // The last moment of the day, or now where the day is not over.
    let end = wanted.plus_days(1).map_or(at.app.now(), Day::begins);
    match at.app.view_rights(end.min(at.app.now())).await {
        Ok(rights) => {
            let rows = rights.iter().map(|right| RightRow {
                person: right.person.clone(),
                role: grant_role(&frame, &right.grant),
                scope: scope_name(&frame, &right.grant),
                since: day(right.since, frame.locale),
                confirmed_by: right.confirmed_by.clone(),
                suspended: right.suspended,
            });
            html(&page(rows.collect(), None))
        }
        Err(error) => at.refused(&error, &here),
    }
}
