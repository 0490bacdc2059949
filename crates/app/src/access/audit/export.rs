//! Files of the audit trail that prove where they come from.
//!
//! A file has one JSON object a line, the oldest act first; its first line says what it holds. Each
//! line ends with a hash of all before it, so that a changed one is found by its number; the last
//! hash is signed with the key that signs the chain's heads. Only sealed acts are in it. What an
//! export holds is written down by the act of exporting, and made anew from there when it is
//! fetched: what is sealed does not change.

use domain::access::Act;
use domain::ledger::SealKeyId;
use domain::values::hash::{hex, sha256};
use domain::{AuditId, Day};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use storage::ReadTx;
use storage::access::audit::StoredAct;

use super::names::Names;
use super::{AuditSearch, BATCH};
use crate::App;
use crate::access::acting::Acting;
use crate::access::staff::{StaffError, StaffPlace};
use crate::platform::SealKeys;
use crate::platform::seal_keys::BadSignature;

/// Begins the first line of every file.
const FORMAT: &str = "zahlstelle-audit-1";
/// A file is made as a whole: so many acts are some 20 MB.
const ENTRIES_MAX: u64 = 20_000;
/// Rows of the trail that one export looks at; it takes some seconds.
const LOOKED_AT_MAX: usize = 500_000;
/// Begins the last field of a line.
const HASH_FIELD: &str = ",\"hash\":\"";
const HASH_LETTERS: usize = 64;

/// Why nothing is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExportRefusal {
    #[error("more than 20000 acts, or too long a time; narrow the search down")]
    TooMany,
    #[error("no sealed act is found; what was done just now is sealed within a minute")]
    Nothing,
    #[error("details of what was exported were erased since; export anew")]
    Changed,
    #[error("this node has no key that signs")]
    NoKey,
}

/// A finished export, as its act says it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct ExportFacts {
    filter: Filter,
    /// Up to this number of the chain.
    pub up_to: u64,
    pub entries: u64,
    /// The last line's.
    pub hash: String,
    /// The key that signed.
    pub key: String,
}

/// The search as it is written down.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
struct Filter {
    actor: String,
    by: String,
    act: String,
    object: String,
    from: String,
    until: String,
    refused: Option<bool>,
    four_eyes: bool,
    accounts: bool,
}

/// A file and what is signed of it.
#[derive(Clone, Debug)]
pub struct AuditFile {
    pub text: String,
    /// One line: what is signed, and the signature.
    pub signature: String,
}

/// Why a file is not what was exported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadAuditFile {
    #[error("line {0} is not what was exported: it, or a line before it, was changed")]
    Line(u64),
    #[error("the file ends after {0} of {1} acts")]
    Cut(u64, u64),
    #[error("the file goes on behind line {0}, where the export ended")]
    Longer(u64),
    #[error("the signature is not one of an export")]
    Signature,
    #[error("the signature is of a key that is not in the file of keys: {0}")]
    UnknownKey(String),
    #[error("the signature is wrong")]
    Forged,
}

/// What a file proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedAuditFile {
    pub entries: u64,
    pub key: String,
}

/// What is signed: tenant, the act of exporting, how many acts, the last hash, the key.
fn signed_text(export: &str, facts: (u64, &str, &str)) -> String {
    let (entries, hash, key) = facts;
    format!("v1|x|{export}|{entries}|{hash}|{key}")
}

/// Lines, each with the hash of all before it.
#[derive(Default)]
struct Lines {
    text: String,
    hash: String,
    entries: u64,
}

impl Lines {
    /// The line with its hash as its last field.
    fn add(&mut self, value: &Value) {
        let line = value.to_string();
        let body = line.strip_suffix('}').unwrap_or(&line);
        self.hash = chained(&self.hash, body);
        self.text.push_str(body);
        self.text.push_str(HASH_FIELD);
        self.text.push_str(&self.hash);
        self.text.push_str("\"}\n");
    }
}

