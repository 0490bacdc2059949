//! From facts to the documents of the crate `pdf`.

use app::payments::{CitizenState, PayView, method_name};
use domain::Timestamp;
use domain::payments::Method;
use formats::{QrCode, QrError};
use pdf::{Labels, PdfError, Receipt, Slip, SlipLabels, SlipTransfer};

use crate::format::{date_time, money, of_day, paid_at};
use crate::i18n::{Locale, t};
use crate::page::localized;

#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    #[error("a document could not be set")]
    Pdf(#[from] PdfError),
    #[error("a code could not be drawn")]
    Code(#[from] QrError),
    /// There is no receipt before the money is there, and no note before it went back.
    #[error("there is nothing to write about")]
    Nothing,
}

/// The receipt of a paid payment.
pub fn receipt_pdf(seen: &PayView, locale: Locale) -> Result<Vec<u8>, DocumentError> {
    let CitizenState::Paid {
        at,
        receipt_number,
        method,
    } = &seen.state
    else {
        return Err(DocumentError::Nothing);
    };
    let items = seen.items.iter().map(|item| pdf::Item {
        description: item.description.clone(),
        amount: money(item.cents, locale),
    });
    let receipt = Receipt {
        items: items.collect(),
        ..bare(seen, locale, (*at, receipt_number, method))
    };
    Ok(pdf::receipt(&receipt)?)
}

/// That money went back: how much, when, of which payment.
pub fn refund_pdf(seen: &PayView, locale: Locale) -> Result<Vec<u8>, DocumentError> {
    let CitizenState::Paid {
        at,
        receipt_number,
        method,
    } = &seen.state
    else {
        return Err(DocumentError::Nothing);
    };
    let last = seen.refunds.last().ok_or(DocumentError::Nothing)?;
    let sum: i64 = seen
        .refunds
        .iter()
        .map(|refund| refund.amount.cents())
        .sum();
    let (paid, amount) = (
        paid_at(method, *at, locale),
        money(seen.amount.cents(), locale),
    );
    let note = [("time", paid.as_str()), ("amount", amount.as_str())];
    let items = seen.refunds.iter().map(|refund| pdf::Item {
        description: date_time(refund.at.micros(), locale),
        amount: money(refund.amount.cents(), locale),
    });
    let say = |key| t(locale, key, &[]);
    let bare = bare(seen, locale, (last.at, receipt_number, method));
    let labels = Labels {
        title: say("refund-pdf-title"),
        amount: say("refund-pdf-amount"),
        paid_at: say("refund-pdf-at"),
        items: say("refund-pdf-items"),
        item: say("refund-pdf-item"),
        valid: say("refund-pdf-valid"),
        ..bare.labels
    };
    Ok(pdf::receipt(&Receipt {
        labels,
        description: String::new(),
        amount: money(sum, locale),
        items: items.collect(),
        note: Some(t(locale, "refund-pdf-note", &note)),
        ..bare
    })?)
}

/// A receipt without its lines, dated `at`.
fn bare(
    seen: &PayView,
    locale: Locale,
    (at, number, method): (Timestamp, &str, &Method),
) -> Receipt {
    Receipt {
        labels: labels(locale),
        authority: seen.tenant.profile.name.clone(),
        authority_address: seen.tenant.profile.address.clone(),
        service: localized(&seen.service, locale).as_str().to_owned(),
        description: seen.description.clone(),
        kassenzeichen: seen.kassenzeichen.clone(),
        amount: money(seen.amount.cents(), locale),
        method: called(method, locale),
        paid_at: paid_at(method, at, locale),
        paid_at_micros: at.micros(),
        receipt_number: number.to_owned(),
        items: Vec::new(),
        note: None,
        test: seen.tenant.profile.test,
    }
}

fn called(method: &Method, locale: Locale) -> String {
    if *method == Method::BANK_TRANSFER {
        return t(locale, "method-bank-transfer", &[]);
    }
    method_name(method).map_or_else(|| method.to_string(), str::to_owned)
}

/// What the transfer code of an open payment looks like.
pub fn transfer_code_svg(seen: &PayView) -> Result<String, DocumentError> {
    let to = seen.transfer.as_ref().ok_or(DocumentError::Nothing)?;
    Ok(QrCode::of(&to.code)?.svg())
}

/// How to transfer the money of an open payment, to take along.
pub fn transfer_pdf(
    seen: &PayView,
    locale: Locale,
    now: Timestamp,
) -> Result<Vec<u8>, DocumentError> {
    let to = seen.transfer.as_ref().ok_or(DocumentError::Nothing)?;
    let profile = &seen.tenant.profile;
    Ok(pdf::slip(&Slip {
        labels: slip_labels(locale),
        authority: profile.name.clone(),
        authority_address: profile.address.clone(),
        department: localized(&seen.department, locale).as_str().to_owned(),
        service: localized(&seen.service, locale).as_str().to_owned(),
        description: seen.description.clone(),
        kassenzeichen: seen.kassenzeichen.clone(),
        amount: money(to.amount.cents(), locale),
        due: Some(of_day(to.until, locale)),
        link_svg: None,
        online: String::new(),
        transfer: Some(SlipTransfer {
            code_svg: transfer_code_svg(seen)?,
            holder: to.account.holder.clone(),
            iban: to.account.iban.printed(),
            bic: to.account.bic.as_ref().map(|bic| bic.as_str().to_owned()),
            remittance: to.remittance.clone(),
        }),
        contact: profile.contact.clone(),
        made_at_micros: now.micros(),
        test: profile.test,
    })?)
}

/// The receipt's own words.
fn labels(locale: Locale) -> Labels {
    let say = |key| t(locale, key, &[]);
    Labels {
        language: locale.html(),
        right_to_left: locale.is_right_to_left(),
        bold: locale.bold_words(),
        title: say("receipt-title"),
        amount: say("pdf-amount"),
        service: say("pdf-service"),
        description: say("facts-description"),
        kassenzeichen: say("facts-kassenzeichen"),
        paid_at: say("receipt-paid-at"),
        method: say("receipt-method"),
        number: say("receipt-number"),
        items: say("items-caption"),
        item: say("items-description"),
        item_amount: say("items-amount"),
        total: say("items-total"),
        valid: say("pdf-valid"),
        test: say("receipt-test"),
        no_proof: say("pdf-no-proof"),
        page: say("pdf-page"),
        of: say("pdf-of"),
    }
}

/// The slip of a notice, to print and send.
pub fn slip_pdf(facts: &app::claims::Slip, locale: Locale) -> Result<Vec<u8>, DocumentError> {
    let transfer = facts.bank.as_ref().zip(facts.transfer_code.as_ref());
    let transfer = transfer.map(|(bank, code)| {
        Ok::<_, DocumentError>(SlipTransfer {
            code_svg: QrCode::of(code)?.svg(),
            holder: bank.holder.clone(),
            iban: bank.iban.printed(),
            bic: bank.bic.as_ref().map(|bic| bic.as_str().to_owned()),
            remittance: facts.remittance.clone(),
        })
    });
    let online = facts.online.as_str();
    let online = online.split_once("://").map_or(online, |(_, rest)| rest);
    Ok(pdf::slip(&Slip {
        labels: slip_labels(locale),
        authority: facts.profile.name.clone(),
        authority_address: facts.profile.address.clone(),
        department: localized(&facts.department, locale).as_str().to_owned(),
        service: localized(&facts.service, locale).as_str().to_owned(),
        description: facts.text.clone(),
        kassenzeichen: facts.kassenzeichen.clone(),
        amount: money(facts.amount.cents(), locale),
        due: facts.due.map(|day| of_day(day, locale)),
        link_svg: Some(QrCode::of(facts.link.as_str())?.svg()),
        online: online.to_owned(),
        transfer: transfer.transpose()?,
        contact: facts.profile.contact.clone(),
        made_at_micros: facts.made_at_micros,
        test: facts.profile.test,
    })?)
}

fn slip_labels(locale: Locale) -> SlipLabels {
    let say = |key| t(locale, key, &[]);
    SlipLabels {
        language: locale.html(),
        right_to_left: locale.is_right_to_left(),
        bold: locale.bold_words(),
        title: say("slip-title"),
        service: say("pdf-service"),
        description: say("facts-description"),
        kassenzeichen: say("facts-kassenzeichen"),
        amount: say("pay-amount"),
        due: say("slip-due"),
        online: say("slip-online"),
        online_scan: say("slip-online-scan"),
        online_type: say("slip-online-type"),
        online_alt: say("slip-online-alt"),
        transfer: say("slip-transfer"),
        transfer_scan: say("slip-transfer-scan"),
        transfer_alt: say("slip-transfer-alt"),
        holder: say("slip-holder"),
        iban: say("slip-iban"),
        bic: say("slip-bic"),
        remittance: say("slip-remittance"),
        contact: say("contact"),
        test: say("slip-test"),
    }
}

#[cfg(test)]
mod tests;
