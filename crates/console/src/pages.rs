//! Every page of the console, for what is checked of all of them.

use std::io;
use std::path::Path;

use webkit::i18n::Locale;
use webkit::page::{Sample, rendered};

use crate::access::pages::audit::{ActPage, AuditPage, RightsPage};
use crate::access::pages::clients::{ClientPage, ClientsPage, NewClientPage, SecretPage};
use crate::access::pages::{
    AccountPage, CodePage, ConfirmPage, DevicePage, InvitationPage, InvitePage, KeptPage, LinkPage,
    MakeCodesPage, MessagePage, PasswordPage, PeoplePage, PersonPage, PlacesPage, ProposePage,
    RecoveryCodesPage, SignInPage,
};
use crate::claims::pages::{ChangePage, ClaimActPage, ClaimPage, ClaimsPage, EnterPage};
use crate::i18n;
use crate::payments::money::pages::{RefundPage, RefundsPage, RequestPage};
use crate::payments::pages::{PayerPage, PaymentPage, PaymentsPage};
use crate::services::pages::{BookingsPage, EditPage, ServicePage, ServicesPage, VersionPage};

pub(crate) mod sample;

/// Every page there is. One that is added here is thereby held against all that pages promise.
macro_rules! pages {
    ($($page:ident),* $(,)?) => {
        /// Every look of every page in this language.
        pub fn samples(locale: Locale) -> Vec<Sample> {
            let mut all = Vec::new();
            $(all.extend(rendered::<$page>(locale));)*
            all
        }
    };
}

pages! {
    SignInPage,
    CodePage,
    KeptPage,
    InvitationPage,
    PlacesPage,
    AccountPage,
    ConfirmPage,
    PasswordPage,
    DevicePage,
    MakeCodesPage,
    RecoveryCodesPage,
    PaymentsPage,
    PaymentPage,
    PayerPage,
    ClaimsPage,
    ClaimPage,
    EnterPage,
    ChangePage,
    ClaimActPage,
    PeoplePage,
    PersonPage,
    InvitePage,
    ProposePage,
    LinkPage,
    ClientsPage,
    ClientPage,
    NewClientPage,
    SecretPage,
    AuditPage,
    ActPage,
    RightsPage,
    MessagePage,
    ServicesPage,
    ServicePage,
    VersionPage,
    EditPage,
    BookingsPage,
    RefundsPage,
    RefundPage,
    RequestPage,
}

/// Writes every look of every page, with what they load, for a browser to read.
pub fn write_samples(folder: &Path) -> io::Result<()> {
    webkit::page::write_samples(folder, i18n::all().flat_map(samples))
}

#[cfg(test)]
mod tests;
