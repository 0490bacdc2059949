//! What happened to a simulator, written down so that it can happen again.
//!
//! Everything follows from the seed, the calls and their times. So a simulator that is begun again
//! from its chronicle is the one it was: with the same orders, the same money, the same webhooks.
//! Only its keys are new, and what was on its way to a receiver is lost.
//!
//! One line of JSON for each event, written under the simulator's lock, so that their order is the
//! one in which they had their effect. A last line that was cut off is as if it had not happened:
//! its call had no answer yet.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::request::Parts;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::common::Delivery;
use crate::common::faults::Fault;
use crate::paypal::http::call::Call;
use crate::paypal::http::exchange;
use crate::paypal::payments::buyer::{self, Choice};
use crate::paypal::state::State;
use crate::paypal::webhooks::deliver::{self, Unsigned};

/// Something that changed the simulator's state.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Event {
    Begun {
        seed: u64,
    },
    /// A call came in. Some time may pass before it has its effect.
    Called {
        number: u64,
        method: String,
        uri: String,
        headers: Vec<(String, String)>,
        body: String,
    },
    /// The call with this number had its effect.
    Answered {
        number: u64,
    },
    /// A button of the buyer's page, pressed by a program.
    Pressed {
        order: String,
        button: String,
    },
    /// Deliveries were taken out of their queue.
    Taken {
        everything: bool,
    },
    /// A past was played up to the present.
    PastPlayed,
    /// A delivery was put back.
    Failed {
        event: String,
        webhook: String,
        attempt: u32,
    },
}

#[derive(Serialize, Deserialize)]
struct Line {
    /// The simulator's time, in nanoseconds since 1970.
    at: i64,
    /// Of a past that was played while the present went on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    played: bool,
    event: Event,
}

/// The file events are appended to.
#[derive(Debug)]
pub(crate) struct Chronicle {
    file: File,
    /// How many calls came in.
    calls: u64,
    /// What happens now is of a past that is played.
    plays: bool,
    /// A line was not written; what follows would not fit what is missing.
    broken: bool,
}

/// What a file tells of the past.
pub(crate) struct Past {
    pub(crate) seed: u64,
    pub(crate) begun: Timestamp,
    lines: Vec<Line>,
}

impl Chronicle {
    /// Begins a new file.
    pub(crate) fn begin(path: &Path, seed: u64, now: Timestamp) -> io::Result<Self> {
        let mut chronicle = Self {
            file: File::create(path)?,
            calls: 0,
            plays: false,
            broken: false,
        };
        chronicle.append(now, Event::Begun { seed })?;
        Ok(chronicle)
    }

    /// Goes on with a file that was read.
    pub(crate) fn go_on(path: &Path, past: &Past) -> io::Result<Self> {
        let calls = past.lines.iter();
        let calls = calls.filter(|line| matches!(line.event, Event::Called { .. }));
        let calls = u64::try_from(calls.count()).map_err(io::Error::other)?;
        Ok(Self {
            file: OpenOptions::new().append(true).open(path)?,
            calls,
            plays: false,
            broken: false,
        })
    }

    /// Whether what is written down next is of a past that is played.
    pub(crate) const fn plays(&mut self, plays: bool) {
        self.plays = plays;
    }

    /// Writes down what happened. A chronicle that cannot be written ends there.
    pub(crate) fn note(&mut self, at: Timestamp, event: Event) {
        if self.broken {
            return;
        }
        if let Err(error) = self.append(at, event) {
            self.broken = true;
            tracing::error!(error = %error, "what happens to the simulator is not remembered");
        }
    }

    /// Writes down a call that came in; its number.
    pub(crate) fn note_call(&mut self, at: Timestamp, parts: &Parts, body: &Bytes) -> u64 {
        self.calls += 1;
        let headers = parts.headers.iter().filter_map(|(name, value)| {
            let value = value.to_str().ok()?;
            Some((name.to_string(), value.to_owned()))
        });
        let event = Event::Called {
            number: self.calls,
            method: parts.method.to_string(),
            uri: parts.uri.to_string(),
            headers: headers.collect(),
            body: STANDARD.encode(body),
        };
        self.note(at, event);
        self.calls
    }

