//! A mail says the same in every language, in plain text and in HTML, and nothing it should not.

use app::payments::{CitizenState, Item, PayView, RefundView};
use app::tenants::TenantView;
use app::tenants::documents::Translations;
use domain::payments::Method;
use domain::{Moment, Money, PaymentId, TenantId, Timestamp};

use super::*;

const PAID: Timestamp = Timestamp::from_micros(1_795_527_300_000_000);

fn euros(cents: i64) -> Money {
    Money::from_cents(cents).unwrap()
}

fn paid() -> PayView {
    let mut moment = Moment::fixed(PAID, 7);
    let profile = serde_json::json!({
        "name": "Stadt <b>Musterstadt</b> & Co",
        "short_name": "MUSTERSTADT",
        "address": ["Rathausplatz 1", "99999 Musterstadt"],
        "contact": "Stadtkasse, Telefon 02000 123456",
        "test": true,
    });
    PayView {
        tenant: TenantView {
            is_trial: false,
            id: TenantId::new(&mut moment),
            slug: "musterstadt".into(),
            profile: serde_json::from_value(profile).unwrap(),
        },
        payment: PaymentId::new(&mut moment),
        service: Translations::german("Bewohnerparkausweis"),
        service_code: "bewohnerparken".into(),
        department: Translations::german("Straßenverkehrsamt"),
        description: "Kennzeichen MS-AB 123 von Erika Muster".into(),
        items: vec![Item {
            reference: "PARK-01".into(),
            description: "Kennzeichen MS-AB 123 von Erika Muster".into(),
            cents: 3_070,
            booking_data: std::collections::BTreeMap::new(),
        }],
        amount: euros(3_070),
        received: euros(3_070),
        kassenzeichen: "5125.4260.0000.1".into(),
        state: CitizenState::Paid {
            at: PAID,
            method: Method::PAYPAL,
            receipt_number: "CAP-4711".into(),
        },
        methods: vec![Method::PAYPAL],
        method: Some(Method::PAYPAL),
        expires_at: PAID,
        origin: domain::claims::ClaimOrigin::Channel,
        return_url: None,
        money_came: false,
        transfer: None,
        refunds: vec![RefundView {
            amount: euros(1_000),
            at: PAID,
            by_transfer: false,
        }],
    }
}

fn facts(kind: MailKind, locale: Locale) -> MailFacts {
    MailFacts {
        kind,
        view: paid(),
        language: locale.tag().to_owned(),
        link: "https://zahlstelle.example/musterstadt/receipt/abc"
            .parse()
            .unwrap(),
    }
}

const KINDS: [MailKind; 3] = [MailKind::Receipt, MailKind::Refund, MailKind::Authority];

#[test]
fn every_mail_says_everything_in_every_language_twice() {
    for locale in Locale::all() {
        for kind in KINDS {
            let mail = MailTemplates.write(&facts(kind, locale)).unwrap();
            let link = format!("musterstadt/receipt/abc?lang={}", locale.tag());
            let amount = money(3_070, locale);
            let wanted = [link.as_str(), "5125.4260.0000.1", &amount, "Rathausplatz 1"];
            for wanted in wanted {
                assert!(mail.text.contains(wanted), "{wanted}: {}", mail.text);
                assert!(mail.html.contains(wanted), "{wanted}: {}", mail.html);
            }
            let told = money(1_000, locale);
            assert_eq!(mail.text.contains(&told), kind == MailKind::Refund);
            let html = format!(
                "<html lang=\"{}\" dir=\"{}\">",
                locale.html(),
                locale.direction()
            );
            assert!(mail.html.contains(&html), "{}", mail.html);
            let [attachment] = mail.attachments.as_slice() else {
                panic!("one document");
            };
            assert!(
                attachment.pdf.starts_with(b"%PDF-")
                    && attachment.name.rsplit('.').next() == Some("pdf")
            );
        }
    }
}

#[test]
fn what_a_sentence_denies_is_bold_in_leichte_sprache_as_on_pages() {
    for locale in Locale::all() {
        let mail = MailTemplates
            .write(&facts(MailKind::Receipt, locale))
            .unwrap();
        let bold = mail
            .html
            .contains("Bitte antworten Sie <strong>nicht</strong> auf diese E-Mail");
        assert_eq!(bold, locale.tag() == "de-simple", "{}", mail.html);
        assert!(!mail.text.contains("<strong>"));
    }
}

#[test]
fn the_subject_names_the_authority_and_nothing_of_the_payer() {
    for locale in Locale::all() {
        for kind in KINDS {
            let mail = MailTemplates.write(&facts(kind, locale)).unwrap();
            assert!(mail.subject.contains("Musterstadt"), "{}", mail.subject);
            let amount = money(3_070, locale);
            for personal in [
                "Erika",
                "MS-AB",
                "5125",
                "Bewohnerpark",
                "CAP-4711",
                &amount,
            ] {
                assert!(!mail.subject.contains(personal), "{}", mail.subject);
            }
        }
    }
}

#[test]
fn what_others_wrote_is_shown_and_never_obeyed_and_nothing_is_fetched() {
    let mail = MailTemplates.write(&facts(MailKind::Receipt, Locale::default()));
    let html = mail.unwrap().html;
    assert!(
        html.contains("Stadt &#60;b&#62;Musterstadt&#60;/b&#62; &#38; Co"),
        "{html}"
    );
    for forbidden in ["<b>", "<img", "<script", "src=", "http-equiv", "<link"] {
        assert!(!html.contains(forbidden), "{forbidden}: {html}");
    }
}

#[test]
fn a_test_payment_and_the_address_are_spoken_of() {
    let mail = MailTemplates.write(&facts(MailKind::Receipt, Locale::default()));
    let text = mail.unwrap().text;
    assert!(text.contains("Test: Es wurde kein Geld bewegt."), "{text}");
    assert!(
        text.contains("nur für diese Nachricht benutzt. Wir löschen sie nach dem Versand."),
        "{text}"
    );
    let mut kept = facts(MailKind::Receipt, Locale::default());
    kept.view.tenant.profile.mail.keep_address_days = 90;
    let text = MailTemplates.write(&kept).unwrap().text;
    assert!(text.contains("90 Tage"), "{text}");
    let to_authority = facts(MailKind::Authority, Locale::default());
    let text = MailTemplates.write(&to_authority).unwrap().text;
    assert!(!text.contains("löschen"), "{text}");
}

/// What is said on a page may point at something there, which a mail does not have.
#[test]
fn a_mail_says_what_was_written_for_mails() {
    let source = include_str!("../mail.rs");
    for key in source.split('"').skip(1).step_by(2) {
        let is_key = key.contains('-') && !key.contains(['/', '{', '.', ' ']);
        let for_mails = ["message-", "facts-", "pdf-", "receipt-", "refund-pdf-"];
        let is_for_mails = for_mails.iter().any(|start| key.starts_with(start));
        assert!(!is_key || is_for_mails, "{key}");
    }
}
