//! The list of claims, a claim's page, and the forms in which one is entered, changed, cancelled
//! and blocked.

mod samples;

use app::claims::FoundClaims;
use askama::Template;
use domain::claims::ClaimState;
use webkit::page::{FieldError, LocalizedText};

use crate::fields::{Fields, WrongField, said_at, summary_of};
use crate::frame::ConsoleFrame;
use crate::payments::pages::{Choice, named};
use crate::payments::wording::claim_state_name;

#[derive(Clone, Debug, Template)]
#[template(path = "claims/list.html")]
pub(crate) struct ClaimsPage {
    pub(crate) frame: ConsoleFrame,
    /// Where the search is sent.
    pub(crate) action: String,
    pub(crate) search: SearchFields,
    /// How the text was understood.
    pub(crate) read_as: Option<String>,
    pub(crate) rows: Vec<ClaimRow>,
    pub(crate) nothing: bool,
    /// Where older claims are.
    pub(crate) next: Option<String>,
    /// Up to when was looked, where the page is not full.
    pub(crate) looked_back_to: Option<String>,
    /// A file is being read; what it brings is not here yet.
    pub(crate) behind_a_file: bool,
    /// Where a claim is entered; `None` for those that may not.
    pub(crate) new: Option<String>,
}

/// The search as it was sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct SearchFields {
    pub(crate) text: String,
    pub(crate) services: Vec<Choice>,
    pub(crate) states: Vec<Choice>,
}

#[derive(Clone, Debug)]
pub(crate) struct ClaimRow {
    pub(crate) link: String,
    pub(crate) kassenzeichen: String,
    pub(crate) time: String,
    pub(crate) service: LocalizedText,
    pub(crate) state: String,
    pub(crate) due: Option<String>,
    pub(crate) amount: String,
    pub(crate) open: String,
}

#[derive(Clone, Debug, Template)]
#[template(path = "claims/claim.html")]
pub(crate) struct ClaimPage {
    pub(crate) frame: ConsoleFrame,
    pub(crate) facts: ClaimFacts,
    pub(crate) acts: Vec<ActLink>,
    /// Why what the person may do otherwise is not possible now.
    pub(crate) why_not: Vec<String>,
    pub(crate) said: Vec<SaidRow>,
    pub(crate) payments: Vec<PaymentRow>,
    /// Money that settled something of it.
    pub(crate) settled: Vec<SettledRow>,
    pub(crate) list: String,
}

#[derive(Clone, Debug)]
pub(crate) struct ClaimFacts {
    pub(crate) id: String,
    pub(crate) kassenzeichen: String,
    pub(crate) service: LocalizedText,
    pub(crate) department: LocalizedText,
    pub(crate) state: String,
    pub(crate) amount: String,
    pub(crate) settled: String,
    pub(crate) open: String,
    /// What arrived beyond what is owed.
    pub(crate) excess: Option<String>,
    pub(crate) blocked: bool,
    pub(crate) due: Option<String>,
    pub(crate) payable_from: Option<String>,
    pub(crate) payable_until: Option<String>,
    pub(crate) text: Option<String>,
    pub(crate) origin: String,
    pub(crate) created: String,
}

/// Something that can be done about the claim.
#[derive(Clone, Debug)]
pub(crate) struct ActLink {
    pub(crate) link: String,
    pub(crate) label: String,
}

