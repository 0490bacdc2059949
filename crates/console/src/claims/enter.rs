//! A claim is entered: its service is chosen, then the form filled in that the service asks for.

use app::access::StaffError;
use app::claims::{EnteredService, WantedClaim};
use app::tenants::documents::Factor;
use axum::extract::{Path, RawQuery};
use axum::response::{IntoResponse, Response};
use domain::access::Act;
use domain::claims::ClaimRefusal;
use http::StatusCode;
use webkit::page::{html, localized};

use super::change::{amount, due};
use super::pages::{EnterForm, EnterPage};
use super::wording::{answer, refusal};
use crate::fields::{Fields, Sent, WrongField};
use crate::frame::ConsoleFrame;
use crate::person::{AtPlace, Staff};

pub(crate) async fn get(
    staff: Staff,
    Path(slug): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let at = match staff.at(&slug).await {
        Ok(at) => at,
        Err(answer) => return answer,
    };
    let fields = Fields::of_query(query.as_deref());
    match at.app.claim_services().await {
        Ok(services) => html(&page(&at, (&services, &fields), None)),
        Err(error) => at.refused(&error, &at.path("claims/new")),
    }
}

pub(crate) async fn post(staff: Staff, Path(slug): Path<String>, sent: Sent) -> Response {
    let at = match staff.at(&slug).await {
        Ok(at) => at,
        Err(answer) => return answer,
    };
    let here = at.path("claims/new");
    let checked = at.may(Act::ClaimCreate, &here);
    let fields = match checked.and_then(|()| at.staff.fields(sent)) {
        Ok(fields) => fields,
        Err(answer) => return *answer,
    };
    let services = match at.app.claim_services().await {
        Ok(services) => services,
        Err(error) => return at.refused(&error, &here),
    };
    if fields.is_shown_again() {
        return html(&page(&at, (&services, &fields), None));
    }
    let frame = at.frame_at(&here);
    let wrong = |status: StatusCode, error: WrongField| {
        let page = page(&at, (&services, &fields), Some(error));
        (status, html(&page)).into_response()
    };
    let code = fields.get("service");
    if !services.iter().any(|service| service.code == code) {
        let error = ("service", frame.t("wrong-claim-service"));
        return wrong(StatusCode::UNPROCESSABLE_ENTITY, error);
    }
    let wanted = match wanted(&frame, &fields) {
        Ok(wanted) => wanted,
        Err(error) => return wrong(StatusCode::UNPROCESSABLE_ENTITY, error),
    };
    match at.app.enter_claim(code, &wanted).await {
        Ok(claim) => {
            let page = at.path(&format!("claims/{claim}"));
            at.staff.visitor.see(&page)
        }
        Err(StaffError::Claim(ClaimRefusal::UsedForm)) => {
            // It becomes a form of its own.
            let typed = fields.without("key");
            let error = ("amount", refusal(&frame, ClaimRefusal::UsedForm));
            let page = page(&at, (&services, &typed), Some(error));
            (StatusCode::CONFLICT, html(&page)).into_response()
        }
        Err(StaffError::Claim(why)) => {
            let (status, field) = answer(why);
            wrong(status, (field, refusal(&frame, why)))
        }
        Err(error) => at.refused(&error, &here),
    }
}

fn wanted(frame: &ConsoleFrame, fields: &Fields) -> Result<WantedClaim, WrongField> {
    Ok(WantedClaim {
        amount: amount(frame, fields)?,
        due: due(frame, fields)?,
        text: fields.get("text").to_owned(),
        party: fields.get("party").to_owned(),
        factor: fields.get("factor").to_owned(),
        key: fields.get("key").to_owned(),
    })
}

/// The form of the service that is chosen, or the only one; else the services to choose from.
fn page(
    at: &AtPlace,
    (services, typed): (&[EnteredService], &Fields),
    error: Option<WrongField>,
) -> EnterPage {
    let path = at.path("claims/new");
    let frame = at.frame_at(&path);
    let code = typed.get("service");
    let chosen = match services {
        [only] => Some(only),
        several => several.iter().find(|service| service.code == code),
    };
    let choices = services.iter().map(|service| {
        let name = localized(&service.name, frame.locale);
        let link = format!("{path}?service={}", service.code);
        (frame.link(&link), name, service.code.clone())
    });
    EnterPage {
        services: if chosen.is_none() {
            choices.collect()
        } else {
            Vec::new()
        },
        form: chosen.map(|service| form(at, &frame, (service, typed))),
        action: path,
        back: at.path("claims"),
        error,
        frame,
    }
}

fn form(
    at: &AtPlace,
    frame: &ConsoleFrame,
    (service, typed): (&EnteredService, &Fields),
) -> EnterForm {
    let (factor, hint) = match service.factor {
        Factor::Pin => {
            let (least, most) = (service.pin.0.to_string(), service.pin.1.to_string());
            let hint = if least == most {
                frame.t_with("pin-hint-exact", &[("many", least.as_str())])
            } else {
                frame.t_with(
                    "pin-hint",
                    &[("least", least.as_str()), ("most", most.as_str())],
                )
            };
            (frame.t("pin"), hint)
        }
        Factor::BirthDate => (frame.t("birth-date"), frame.t("birth-date-hint")),
        Factor::Amount | Factor::None => (String::new(), String::new()),
    };
    let given = typed.get("key");
    EnterForm {
        service: service.code.clone(),
        name: localized(&service.name, frame.locale),
        // A form that was wrong is the same form.
        key: if given.is_empty() {
            at.app.moment().uuid().simple().to_string()
        } else {
            given.to_owned()
        },
        amount: typed.get("amount").to_owned(),
        due: typed.get("due").to_owned(),
        text: typed.get("text").to_owned(),
        party: typed.get("party").to_owned(),
        factor: (factor, hint, typed.get("factor").to_owned()),
        by_amount: service.factor == Factor::Amount,
    }
}
