//! The cheapest HTTP client there can be: one connection that stays, requests that are bytes
//! already, an answer that is looked at only as far as needed to find its end.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::BenchError;
use crate::error::Doing;

/// Larger than any answer here; an answer that grows beyond is a mistake.
const ANSWER_MAX: usize = 1 << 20;

/// A connection to a server on this machine.
pub(crate) struct Wire {
    stream: TcpStream,
    read: Vec<u8>,
}

/// What came back, until the next call.
pub(crate) struct Answer<'w> {
    pub(crate) status: u16,
    pub(crate) head: &'w [u8],
    pub(crate) body: &'w [u8],
}

enum Length {
    Bytes(usize),
    Chunked,
}

impl Wire {
    pub(crate) async fn connect(to: SocketAddr) -> Result<Self, BenchError> {
        let stream = TcpStream::connect(to).await.doing("connecting")?;
        stream.set_nodelay(true).doing("connecting")?;
        Ok(Self {
            stream,
            read: Vec::with_capacity(16 * 1024),
        })
    }

    pub(crate) async fn call(&mut self, request: &[u8]) -> Result<Answer<'_>, BenchError> {
        self.stream.write_all(request).await.doing("asking")?;
        self.read.clear();
        let body_at = loop {
            if let Some(at) = position(&self.read, b"\r\n\r\n") {
                break at + 4;
            }
            self.more().await?;
        };
        match Length::of(self.read.get(..body_at).unwrap_or_default())? {
            Length::Bytes(length) => {
                while self.read.len() < body_at + length {
                    self.more().await?;
                }
            }
            Length::Chunked => {
                while !ends(self.read.get(body_at..).unwrap_or_default()) {
                    self.more().await?;
                }
            }
        }
        let (head, body) = self.read.split_at_checked(body_at).unwrap_or_default();
        let status = head.get(9..12).and_then(number).unwrap_or(0);
        Ok(Answer {
            status: u16::try_from(status).unwrap_or(0),
            head,
            body,
        })
    }

    /// As [`Self::call`]; any other status than `expected` is a failure.
    pub(crate) async fn expect(
        &mut self,
        request: &[u8],
        expected: u16,
    ) -> Result<Answer<'_>, BenchError> {
        let answer = self.call(request).await?;
        if answer.status == expected {
            return Ok(answer);
        }
        let asked = request.split(|byte| *byte == b'\r').next();
        Err(BenchError::new(format!(
            "{} was answered with {}, not {expected}: {}",
            String::from_utf8_lossy(asked.unwrap_or_default()),
            answer.status,
            String::from_utf8_lossy(answer.body.get(..400).unwrap_or(answer.body)),
        )))
    }

    async fn more(&mut self) -> Result<(), BenchError> {
        let got = self.stream.read_buf(&mut self.read).await;
        if got.doing("reading an answer")? == 0 || self.read.len() > ANSWER_MAX {
            return Err(BenchError::new("an answer broke off"));
        }
        Ok(())
    }
}

impl Answer<'_> {
    /// The text between `before` and the next `"`, anywhere in the body.
    pub(crate) fn text_after(&self, before: &str) -> Option<String> {
        let at = position(self.body, before.as_bytes())? + before.len();
        let rest = self.body.get(at..)?;
        let text = rest.split(|byte| *byte == b'"').next()?;
        Some(String::from_utf8_lossy(text).into_owned())
    }

    /// The value of a header, its name in small letters with a colon.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let value = header(self.head, name.as_bytes())?;
        Some(String::from_utf8_lossy(value).into_owned())
    }
}

impl Length {
    fn of(head: &[u8]) -> Result<Self, BenchError> {
        if let Some(length) = header(head, b"content-length:") {
            let length = number(length).and_then(|length| usize::try_from(length).ok());
            let length = length.filter(|length| *length <= ANSWER_MAX);
            return length
                .map(Self::Bytes)
                .ok_or_else(|| BenchError::new("an answer without a sensible length"));
        }
        match header(head, b"transfer-encoding:") {
            Some(_) => Ok(Self::Chunked),
            // 304 and the like; nothing here is answered until the connection closes.
            None => Ok(Self::Bytes(0)),
        }
    }
}

fn header<'h>(head: &'h [u8], name: &[u8]) -> Option<&'h [u8]> {
    let mut lines = head.split(|byte| *byte == b'\n');
    lines.find_map(|line| {
        let (begin, value) = line.split_at_checked(name.len())?;
        let same = begin.eq_ignore_ascii_case(name);
        same.then(|| value.trim_ascii())
    })
}

/// Whether a chunked body is complete.
fn ends(mut body: &[u8]) -> bool {
    loop {
        let Some(line) = position(body, b"\r\n") else {
            return false;
        };
        let size = body.get(..line).and_then(|size| {
            let size = std::str::from_utf8(size).ok()?;
            usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()
        });
        let next = line + 2 + size.unwrap_or(ANSWER_MAX) + 2;
        if body.len() < next {
            return false;
        }
        if size == Some(0) {
            return true;
        }
        body = body.get(next..).unwrap_or_default();
    }
}

pub(crate) fn position(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len())
        .position(|window| window == wanted)
}

fn number(digits: &[u8]) -> Option<u64> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_found_whatever_its_letters() {
        let head = b"HTTP/1.1 303 See Other\r\nLocation: /a\r\nContent-Length: 0\r\n\r\n";
        assert_eq!(header(head, b"location:"), Some(&b"/a"[..]));
        assert!(matches!(Length::of(head), Ok(Length::Bytes(0))));
        assert_eq!(header(head, b"refresh:"), None);
    }

    #[test]
    fn a_chunked_body_ends_with_the_empty_chunk_and_nowhere_else() {
        let whole = b"4\r\n0\r\n\r\r\n3;x=y\r\nabc\r\n0\r\n\r\n";
        assert!(ends(whole));
        for cut in 0..whole.len() {
            assert!(!ends(&whole[..cut]), "{cut}");
        }
    }
}
