//! What was asked and answered, for assertions. Capped: the oldest entries go first.

use std::collections::VecDeque;

use bytes::Bytes;
use jiff::Timestamp;
use serde::Serialize;

/// Load tests send far more; no assertion needs more than this.
const ENTRIES: usize = 10_000;
/// Longer bodies are cut here.
const BODY_BYTES: usize = 8 * 1024;

/// One request and its answer.
#[derive(Clone, Debug)]
pub struct JournalEntry {
    pub number: u64,
    pub at: Timestamp,
    pub method: String,
    pub path: String,
    pub query: String,
    pub request_id: Option<String>,
    pub request: Bytes,
    pub status: u16,
    pub answer: Bytes,
    pub debug_id: String,
    /// The fault that struck, as its pattern.
    pub fault: Option<String>,
    pub warnings: Vec<String>,
}

#[derive(Debug, Default)]
pub(crate) struct Journal {
    entries: VecDeque<JournalEntry>,
    written: u64,
    warnings: Vec<String>,
}

impl Journal {
    /// A remark that goes with the entry of the call being answered.
    pub(crate) fn warn(&mut self, text: impl Into<String>) {
        self.warnings.push(text.into());
    }

    pub(crate) fn write(&mut self, mut entry: JournalEntry) {
        self.written += 1;
        entry.number = self.written;
        entry.request = cut(entry.request);
        entry.answer = cut(entry.answer);
        entry.warnings = std::mem::take(&mut self.warnings);
        if self.entries.len() >= ENTRIES {
            self.entries.pop_front();
        }
        self.entries.push_back(entry);
    }

    pub(crate) fn entries(&self) -> impl Iterator<Item = &JournalEntry> {
        self.entries.iter()
    }
}

fn cut(body: Bytes) -> Bytes {
    match body.get(..BODY_BYTES) {
        Some(start) => Bytes::copy_from_slice(start),
        None => body,
    }
}

/// A journal entry as the control API shows it.
#[derive(Debug, Serialize)]
pub(crate) struct EntryView<'a> {
    number: u64,
    at: String,
    method: &'a str,
    path: &'a str,
    query: &'a str,
    request_id: Option<&'a str>,
    request: String,
    status: u16,
    answer: String,
    debug_id: &'a str,
    fault: Option<&'a str>,
    warnings: &'a [String],
}

impl<'a> From<&'a JournalEntry> for EntryView<'a> {
    fn from(entry: &'a JournalEntry) -> Self {
        Self {
            number: entry.number,
            at: crate::common::clock::millis(entry.at),
            method: &entry.method,
            path: &entry.path,
            query: &entry.query,
            request_id: entry.request_id.as_deref(),
            request: String::from_utf8_lossy(&entry.request).into_owned(),
            status: entry.status,
            answer: String::from_utf8_lossy(&entry.answer).into_owned(),
            debug_id: &entry.debug_id,
            fault: entry.fault.as_deref(),
            warnings: &entry.warnings,
        }
    }
}
