//! What all pages of one payment show, and the methods a payer picks from.

use app::payments::method_name;
use webkit::page::{Frame, LocalizedText};

/// What is paid, to which authority, under which number. The same on every page of one payment.
#[derive(Clone, Debug)]
pub(crate) struct PaymentFacts {
    /// What the authority calls it: "Bewohnerparkausweis".
    pub(crate) service: LocalizedText,
    /// The office inside the authority, where one is named.
    pub(crate) department: Option<LocalizedText>,
    /// The sum, formatted.
    pub(crate) amount: String,
    /// In its printed form, grouped as on paper.
    pub(crate) kassenzeichen: String,
    /// What the sum is made of. One item is a description, several become a table.
    pub(crate) items: Vec<Item>,
}

/// One line of what is paid.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) description: LocalizedText,
    /// Formatted.
    pub(crate) amount: String,
}

/// A way to pay, as the payer picks it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Method(pub(crate) domain::payments::Method);

impl Method {
    /// As people know it; the same in every language.
    pub(crate) fn name(&self) -> &str {
        method_name(&self.0).unwrap_or(self.0.as_str())
    }

    /// What the payer does by themself at a bank, without a provider.
    pub(crate) fn is_transfer(&self) -> bool {
        self.0 == domain::payments::Method::BANK_TRANSFER
    }

    /// As it is called on a receipt.
    pub(crate) fn label(&self, frame: &Frame) -> String {
        if self.is_transfer() {
            frame.t("method-bank-transfer")
        } else {
            self.name().to_owned()
        }
    }

    /// The last parts of the address a form posts to when the payer picks it.
    pub(crate) fn path(&self) -> String {
        format!("start/{}", self.0)
    }
}
