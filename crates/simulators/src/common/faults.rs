//! Faults on order: which calls they strike, how often, and what goes wrong.

use serde::{Deserialize, Serialize};

/// Marks an answer that must never reach the caller: a test transport turns it into a broken
/// connection, the real server closes the socket.
pub const LOST_HEADER: &str = "x-sim-lost";
/// The status such an answer carries; no real server uses it.
pub const LOST_STATUS: u16 = 599;

/// What shall go wrong. The first fault whose pattern matches strikes.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fault {
    /// Method and path with `*` for anything: `POST /v2/checkout/orders/*/capture`.
    #[serde(rename = "match")]
    pub matches: String,
    /// Lets so many matching calls pass first.
    pub skip: u32,
    /// Strikes so many calls, then is gone.
    pub times: u32,
    /// Answers with this status and the provider's error body for it.
    pub status: Option<u16>,
    /// Answers with this issue, if the endpoint knows it.
    pub issue: Option<String>,
    /// The call takes effect before it goes wrong: the money moved, the answer is lost.
    pub after_effect: bool,
    /// Waits before anything else.
    pub latency_ms: u64,
    /// Hangs for longer than any client waits, then breaks the connection.
    pub timeout: bool,
    /// Breaks the connection at once.
    pub lost: bool,
}

impl Default for Fault {
    fn default() -> Self {
        Self {
            matches: "* *".to_owned(),
            skip: 0,
            times: 1,
            status: None,
            issue: None,
            after_effect: false,
            latency_ms: 0,
            timeout: false,
            lost: false,
        }
    }
}

impl Fault {
    /// A fault on calls that match, once; set the rest with struct update syntax.
    pub fn on(matches: impl Into<String>) -> Self {
        Self {
            matches: matches.into(),
            ..Self::default()
        }
    }

    /// True when the handler's answer never reaches the caller.
    pub(crate) const fn replaces_the_answer(&self) -> bool {
        self.status.is_some() || self.issue.is_some() || self.timeout || self.lost
    }
}

#[derive(Debug, Default)]
pub(crate) struct Faults {
    waiting: Vec<Fault>,
}

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        self.waiting.push(fault);
    }

    pub(crate) fn clear(&mut self) {
        self.waiting.clear();
    }

    pub(crate) fn waiting(&self) -> &[Fault] {
        &self.waiting
    }

    /// The fault that strikes this call; counts it down.
    pub(crate) fn strike(&mut self, call: &str) -> Option<Fault> {
        let at = self
            .waiting
            .iter()
            .position(|fault| glob(&fault.matches, call))?;
        let fault = self.waiting.get_mut(at)?;
        if fault.skip > 0 {
            fault.skip -= 1;
            return None;
        }
        let struck = fault.clone();
        fault.times = fault.times.saturating_sub(1);
        if fault.times == 0 {
            self.waiting.remove(at);
        }
        Some(struck)
    }
}

/// `*` stands for any characters, also none.
fn glob(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|start| text.strip_prefix(start)) else {
        return false;
    };
    let mut parts = parts.peekable();
    let mut open = false;
    while let Some(part) = parts.next() {
        open = part.is_empty() && parts.peek().is_none();
        let found = if parts.peek().is_none() {
            rest.rfind(part)
        } else {
            rest.find(part)
        };
        let Some(after) = found.and_then(|at| rest.get(at + part.len()..)) else {
            return false;
        };
        rest = after;
    }
    open || rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_names_method_and_path() {
        let capture = "POST /v2/checkout/orders/7XR/capture";
        for pattern in [
            "POST /v2/checkout/orders/*/capture",
            "*",
            "* *",
            "POST *capture",
            capture,
        ] {
            assert!(glob(pattern, capture), "{pattern}");
        }
        for pattern in ["GET *", "POST /v2/checkout/orders", "POST *captures", ""] {
            assert!(!glob(pattern, capture), "{pattern}");
        }
    }

    #[test]
    fn a_fault_lets_the_first_pass_and_strikes_so_often_as_told() {
        let mut faults = Faults::default();
        faults.add(Fault {
            skip: 1,
            times: 2,
            status: Some(503),
            ..Fault::on("GET *")
        });
        let struck: Vec<bool> = (0..5).map(|_| faults.strike("GET /a").is_some()).collect();
        assert_eq!(struck, [false, true, true, false, false]);
    }
}
