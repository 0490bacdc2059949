//! `GET /{tenant}/notice`: the empty form. `POST`: what it found, or what is wrong with it.
//!
//! An unknown Kassenzeichen and a wrong second factor are answered with the same page.

use crate::PayerState;
use app::claims::notices::{NumberProblem, Search, SearchOutcome};
use axum::extract::Form;
use axum::extract::rejection::FormRejection;
use axum::response::{IntoResponse, Response};
use domain::Timestamp;
use http::StatusCode;
use webkit::format::until;
use webkit::page::html;
use webkit::request::ClientNetwork;

use crate::claims::pages::{NoticeFields, NoticeSearchPage, NumberError};
use crate::claims::{NoticeContext, SubmittedForm, submitted, view};

pub(crate) async fn get(context: NoticeContext) -> Response {
    html(&view::search(&context, String::new(), String::new()))
}

pub(crate) async fn post(
    state: PayerState,
    context: NoticeContext,
    ClientNetwork(network): ClientNetwork,
    form: Result<Form<SubmittedForm>, FormRejection>,
) -> Response {
    let form = submitted(form);
    let search = Search {
        kassenzeichen: &form.kassenzeichen,
        factor: &form.factor,
        network,
    };
    match state.app.search_notice(context.tenant(), &search).await {
        Ok(SearchOutcome::Found(claim)) => {
            let before = state.app.open_basket(context.tenant(), &form.basket);
            view::found(&state, &context, &before, claim).await
        }
        Ok(outcome) => nothing(&state, &context, form, &outcome),
        Err(error) => context.failed(&error),
    }
}

/// The form again, with what is wrong.
fn nothing(
    state: &PayerState,
    context: &NoticeContext,
    form: SubmittedForm,
    outcome: &SearchOutcome,
) -> Response {
    let basket = state.app.open_basket(context.tenant(), &form.basket);
    let sealed = match context.sealed(state, &basket) {
        Ok(sealed) => sealed,
        Err(error) => return context.failed(&error),
    };
    let mut fields = NoticeFields {
        kassenzeichen: form.kassenzeichen,
        factor: form.factor,
        ..NoticeFields::empty(view::factor_kind(&context.form.factors), sealed)
    };
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    match outcome {
        SearchOutcome::Found(_) => {}
        SearchOutcome::NotFound => fields.not_found = true,
        SearchOutcome::BadNumber(problem) => fields.number_error = Some(number_error(problem)),
        SearchOutcome::BadFactor { missing } => fields.factor_error = Some(*missing),
        SearchOutcome::NotBefore(time) => {
            status = StatusCode::TOO_MANY_REQUESTS;
            fields.not_before = Some(from(*time, state.app.moment().now, context));
        }
    }
    let page = NoticeSearchPage {
        frame: context.frame_with("search"),
        base: context.base(),
        fields,
        gathered: basket.claims().len(),
        lapsed: basket.is_lapsed(),
    };
    (status, html(&page)).into_response()
}

/// Rounded up to the full minute: at the minute shown the limit has passed.
fn from(time: Timestamp, now: Timestamp, context: &NoticeContext) -> String {
    let time = time.plus(std::time::Duration::from_mins(1));
    until(time.micros(), now.micros(), context.locale)
}

fn number_error(problem: &NumberProblem) -> NumberError {
    match problem {
        NumberProblem::Missing => NumberError::Missing,
        NumberProblem::TooShort { length, expected }
        | NumberProblem::TooLong { length, expected } => NumberError::Length {
            length: count(*length),
            expected: count(*expected),
        },
        NumberProblem::BadCharacter { character } => NumberError::Character {
            character: character.to_string(),
        },
        NumberProblem::WrongCheckDigit => NumberError::CheckDigit,
        NumberProblem::LooksLike { suggestion } => NumberError::LooksLike {
            suggestion: suggestion.clone(),
        },
        NumberProblem::NotOurs => NumberError::NotOurs,
    }
}

fn count(characters: usize) -> u64 {
    u64::try_from(characters).unwrap_or(u64::MAX)
}
