//! Every page for citizens, for what is checked of all of them.

use std::path::Path;
use std::{fs, io};

use formats::QrCode;
use webkit::i18n::Locale;
use webkit::page::{ErrorPage, Sample, UnknownLinkPage, rendered};

use crate::claims::pages::{NoticeBasketPage, NoticeNotPayablePage, NoticeSearchPage};
use crate::payments::pages::{
    AlreadyPaidPage, ContinuePage, EndedPage, FailedPage, PayPage, ProcessingPage, TransferPage,
};
use crate::receipts::pages::PaidPage;
use crate::sample;
use crate::services::pages::{ServicePage, ServiceUnavailablePage, ServicesPage};
use crate::tenants::pages::{AuthoritiesPage, LegalTextPage, TenantHomePage};

/// Every page there is. One that is added here is thereby held against all that pages promise:
/// by tests, by axe in a browser, on the scales; and it is in the screenshots.
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
    PayPage,
    TransferPage,
    ContinuePage,
    ProcessingPage,
    PaidPage,
    FailedPage,
    EndedPage,
    AlreadyPaidPage,
    UnknownLinkPage,
    ErrorPage,
    AuthoritiesPage,
    TenantHomePage,
    LegalTextPage,
    ServicesPage,
    ServicePage,
    ServiceUnavailablePage,
    NoticeSearchPage,
    NoticeBasketPage,
    NoticeNotPayablePage,
}

/// Writes every look of every page, with what they load, for a browser to read.
pub fn write_samples(folder: &Path) -> io::Result<()> {
    webkit::page::write_samples(folder, Locale::all().flat_map(samples))?;
    write_transfer_code(folder)
}

/// The code beside the instruction to transfer, at the address that page loads it from.
fn write_transfer_code(folder: &Path) -> io::Result<()> {
    let at = folder.join(sample::BASE.trim_start_matches('/'));
    fs::create_dir_all(&at)?;
    let account = "Stadt Musterstadt\nDE73999999990000001234";
    let text = format!("BCD\n002\n1\nSCT\n\n{account}\nEUR30.70\n\n\n50120000004711");
    let code = QrCode::of(&text).map_err(io::Error::other)?;
    fs::write(at.join("transfer.svg"), code.svg())
}

#[cfg(test)]
mod tests;
