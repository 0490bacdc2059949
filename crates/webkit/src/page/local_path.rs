//! A path of ours that a page links to.

use std::fmt;

/// Begins with one slash and leads nowhere but to this host: browsers read two slashes, or a slash
/// and a backslash, as the beginning of another host's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalPath(String);

impl LocalPath {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for LocalPath {
    /// Slashes and backslashes at the beginning become one slash. Browsers drop tabs and line
    /// breaks in addresses, so these go, too.
    fn from(path: &str) -> Self {
        let kept = |c: &char| !c.is_ascii_control();
        let path: String = path.chars().filter(kept).collect();
        Self(format!("/{}", path.trim_start_matches(['/', '\\'])))
    }
}

impl From<String> for LocalPath {
    fn from(path: String) -> Self {
        Self::from(path.as_str())
    }
}

impl fmt::Display for LocalPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_never_begins_another_hosts_name() {
        for (path, local) in [
            ("/town/pay?x=//y", "/town/pay?x=//y"),
            ("//evil.example/", "/evil.example/"),
            ("/\\evil.example/", "/evil.example/"),
            ("/\t/evil.example/", "/evil.example/"),
            ("evil.example", "/evil.example"),
            ("", "/"),
        ] {
            assert_eq!(LocalPath::from(path).as_str(), local);
        }
    }
}
