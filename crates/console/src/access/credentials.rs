//! What the person signs in with: proved again, and replaced.

use app::access::{SignIn, StaffError};
use axum::response::{IntoResponse, Response};
use domain::access::Act;
use http::StatusCode;
use webkit::page::html;

use super::device;
use super::invitation::wrong;
use super::pages::{
    Attempt, ConfirmPage, DevicePage, MakeCodesPage, PasswordPage, RecoveryCodesPage, Wrong,
};
use super::sign_in::{not_before, status};
use crate::StaffState;
use crate::access::kept::after_proof;
use crate::fields::Sent;
use crate::person::Staff;

const ACCOUNT: &str = "/console/account";
const PASSWORD: &str = "/console/account/password";
const CODE: &str = "/console/account/one-time-code";
const RECOVERY: &str = "/console/account/recovery-codes";

pub(crate) async fn get_confirm(staff: Staff) -> Response {
    if let Err(answer) = staff.may(Act::SessionConfirm) {
        return *answer;
    }
    html(&ConfirmPage {
        frame: staff.frame(),
        to: staff.visitor.to().to_owned(),
        attempt: Attempt::First,
        kept: String::new(),
    })
}

pub(crate) async fn post_confirm(state: StaffState, staff: Staff, sent: Sent) -> Response {
    let fields = match staff.fields(sent) {
        Ok(fields) => fields,
        Err(answer) => return *answer,
    };
    let visitor = &staff.visitor;
    let visit = visitor.visit();
    let password = fields.secret("password");
    let proof = staff
        .app
        .confirm_session(&visit, (password, fields.get("code")));
    let attempt = match proof.await {
        Ok(SignIn::Done(signed_in)) => {
            return after_proof(&state, visitor, (&signed_in, &fields)).await;
        }
        Ok(SignIn::Refused) => Attempt::Wrong,
        Ok(SignIn::NotBefore(time)) => not_before(visitor, &state, time),
        Err(error) => return staff.refused(&error, ACCOUNT),
    };
    let status = status(&attempt);
    let page = ConfirmPage {
        frame: staff.frame(),
        to: fields.get("to").to_owned(),
        attempt,
        kept: fields.get("kept").to_owned(),
    };
    (status, html(&page)).into_response()
}

pub(crate) async fn get_password(staff: Staff) -> Response {
    if let Err(answer) = staff.may(Act::PasswordSet) {
        return *answer;
    }
    html(&PasswordPage {
        frame: staff.frame(),
        wrong: None,
    })
}

pub(crate) async fn post_password(staff: Staff, sent: Sent) -> Response {
    let fields = match staff
        .may(Act::PasswordSet)
        .and_then(|()| staff.fields(sent))
    {
        Ok(fields) => fields,
        Err(answer) => return *answer,
    };
    let visit = staff.visitor.visit();
    let outcome = if fields.get("password") == fields.get("again") {
        let changed = staff.app.set_password(&visit, fields.secret("password"));
        changed.await.map_err(|error| match wrong(&error) {
            Some(wrong) => Ok(wrong),
            None => Err(error),
        })
    } else {
        Err(Ok(Wrong::Again))
    };
    match outcome {
        Ok(token) => staff.visitor.with_token(staff.visitor.see(ACCOUNT), &token),
        Err(Ok(wrong)) => {
            let page = PasswordPage {
                frame: staff.frame(),
                wrong: Some(wrong),
            };
            (StatusCode::UNPROCESSABLE_ENTITY, html(&page)).into_response()
        }
        Err(Err(error)) => staff.refused(&error, PASSWORD),
    }
}

pub(crate) async fn get_code(staff: Staff) -> Response {
    if let Err(answer) = staff.may(Act::OneTimeCodeSet) {
        return *answer;
    }
    device_page(&staff, None)
}

/// A device to be set up; after a wrong code another one, whose code is not known yet.
fn device_page(staff: &Staff, wrong: Option<Wrong>) -> Response {
    match staff.app.new_setup() {
        Ok(setup) => html(&DevicePage {
            frame: staff.frame(),
            device: device(&setup),
            wrong,
        }),
        Err(error) => staff.refused(&error, ACCOUNT),
    }
}

pub(crate) async fn post_code(staff: Staff, sent: Sent) -> Response {
    let fields = match staff
        .may(Act::OneTimeCodeSet)
        .and_then(|()| staff.fields(sent))
    {
        Ok(fields) => fields,
        Err(answer) => return *answer,
    };
    let visit = staff.visitor.visit();
    let (setup, code) = (fields.get("device"), fields.get("code"));
    match staff.app.set_one_time_code(&visit, (setup, code)).await {
        Ok(token) => staff.visitor.with_token(staff.visitor.see(ACCOUNT), &token),
        Err(StaffError::Code) => {
            let page = device_page(&staff, Some(Wrong::Code));
            (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
        }
        Err(error) => staff.refused(&error, CODE),
    }
}

pub(crate) async fn get_recovery(staff: Staff) -> Response {
    if let Err(answer) = staff.may(Act::RecoveryCodesMake) {
        return *answer;
    }
    html(&MakeCodesPage {
        frame: staff.frame(),
    })
}

pub(crate) async fn post_recovery(staff: Staff, sent: Sent) -> Response {
    let checked = staff.may(Act::RecoveryCodesMake);
    if let Err(answer) = checked.and_then(|()| staff.fields(sent)) {
        return *answer;
    }
    match staff.app.make_recovery_codes().await {
        Ok(codes) => html(&RecoveryCodesPage {
            frame: staff.frame(),
            codes: codes.iter().map(ToString::to_string).collect(),
        }),
        Err(error) => staff.refused(&error, RECOVERY),
    }
}
