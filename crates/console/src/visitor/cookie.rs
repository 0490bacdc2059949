//! The two cookies of the console: the session, and the browser by which a person is known.
//!
//! Both are bound to this host and path (`__Host-`), which needs TLS; without TLS, on the machine
//! itself, the prefix is left out. `Lax`: a link from elsewhere opens the page it names, and forms
//! are guarded by their origin and their token.

use std::fmt::Write as _;

use http::header::{COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderValue};

/// Half a year: longer than a person is on leave.
const DEVICE_AGE_S: u64 = 180 * 24 * 60 * 60;

/// Which cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cookie {
    Session,
    Device,
}

impl Cookie {
    const fn name(self, secure: bool) -> &'static str {
        match (self, secure) {
            (Self::Session, true) => "__Host-zst_staff",
            (Self::Session, false) => "zst_staff",
            (Self::Device, true) => "__Host-zst_device",
            (Self::Device, false) => "zst_device",
        }
    }

    /// The value the browser sent.
    pub(crate) fn read(self, headers: &HeaderMap, secure: bool) -> Option<String> {
        let name = self.name(secure);
        let lines = headers.get_all(COOKIE).iter();
        let pairs = lines
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'));
        let mut values = pairs.filter_map(|pair| {
            let (found, value) = pair.trim().split_once('=')?;
            (found == name && !value.is_empty()).then(|| value.to_owned())
        });
        values.next()
    }

    /// Has the browser keep the value; an empty one it forgets. Values are of base64's letters.
    pub(crate) fn set(self, headers: &mut HeaderMap, value: &str, secure: bool) {
        let name = self.name(secure);
        let mut cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax");
        if secure {
            cookie.push_str("; Secure");
        }
        if value.is_empty() {
            cookie.push_str("; Max-Age=0");
        } else if self == Self::Device {
            let _fits = write!(cookie, "; Max-Age={DEVICE_AGE_S}");
        }
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            headers.append(SET_COOKIE, cookie);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        let line = "a=1; __Host-zst_staff=abc; zst_staff=other";
        headers.insert(COOKIE, HeaderValue::from_static(line));
        let read = |secure| Cookie::Session.read(&headers, secure);
        assert_eq!(read(true).as_deref(), Some("abc"));
        assert_eq!(read(false).as_deref(), Some("other"));
        assert_eq!(Cookie::Device.read(&headers, true), None);
    }

    #[test]
    fn a_cookie_stays_on_this_host_and_away_from_scripts() {
        let set = |cookie: Cookie, value, secure| {
            let mut headers = HeaderMap::new();
            cookie.set(&mut headers, value, secure);
            headers[SET_COOKIE].to_str().unwrap().to_owned()
        };
        assert_eq!(
            set(Cookie::Session, "abc", true),
            "__Host-zst_staff=abc; Path=/; HttpOnly; SameSite=Lax; Secure"
        );
        assert_eq!(
            set(Cookie::Session, "", false),
            "zst_staff=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
        );
        assert!(set(Cookie::Device, "x", true).ends_with("Secure; Max-Age=15552000"));
    }
}
