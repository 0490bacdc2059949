//! The address under which browsers, calling systems and providers reach this installation.
//!
//! Every address that leaves the program is made by [`PublicUrl::at`], so that an installation
//! below a path of a shared proxy (`https://service.example/epay/`) leads everywhere it should.

use url::Url;

/// An http or https address with a host and without query, fragment or login. It may have a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(Url);

/// Why an address cannot be the public one.
#[derive(Debug, thiserror::Error)]
#[error(
    "{0} cannot be the public address: it is http or https, a host and perhaps a path, \
     such as https://service.example.org/epay/"
)]
pub struct NoPublicUrl(Url);

impl PublicUrl {
    pub fn new(url: Url) -> Result<Self, NoPublicUrl> {
        let plain = matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if plain {
            Ok(Self(url))
        } else {
            Err(NoPublicUrl(url))
        }
    }

    /// The address of a path of ours, which begins with a slash.
    pub fn at(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        url.set_path(&format!("{}{path}", self.path()));
        url
    }

    /// The path of ours that an address of ours leads to.
    pub fn path_of(&self, url: &Url) -> String {
        let path = url.path();
        path.strip_prefix(self.path()).unwrap_or(path).to_owned()
    }

    /// Scheme, host and port, as browsers write it in `Origin`.
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// Where the installation begins below its host: empty, or `/epay`.
    pub fn path(&self) -> &str {
        self.0.path().trim_end_matches('/')
    }

    /// Without a slash at the end: a path of ours can be added.
    pub fn base(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }

    pub fn is_secure(&self) -> bool {
        self.0.scheme() == "https"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(url: &str) -> Result<PublicUrl, NoPublicUrl> {
        PublicUrl::new(Url::parse(url).unwrap())
    }

    #[test]
    fn an_address_keeps_the_path_of_a_shared_proxy() {
        for (base, path, at) in [
            (
                "http://127.0.0.1:8080",
                "",
                "http://127.0.0.1:8080/town/q/x",
            ),
            (
                "https://a.example/epay",
                "/epay",
                "https://a.example/epay/town/q/x",
            ),
            (
                "https://a.example/epay/",
                "/epay",
                "https://a.example/epay/town/q/x",
            ),
        ] {
            let public = public(base).unwrap();
            assert_eq!(public.path(), path);
            assert_eq!(public.at("/town/q/x").as_str(), at);
            assert_eq!(public.path_of(&public.at("/town/q/x")), "/town/q/x");
        }
    }

    #[test]
    fn an_origin_has_no_path_and_no_default_port() {
        let origin = |url| public(url).unwrap().origin();
        assert_eq!(origin("https://a.example:443/epay/"), "https://a.example");
        assert_eq!(origin("http://127.0.0.1:8080"), "http://127.0.0.1:8080");
    }

    #[test]
    fn what_is_no_web_address_or_holds_more_than_a_path_is_refused() {
        for url in [
            "ftp://a.example/",
            "data:text/plain,x",
            "https://a.example/?x=1",
            "https://a.example/#x",
            "https://somebody@a.example/",
        ] {
            assert!(public(url).is_err(), "{url}");
        }
    }
}
