//! What is read most: the status by online services, the page by citizens. Beside a bare handler
//! that returns the same bytes to the same requests, and beside one that reads a payment by its key
//! before it does.

use std::sync::Arc;

use crate::clients::load;
use crate::clients::messages::{self, Coding};
use crate::clients::wire::Wire;
use crate::limits::http::{Bare, Reader};
use crate::report::{Goal, Line};
use crate::scenarios::{Bench, Trial};
use crate::{BenchError, Engine};

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
        let one_read = Trial {
            scenario: "status, one read",
            goal: Some(Goal::RatioAtLeast(700)),
            ..trial(1)
        };
        let requests = messages::status;
        self.read(trial, Some(one_read), ("application/json", requests))
            .await
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
        let one_read = Trial {
            scenario: "pay page, one read",
            goal: Some(Goal::RatioAtLeast(400)),
            ..trial(1)
        };
        let html = "text/html; charset=utf-8";
        let plain = |payment: &str| messages::page(payment, Coding::Plain);
        let mut lines = self.read(trial, Some(one_read), (html, plain)).await?;
        let gzip = |payment: &str| messages::page(payment, Coding::Gzip);
        lines.extend(self.read(packed, None, (html, gzip)).await?);
        Ok(lines)
    }

    async fn read(
        &self,
        trial: impl Fn(u32) -> Trial,
        one_read: Option<Trial>,
        (kind, request): (&'static str, impl Fn(&str) -> Vec<u8>),
    ) -> Result<Vec<Line>, BenchError> {
        let engine = trial(1).engine;
        let url = self.ground.database(engine).await?;
        let (authority, payments) = self.used_authority(&url).await?;
        let requests: Vec<_> = payments.iter().map(|payment| request(payment)).collect();
        let requests = Arc::new(requests);
        let mut wire = Wire::connect(authority.address).await?;
        let first = requests.first().map(Vec::as_slice).unwrap_or_default();
        let body = wire.expect(first, 200).await?.body.to_vec();
        let reading = match one_read {
            Some(trial) => {
                let reader = Reader::open(&url, (authority.tenant, &payments)).await?;
                Some((trial, Bare::reading(reader, kind, body.clone()).await?))
            }
            None => None,
        };
        let bare = Bare::answering(kind, body).await?;
        let mut lines = Vec::new();
        for clients in self.options.clients.clone() {
            let how = (clients, self.size.pace);
            let denominator = async || load::reads(bare.address, &requests, how).await;
            let figure = async || load::reads(authority.address, &requests, how).await;
            lines.push(self.aba(trial(clients), denominator, &figure).await?);
            if let Some((trial, bare)) = &reading {
                let trial = Trial {
                    clients,
                    beside: "a handler with one raw read by key, answers/s",
                    ..*trial
                };
                let denominator = async || load::reads(bare.address, &requests, how).await;
                lines.push(self.aba(trial, denominator, &figure).await?);
            }
        }
        drop(reading);
        authority.close().await?;
        self.ground.remove(&url).await?;
        Ok(lines)
    }
}