    fn append(&mut self, at: Timestamp, event: Event) -> io::Result<()> {
        let at = i64::try_from(at.as_nanosecond()).map_err(io::Error::other)?;
        let mut line = serde_json::to_vec(&Line {
            at,
            played: self.plays,
            event,
        })?;
        line.push(b'\n');
        self.file.write_all(&line)
    }
}

impl Past {
    /// `None` when there is no file, or nothing in it. A last line that was cut off is removed;
    /// a file that is no chronicle is left alone.
    pub(crate) fn read(path: &Path) -> io::Result<Option<Self>> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut reader = BufReader::new(file);
        let (mut lines, mut whole, mut text) = (Vec::new(), 0, String::new());
        while reader.read_line(&mut text)? > 0 && text.ends_with('\n') {
            whole += text.len();
            lines.push(serde_json::from_str::<Line>(&text)?);
            text.clear();
        }
        let (seed, begun) = match lines.first() {
            None if text.is_empty() => return Ok(None),
            Some(Line {
                at,
                event: Event::Begun { seed },
                ..
            }) => (*seed, time(*at)?),
            None | Some(_) => {
                return Err(io::Error::other("the first line does not say how it began"));
            }
        };
        if !text.is_empty() {
            let file = OpenOptions::new().write(true).open(path)?;
            file.set_len(u64::try_from(whole).map_err(io::Error::other)?)?;
        }
        Ok(Some(Self { seed, begun, lines }))
    }

    /// Lets it all happen again.
    pub(crate) fn happen(self, state: &mut State) -> io::Result<()> {
        let mut again = Again::default();
        for line in self.lines {
            state.clock.set(time(line.at)?);
            if line.played {
                let played = state.played.get_or_insert_default();
                played.set(line.at / 1_000);
            }
            state.catch_up();
            again.happen(state, line.event)?;
        }
        Ok(())
    }
}

/// What has begun and not ended yet while it happens again.
#[derive(Default)]
struct Again {
    calls: HashMap<u64, (Call, Option<Fault>)>,
    taken: HashMap<(String, String, u32), Unsigned>,
}

impl Again {
    fn happen(&mut self, state: &mut State, event: Event) -> io::Result<()> {
        match event {
            Event::Begun { .. } => {}
            Event::PastPlayed => {
                state.played = None;
                state.catch_up();
            }
            Event::Called {
                number,
                method,
                uri,
                headers,
                body,
            } => {
                let mut request = http::Request::builder().method(method.as_str()).uri(uri);
                for (name, value) in headers {
                    request = request.header(name, value);
                }
                let (parts, ()) = request.body(()).map_err(io::Error::other)?.into_parts();
                let body = STANDARD.decode(body).map_err(io::Error::other)?;
                let (call, _, fault) = exchange::take_apart(state, parts, body.into());
                self.calls.insert(number, (call, fault));
            }
            Event::Answered { number } => {
                if let Some((call, fault)) = self.calls.remove(&number) {
                    exchange::effect(state, &call, fault.as_ref());
                }
            }
            Event::Pressed { order, button } => {
                if let Some(choice) = Choice::of_word(&button) {
                    buyer::choose(state, &order, choice);
                }
            }
            Event::Taken { everything } => {
                for unsigned in deliver::take(state, everything) {
                    self.taken.insert(unsigned.key(), unsigned);
                }
            }
            Event::Failed {
                event,
                webhook,
                attempt,
            } => {
                if let Some(unsigned) = self.taken.remove(&(event, webhook, attempt)) {
                    let keys = std::sync::Arc::clone(&state.keys);
                    deliver::failed(state, unsigned.sign(&keys));
                }
            }
        }
        Ok(())
    }
}

impl Event {
    pub(crate) fn failed(delivery: &Delivery) -> Self {
        Self::Failed {
            event: delivery.event_id.clone(),
            webhook: delivery.webhook_id.clone(),
            attempt: delivery.attempt,
        }
    }
}

fn time(nanoseconds: i64) -> io::Result<Timestamp> {
    Timestamp::from_nanosecond(i128::from(nanoseconds)).map_err(io::Error::other)
}
