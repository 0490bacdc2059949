//! From what is known about notices to the page that says it.

use crate::PayerState;
use app::claims::notices::{Basket, Eligibility, NoticeClaim};
use app::tenants::documents::Factor;
use axum::response::{IntoResponse, Response};
use domain::claims::NotPayable;
use domain::{ClaimId, Day, Money};
use http::StatusCode;
use webkit::format::{money, of_day};
use webkit::i18n::Locale;
use webkit::page::{LocalizedText, html, localized};

use crate::claims::pages::{
    BasketAlert, FactorKind, NoticeBasketPage, NoticeFacts, NoticeFields, NoticeNotPayablePage,
    NoticeSearchPage, NoticeState, PartError, PartField,
};
use crate::claims::{NoticeContext, SubmittedForm};

/// The basket as it is now, with what was form beside it: notices that cannot be paid any more are
/// left out and said to be.
pub(super) async fn current(
    state: &PayerState,
    context: &NoticeContext,
    basket: &Basket,
    form: SubmittedForm,
) -> Response {
    let claims = match state.app.notice_claims(context.tenant(), basket).await {
        Ok(claims) => claims,
        Err(error) => return context.failed(&error),
    };
    if basket.claims().is_empty() {
        let page = search(context, form.kassenzeichen, form.factor);
        return html(&NoticeSearchPage {
            lapsed: basket.is_lapsed(),
            ..page
        });
    }
    self::basket(state, context, (basket, &claims), None, |page| {
        if let Some(part) = &mut page.part {
            part.value = form.part.unwrap_or_default();
        }
        if let Some(more) = &mut page.more {
            (more.kassenzeichen, more.factor) = (form.kassenzeichen, form.factor);
        }
    })
}

/// Into the basket if it can be paid, else the page that says why not.
pub(super) async fn found(
    state: &PayerState,
    context: &NoticeContext,
    before: &Basket,
    claim: ClaimId,
) -> Response {
    let mut basket = before.clone();
    let full = (!basket.add(claim)).then_some(BasketAlert::Full);
    let alert = full.or(before.is_lapsed().then_some(BasketAlert::Lapsed));
    let claims = match state.app.notice_claims(context.tenant(), &basket).await {
        Ok(claims) => claims,
        Err(error) => return context.failed(&error),
    };
    match claims.iter().find(|found| found.claim == claim) {
        Some(other) if !matches!(other.eligibility, Eligibility::Payable(_)) => {
            not_payable(state, context, before, other)
        }
        _ => self::basket(state, context, (&basket, &claims), alert, |_| {}),
    }
}

