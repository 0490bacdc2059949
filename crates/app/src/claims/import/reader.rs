//! Reads the file on a thread of its own, a few pieces ahead of the database.

use std::cell::Cell;
use std::io::Read;
use std::rc::Rc;

use aws_lc_rs::digest::{Context, SHA256};
use csv::{ByteRecord, ReaderBuilder, Terminator};
use tokio::sync::mpsc::{self, Receiver};

use super::layout::{Header, Layout, Row, is_empty};
use super::{BadRow, Fault, ImportError, PIECE, ROWS_MAX};

/// Bytes read at once.
const BUFFER: usize = 64 * 1024;
/// Pieces that wait for the database at most; with one in each hand this bounds the memory.
const AHEAD: usize = 2;
/// A row longer than this holds something else than a claim.
const ROW_BYTES_MAX: usize = 4_096;
/// Bytes read without a row coming to its end: a quotation mark has no partner, and the rest of the
/// file would be taken for one row.
const ENDLESS: usize = 4 * BUFFER;

/// What the reader hands over.
pub(super) enum Piece {
    Rows(Vec<Result<Row, BadRow>>),
    /// The file is at its end; the hash of what was read.
    End([u8; 32]),
    Failed(ImportError),
}

/// SHA-256 of the whole file.
pub(super) fn hash(file: &mut impl Read) -> std::io::Result<[u8; 32]> {
    let mut hashing = Hashing::new(file);
    std::io::copy(&mut hashing, &mut std::io::sink())?;
    Ok(hashing.finish())
}

/// The file's rows, read as fast as they are taken.
pub(super) fn pieces(file: impl Read + Send + 'static, layout: Layout) -> Receiver<Piece> {
    let (sender, receiver) = mpsc::channel(AHEAD);
    tokio::task::spawn_blocking(move || {
        let mut hashing = Hashing::new(file);
        let read = read_all(&mut hashing, &layout, |rows| {
            // The receiver is gone: the import failed elsewhere.
            sender.blocking_send(Piece::Rows(rows)).is_ok()
        });
        let last = match read {
            Ok(()) => Piece::End(hashing.finish()),
            Err(error) => Piece::Failed(error),
        };
        let _gone = sender.blocking_send(last);
    });
    receiver
}

fn read_all(
    file: &mut impl Read,
    layout: &Layout,
    mut take: impl FnMut(Vec<Result<Row, BadRow>>) -> bool,
) -> Result<(), ImportError> {
    let mut file = file;
    let (first, separator) = first_line(&mut file)?;
    let left = Rc::new(Cell::new(ENDLESS));
    let file = Bounded {
        inner: file,
        left: Rc::clone(&left),
    };
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        // Lines are counted by it; a carriage return before it is white space at a field's end.
        .terminator(Terminator::Any(b'\n'))
        .flexible(true)
        .buffer_capacity(BUFFER)
        .from_reader(first.as_slice().chain(file).chain(&b"\n"[..]));
    let header = Header::read(reader.byte_headers().map_err(unreadable)?)?;
    let mut record = ByteRecord::new();
    let mut rows = Vec::with_capacity(PIECE);
    let mut read = 0;
    loop {
        let line = reader.position().line();
        match reader.read_byte_record(&mut record) {
            Ok(true) => left.set(ENDLESS),
            Ok(false) => break,
            Err(_) if left.get() == 0 => return Err(ImportError::Endless { line }),
            Err(error) => return Err(unreadable(error)),
        }
        if is_empty(&record) {
            continue;
        }
        read += 1;
        if read > ROWS_MAX {
            return Err(ImportError::TooManyRows);
        }
        let line = first_line_of(&record, reader.position().line());
        let row = if record.as_slice().len() > ROW_BYTES_MAX {
            Err(BadRow {
                line,
                faults: vec![Fault::new("", "the row is longer than 4096 bytes")],
            })
        } else {
            layout.row(&header, &record, line)
        };
        rows.push(row);
        if rows.len() == PIECE && !take(std::mem::replace(&mut rows, Vec::with_capacity(PIECE))) {
            return Ok(());
        }
    }
    if !rows.is_empty() {
        take(rows);
    }
    Ok(())
}

/// Where a row begins. What the parser says is where it began to look for it, which is a blank line
/// where one stands before the row. `after` is the line behind its end.
fn first_line_of(record: &ByteRecord, after: u64) -> u64 {
    let breaks = record.as_slice().iter().filter(|byte| **byte == b'\n');
    let breaks = u64::try_from(breaks.count()).unwrap_or(0);
    let looked_from = record.position().map_or(0, csv::Position::line);
    after.saturating_sub(1 + breaks).max(looked_from)
}

/// The header as bytes and the separator it uses; a byte order mark is dropped. Refuses UTF-16,
/// which spreadsheets call "Unicode text".
fn first_line(file: &mut impl Read) -> Result<(Vec<u8>, u8), ImportError> {
    let mut first = Vec::new();
    let mut byte = [0];
    // Byte by byte, so that nothing behind the line is taken; it is read once.
    while file.read(&mut byte)? == 1 {
        first.extend_from_slice(&byte);
        if byte == *b"\n" {
            break;
        }
        if first.len() > ROW_BYTES_MAX {
            return Err(ImportError::Columns("the first line never ends".to_owned()));
        }
    }
    if first.starts_with(b"\xFF\xFE") || first.starts_with(b"\xFE\xFF") || first.contains(&0) {
        return Err(ImportError::NotUtf8);
    }
    if let Some(rest) = first.strip_prefix(b"\xEF\xBB\xBF") {
        first = rest.to_vec();
    }
    let separator = [b';', b',', b'\t']
        .into_iter()
        .find(|separator| first.contains(separator));
    Ok((first, separator.unwrap_or(b';')))
}

fn unreadable(error: csv::Error) -> ImportError {
    ImportError::File(error.into())
}

/// A reader that fails once it has read `left` bytes.
struct Bounded<R> {
    inner: R,
    left: Rc<Cell<usize>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.left.get() == 0 {
            return Err(std::io::Error::other("a row without an end"));
        }
        let read = self.inner.read(buffer)?;
        self.left.set(self.left.get().saturating_sub(read));
        Ok(read)
    }
}

/// Hashes what it reads.
struct Hashing<R> {
    inner: R,
    hash: Context,
}

impl<R: Read> Hashing<R> {
    fn new(inner: R) -> Self {
        Self {
            inner,
            hash: Context::new(&SHA256),
        }
    }

    fn finish(self) -> [u8; 32] {
        let digest = self.hash.finish();
        digest.as_ref().try_into().unwrap_or([0; 32])
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hash.update(buffer.get(..read).unwrap_or_default());
        Ok(read)
    }
}