/// A version, with what it says, or says otherwise than the one before.
#[derive(Clone, Debug)]
pub(crate) struct SaidRow {
    pub(crate) number: String,
    pub(crate) time: String,
    pub(crate) by: String,
    pub(crate) what: String,
    pub(crate) import: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) says: Vec<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct PaymentRow {
    pub(crate) link: String,
    pub(crate) time: String,
    pub(crate) state: String,
    pub(crate) method: Option<String>,
    pub(crate) amount: String,
    /// Where its money is now.
    pub(crate) places: Vec<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct SettledRow {
    pub(crate) time: String,
    pub(crate) reference: String,
    pub(crate) account: String,
    pub(crate) amount: String,
}

#[derive(Clone, Debug, Template)]
#[template(path = "claims/enter.html")]
pub(crate) struct EnterPage {
    pub(crate) frame: ConsoleFrame,
    pub(crate) action: String,
    /// To choose from: link, name and code of each service.
    pub(crate) services: Vec<(String, LocalizedText, String)>,
    pub(crate) form: Option<EnterForm>,
    pub(crate) back: String,
    pub(crate) error: Option<WrongField>,
}

#[derive(Clone, Debug)]
pub(crate) struct EnterForm {
    /// Its code.
    pub(crate) service: String,
    pub(crate) name: LocalizedText,
    pub(crate) key: String,
    pub(crate) amount: String,
    pub(crate) due: String,
    pub(crate) text: String,
    pub(crate) party: String,
    /// What the payer has to know: what it is called, a hint, what was typed. Nothing is called
    /// nothing.
    pub(crate) factor: (String, String, String),
    /// The payer has to know the amount.
    pub(crate) by_amount: bool,
}

/// What a claim said when a form was made, and says now.
#[derive(Clone, Debug)]
pub(crate) struct Meanwhile {
    pub(crate) what: String,
    pub(crate) then: String,
    pub(crate) now: String,
}

#[derive(Clone, Debug, Template)]
#[template(path = "claims/change.html")]
pub(crate) struct ChangePage {
    pub(crate) frame: ConsoleFrame,
    pub(crate) facts: ClaimFacts,
    pub(crate) action: String,
    pub(crate) seen: String,
    pub(crate) amount: String,
    pub(crate) due: String,
    pub(crate) text: String,
    pub(crate) reason: String,
    pub(crate) meanwhile: Vec<Meanwhile>,
    /// Above it another person has to unblock the claim.
    pub(crate) limit: String,
    pub(crate) back: String,
    pub(crate) error: Option<WrongField>,
}

#[derive(Clone, Debug, Template)]
#[template(path = "claims/act.html")]
pub(crate) struct ClaimActPage {
    pub(crate) frame: ConsoleFrame,
    pub(crate) facts: ClaimFacts,
    pub(crate) title: String,
    /// What then happens.
    pub(crate) follows: Vec<String>,
    pub(crate) meanwhile: Vec<Meanwhile>,
    pub(crate) action: String,
    pub(crate) seen: String,
    pub(crate) reason: String,
    pub(crate) back: String,
    pub(crate) error: Option<WrongField>,
}

impl SearchFields {
    pub(crate) fn of(frame: &ConsoleFrame, fields: &Fields, found: &FoundClaims) -> Self {
        let choice = |name: &str, value: &str, label: String| {
            (value.to_owned(), label, fields.get(name) == value)
        };
        let services = named(&found.services, frame.locale).into_iter();
        let states = ClaimState::ALL.iter();
        Self {
            text: fields.get("q").to_owned(),
            services: services
                .map(|(code, name)| choice("service", code, name))
                .collect(),
            states: states
                .map(|state| choice("state", state.as_str(), claim_state_name(frame, *state)))
                .collect(),
        }
    }

    /// Whether more than the text is looked for.
    fn narrows(&self) -> bool {
        let mut choices = self.services.iter().chain(&self.states);
        choices.any(|(_, _, chosen)| *chosen)
    }
}

impl ClaimPage {
    /// Its amount and its state.
    fn title(&self) -> String {
        let (amount, state) = (self.facts.amount.as_str(), self.facts.state.as_str());
        self.frame
            .t_with("payment-heading", &[("amount", amount), ("state", state)])
    }
}

/// What every form says at its fields.
macro_rules! says_what_is_wrong {
    ($($page:ident),*) => { $(
        impl $page {
            fn at(&self, field: &str) -> String {
                said_at(self.error.as_ref(), field)
            }

            fn errors(&self) -> Vec<FieldError> {
                summary_of(self.error.as_ref())
            }
        }
    )* };
}

says_what_is_wrong! { EnterPage, ChangePage, ClaimActPage }
