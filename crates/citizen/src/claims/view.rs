//! From what is known about notices to the page that says it.

use crate::PayerState;
use app::claims::notices::{Basket, NoticeClaim, Standing};
use app::tenants::documents::Factor;
use axum::response::{IntoResponse, Response};
use domain::claims::NotPayable;
use domain::{ClaimId, Day, Money};
use http::StatusCode;
use webkit::format::{money, of_day};
use webkit::i18n::Locale;
use webkit::page::{Spoken, html, words};

use crate::claims::pages::{
    BasketAlert, FactorAsked, NoticeBasketPage, NoticeFacts, NoticeFields, NoticeSearchPage,
    NoticeStanding, NoticeStandingPage, PartError, PartField,
};
use crate::claims::{Desk, Sent};

/// The basket as it is now, with what is typed beside it: notices that cannot be paid any more are
/// left out and said to be.
pub(super) async fn current(
    state: &PayerState,
    desk: &Desk,
    basket: &Basket,
    typed: Sent,
) -> Response {
    let claims = match state.app.notice_claims(desk.tenant(), basket).await {
        Ok(claims) => claims,
        Err(error) => return desk.failed(&error),
    };
    if basket.claims().is_empty() {
        let page = search(desk, typed.kassenzeichen, typed.factor);
        return html(&NoticeSearchPage {
            lapsed: basket.is_lapsed(),
            ..page
        });
    }
    self::basket(state, desk, (basket, &claims), None, |page| {
        if let Some(part) = &mut page.part {
            part.value = typed.part.unwrap_or_default();
        }
        if let Some(more) = &mut page.more {
            (more.kassenzeichen, more.factor) = (typed.kassenzeichen, typed.factor);
        }
    })
}

/// Into the basket if it can be paid, else the page that says why not.
pub(super) async fn found(
    state: &PayerState,
    desk: &Desk,
    before: &Basket,
    claim: ClaimId,
) -> Response {
    let mut basket = before.clone();
    let full = (!basket.add(claim)).then_some(BasketAlert::Full);
    let alert = full.or(before.is_lapsed().then_some(BasketAlert::Lapsed));
    let claims = match state.app.notice_claims(desk.tenant(), &basket).await {
        Ok(claims) => claims,
        Err(error) => return desk.failed(&error),
    };
    match claims.iter().find(|found| found.claim == claim) {
        Some(other) if !matches!(other.standing, Standing::Payable(_)) => {
            standing(state, desk, before, other)
        }
        _ => self::basket(state, desk, (&basket, &claims), alert, |_| {}),
    }
}

