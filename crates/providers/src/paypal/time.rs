//! PayPal's instants: RFC 3339 with whatever offset (Pacific time for refunds), in reports without
//! the offset's colon.

use domain::Timestamp;

pub(super) fn read(text: &str) -> Option<Timestamp> {
    let instant: jiff::Timestamp = text.parse().ok()?;
    Some(Timestamp::from_micros(instant.as_microsecond()))
}

/// Whole seconds in UTC. `None` outside the years 1 to 9999.
pub(super) fn write(time: Timestamp) -> Option<String> {
    let instant = jiff::Timestamp::from_second(time.micros().div_euclid(1_000_000)).ok()?;
    let text = instant.to_string();
    (text.len() == "2026-11-23T09:15:41Z".len()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_paypals_spellings_are_the_same_instant() {
        let spellings = [
            "2026-11-25T10:02:11Z",
            "2026-11-25T02:02:11-08:00",
            "2026-11-25T10:02:11.000Z",
            "2026-11-25T10:02:11+0000",
        ];
        for spelling in spellings {
            let read = read(spelling).unwrap_or_else(|| panic!("{spelling}"));
            assert_eq!(write(read).unwrap(), "2026-11-25T10:02:11Z");
        }
        assert_eq!(read("yesterday"), None);
        assert_eq!(write(Timestamp::from_micros(i64::MIN)), None);
    }
}
