//! A mail and how it looks on the wire (RFC 5322, MIME).

use std::time::{Duration, SystemTime};

use lettre::Address;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};

use crate::address::EmailAddress;

/// Longer than any subject of ours; servers take 998 bytes a line.
const SUBJECT_MAX: usize = 200;

/// What goes to one recipient, decided and worded by the caller.
#[derive(Clone, Debug)]
pub struct Message {
    /// Stays the same when the mail is handed over again.
    pub id: String,
    pub to: EmailAddress,
    /// Readable on a locked screen and in every list of mails: nothing personal.
    pub subject: String,
    /// Tag of the language it is written in.
    pub language: String,
    pub text: String,
    pub html: String,
    pub attachments: Vec<Attachment>,
    /// Microseconds since 1970 (UTC).
    pub written_at_micros: i64,
}

/// A PDF that goes with it.
#[derive(Clone, Debug)]
pub struct Attachment {
    /// ASCII.
    pub name: String,
    pub pdf: Vec<u8>,
}

impl Message {
    /// As it goes to the server. The name beside our address is `sender`.
    pub(crate) fn on_wire(
        &self,
        from: &EmailAddress,
        sender: Option<&str>,
    ) -> Result<lettre::Message, lettre::error::Error> {
        let words = MultiPart::alternative_plain_html(self.text.clone(), self.html.clone());
        let mut parts = MultiPart::mixed().multipart(words);
        for attachment in &self.attachments {
            parts = parts.singlepart(file(attachment));
        }
        let written = u64::try_from(self.written_at_micros).unwrap_or_default();
        let written = SystemTime::UNIX_EPOCH + Duration::from_micros(written);
        let header = |name, value: &str| HeaderValue::new(name, one_line(value));
        lettre::Message::builder()
            .from(mailbox(from, sender)?)
            .to(mailbox(&self.to, None)?)
            .subject(one_line(&self.subject))
            .message_id(Some(format!("<{}@{}>", one_line(&self.id), from.domain())))
            .date(written)
            .raw_header(header(
                HeaderName::new_from_ascii_str("Content-Language"),
                &self.language,
            ))
            // RFC 3834: no out-of-office note shall answer.
            .raw_header(header(
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated",
            ))
            .multipart(parts)
    }
}

fn file(attachment: &Attachment) -> SinglePart {
    let name = one_line(&attachment.name);
    let kind = ContentType::parse("application/pdf").unwrap_or(ContentType::TEXT_PLAIN);
    lettre::message::Attachment::new(name).body(attachment.pdf.clone(), kind)
}

fn mailbox(address: &EmailAddress, name: Option<&str>) -> Result<Mailbox, lettre::error::Error> {
    let (local, domain) = address.parts();
    let address = Address::new(local, domain).map_err(|_| lettre::error::Error::EmailMissingAt)?;
    Ok(Mailbox::new(name.map(one_line), address))
}

/// Without anything that could begin a line of its own.
fn one_line(text: &str) -> String {
    let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    plain.take(SUBJECT_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail() -> Message {
        Message {
            id: "mai_1".to_owned(),
            to: "max@example.org".parse().unwrap(),
            subject: "Ihre Quittung – Stadt Müsterstadt".to_owned(),
            language: "de".to_owned(),
            text: "Guten Tag,\nIhre Zahlung ist da.\n.\nQUIT\n".to_owned(),
            html: "<p>Ihre Zahlung ist da.</p>".to_owned(),
            attachments: vec![Attachment {
                name: "quittung.pdf".to_owned(),
                pdf: b"%PDF-1.7".to_vec(),
            }],
            written_at_micros: 1_795_527_300_000_000,
        }
    }

    fn head(mail: &Message) -> Vec<String> {
        let from = "kasse@musterstadt.example".parse().unwrap();
        let message = mail.on_wire(&from, Some("Stadt Musterstadt")).unwrap();
        let bytes = String::from_utf8(message.formatted()).unwrap();
        let head = bytes.split("\r\n\r\n").next().unwrap().to_owned();
        head.replace("\r\n ", " ")
            .split("\r\n")
            .map(ToOwned::to_owned)
            .collect()
    }

    fn names(head: &[String]) -> Vec<&str> {
        head.iter()
            .map(|line| line.split(':').next().unwrap())
            .collect()
    }

    #[test]
    fn the_headers_are_the_ones_we_mean_and_the_id_stays() {
        let first = head(&mail());
        for line in [
            "To: max@example.org",
            "From: \"Stadt Musterstadt\" <kasse@musterstadt.example>",
            "Message-ID: <mai_1@musterstadt.example>",
            "Date: Tue, 24 Nov 2026 13:35:00 +0000",
            "Content-Language: de",
            "Auto-Submitted: auto-generated",
        ] {
            assert!(
                first.contains(&line.to_owned()),
                "{line} is missing in {first:#?}"
            );
        }
    }

    #[test]
    fn nothing_becomes_a_header_that_is_none() {
        let good = head(&mail());
        let attack = "x\r\nBcc: other@example.org\r\n\r\n<script>";
        let mut attacked = mail();
        attacked.subject = attack.to_owned();
        attacked.id = attack.to_owned();
        attacked.language = attack.to_owned();
        attacked.attachments[0].name = attack.to_owned();
        let attacked = head(&attacked);
        assert_eq!(names(&good), names(&attacked), "{attacked:#?}");
        let from = "kasse@musterstadt.example".parse().unwrap();
        let message = mail().on_wire(&from, Some(attack)).unwrap();
        let text = String::from_utf8(message.formatted()).unwrap();
        assert!(!text.contains("\nBcc:"), "{text}");
    }
}