/// The basket again, because paying did not go on.
pub(super) async fn again(
    state: &PayerState,
    desk: &Desk,
    basket: &Basket,
    (part, alert): (Option<(String, PartError)>, Option<BasketAlert>),
) -> Response {
    let claims = match state.app.notice_claims(desk.tenant(), basket).await {
        Ok(claims) => claims,
        Err(error) => return desk.failed(&error),
    };
    // The one notice there was cannot be paid any more: its own page says why.
    if let [only] = claims.as_slice()
        && !matches!(only.standing, Standing::Payable(_))
    {
        return standing(state, desk, &Basket::default(), only);
    }
    let page = self::basket(state, desk, (basket, &claims), alert, |page| {
        if let (Some(field), Some((value, error))) = (&mut page.part, part) {
            (field.value, field.error) = (value, Some(error));
        }
    });
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

pub(super) fn basket(
    state: &PayerState,
    desk: &Desk,
    (basket, claims): (&Basket, &[NoticeClaim]),
    mut alert: Option<BasketAlert>,
    finish: impl FnOnce(&mut NoticeBasketPage),
) -> Response {
    let mut kept = basket.clone();
    let (mut notices, mut total) = (Vec::new(), Money::ZERO);
    let mut least = Some(Money::ZERO);
    for claim in claims {
        let Standing::Payable(open) = claim.standing else {
            kept.remove(claim.claim);
            alert = Some(BasketAlert::Changed);
            continue;
        };
        notices.push(facts(claim, desk.locale));
        total = total.checked_add(open).unwrap_or(Money::MAX);
        least = least.zip(claim.min_part).map(|(one, other)| one.max(other));
    }
    let sealed = match desk.sealed(state, &kept) {
        Ok(sealed) => sealed,
        Err(error) => return desk.failed(&error),
    };
    let fields = NoticeFields::empty(asked(&desk.form.factors), sealed.clone());
    if notices.is_empty() {
        return html(&NoticeSearchPage {
            lapsed: basket.is_lapsed(),
            ..search(desk, String::new(), String::new())
        });
    }
    let part = least.filter(|least| *least < total).map(|least| PartField {
        least: money(least.cents(), desk.locale),
        ..PartField::default()
    });
    let mut page = NoticeBasketPage {
        frame: desk.frame_with("switch"),
        base: desk.base(),
        notices,
        total: money(total.cents(), desk.locale),
        part,
        more: (!kept.is_full()).then_some(fields),
        sealed,
        alert,
    };
    finish(&mut page);
    html(&page)
}

/// The form, with nothing gathered yet.
pub(super) fn search(desk: &Desk, kassenzeichen: String, factor: String) -> NoticeSearchPage {
    let fields = NoticeFields {
        kassenzeichen,
        factor,
        ..NoticeFields::empty(asked(&desk.form.factors), String::new())
    };
    NoticeSearchPage {
        frame: desk.frame_with("search"),
        base: desk.base(),
        fields,
        gathered: 0,
        lapsed: false,
    }
}

/// The page that says why a notice cannot be paid; `before` is what was gathered without it.
pub(super) fn standing(
    state: &PayerState,
    desk: &Desk,
    before: &Basket,
    claim: &NoticeClaim,
) -> Response {
    let mut alone = Basket::default();
    alone.add(claim.claim);
    let sealed = desk.sealed(state, before);
    let (sealed, shown) = match sealed.and_then(|before| Ok((before, desk.sealed(state, &alone)?)))
    {
        Ok(sealed) => sealed,
        Err(error) => return desk.failed(&error),
    };
    let day = |day: Day| of_day(day, desk.locale);
    let standing = match claim.standing {
        Standing::Payable(_) | Standing::UnderWay => NoticeStanding::UnderWay,
        Standing::Paused => NoticeStanding::Paused,
        Standing::Not(NotPayable::Paid) => NoticeStanding::Paid,
        Standing::Not(NotPayable::Cancelled) => NoticeStanding::Cancelled,
        Standing::Not(NotPayable::Blocked) => NoticeStanding::Blocked,
        Standing::Not(NotPayable::NotYet(from)) => NoticeStanding::NotYet { from: day(from) },
        Standing::Not(NotPayable::NoLonger(until)) => {
            NoticeStanding::NoLonger { until: day(until) }
        }
    };
    html(&NoticeStandingPage {
        frame: desk.frame_with("switch"),
        base: desk.base(),
        notice: facts(claim, desk.locale),
        standing,
        sealed,
        shown,
    })
}

fn facts(claim: &NoticeClaim, locale: Locale) -> NoticeFacts {
    let open = match claim.standing {
        Standing::Payable(open) => open,
        Standing::UnderWay | Standing::Paused | Standing::Not(_) => Money::ZERO,
    };
    NoticeFacts {
        claim: claim.claim.to_string(),
        kassenzeichen: claim.kassenzeichen.clone(),
        service: words(&claim.service, locale),
        department: words(&claim.department, locale),
        text: Spoken::german(&claim.text, locale),
        amount: money(claim.amount.cents(), locale),
        paid: (!claim.settled.is_zero()).then(|| money(claim.settled.cents(), locale)),
        open: money(open.cents(), locale),
        due: claim.due.map(|due| of_day(due, locale)),
    }
}

/// What the second field asks for.
pub(super) fn asked(factors: &[Factor]) -> FactorAsked {
    match factors {
        [Factor::Pin] => FactorAsked::Pin,
        [Factor::Amount] => FactorAsked::Amount,
        [Factor::BirthDate] => FactorAsked::BirthDate,
        [Factor::None] | [] => FactorAsked::Nothing,
        [_, _, ..] => FactorAsked::Several,
    }
}
