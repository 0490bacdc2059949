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
use crate::claims::{Desk, Sent, sent, view};

pub(crate) async fn get(desk: Desk) -> Response {
    html(&view::search(&desk, String::new(), String::new()))
}

pub(crate) async fn post(
    state: PayerState,
    desk: Desk,
    ClientNetwork(network): ClientNetwork,
    form: Result<Form<Sent>, FormRejection>,
) -> Response {
    let sent = sent(form);
    let search = Search {
        kassenzeichen: &sent.kassenzeichen,
        factor: &sent.factor,
        network,
    };
    match state.app.search_notice(desk.tenant(), &search).await {
        Ok(SearchOutcome::Found(claim)) => {
            let before = state.app.open_basket(desk.tenant(), &sent.basket);
            view::found(&state, &desk, &before, claim).await
        }
        Ok(outcome) => nothing(&state, &desk, sent, &outcome),
        Err(error) => desk.failed(&error),
    }
}

/// The form again, with what is wrong.
fn nothing(state: &PayerState, desk: &Desk, sent: Sent, outcome: &SearchOutcome) -> Response {
    let basket = state.app.open_basket(desk.tenant(), &sent.basket);
    let sealed = match desk.sealed(state, &basket) {
        Ok(sealed) => sealed,
        Err(error) => return desk.failed(&error),
    };
    let mut fields = NoticeFields {
        kassenzeichen: sent.kassenzeichen,
        factor: sent.factor,
        ..NoticeFields::empty(view::asked(&desk.form.factors), sealed)
    };
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    match outcome {
        SearchOutcome::Found(_) => {}
        SearchOutcome::NotFound => fields.not_found = true,
        SearchOutcome::BadNumber(problem) => fields.number_error = Some(told(problem)),
        SearchOutcome::BadFactor { missing } => fields.factor_error = Some(*missing),
        SearchOutcome::NotBefore(time) => {
            status = StatusCode::TOO_MANY_REQUESTS;
            fields.not_before = Some(from(*time, state.app.moment().now, desk));
        }
    }
    let page = NoticeSearchPage {
        frame: desk.frame_with("search"),
        base: desk.base(),
        fields,
        gathered: basket.claims().len(),
        lapsed: basket.is_lapsed(),
    };
    (status, html(&page)).into_response()
}

/// The next full minute, so that nobody comes a moment too soon.
fn from(time: Timestamp, now: Timestamp, desk: &Desk) -> String {
    let time = time.plus(std::time::Duration::from_mins(1));
    until(time.micros(), now.micros(), desk.locale)
}

fn told(problem: &NumberProblem) -> NumberError {
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
