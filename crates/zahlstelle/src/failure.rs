//! Why the program stops: what went wrong, where, and what to do about it.

use std::error::Error;
use std::fmt;
use std::process::ExitCode;

const FAILED: u8 = 1;
const USAGE: u8 = 2;
/// As plugins of Nagios and its kin end.
const WARNING: u8 = 1;
const CRITICAL: u8 = 2;

/// For people. Says nothing that only a developer understands unless there is nothing else.
#[derive(Debug)]
pub(crate) struct Failure {
    text: String,
    exit: u8,
}

impl Failure {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            exit: FAILED,
        }
    }

    /// The command line or the configuration is wrong.
    pub(crate) fn usage(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            exit: USAGE,
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

    /// Something that has to be mended was found, and the program works for the time being.
    pub(crate) fn warning(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            exit: WARNING,
        }
    }

    /// Something was found that keeps the program from working.
    pub(crate) fn critical(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            exit: CRITICAL,
        }
    }

    /// 2 for usage, 1 for everything else; of a look at the installation, as monitoring expects
    /// it, 1 for a warning and 2 for what is wrong.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.exit)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
