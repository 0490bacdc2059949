//! What a citizen enters: amounts, quantities, days, plates, addresses; read once, refused clearly.

use domain::services::plate::BadPlate;
use domain::services::search::Searchable;
use domain::services::{
    BadFee, BadForm, Fee, FeeAnswer, FeeError, FeeOption, Field, FieldError, FieldKind, Form, Plate,
};
use domain::values::email::is_email;
use domain::{Day, Money};
use proptest::prelude::*;

fn euro(cents: i64) -> Money {
    Money::from_cents(cents).unwrap()
}

#[test]
fn plates_have_one_spelling() {
    for (typed, plate) in [
        ("MS-AB 123", "MS-AB 123"),
        ("ms-ab123", "MS-AB 123"),
        ("MS AB 123", "MS-AB 123"),
        ("b-a 1", "B-A 1"),
        ("BA1", "B-A 1"),
        ("abcde12", "ABC-DE 12"),
        ("WÜ-X 9999", "WÜ-X 9999"),
        ("wü x 9999", "WÜ-X 9999"),
        ("MS-AB 123E", "MS-AB 123 E"),
        ("MS-AB 123 e", "MS-AB 123 E"),
        ("K-A 7H", "K-A 7 H"),
        ("MS-AB 123 04-10", "MS-AB 123 04-10"),
        ("MS-AB 123 04/10", "MS-AB 123 04-10"),
        ("MS-AB 123 0410", "MS-AB 123 04-10"),
        ("MS-AB 12 H 11-03", "MS-AB 12 H 11-03"),
        ("MU\u{308}-X 12", "MÜ-X 12"),
        ("MS\u{2011}AB\u{a0}123 04\u{2013}10", "MS-AB 123 04-10"),
        ("\u{200e}MS-AB 123", "MS-AB 123"),
    ] {
        let read = Plate::as_typed(typed).unwrap_or_else(|error| panic!("{typed}: {error}"));
        assert_eq!(read.to_string(), plate);
        assert_eq!(Plate::as_typed(plate), Ok(read), "its own spelling is read");
    }
}

#[test]
fn what_is_no_plate_is_refused_and_what_is_unclear_is_asked_about() {
    for typed in ["MSAB123", "MSA123", "msab 123"] {
        assert_eq!(Plate::as_typed(typed), Err(BadPlate::Unclear), "{typed}");
    }
    for typed in [
        "",
        "123",
        "MS-123",
        "MS-AB",
        "MS-AB 0123",
        "MS-AB 12345",
        "ABCD-E 1",
        "MS-ABC 1",
        "ABC-DE 1234",
        "MS-Ü 1",
        "MS-AB 123 X",
        "MS-AB 123 04",
        "MS-AB 123 00-10",
        "MS-AB 123 04-13",
        "MS-AB 123 04-04",
        "MS-AB 123 05-04",
        "MS-AB 1 E H",
        "MS-AB 1_",
        "Москва 1",
        "Y-123456",
        "MS-AB 123 04-10 E",
    ] {
        assert_eq!(Plate::as_typed(typed), Err(BadPlate::NotAPlate), "{typed}");
    }
}

#[test]
fn addresses_are_told_from_mistakes() {
    for good in [
        "a@b.de",
        "erika.muster+amt@post.musterstadt.example",
        "o'x@müller.de",
    ] {
        assert!(is_email(good), "{good}");
    }
    let long = format!("{}@b.de", "a".repeat(65));
    for bad in [
        "",
        "a",
        "a@",
        "@b.de",
        "a@b",
        "a b@c.de",
        "a@b..de",
        ".a@b.de",
        "a.@b.de",
        "a@-b.de",
        "a@b.d",
        "a@1.2.3.4",
        "a@b@c.de",
        "a@b.de.",
        long.as_str(),
        "a\u{0}@b.de",
    ] {
        assert!(!is_email(bad), "{bad}");
    }
}

