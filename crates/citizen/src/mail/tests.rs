//! A letter says the same in every language, in plain text and in HTML, and nothing it should not.

use app::payments::{CitizenState, Item, PayView, RefundView};
use app::tenants::TenantView;
use app::tenants::documents::Words;
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
            id: TenantId::new(&mut moment),
            slug: "musterstadt".into(),
            profile: serde_json::from_value(profile).unwrap(),
        },
        payment: PaymentId::new(&mut moment),
        service: Words::german("Bewohnerparkausweis"),
        department: Words::german("Straßenverkehrsamt"),
        description: "Kennzeichen MS-AB 123 von Erika Muster".into(),
        items: vec![Item {
            reference: "PARK-01".into(),
            description: "Kennzeichen MS-AB 123 von Erika Muster".into(),
            cents: 3_070,
            booking_data: std::collections::BTreeMap::new(),
        }],
        amount: euros(3_070),
        kassenzeichen: "5125.4260.0000.1".into(),
        state: CitizenState::Paid {
            at: PAID,
            method: Method::PAYPAL,
            receipt_number: "CAP-4711".into(),
        },
        methods: vec![Method::PAYPAL],
        method: Some(Method::PAYPAL),
        expires_at: PAID,
        begun: app::payments::Begun::OnlineService { redirect_url: None },
        money_came: false,
        refunds: vec![RefundView {
            amount: euros(1_000),
            at: PAID,
        }],
    }
}

fn facts(kind: LetterKind, locale: Locale) -> LetterFacts {
    LetterFacts {
        kind,
        view: paid(),
        language: locale.tag().to_owned(),
        link: "https://zahlstelle.example/musterstadt/receipt/abc"
            .parse()
            .unwrap(),
    }
}

const KINDS: [LetterKind; 3] = [
    LetterKind::Receipt,
    LetterKind::Refund,
    LetterKind::Authority,
];

#[test]
fn every_letter_says_everything_in_every_language_twice() {
    for locale in Locale::all() {
        for kind in KINDS {
            let letter = MailWriter.write(&facts(kind, locale)).unwrap();
            let link = format!("musterstadt/receipt/abc?lang={}", locale.tag());
            let amount = money(3_070, locale);
            let wanted = [link.as_str(), "5125.4260.0000.1", &amount, "Rathausplatz 1"];
            for wanted in wanted {
                assert!(letter.text.contains(wanted), "{wanted}: {}", letter.text);
                assert!(letter.html.contains(wanted), "{wanted}: {}", letter.html);
            }
            let told = money(1_000, locale);
            assert_eq!(letter.text.contains(&told), kind == LetterKind::Refund);
            let html = format!(
                "<html lang=\"{}\" dir=\"{}\">",
                locale.html(),
                locale.direction()
            );
            assert!(letter.html.contains(&html), "{}", letter.html);
            let [attachment] = letter.attachments.as_slice() else {
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
fn the_subject_names_the_authority_and_nothing_of_the_payer() {
    for locale in Locale::all() {
        for kind in KINDS {
            let letter = MailWriter.write(&facts(kind, locale)).unwrap();
            assert!(letter.subject.contains("Musterstadt"), "{}", letter.subject);
            let amount = money(3_070, locale);
            for personal in [
                "Erika",
                "MS-AB",
                "5125",
                "Bewohnerpark",
                "CAP-4711",
                &amount,
            ] {
                assert!(!letter.subject.contains(personal), "{}", letter.subject);
            }
        }
    }
}

#[test]
fn what_others_wrote_is_shown_and_never_obeyed_and_nothing_is_fetched() {
    let letter = MailWriter.write(&facts(LetterKind::Receipt, Locale::default()));
    let html = letter.unwrap().html;
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
    let letter = MailWriter.write(&facts(LetterKind::Receipt, Locale::default()));
    let text = letter.unwrap().text;
    assert!(text.contains("Test: Es wurde kein Geld bewegt."), "{text}");
    assert!(
        text.contains("nur für diese Nachricht benutzt. Wir löschen sie nach dem Versand."),
        "{text}"
    );
    let mut kept = facts(LetterKind::Receipt, Locale::default());
    kept.view.tenant.profile.mail.keep_address_days = 90;
    let text = MailWriter.write(&kept).unwrap().text;
    assert!(text.contains("90 Tage"), "{text}");
    let to_authority = facts(LetterKind::Authority, Locale::default());
    let text = MailWriter.write(&to_authority).unwrap().text;
    assert!(!text.contains("löschen"), "{text}");
}

/// What is said on a page may point at something there, which a letter does not have.
#[test]
fn a_letter_says_what_was_written_for_letters() {
    let source = include_str!("../mail.rs");
    for key in source.split('"').skip(1).step_by(2) {
        let is_key = key.contains('-') && !key.contains(['/', '{', '.', ' ']);
        let for_letters = ["letter-", "facts-", "pdf-", "receipt-", "refund-pdf-"];
        let is_for_letters = for_letters.iter().any(|start| key.starts_with(start));
        assert!(!is_key || is_for_letters, "{key}");
    }
}
