//! Why the program stops: what went wrong, where, and what to do about it.

use std::error::Error;
use std::fmt;
use std::process::ExitCode;

/// For people. Says nothing that only a developer understands unless there is nothing else.
#[derive(Debug)]
pub(crate) struct Failure {
    text: String,
    usage: bool,
}

impl Failure {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            usage: false,
        }
    }

    /// The command line or the configuration is wrong.
    pub(crate) fn usage(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            usage: true,
        }
    }

    /// `what` failed because of `error`, with everything behind it.
    pub(crate) fn because(what: &str, error: &dyn Error) -> Self {
        let mut text = format!("{what}: {error}");
        let mut next = error.source();
        while let Some(cause) = next {
            text.push_str("\n  because ");
            text.push_str(&cause.to_string());
            next = cause.source();
        }
        Self::new(text)
    }

    /// 2 for usage, 1 for everything else.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(if self.usage { 2 } else { 1 })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