#[test]
fn services_are_found_by_any_word_in_any_order_and_spelling() {
    let texts = [
        "Bewohnerparkausweis",
        "Straßenverkehrsamt",
        "Anwohner, Gebühr",
    ];
    let service = Searchable::new(texts);
    for found in [
        "",
        "  ",
        "parkausweis",
        "ausweis bewohner",
        "STRASSE",
        "straße",
        "gebühr",
        "gebuehr",
        "gebuhr",
        "Gebühr Anwohner",
        "park-ausweis bewohner".split('-').next().unwrap(),
        "verkehrsamt parkausweis",
    ] {
        assert!(service.holds(found), "{found}");
    }
    for not_found in ["hund", "ausweis hund", "gebür"] {
        assert!(!service.holds(not_found), "{not_found}");
    }
}

#[test]
fn letters_are_found_with_and_without_their_marks_however_they_are_composed() {
    let service = Searchable::new(["Gebu\u{308}hr für Łódź, Đặng und Ørsted"]);
    for found in [
        "gebühr",
        "gebu\u{308}hr",
        "gebuehr",
        "lodz",
        "łódź",
        "dang",
        "đặng",
        "orsted",
    ] {
        assert!(service.holds(found), "{found}");
    }
}

fn quantity() -> Fee {
    let fee = Fee::Quantity {
        each: euro(1_200),
        least: 1,
        most: 5,
    };
    fee.checked().unwrap()
}

fn charge(fee: &Fee, typed: &str) -> Result<i64, FeeError> {
    let answer = FeeAnswer {
        option: typed,
        quantity: typed,
        amount: typed,
    };
    fee.charge(answer).map(|charge| charge.amount.cents())
}

#[test]
fn a_fixed_fee_asks_nothing() {
    assert_eq!(charge(&Fee::Fixed(euro(3_070)), "whatever"), Ok(3_070));
}

#[test]
fn a_quantity_is_counted_within_its_limits() {
    let fee = quantity();
    assert_eq!(charge(&fee, " 3 "), Ok(3_600));
    assert_eq!(charge(&fee, "005"), Ok(6_000));
    for (typed, error) in [
        ("", FeeError::Missing),
        ("0", FeeError::TooFew(1)),
        ("6", FeeError::TooMany(5)),
        ("99999999999999999999", FeeError::TooMany(5)),
        ("1,5", FeeError::NotANumber),
        ("-1", FeeError::NotANumber),
        ("drei", FeeError::NotANumber),
    ] {
        assert_eq!(charge(&fee, typed), Err(error), "{typed}");
    }
}

#[test]
fn a_choice_takes_what_is_offered() {
    let option = |code: &str, cents| FeeOption {
        code: code.to_owned(),
        amount: euro(cents),
    };
    let fee = Fee::Choice(vec![option("full", 8_500), option("reduced", 4_250)]);
    let fee = fee.checked().unwrap();
    assert_eq!(charge(&fee, "reduced"), Ok(4_250));
    assert_eq!(charge(&fee, ""), Err(FeeError::Missing));
    assert_eq!(charge(&fee, "free"), Err(FeeError::NotOffered));
}

#[test]
fn a_free_amount_stays_within_its_limits() {
    let fee = Fee::Free {
        least: euro(500),
        most: euro(50_000),
    };
    assert_eq!(charge(&fee, "12,50"), Ok(1_250));
    for (typed, error) in [
        (" ", FeeError::Missing),
        ("4,99", FeeError::TooLittle(euro(500))),
        ("500,01", FeeError::TooMuch(euro(50_000))),
        ("9999999999999999", FeeError::TooMuch(euro(50_000))),
        ("1.234", FeeError::UnclearAmount),
        ("viel", FeeError::NotAnAmount),
    ] {
        assert_eq!(charge(&fee, typed), Err(error), "{typed}");
    }
}

#[test]
fn a_fee_that_cannot_be_charged_is_not_made() {
    let many = |each, least, most| Fee::Quantity {
        each: euro(each),
        least,
        most,
    };
    let free = |least, most| Fee::Free {
        least: euro(least),
        most: euro(most),
    };
    let option = |code: &str| FeeOption {
        code: code.to_owned(),
        amount: euro(1),
    };
    for (fee, error) in [
        (Fee::Fixed(Money::ZERO), BadFee::Zero),
        (many(0, 1, 2), BadFee::Zero),
        (many(1, 0, 2), BadFee::Limits),
        (many(1, 3, 2), BadFee::Limits),
        (many(100_000_000_000, 1, 2), BadFee::TooLarge),
        (free(0, 2), BadFee::Limits),
        (free(3, 2), BadFee::Limits),
        (Fee::Choice(vec![option("a")]), BadFee::Options),
        (
            Fee::Choice(vec![option("a"), option("a")]),
            BadFee::SameCode,
        ),
    ] {
        assert_eq!(fee.clone().checked(), Err(error), "{fee:?}");
    }
}

