//! Bank transfer (Überweisung): the payer sends the money from an account of their own to one of
//! the authority's. There is no provider and no wire; the money is seen on a bank statement.

use domain::payments::profile::{
    AmountLimits, Asking, Books, CarriedText, Needs, OfferLasts, Refunds,
};
use domain::payments::{MethodProfile, Taking};

/// Of every account at a bank.
pub static PROFILE: MethodProfile = MethodProfile {
    name: None,
    xbezahldienste: "OTHER",
    taking: Taking::ByPayer,
    offer_lasts: OfferLasts::UntilPaymentExpires,
    asking: Asking::Never,
    refunds: Refunds::ByBankOrder,
    limits: AmountLimits::NONE,
    carries: CarriedText { length: 140 },
    books: Books::BankStatement,
    needs: Needs::PayerBank,
};
