//! Persons: their names and addresses.

use domain::access::persons::BadPerson;
use domain::access::{PersonDetails, StaffEmail};

#[test]
fn an_address_is_the_same_in_every_spelling() {
    let folded = |text| StaffEmail::read(text).unwrap().folded().to_owned();
    assert_eq!(
        folded(" Ada.Klein@Musterstadt.example "),
        "ada.klein@musterstadt.example"
    );
    assert_eq!(
        folded("ada@MÜNSTER.example"),
        folded("ada@mu\u{308}nster.example")
    );
    assert_ne!(folded("ada@town.example"), folded("ada+1@town.example"));
}

#[test]
fn details_need_a_name_and_an_address() {
    let read = |name, email| PersonDetails::read(name, email).map(|details| details.name);
    assert_eq!(
        read(" Ada Klein ", "ada@town.example"),
        Ok("Ada Klein".to_owned())
    );
    let long = "x".repeat(101);
    for bad in ["", "  ", "a\u{0}b", &long] {
        assert_eq!(
            read(bad, "ada@town.example"),
            Err(BadPerson::Name),
            "{bad:?}"
        );
    }
    for bad in ["", "ada", "ada@", "ada@town"] {
        assert_eq!(read("Ada", bad), Err(BadPerson::Email), "{bad:?}");
    }
}
