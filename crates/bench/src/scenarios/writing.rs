//! Payments that are asked for and paid, beside the least SQL that could do it.

use crate::measure::Pace;
use crate::report::{Goal, Line};
use crate::scenarios::{Bench, Trial};
use crate::town::Town;
use crate::{BenchError, Engine, load, raw};

/// Clients of a small machine's everyday peak.
const USUAL: u32 = 16;

impl Bench {
    pub(crate) async fn create(&self, engine: Engine) -> Result<Vec<Line>, BenchError> {
        let (url, limit) = (
            self.ground.database(engine).await?,
            self.ground.database(engine).await?,
        );
        raw::prepare(&limit).await?;
        let (town, _) = self.used_town(&url).await?;
        let mut lines = Vec::new();
        for clients in self.options.clients.clone() {
            let trial = Trial {
                scenario: "create",
                unit: "payments/s",
                engine,
                clients,
                beside: "raw one-row commits/s",
                goal: Some(Goal::RatioAtLeast(250)),
            };
            let pace = self.size.pace;
            let denominator = async || raw::rows(&limit, clients, pace).await;
            let figure = async || {
                let rate = load::creates(town.address, clients, pace).await?;
                town.comes_to_rest().await?;
                Ok(rate)
            };
            lines.push(self.aba(trial, denominator, figure).await?);
        }
        town.close().await?;
        self.ground.remove(&url).await?;
        self.ground.remove(&limit).await?;
        Ok(lines)
    }

    pub(crate) async fn lifecycle(&self, engine: Engine) -> Result<Vec<Line>, BenchError> {
        let (url, limit) = (
            self.ground.database(engine).await?,
            self.ground.database(engine).await?,
        );
        raw::prepare(&limit).await?;
        let (town, _) = self.used_town(&url).await?;
        let mut lines = Vec::new();
        for clients in self.options.clients.clone() {
            let trial = Trial {
                scenario: "lifecycle",
                unit: "payments/s",
                engine,
                clients,
                beside: "raw payments of four commits/s",
                goal: Some(Goal::RatioAtLeast(500)),
            };
            let pace = self.size.pace;
            let denominator = async || raw::lifecycles(&limit, clients, pace).await;
            let figure = async || whole_payments(&town, clients, pace).await;
            lines.push(self.aba(trial, denominator, figure).await?);
        }
        town.close().await?;
        self.ground.remove(&url).await?;
        self.ground.remove(&limit).await?;
        Ok(lines)
    }

    /// Throughput with thousands of payments that wait, beside that of a provider without delay.
    pub(crate) async fn waiting(&self, engine: Engine) -> Result<Vec<Line>, BenchError> {
        let url = self.ground.database(engine).await?;
        let (town, _) = self.used_town(&url).await?;
        let trial = Trial {
            scenario: "waiting for the provider",
            unit: "payments/s",
            engine,
            clients: self.size.waiting,
            beside: "16 clients, provider without delay, payments/s",
            goal: Some(Goal::RatioAtLeast(800)),
        };
        let denominator = async || whole_payments(&town, USUAL, self.size.pace).await;
        let figure = async || {
            town.provider.takes(self.size.latency);
            let rate = whole_payments(&town, self.size.waiting, self.size.slow).await;
            town.provider.takes(std::time::Duration::ZERO);
            rate
        };
        let line = self.aba(trial, denominator, figure).await?;
        town.close().await?;
        self.ground.remove(&url).await?;
        Ok(vec![line])
    }
}

async fn whole_payments(town: &Town, clients: u32, pace: Pace) -> Result<u64, BenchError> {
    let rate = load::lifecycles(town.address, clients, pace).await?;
    town.comes_to_rest().await?;
    Ok(rate)
}
