//! One payment with its whole story; what names its payer is shown when it is asked for.

use app::access::StaffError;
use app::payments::{PayerDetails, PaymentStory};
use axum::extract::Path;
use axum::response::Response;
use domain::PaymentId;
use domain::access::Act;
use webkit::format;
use webkit::page::{html, localized};

use super::pages::{
    AttemptRow, ClaimRow, GroupRow, MoneyRow, PayerPage, PaymentFacts, PaymentPage, TransferRow,
};
use super::wording::{
    attempt_state_name, claim_state_name, end_reason_name, event_name, fact_name, method_name,
    place_name, state_name,
};
use crate::fields::Sent;
use crate::frame::ConsoleFrame;
use crate::person::{AtPlace, Staff};

/// A place and a payment in an address.
pub(crate) type PaymentPath = Path<(String, String)>;

/// The place of the address and its payment, for an act that the person may do there.
async fn at_payment(
    staff: Staff,
    (slug, payment): &(String, String),
    act: Act,
) -> Result<(AtPlace, PaymentId, String), Response> {
    let at = staff.at(slug).await?;
    let page = at.path(&format!("payments/{payment}"));
    at.may(act, &page).map_err(|answer| *answer)?;
    match payment.parse() {
        Ok(payment) => Ok((at, payment, page)),
        Err(_) => Err(at.refused(&StaffError::NotFound, &at.path("payments"))),
    }
}

pub(crate) async fn get(staff: Staff, Path(path): PaymentPath) -> Response {
    let (at, payment, page) = match at_payment(staff, &path, Act::PaymentView).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    match at.app.payment_story(payment).await {
        Ok(story) => html(&payment_page(&at, &page, &story)),
        Err(error) => at.refused(&error, &page),
    }
}

pub(crate) async fn read_payer(staff: Staff, Path(path): PaymentPath, sent: Sent) -> Response {
    let (at, payment, page) = match at_payment(staff, &path, Act::PaymentReadPayer).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    if let Err(answer) = at.staff.fields(sent) {
        return *answer;
    }
    match at.app.read_payer(payment).await {
        Ok(details) => html(&payer_page(&at, page, details)),
        Err(error) => at.refused(&error, &page),
    }
}

fn payer_page(at: &AtPlace, page: String, details: PayerDetails) -> PayerPage {
    let claims = details.claims.into_iter();
    let answers = details.answers.into_iter().flatten();
    let transfers = details.transfers.into_iter();
    PayerPage {
        frame: at.frame_at(&page),
        claims: claims
            .filter(|(text, party)| text.is_some() || party.is_some())
            .map(|(text, party)| (text.unwrap_or_default(), party.unwrap_or_default()))
            .collect(),
        answers: answers.map(|answer| (answer.label, answer.value)).collect(),
        erased: details.erased,
        transfers: transfers
            .map(|(reference, holder)| (reference, holder.unwrap_or_default()))
            .collect(),
        back: page,
    }
}

fn payment_page(at: &AtPlace, page: &str, story: &PaymentStory) -> PaymentPage {
    let frame = at.frame_at(page);
    let locale = frame.locale;
    let money = |amount: domain::Money| format::money(amount.cents(), locale);
    let time = |at: domain::Timestamp| format::date_time(at.micros(), locale);
    let arrived = story.arrived.iter().map(|arrived| MoneyRow {
        time: time(arrived.at),
        reference: arrived.reference.clone(),
        account: arrived.account.clone(),
        amount: money(arrived.amount),
        more: arrived
            .fact
            .map_or_else(String::new, |fact| fact_name(&frame, fact)),
        fee: arrived.fee.map(money),
    });
    let left = story.left.iter().map(|left| MoneyRow {
        time: time(left.at),
        reference: left.reference.clone(),
        account: String::new(),
        amount: format::money(-left.amount.cents(), locale),
        more: frame.t("money-left"),
        fee: None,
    });
    let events = story.events.iter().rev();
    let places = story.places.iter();
    PaymentPage {
        facts: facts(&frame, story),
        claims: story
            .claims
            .iter()
            .map(|claim| ClaimRow {
                link: at.path(&format!("claims/{}", claim.id)),
                kassenzeichen: claim.kassenzeichen.clone(),
                share: money(claim.share),
                open: money(claim.open),
                state: claim_state_name(&frame, claim.state),
            })
            .collect(),
        places: places
            .map(|(place, amount)| (place_name(&frame, *place), money(*amount)))
            .collect(),
        money: arrived.chain(left).collect(),
        attempts: attempts(&frame, story),
        events: events
            .map(|(kind, at)| (time(*at), event_name(&frame, *kind)))
            .collect(),
        groups: groups(&frame, story),
        payer: at
            .app
            .permits(Act::PaymentReadPayer)
            .is_ok()
            .then(|| format!("{page}/payer")),
        list: at.path("payments"),
        frame,
    }
}

fn facts(frame: &ConsoleFrame, story: &PaymentStory) -> PaymentFacts {
    let locale = frame.locale;
    let time = |at: domain::Timestamp| format::date_time(at.micros(), locale);
    PaymentFacts {
        id: story.id.to_string(),
        kassenzeichen: story.kassenzeichen.clone(),
        service: localized(&story.service, locale),
        department: localized(&story.department, locale),
        amount: format::money(story.amount.cents(), locale),
        received: (!story.received.is_zero() && story.received != story.amount)
            .then(|| format::money(story.received.cents(), locale)),
        state: state_name(frame, story.state),
        end_reason: story
            .end_reason
            .map(|reason| end_reason_name(frame, reason)),
        method: story
            .method
            .as_ref()
            .map(|method| method_name(frame, method)),
        created: time(story.created_at),
        expires: story.ended_at.is_none().then(|| time(story.expires_at)),
        ended: story.ended_at.map(time),
        asked_by: story.asked_by.clone(),
    }
}

fn attempts(frame: &ConsoleFrame, story: &PaymentStory) -> Vec<AttemptRow> {
    let attempts = story.attempts.iter().rev().map(|attempt| AttemptRow {
        number: attempt.number.to_string(),
        time: format::date_time(attempt.at.micros(), frame.locale),
        method: method_name(frame, &attempt.method),
        state: attempt_state_name(frame, attempt.state),
        ids: [
            Some(attempt.id.to_string()),
            attempt.order.clone(),
            attempt.capture.clone(),
        ]
        .into_iter()
        .flatten()
        .collect(),
        account: attempt.account.clone(),
    });
    attempts.collect()
}

fn groups(frame: &ConsoleFrame, story: &PaymentStory) -> Vec<GroupRow> {
    let groups = story.groups.iter().map(|group| {
        let transfers = group
            .transfers
            .iter()
            .map(|(debit, credit, amount)| TransferRow {
                debit: debit.clone(),
                credit: credit.clone(),
                amount: format::money(amount.cents(), frame.locale),
            });
        GroupRow {
            id: group.id.to_string(),
            day: format::of_day(group.posting_day, frame.locale),
            value_day: format::of_day(group.value_day, frame.locale),
            actor: group.actor.clone(),
            is_correction: group.is_correction,
            transfers: transfers.collect(),
        }
    });
    groups.collect()
}
