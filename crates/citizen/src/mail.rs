//! Mails in words: a plain part for every reader, the same as HTML, and the PDF.

use std::borrow::Cow;

use app::events::{MailContent, MailFacts, MailKind, MailWriter, WriteError};
use askama::Template;
use webkit::documents::{receipt_pdf, refund_pdf};
use webkit::format::{money, paid_at};
use webkit::i18n::{Locale, counted, t};
use webkit::page::{localized, negations};

/// Our texts and documents, for the use cases that send mails.
#[derive(Clone, Copy, Debug, Default)]
pub struct MailTemplates;

/// What a mail says, part by part; text and HTML are made from the same.
#[derive(Template)]
#[template(path = "mail/message.html")]
struct Message {
    language: &'static str,
    direction: &'static str,
    line_per_sentence: bool,
    subject: String,
    hello: String,
    paragraphs: Vec<String>,
    facts: Vec<(String, String)>,
    /// That no money was moved, where none was.
    test: Option<String>,
    link_text: String,
    link: String,
    farewell: Vec<String>,
}

impl MailWriter for MailTemplates {
    fn write(&self, facts: &MailFacts) -> Result<MailContent, WriteError> {
        let locale = Locale::from_tag(&facts.language).unwrap_or_default();
        let message = message(facts, locale);
        let seen = &facts.view;
        let (name, pdf) = match facts.kind {
            MailKind::Receipt | MailKind::Authority => ("quittung", receipt_pdf(seen, locale)),
            MailKind::Refund => ("erstattung", refund_pdf(seen, locale)),
        };
        let failed = |error: &dyn std::error::Error| WriteError(webkit::log::chain(error));
        let pdf = pdf.map_err(|error| failed(&error))?;
        Ok(MailContent {
            text: message.text(),
            html: message
                .render()
                .map(negations::in_bold)
                .map_err(|error| failed(&error))?,
            subject: message.subject,
            attachments: vec![app::events::Attachment {
                name: format!("{name}-{}.pdf", seen.payment),
                pdf,
            }],
        })
    }
}

impl Message {
    fn text(&self) -> String {
        let facts = self.facts.iter();
        let facts: Vec<String> = facts
            .map(|(name, value)| format!("{name}: {}", self.isolated(value)))
            .collect();
        let mut parts = vec![self.hello.clone()];
        parts.extend(self.test.clone());
        parts.extend(self.paragraphs.iter().cloned());
        parts.push(facts.join("\n"));
        parts.push(format!("{}\n{}", self.link_text, self.link));
        parts.push(self.farewell.join("\n"));
        parts.join("\n\n") + "\n"
    }

    /// A value in plain text, in its own order beside words that run from right to left.
    fn isolated<'a>(&self, value: &'a str) -> Cow<'a, str> {
        if self.direction == "rtl" {
            format!("\u{2068}{value}\u{2069}").into()
        } else {
            value.into()
        }
    }
}

fn message(facts: &MailFacts, locale: Locale) -> Message {
    let seen = &facts.view;
    let tenant = seen.tenant.profile.name.as_str();
    let say = |key| t(locale, key, &[]);
    let say_tenant = |key| t(locale, key, &[("tenant", tenant)]);
    let (subject, paragraph) = match facts.kind {
        MailKind::Receipt => ("message-receipt-subject", "message-receipt"),
        MailKind::Refund => ("message-refund-subject", "message-refund"),
        MailKind::Authority => ("message-authority-subject", "message-authority"),
    };
    let mut link = facts.link.clone();
    link.set_query(Some(&format!("lang={}", locale.tag())));
    Message {
        language: locale.html(),
        direction: locale.direction(),
        line_per_sentence: locale.has_a_line_per_sentence(),
        subject: say_tenant(subject),
        hello: say("message-hello"),
        paragraphs: vec![say_tenant(paragraph)],
        facts: listed(facts, locale),
        test: seen.tenant.profile.test.then(|| say("receipt-test")),
        link_text: say("message-find-again"),
        link: link.to_string(),
        farewell: farewell(facts, locale),
    }
}

fn listed(facts: &MailFacts, locale: Locale) -> Vec<(String, String)> {
    let seen = &facts.view;
    let say = |key| t(locale, key, &[]);
    let service = localized(&seen.service, locale).as_str().to_owned();
    let mut listed = vec![
        (say("pdf-service"), service),
        (say("facts-kassenzeichen"), seen.kassenzeichen.clone()),
        (say("pdf-amount"), money(seen.amount.cents(), locale)),
    ];
    if let app::payments::CitizenState::Paid { at, method, .. } = &seen.state {
        listed.push((say("receipt-paid-at"), paid_at(method, *at, locale)));
    }
    if facts.kind == MailKind::Refund {
        let back = seen
            .refunds
            .iter()
            .map(|refund| refund.amount.cents())
            .sum();
        listed.push((say("refund-pdf-amount"), money(back, locale)));
    }
    listed
}

fn farewell(facts: &MailFacts, locale: Locale) -> Vec<String> {
    let profile = &facts.view.tenant.profile;
    let mut lines = vec![profile.name.clone()];
    lines.extend(profile.address.iter().cloned());
    if !profile.contact.is_empty() {
        lines.push(profile.contact.clone());
    }
    lines.push(t(locale, "message-no-answer", &[]));
    if facts.kind != MailKind::Authority {
        lines.push(match profile.mail.keep_address_days {
            0 => t(locale, "message-address-erased", &[]),
            days => counted(locale, "message-address-kept", &[("days", days.into())]),
        });
    }
    lines
}

#[cfg(test)]
mod tests;
