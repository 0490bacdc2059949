//! What is read most: the status by online services, the page by citizens. Beside a bare handler
//! that returns the same bytes to the same requests.

use std::sync::Arc;

use crate::bare::Bare;
use crate::messages::{self, Coding};
use crate::report::{Goal, Line};
use crate::scenarios::{Bench, Trial};
use crate::wire::Wire;
use crate::{BenchError, Engine, load};

impl Bench {
    pub(crate) async fn status(&self, engine: Engine) -> Result<Vec<Line>, BenchError> {
        let trial = |clients| Trial {
            scenario: "status",
            unit: "reads/s",
            engine,
            clients,
            beside: "bare handler, answers/s",
            goal: Some(Goal::RatioAtLeast(500)),
        };
        self.read(trial, "application/json", messages::status).await
    }

    pub(crate) async fn page(&self, engine: Engine) -> Result<Vec<Line>, BenchError> {
        let trial = |clients| Trial {
            scenario: "pay page",
            unit: "pages/s",
            engine,
            clients,
            beside: "bare handler, answers/s",
            goal: Some(Goal::RatioAtLeast(300)),
        };
        let packed = |clients| Trial {
            scenario: "pay page, gzip",
            goal: None,
            ..trial(clients)
        };
        let html = "text/html; charset=utf-8";
        let plain = |payment: &str| messages::page(payment, Coding::Plain);
        let mut lines = self.read(trial, html, plain).await?;
        let gzip = |payment: &str| messages::page(payment, Coding::Gzip);
        lines.extend(self.read(packed, html, gzip).await?);
        Ok(lines)
    }

    async fn read(
        &self,
        trial: impl Fn(u32) -> Trial,
        kind: &'static str,
        request: impl Fn(&str) -> Vec<u8>,
    ) -> Result<Vec<Line>, BenchError> {
        let engine = trial(1).engine;
        let url = self.ground.database(engine).await?;
        let (town, payments) = self.used_town(&url).await?;
        let requests: Vec<_> = payments.iter().map(|payment| request(payment)).collect();
        let requests = Arc::new(requests);
        let mut wire = Wire::connect(town.address).await?;
        let first = requests.first().map(Vec::as_slice).unwrap_or_default();
        let body = wire.expect(first, 200).await?.body.to_vec();
        let bare = Bare::answering(kind, body).await?;
        let mut lines = Vec::new();
        for clients in self.options.clients.clone() {
            let how = (clients, self.size.pace);
            let denominator = async || load::reads(bare.address, &requests, how).await;
            let figure = async || load::reads(town.address, &requests, how).await;
            lines.push(self.aba(trial(clients), denominator, figure).await?);
        }
        town.close().await?;
        self.ground.remove(&url).await?;
        Ok(lines)
    }
}