/// The basket again, because paying did not go on.
pub(super) async fn again(
    state: &PayerState,
    context: &NoticeContext,
    basket: &Basket,
    (part, alert): (Option<(String, PartError)>, Option<BasketAlert>),
) -> Response {
    let claims = match state.app.notice_claims(context.tenant(), basket).await {
        Ok(claims) => claims,
        Err(error) => return context.failed(&error),
    };
    // The one notice there was cannot be paid any more: its own page says why.
    if let [only] = claims.as_slice()
        && !matches!(only.eligibility, Eligibility::Payable(_))
    {
        return not_payable(state, context, &Basket::default(), only);
    }
    let page = self::basket(state, context, (basket, &claims), alert, |page| {
        if let (Some(field), Some((value, error))) = (&mut page.part, part) {
            (field.value, field.error) = (value, Some(error));
        }
    });
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

pub(super) fn basket(
    state: &PayerState,
    context: &NoticeContext,
    (basket, claims): (&Basket, &[NoticeClaim]),
    mut alert: Option<BasketAlert>,
    finish: impl FnOnce(&mut NoticeBasketPage),
) -> Response {
    let mut kept = basket.clone();
    let (mut notices, mut total) = (Vec::new(), Money::ZERO);
    let mut least = Some(Money::ZERO);
    for claim in claims {
        let Eligibility::Payable(open) = claim.eligibility else {
            kept.remove(claim.claim);
            alert = Some(BasketAlert::Changed);
            continue;
        };
        notices.push(facts(claim, context.locale));
        total = total.checked_add(open).unwrap_or(Money::MAX);
        least = least.zip(claim.min_part).map(|(one, other)| one.max(other));
    }
    let sealed = match context.sealed(state, &kept) {
        Ok(sealed) => sealed,
        Err(error) => return context.failed(&error),
    };
    let fields = NoticeFields::empty(factor_kind(&context.form.factors), sealed.clone());
    if notices.is_empty() {
        return html(&NoticeSearchPage {
            lapsed: basket.is_lapsed(),
            ..search(context, String::new(), String::new())
        });
    }
    let part = least.filter(|least| *least < total).map(|least| PartField {
        least: money(least.cents(), context.locale),
        ..PartField::default()
    });
    let mut page = NoticeBasketPage {
        frame: context.frame_with("gathered"),
        base: context.base(),
        notices,
        total: money(total.cents(), context.locale),
        part,
        more: (!kept.is_full()).then_some(fields),
        sealed,
        alert,
    };
    finish(&mut page);
    html(&page)
}

/// The form, with nothing gathered yet.
pub(super) fn search(
    context: &NoticeContext,
    kassenzeichen: String,
    factor: String,
) -> NoticeSearchPage {
    let fields = NoticeFields {
        kassenzeichen,
        factor,
        ..NoticeFields::empty(factor_kind(&context.form.factors), String::new())
    };
    NoticeSearchPage {
        frame: context.frame_with("search"),
        base: context.base(),
        fields,
        gathered: 0,
        lapsed: false,
    }
}

/// The page that says why a notice cannot be paid; `before` is what was gathered without it.
pub(super) fn not_payable(
    state: &PayerState,
    context: &NoticeContext,
    before: &Basket,
    claim: &NoticeClaim,
) -> Response {
    let mut alone = Basket::default();
    alone.add(claim.claim);
    let sealed = context.sealed(state, before);
    let (sealed, shown) =
        match sealed.and_then(|before| Ok((before, context.sealed(state, &alone)?))) {
            Ok(sealed) => sealed,
            Err(error) => return context.failed(&error),
        };
    let day = |day: Day| of_day(day, context.locale);
    let notice_state = match claim.eligibility {
        Eligibility::Payable(_) | Eligibility::UnderWay => NoticeState::UnderWay,
        Eligibility::Paused => NoticeState::Paused,
        Eligibility::Not(NotPayable::Paid) => NoticeState::Paid,
        Eligibility::Not(NotPayable::Cancelled) => NoticeState::Cancelled,
        Eligibility::Not(NotPayable::Blocked) => NoticeState::Blocked,
        Eligibility::Not(NotPayable::NotYet(from)) => NoticeState::NotYet { from: day(from) },
        Eligibility::Not(NotPayable::NoLonger(until)) => {
            NoticeState::NoLonger { until: day(until) }
        }
    };
    html(&NoticeNotPayablePage {
        frame: context.frame_with("switch"),
        base: context.base(),
        notice: facts(claim, context.locale),
        state: notice_state,
        lapsed: before.is_lapsed(),
        sealed,
        shown,
    })
}

fn facts(claim: &NoticeClaim, locale: Locale) -> NoticeFacts {
    let open = match claim.eligibility {
        Eligibility::Payable(open) => open,
        Eligibility::UnderWay | Eligibility::Paused | Eligibility::Not(_) => Money::ZERO,
    };
    NoticeFacts {
        claim: claim.claim.to_string(),
        kassenzeichen: claim.kassenzeichen.clone(),
        service: localized(&claim.service, locale),
        department: localized(&claim.department, locale),
        text: LocalizedText::german(&claim.text, locale),
        amount: money(claim.amount.cents(), locale),
        paid: (!claim.settled.is_zero()).then(|| money(claim.settled.cents(), locale)),
        open: money(open.cents(), locale),
        due: claim.due.map(|due| of_day(due, locale)),
    }
}

/// What the second field asks for.
pub(super) fn factor_kind(factors: &[Factor]) -> FactorKind {
    match factors {
        [Factor::Pin] => FactorKind::Pin,
        [Factor::Amount] => FactorKind::Amount,
        [Factor::BirthDate] => FactorKind::BirthDate,
        [Factor::None] | [] => FactorKind::Nothing,
        [_, _, ..] => FactorKind::Several,
    }
}
