//! Payments that are asked for and paid, beside the least SQL that could do it, and beside the
//! product's own rows written raw.

use crate::authority::BenchAuthority;
use crate::clients::load;
use crate::limits::own_rows::{self, Part};
use crate::limits::raw;
use crate::measure::Pace;
use crate::report::{Goal, Line};
use crate::scenarios::{Bench, Trial};
use crate::{BenchError, Engine};

/// Clients of a small machine's everyday peak.
const USUAL: u32 = 16;

/// What a figure is called, what it is held against, and how near it shall come.
type Beside = (&'static str, &'static str, Option<Goal>);

const CREATED: [Beside; 3] = [
    (
        "create",
        "raw one-row commits/s",
        Some(Goal::RatioAtLeast(250)),
    ),
    (
        "create, own rows",
        "A: the same rows, a round trip a commit, payments/s",
        Some(Goal::RatioAtLeast(800)),
    ),
    (
        "create, own rows gathered",
        "B: the same rows, 16 payments a commit, payments/s",
        None,
    ),
];

const PAID: [Beside; 3] = [
    (
        "lifecycle",
        "raw payments of four commits/s",
        Some(Goal::RatioAtLeast(500)),
    ),
    (
        "lifecycle, own rows",
        "A: the same rows, a round trip a commit, payments/s",
        Some(Goal::RatioAtLeast(600)),
    ),
    (
        "lifecycle, own rows gathered",
        "B: the same rows, 16 payments a commit, payments/s",
        None,
    ),
];

impl Bench {
    pub(crate) async fn create(&self, engine: Engine) -> Result<Vec<Line>, BenchError> {
        self.written(Part::Creation, engine).await
    }

    pub(crate) async fn lifecycle(&self, engine: Engine) -> Result<Vec<Line>, BenchError> {
        self.written(Part::Whole, engine).await
    }

    async fn written(&self, part: Part, engine: Engine) -> Result<Vec<Line>, BenchError> {
        let limit = self.ground.database(engine).await?;
        raw::prepare(&limit).await?;
        let own = own_rows::record(&self.program, &self.ground, engine).await?;
        let url = self.ground.database(engine).await?;
        let (authority, _) = self.used_authority(&url).await?;
        let mut lines = Vec::new();
        for clients in self.options.clients.clone() {
            let (pace, how) = (self.size.pace, (clients, self.size.pace));
            let least = async || match part {
                Part::Creation => raw::rows(&limit, clients, pace).await,
                Part::Whole => raw::lifecycles(&limit, clients, pace).await,
            };
            let figure = async || match part {
                Part::Creation => creations(&authority, clients, pace).await,
                Part::Whole => whole_payments(&authority, clients, pace).await,
            };
            let [old, each, gathered] = trials(part, engine, clients);
            lines.push(self.aba(old, least, &figure).await?);
            let a = async || own.each(part, how).await;
            lines.push(self.aba(each, a, &figure).await?);
            let b = async || own.gathered(part, how).await;
            lines.push(self.aba(gathered, b, &figure).await?);
        }
        authority.close().await?;
        for url in [&url, &limit, &own.url] {
            self.ground.remove(url).await?;
        }
        Ok(lines)
    }

    /// Throughput with thousands of payments that wait, beside that of a provider without delay.
    pub(crate) async fn waiting(&self, engine: Engine) -> Result<Vec<Line>, BenchError> {
        let url = self.ground.database(engine).await?;
        let (authority, _) = self.used_authority(&url).await?;
        let trial = Trial {
            scenario: "waiting for the provider",
            unit: "payments/s",
            engine,
            clients: self.size.waiting,
            beside: "16 clients, provider without delay, payments/s",
            goal: Some(Goal::RatioAtLeast(800)),
        };
        let denominator = async || whole_payments(&authority, USUAL, self.size.pace).await;
        let figure = async || {
            authority.provider.takes(self.size.latency);
            let rate = whole_payments(&authority, self.size.waiting, self.size.slow).await;
            authority.provider.takes(std::time::Duration::ZERO);
            rate
        };
        let line = self.aba(trial, denominator, figure).await?;
        authority.close().await?;
        self.ground.remove(&url).await?;
        Ok(vec![line])
    }
}

fn trials(part: Part, engine: Engine, clients: u32) -> [Trial; 3] {
    let named = match part {
        Part::Creation => CREATED,
        Part::Whole => PAID,
    };
    named.map(|(scenario, beside, goal)| Trial {
        scenario,
        unit: "payments/s",
        engine,
        clients,
        beside,
        goal,
    })
}

async fn creations(
    authority: &BenchAuthority,
    clients: u32,
    pace: Pace,
) -> Result<u64, BenchError> {
    let rate = load::creates(authority.address, clients, pace).await?;
    authority.comes_to_rest().await?;
    Ok(rate)
}

async fn whole_payments(
    authority: &BenchAuthority,
    clients: u32,
    pace: Pace,
) -> Result<u64, BenchError> {
    let rate = load::lifecycles(authority.address, clients, pace).await?;
    authority.comes_to_rest().await?;
    Ok(rate)
}
