//! Passwords and recovery codes.

use domain::access::credentials::{BadPassword, RecoveryCode, check_password};
use domain::{Moment, Timestamp};

#[test]
fn a_password_is_long_and_does_not_tell_the_person() {
    let check = |password: &str| check_password(password, &["Ada Klein", "ada.klein@town.example"]);
    assert_eq!(check("fünf rote Äpfel"), Ok(()));
    assert_eq!(check("kurz und gut"), Ok(()), "twelve signs");
    assert_eq!(check("elf zeichen"), Err(BadPassword::TooShort));
    assert_eq!(check(&"ab c".repeat(65)), Err(BadPassword::TooLong));
    assert_eq!(check("abababababab"), Err(BadPassword::Pattern));
    assert_eq!(check("Klein12345678"), Err(BadPassword::TellsPerson));
    assert_eq!(
        check("ein kleiner Hund isst gern"),
        Ok(()),
        "a phrase may hold the name"
    );
}

#[test]
fn a_recovery_code_is_read_as_it_is_copied_from_paper() {
    let mut moment = Moment::fixed(Timestamp::from_micros(0), 5);
    let code = RecoveryCode::new(&mut moment);
    let text = code.to_string();
    assert_eq!(text.len(), 19, "{text}");
    assert!(RecoveryCode::read(&text) == Some(code.clone()));
    let spaced = text.replace('-', " ").to_uppercase();
    assert!(RecoveryCode::read(&spaced) == Some(code.clone()));
    assert_ne!(RecoveryCode::new(&mut moment).hash(), code.hash());
    for bad in [
        "",
        "123456",
        &text[1..],
        &format!("{text}a"),
        &text.replace('-', "!"),
    ] {
        assert!(RecoveryCode::read(bad).is_none(), "{bad}");
    }
    assert_eq!(format!("{code:?}"), "RecoveryCode(…)");
}