fn field(code: &str, required: bool, kind: FieldKind) -> Field {
    Field {
        code: code.to_owned(),
        required,
        kind,
    }
}

fn permit() -> Form {
    let day = Day::new(2026, 1, 1).ok();
    Form::new(vec![
        field("name", true, FieldKind::Text { letters_max: 10 }),
        field("persons", false, FieldKind::Number { least: -1, most: 9 }),
        field(
            "from",
            true,
            FieldKind::Date {
                earliest: day,
                latest: Day::new(2026, 12, 31).ok(),
            },
        ),
        field(
            "zone",
            true,
            FieldKind::Choice(vec!["a".into(), "b".into()]),
        ),
        field("plate", true, FieldKind::Plate),
        field("mail", false, FieldKind::Email),
    ])
    .unwrap()
}

#[test]
fn good_answers_are_kept_in_one_spelling() {
    let filled = permit().fill(|code| match code {
        "name" => "  Erika \u{a0} M ",
        "from" => "1.3.2026",
        "zone" => "b",
        "plate" => "ms ab 123",
        "persons" => "007",
        _ => "",
    });
    let filled: Vec<_> = filled
        .unwrap()
        .into_iter()
        .map(|filled| format!("{}={}", filled.code, filled.value))
        .collect();
    assert_eq!(
        filled,
        [
            "name=Erika M",
            "persons=7",
            "from=2026-03-01",
            "zone=b",
            "plate=MS-AB 123"
        ]
    );
}

#[test]
fn each_bad_answer_has_one_error_in_the_forms_order() {
    let errors = permit().fill(|code| match code {
        "name" => "Hildegard-Maria",
        "persons" => "10",
        "from" => "31.12.2025",
        "plate" => "MSAB123",
        "mail" => "erika",
        _ => "",
    });
    let form = permit();
    let [name, number, from, zone, ..] = form.fields() else {
        panic!("six fields");
    };
    let latest = from.read("1.1.2027");
    assert_eq!(
        errors.unwrap_err(),
        [
            ("name".to_owned(), FieldError::TooLong { letters_max: 10 }),
            ("persons".to_owned(), FieldError::TooLarge { most: 9 }),
            (
                "from".to_owned(),
                FieldError::TooEarly {
                    earliest: Day::new(2026, 1, 1).unwrap()
                }
            ),
            ("zone".to_owned(), FieldError::Missing),
            ("plate".to_owned(), FieldError::UnclearPlate),
            ("mail".to_owned(), FieldError::NotAnEmail),
        ]
    );
    let end = Day::new(2026, 12, 31).unwrap();
    assert_eq!(latest, Err(FieldError::TooLate { latest: end }));
    assert_eq!(number.read("-2"), Err(FieldError::TooSmall { least: -1 }));
    assert_eq!(
        number.read("99999999999999999999"),
        Err(FieldError::TooLarge { most: 9 })
    );
    assert_eq!(number.read("1.5"), Err(FieldError::NotANumber));
    assert_eq!(name.read("a\u{7}b"), Err(FieldError::OddSigns));
    assert_eq!(name.read("Ju\u{308}rgen"), Ok(Some("Jürgen".to_owned())));
    let turned = "Erika \u{202e}ak\u{202c}";
    assert_eq!(name.read(turned), Ok(Some("Erika ak".to_owned())));
    assert_eq!(number.read("\u{2212}1"), Ok(Some("-1".to_owned())));
    assert_eq!(zone.read("c"), Err(FieldError::NotOffered));
}