fn chained(before: &str, body: &str) -> String {
    hex(&sha256(&[before.as_bytes(), b"|", body.as_bytes()]))
}

fn entry(row: &StoredAct, names: &Names) -> Value {
    let sealed = row.sealed.map(|(number, seal)| (number, seal.to_string()));
    json!({
        "number": sealed.as_ref().map(|(number, _)| number),
        "seal": sealed.as_ref().map(|(_, seal)| seal),
        "id": row.id.to_string(),
        "at": row.at.to_rfc3339(),
        "actor": row.actor.to_string(),
        "name": names.of(&row.actor),
        "act": row.act,
        "object_kind": row.object_kind,
        "object": row.object,
        "outcome": row.outcome,
        "before": row.before,
        "after": row.after,
        "reason": row.reason,
        "request": row.request,
        "commitment": row.commitment.as_ref().map(|hash| hex(hash)),
        "details": hex(&row.details),
    })
}

impl Filter {
    fn of(search: &AuditSearch) -> Self {
        let day = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
        Self {
            actor: search.actor.clone(),
            by: search.by.map_or("", Into::into).to_owned(),
            act: search.act.clone(),
            object: search.object.clone(),
            from: day(search.from),
            until: day(search.until),
            refused: search.refused,
            four_eyes: search.four_eyes,
            accounts: search.accounts,
        }
    }

    fn search(&self) -> AuditSearch {
        AuditSearch {
            actor: self.actor.clone(),
            by: self.by.parse().ok(),
            act: self.act.clone(),
            object: self.object.clone(),
            from: Day::typed(&self.from).ok(),
            until: Day::typed(&self.until).ok(),
            refused: self.refused,
            four_eyes: self.four_eyes,
            accounts: self.accounts,
            before: None,
        }
    }
}

/// The file of a search, of what is sealed up to this number.
async fn lines_of(
    tx: &mut ReadTx,
    search: &AuditSearch,
    (export, up_to): (AuditId, u64),
) -> Result<Lines, StaffError> {
    let names = Names::read(tx).await?;
    let mut lines = Lines::default();
    let tenant = tx.tenant()?;
    lines.add(&json!({
        "format": FORMAT,
        "tenant": tenant.to_string(),
        "export": export.to_string(),
        "filter": Filter::of(search),
        "up_to": up_to,
    }));
    let (mut after, before) = search.between();
    let mut looked_at = 0;
    loop {
        let access = tx.access();
        let batch = access.audit().in_order((after, before), BATCH).await?;
        let is_last = batch.len() < BATCH as usize;
        looked_at += batch.len();
        for row in &batch {
            after = row.id.next();
            let sealed = row.sealed.is_some_and(|(number, _)| number <= up_to);
            if !sealed || !search.keeps(row, &names) {
                continue;
            }
            lines.entries += 1;
            lines.add(&entry(row, &names));
        }
        if lines.entries > ENTRIES_MAX || (!is_last && looked_at >= LOOKED_AT_MAX) {
            return Err(ExportRefusal::TooMany.into());
        }
        if is_last {
            return Ok(lines);
        }
    }
}

