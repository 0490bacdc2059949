//! Bank transfer (Überweisung): the payer sends the money from an account of their own to one of
//! the authority's. There is no provider and no wire; the money is seen on a bank statement.

use domain::payments::profile::{
    AmountLimits, Asking, Books, CarriedText, Certain, Characters, ComesBack, Needs, OfferLasts,
    Refunds,
};
use domain::payments::{MethodProfile, Taking};

/// Of every account at a bank.
pub static PROFILE: MethodProfile = MethodProfile {
    taking: Taking::ByPayer,
    offer_lasts: OfferLasts::UntilPaymentExpires,
    asking: Asking::Never,
    certain: Certain::AtCredit,
    // A recall needs the authority's consent.
    comes_back: ComesBack::Never,
    refunds: Refunds::ByBankOrder,
    limits: AmountLimits::NONE,
    carries: CarriedText {
        characters: Characters::Sepa,
        length: 140,
        shown_to_payer: true,
    },
    books: Books::BankStatement,
    needs: Needs::PayerBank,
};
