//! A complete installation in a directory: simulator, configuration, key, one authority.

use std::path::Path;
use std::time::Instant;

use serde_json::{Value, json};

use crate::process::{LOOK_AGAIN, PATIENCE, Ran, Running, client, free_port, zahlstelle};

pub(crate) const SECRET: &str = "a-long-and-random-secret-of-a-portal";
pub(crate) const END_POINT: &str = "05158999";

/// All payers of these tests come from one network, and pay as fast as they can.
const CALLS: u32 = 1_000;
const TENANT: &str = include_str!("installation/tenant.toml");

/// The secret that a simulator says its merchant has.
pub(crate) fn told_secret(said: &str) -> String {
    let (_, secret) = said.rsplit_once(", secret ").unwrap();
    secret.split(',').next().unwrap().to_owned()
}

pub(crate) struct Installation {
    pub(crate) directory: tempfile::TempDir,
    /// Of the platform, without a slash at the end.
    pub(crate) base: String,
    /// Of the simulator, without a slash at the end.
    pub(crate) simulator: String,
    _simulating: Running,
}

impl Installation {
    /// The simulator runs; the platform is set up and does not run. `more` is appended to the
    /// configuration.
    pub(crate) async fn new(database: Option<String>, more: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let at = |name: &str| directory.path().join(name).display().to_string();
        let simulator = format!("127.0.0.1:{}", free_port());
        let ca_file = at("ca.pem");
        let arguments = ["simulator", "--listen", &simulator, "--ca-file", &ca_file];
        let mut simulating = Running::start(&arguments, Path::new(&at("simulator.log")));
        let simulator = format!("http://{simulator}");
        let page = format!("{simulator}/");
        simulating.answers(&client(), &page).await;
        let listen = format!("127.0.0.1:{}", free_port());
        let base = format!("http://{listen}");
        let database = database.unwrap_or_else(|| format!("sqlite:{}", at("zahlstelle.db")));
        let config = format!(
            "[http]\nlisten = \"{listen}\"\npublic_url = \"{base}\"\n\
             [database]\nurl = \"{database}\"\nallow_any_role = true\n\
             [secrets]\nkey_file = \"{}\"\n\
             [seal]\nkey_file = \"{}\"\nheads_file = \"{}\"\n[paypal]\nenvironment = \"simulator\"\n\
             calls_per_second = {CALLS}\n\
             [paypal.simulator]\nbase_url = \"{simulator}\"\nca_file = \"{ca_file}\"\n{more}",
            at("zahlstelle.key"),
            at("seal.key"),
            at("seal-heads"),
        );
        std::fs::write(at("zahlstelle.toml"), config).unwrap();
        std::fs::write(at("tenant.toml"), TENANT).unwrap();
        secret(&at("portal.secret"), SECRET);
        secret(&at("paypal.secret"), &told_secret(&simulating.log()));
        let new = Self {
            directory,
            base,
            simulator,
            _simulating: simulating,
        };
        zahlstelle(&["key", "new", &new.path("zahlstelle.key")]).said();
        zahlstelle(&["key", "seal", &new.path("seal.key")]).said();
        new.runs(&["migrate"]).said();
        new.runs(&["tenant", "apply", &new.path("tenant.toml")])
            .said();
        new
    }

    /// What the simulator says that its control API asks for.
    pub(crate) fn control_token(&self) -> String {
        let said = std::fs::read_to_string(self.path("simulator.log")).unwrap();
        let (_, token) = said.split_once("Authorization: Bearer ").unwrap();
        token.split_whitespace().next().unwrap().to_owned()
    }

    /// With which the authority logs in at the simulator.
    pub(crate) fn provider_secret(&self) -> String {
        std::fs::read_to_string(self.path("paypal.secret")).unwrap()
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.directory.path().join(name).display().to_string()
    }

    /// Runs a command with this installation's configuration.
    pub(crate) fn runs(&self, arguments: &[&str]) -> Ran {
        let config = self.path("zahlstelle.toml");
        zahlstelle(&[&["--config", &config], arguments].concat())
    }

    /// Starts a command that stays, with this installation's configuration.
    pub(crate) fn starts(&self, arguments: &[&str]) -> Running {
        let config = self.path("zahlstelle.toml");
        let log = self.path("platform.log");
        let arguments = [&["--config", &config], arguments].concat();
        Running::start(&arguments, Path::new(&log))
    }

    pub(crate) async fn serves(&self, arguments: &[&str]) -> Running {
        let mut running = self.starts(&[&["serve"], arguments].concat());
        let ready = format!("{}/health/ready", self.base);
        running.answers(&client(), &ready).await;
        running
    }

    /// Holds the books against the provider's until that says `told`.
    pub(crate) async fn verifies_until(&self, told: &str) -> Ran {
        self.says_until(&["verify", "--with-provider"], told).await
    }

    /// Runs a command again and again until it says `told`.
    pub(crate) async fn says_until(&self, arguments: &[&str], told: &str) -> Ran {
        let until = Instant::now() + PATIENCE;
        loop {
            let ran = self.runs(arguments);
            if ran.said().contains(told) {
                return ran;
            }
            assert!(Instant::now() < until, "never {told}: {ran:?}");
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    pub(crate) fn interface(&self) -> String {
        format!("{}/xbezahldienste/api/v1.0.0", self.base)
    }

    /// Asks for a payment; the answer's `paymentInformation`.
    pub(crate) async fn asks(&self, client: &reqwest::Client, request_id: &str) -> Value {
        let url = format!("{}/paymenttransaction/parken/{END_POINT}", self.interface());
        let answer = client
            .post(url)
            .basic_auth("portal", Some(SECRET))
            .json(&wanted(request_id))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200);
        let answer: Value = answer.json().await.unwrap();
        answer["paymentInformation"].clone()
    }

    /// The payer pays: page, PayPal, approval, way back.
    pub(crate) async fn pays(&self, client: &reqwest::Client, told: &Value) {
        let page = told["transactionRedirectUrl"].as_str().unwrap();
        let chosen = client
            .post(format!("{page}/start/paypal"))
            .send()
            .await
            .unwrap();
        let to = location(&chosen);
        let approve = to.replace("checkoutnow?token=", "checkoutnow/") + "/approve";
        let approved = client.post(approve).send().await.unwrap();
        let back = client.get(location(&approved)).send().await.unwrap();
        assert_eq!(back.status(), 303);
    }
}

/// Writes a file that only its owner may read.
pub(crate) fn secret(path: &str, text: &str) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, PermissionsExt::from_mode(0o600)).unwrap();
}

/// Where an answer sends the browser.
pub(crate) fn location(answer: &reqwest::Response) -> String {
    let header = answer.headers().get("location");
    let header = header.unwrap_or_else(|| panic!("{} sends nowhere", answer.url()));
    header.to_str().unwrap().to_owned()
}

pub(crate) fn wanted(request_id: &str) -> Value {
    json!({
        "requestId": request_id,
        "requestTimestamp": "2026-11-24T10:00:00.000Z",
        "currency": "EUR",
        "grosAmount": 30.7,
        "purpose": "Bewohnerparkausweis 4711",
        "description": "Bewohnerparkausweis, ein Jahr",
        "redirectUrl": format!("https://portal.example/zurueck?antrag={request_id}"),
        "items": [{ "id": "1", "reference": "PARK-01", "description": "Bewohnerparkausweis",
            "taxRate": 0, "quantity": 1, "totalNetAmount": 30.7, "totalTaxAmount": 0 }]
    })
}
