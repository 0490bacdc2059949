//! Times as this provider writes them, where they are not plain UTC.

use jiff::Timestamp;

use crate::common::clock::seconds;

/// Refunds carry Pacific time: `2026-11-25T02:02:11-08:00`. UTC where the zone is not known.
pub(crate) fn pacific(at: Timestamp) -> String {
    match at.in_tz("America/Los_Angeles") {
        Ok(zoned) => zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        Err(_) => seconds(at),
    }
}

/// Reports carry an offset without colon: `2026-11-26T23:59:59+0000`.
pub(crate) fn reporting(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S+0000").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_the_providers() {
        let start: Timestamp = "2026-11-25T10:02:11.12Z".parse().unwrap();
        assert_eq!(pacific(start), "2026-11-25T02:02:11-08:00");
        assert_eq!(reporting(start), "2026-11-25T10:02:11+0000");
    }
}