#[test]
fn a_form_that_cannot_be_filled_in_is_not_made() {
    let text = |code: &str| field(code, true, FieldKind::Text { letters_max: 5 });
    let many = (0..11).map(|number| text(&format!("f{number}"))).collect();
    for (fields, error) in [
        (many, BadForm::TooMany),
        (vec![text("a"), text("a")], BadForm::SameCode),
        (vec![text("A b")], BadForm::Code),
        (
            vec![field("a", true, FieldKind::Text { letters_max: 0 })],
            BadForm::Letters,
        ),
        (
            vec![field("a", true, FieldKind::Number { least: 2, most: 1 })],
            BadForm::Limits,
        ),
        (
            vec![field("a", true, FieldKind::Choice(vec!["x".into()]))],
            BadForm::Options,
        ),
        (
            vec![field(
                "a",
                true,
                FieldKind::Choice(vec!["x".into(), "x".into()]),
            )],
            BadForm::SameCode,
        ),
    ] {
        assert_eq!(Form::new(fields.clone()), Err(error), "{fields:?}");
    }
}

fn any_typed() -> impl Strategy<Value = String> {
    "\\PC{0,20}|[0-9.,€ ]{0,12}|[A-ZÄÖÜa-z]{0,3}[- ]?[A-Za-z]{0,2} ?[0-9]{0,5}[EH]?|[0-9.-]{0,10}"
}

proptest! {
    #[test]
    fn what_is_charged_is_always_within_the_fees_limits(
        typed in any_typed(),
        least in 1..10_000_i64,
        span in 0..1_000_000_i64,
    ) {
        let fee = Fee::Free { least: euro(least), most: euro(least + span) }.checked().unwrap();
        if let Ok(cents) = charge(&fee, &typed) {
            prop_assert!((least..=least + span).contains(&cents));
        }
    }

    #[test]
    fn a_quantity_costs_exactly_so_many_times_its_price(
        each in 1..1_000_000_i64,
        many in 1..90_000_u32,
    ) {
        let fee = Fee::Quantity { each: euro(each), least: 1, most: 90_000 }.checked().unwrap();
        prop_assert_eq!(charge(&fee, &many.to_string()), Ok(each * i64::from(many)));
    }


    #[test]
    fn no_answer_makes_a_form_panic_and_a_good_one_is_good_again(typed in any_typed()) {
        for field in permit().fields() {
            if let Ok(Some(value)) = field.read(&typed) {
                prop_assert_eq!(field.read(&value), Ok(Some(value.clone())));
            }
        }
    }

    #[test]
    fn what_a_service_is_called_finds_it(
        name in "[A-Za-zÄÖÜäöüß]{1,12}( [A-Za-zÄÖÜäöüß]{1,12}){0,3}",
    ) {
        let service = Searchable::new([name.as_str()]);
        prop_assert!(service.holds(&name));
        let backwards: Vec<&str> = name.split(' ').rev().collect();
        prop_assert!(service.holds(&backwards.join(" ")));
        prop_assert!(service.holds(&name.replace('ä', "ae").replace('ß', "ss")));
        prop_assert!(service.holds(&name.replace('ü', "u").to_lowercase()));
    }
}

#[test]
fn a_text_with_the_number_of_a_card_is_refused() {
    let greeting = Field {
        code: "gruss".to_owned(),
        required: false,
        kind: FieldKind::Text { letters_max: 100 },
    };
    for card in [
        "4111 1111 1111 1111",
        "Karte 4111-1111-1111-1111, bis 12/27",
        "4111111111111111 123",
        "5555555555554444",
        "2223 0031 2200 3222",
        "378282246310005",
        "6011111111111117",
        "30569309025904",
    ] {
        let read = greeting.read(card);
        assert_eq!(read, Err(FieldError::CardNumber), "{card}");
    }
    for other in [
        // A wrong last digit, a Kassenzeichen, an IBAN, a telephone number, a file number.
        "4111 1111 1111 1112",
        "5125 4260 0004 7",
        "DE02 1203 0000 0000 2020 51",
        "+49 0123 4567890",
        "1234 5678 9012 3452",
        "Zimmer 41 11 11",
    ] {
        assert_eq!(greeting.read(other), Ok(Some(other.to_owned())), "{other}");
    }
}