impl App {
    /// Exports what is found and sealed. The act says what, how many and under which hash.
    pub(crate) async fn export_audit(
        &self,
        by: &Acting,
        place: &StaffPlace,
        search: &AuditSearch,
    ) -> Result<AuditId, StaffError> {
        let mut moment = self.moment();
        let key = self.settings.seal_keys.signing();
        let key = key.map_err(|_none| ExportRefusal::NoKey)?;
        let mut audit = by.does(Act::AuditExport, place.tenant);
        let id = audit.id(&mut moment);
        let mut tx = self.db.read(place.scope()).await?;
        let head = tx.ledger().head().await?;
        let up_to = head.ok_or(ExportRefusal::Nothing)?.place.number;
        let search = AuditSearch {
            before: None,
            // An export without an end would hold the act of another one that is made from it.
            until: search.until.or(Some(Day::in_berlin(moment.now))),
            ..search.clone()
        };
        let lines = lines_of(&mut tx, &search, (id, up_to)).await?;
        drop(tx);
        if lines.entries == 0 {
            return Err(ExportRefusal::Nothing.into());
        }
        let facts = ExportFacts {
            filter: Filter::of(&search),
            up_to,
            entries: lines.entries,
            hash: lines.hash,
            key: key.to_string(),
        };
        let mut audit = audit.leading_to(json!(facts));
        let mut tx = self.db.write(place.scope()).await?;
        audit.write(&mut tx, &mut moment).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// The file of an export, made anew from its act. What differs from what was exported is not
    /// signed.
    pub(crate) async fn audit_file(
        &self,
        place: &StaffPlace,
        export: AuditId,
    ) -> Result<AuditFile, StaffError> {
        let mut tx = self.db.read(place.scope()).await?;
        let row = tx.access().audit().find(export).await?;
        let row = row.filter(|row| row.act == Act::AuditExport.name());
        let facts = row
            .and_then(|row| row.after)
            .and_then(|text| facts_of(&text));
        let facts = facts.ok_or(StaffError::NotFound)?;
        let search = facts.filter.search();
        let lines = lines_of(&mut tx, &search, (export, facts.up_to)).await?;
        if lines.hash != facts.hash {
            return Err(ExportRefusal::Changed.into());
        }
        let keys = &self.settings.seal_keys;
        let key = keys
            .signing()
            .map_err(|_none| ExportRefusal::NoKey)?
            .to_string();
        let text = signed_text(&export.to_string(), (lines.entries, &lines.hash, &key));
        let signature = keys
            .sign_text(&text)
            .map_err(|_none| ExportRefusal::NoKey)?;
        Ok(AuditFile {
            text: lines.text,
            signature: format!("{text}|{}\n", hex(&signature)),
        })
    }
}

/// What the act of an export says of it.
pub(super) fn facts_of(after: &str) -> Option<ExportFacts> {
    serde_json::from_str(after).ok()
}

/// Checks a file against its signature and the public keys.
pub fn check_file(
    text: &str,
    signature: &str,
    keys: &SealKeys,
) -> Result<CheckedAuditFile, BadAuditFile> {
    let signature = signature.trim_end();
    let (signed, bytes) = signature.rsplit_once('|').ok_or(BadAuditFile::Signature)?;
    let fields: Vec<_> = signed.split('|').collect();
    let ["v1", "x", export, entries, hash, key] = fields.as_slice() else {
        return Err(BadAuditFile::Signature);
    };
    let entries: u64 = entries.parse().map_err(|_| BadAuditFile::Signature)?;
    let id: SealKeyId = key.parse().map_err(|_| BadAuditFile::Signature)?;
    let bytes = unhex(bytes).ok_or(BadAuditFile::Signature)?;
    match keys.check_text(id, signed, &bytes) {
        Ok(()) => {}
        Err(BadSignature::UnknownKey) => {
            return Err(BadAuditFile::UnknownKey((*key).to_owned()));
        }
        Err(BadSignature::Wrong) => return Err(BadAuditFile::Forged),
    }
    let (mut last, mut count) = (String::new(), 0);
    for (line, number) in text.split_inclusive('\n').zip(1..) {
        if count > entries {
            return Err(BadAuditFile::Longer(number - 1));
        }
        let bad = || BadAuditFile::Line(number);
        let (body, told) = parts(line).ok_or_else(bad)?;
        last = chained(&last, body);
        let names_export = number > 1 || body.contains(export);
        if told != last || !names_export {
            return Err(bad());
        }
        count += 1;
    }
    // The first line is no act.
    let acts = count.saturating_sub(1);
    if acts < entries || count == 0 {
        return Err(BadAuditFile::Cut(acts, entries));
    }
    if last != *hash {
        return Err(BadAuditFile::Line(count));
    }
    Ok(CheckedAuditFile {
        entries,
        key: (*key).to_owned(),
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes().chunks(2);
    let byte = |pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    digits.map(byte).collect()
}

/// A line before its hash, and the hash; `None` for one that no export wrote.
fn parts(line: &str) -> Option<(&str, &str)> {
    let line = line.strip_suffix("\"}\n")?;
    let (body, hash) = line.rsplit_once(HASH_FIELD)?;
    (hash.len() == HASH_LETTERS).then_some((body, hash))
}

#[cfg(test)]
mod tests {
    use domain::{Moment, Timestamp};

    use super::*;

    fn keys(seed: u64) -> SealKeys {
        let mut moment = Moment::fixed(Timestamp::from_micros(0), seed);
        SealKeys::from_key_file(&SealKeys::new_key(&mut moment)).unwrap()
    }

    /// Two acts, as an export writes them.
    fn exported(keys: &SealKeys) -> (String, String) {
        let mut lines = Lines::default();
        lines.add(&json!({ "format": FORMAT, "export": "aud_1" }));
        for act in ["refund.request", "refund.release"] {
            lines.add(&json!({ "act": act }));
        }
        let key = keys.signing().unwrap().to_string();
        let text = signed_text("aud_1", (2, &lines.hash, &key));
        let signature = hex(&keys.sign_text(&text).unwrap());
        (lines.text, format!("{text}|{signature}\n"))
    }

    #[test]
    fn a_file_is_checked_with_the_public_key_alone() {
        let keys = keys(1);
        let (text, signature) = exported(&keys);
        let public = SealKeys::from_key_file(&keys.public_lines().join("\n")).unwrap();
        let checked = check_file(&text, &signature, &public).unwrap();
        assert_eq!(checked.entries, 2);
        let stranger = check_file(&text, &signature, &self::keys(2));
        assert!(matches!(stranger, Err(BadAuditFile::UnknownKey(_))));
    }

    #[test]
    fn every_changed_byte_is_refused_with_its_line() {
        let keys = keys(1);
        let (text, signature) = exported(&keys);
        for place in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[place] = if bytes[place] == b'a' { b'b' } else { b'a' };
            let Ok(changed) = String::from_utf8(bytes) else {
                continue;
            };
            let line = text[..place].matches('\n').count() as u64 + 1;
            let found = check_file(&changed, &signature, &keys);
            assert_eq!(found, Err(BadAuditFile::Line(line)), "byte {place}");
        }
    }

    #[test]
    fn lines_that_are_left_out_or_added_are_refused() {
        let keys = keys(1);
        let (text, signature) = exported(&keys);
        let lines: Vec<_> = text.split_inclusive('\n').collect();
        let cut = lines[..2].concat();
        assert_eq!(
            check_file(&cut, &signature, &keys),
            Err(BadAuditFile::Cut(1, 2))
        );
        let without = format!("{}{}", lines[0], lines[2]);
        assert_eq!(
            check_file(&without, &signature, &keys),
            Err(BadAuditFile::Line(2))
        );
        let more = format!("{text}{}", lines[2]);
        assert_eq!(
            check_file(&more, &signature, &keys),
            Err(BadAuditFile::Longer(3))
        );
        assert_eq!(
            check_file("", &signature, &keys),
            Err(BadAuditFile::Cut(0, 2))
        );
    }

    #[test]
    fn a_signature_of_something_else_is_refused() {
        let keys = keys(1);
        let (text, signature) = exported(&keys);
        let other = signature.replacen("aud_1", "aud_2", 1);
        assert_eq!(check_file(&text, &other, &keys), Err(BadAuditFile::Forged));
        for bad in ["", "v1|x", "v1|h|a|1|b|c|d"] {
            assert_eq!(
                check_file(&text, bad, &keys),
                Err(BadAuditFile::Signature),
                "{bad}"
            );
        }
    }
}
