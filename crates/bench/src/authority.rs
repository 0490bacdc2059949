//! The platform under measurement: one authority with one service, served on the loopback
//! interface by this process, as the program serves it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use app::App;
use app::access::doors::OperatorApp;
use app::platform::{PublicUrl, Vault};
use app::tenants::documents::TenantDocument;
use domain::TenantId;
use providers::Environment;
use secrecy::SecretString;
use serde_json::{Value, json};
use storage::{DatabaseUrl, Db};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use url::Url;

use crate::error::Doing;
use crate::provider::Stub;
use crate::{BenchError, Program};

pub(crate) const SLUG: &str = "musterstadt";
pub(crate) const ORIGINATOR: &str = "parken";
/// A service of the catalogue.
pub(crate) const ORDERED: &str = "meldung";
/// No authority has this number.
pub(crate) const END_POINT: &str = "05158999";
pub(crate) const CLIENT: &str = "portal";
pub(crate) const SECRET: &str = "a-secret-of-the-measured-authority";
/// For secrets of an authority that is gone after the measurement.
pub(crate) const KEY_FILE: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
/// Signs the chain of the same authority.
pub const SEAL_KEY_FILE: &str = "private AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=";
/// What the simulator knows the authority by.
pub(crate) const MERCHANT: [&str; 3] = ["bench", "bench-secret", "Q7LZ4XW8N2KDA"];

/// More than payers can cause.
const ANY_CALLS: u32 = 100_000;

/// Request ids are used once in a run, by all clients together; each counts from a number.
static IDS: AtomicU64 = AtomicU64::new(0);
/// More than one client asks for in one measurement.
const IDS_OF_ONE: u64 = 10_000_000;

/// The first of a series of request ids that no other client uses.
pub(crate) fn request_ids() -> u64 {
    IDS.fetch_add(IDS_OF_ONE, Ordering::Relaxed)
}

/// A running platform.
pub(crate) struct BenchAuthority {
    pub(crate) address: SocketAddr,
    pub(crate) tenant: TenantId,
    /// The account at the provider.
    pub(crate) account: String,
    pub(crate) provider: Stub,
    pub(crate) app: App,
    stop: watch::Sender<bool>,
    serving: JoinHandle<()>,
}

impl BenchAuthority {
    /// Makes the schema and the authority if they are not there, and serves. Its provider is called
    /// as often as payers want it: the platform is what is measured.
    pub(crate) async fn open(
        program: &Arc<dyn Program>,
        url: &DatabaseUrl,
    ) -> Result<Self, BenchError> {
        Self::open_calling(program, url, ANY_CALLS).await
    }

    /// The same with so many calls of the provider in a second.
    pub(crate) async fn open_calling(
        program: &Arc<dyn Program>,
        url: &DatabaseUrl,
        calls: u32,
    ) -> Result<Self, BenchError> {
        let listener = TcpListener::bind("127.0.0.1:0").await.doing("listening")?;
        let address = listener.local_addr().doing("listening")?;
        let provider = Stub::new(Arc::clone(program));
        let app = platform(program, url, &provider, (address, calls)).await?;
        let applied = operator(&app)?.apply_tenant(&document(Vec::new())?).await;
        let applied = applied.doing("setting up the measured authority")?;
        let account = applied.accounts.get("paypal").map(ToString::to_string);
        let (stop, stopped) = watch::channel(false);
        let serving = tokio::spawn(program.serve(app.clone(), listener, stopped));
        Ok(Self {
            address,
            tenant: applied.tenant,
            account: account.unwrap_or_default(),
            provider,
            app,
            stop,
            serving,
        })
    }

    /// Adds what strangers can send forms to: notices, and a service of the catalogue.
    pub(crate) async fn opens_forms(&self) -> Result<(), BenchError> {
        let methods = json!([{ "method": "paypal", "account": "paypal" }]);
        let notices = json!({
            "code": "bussgeld",
            "name": { "de": "Bußgeld", "en": "Fine" },
            "department": { "de": "Ordnungsamt", "en": "Public order office" },
            "neutral_text": "Bescheid",
            "pool": "bescheide",
            "methods": methods,
            "notices": { "factor": "pin" },
        });
        let ordered = json!({
            "code": ORDERED,
            "name": { "de": "Meldebescheinigung", "en": "Certificate of registration" },
            "department": { "de": "Bürgerbüro", "en": "Citizens' office" },
            "neutral_text": "Verwaltungsgebühr",
            "pool": "parken",
            "methods": methods,
            "catalogue": { "begins": "live", "fee": { "kind": "fixed", "cents": 1_200 } },
        });
        let document = document(vec![notices, ordered])?;
        let applied = operator(&self.app)?.apply_tenant(&document).await;
        applied.map(drop).doing("adding forms")
    }

    /// Has the provider send its messages here.
    pub(crate) async fn hears_events(&self) -> Result<(), BenchError> {
        let operator = operator(&self.app)?;
        let asked = operator.subscribe_provider_events(self.tenant).await;
        let problems = asked.doing("asking for messages")?;
        if problems.is_empty() {
            return Ok(());
        }
        Err(BenchError::new(format!("no messages: {problems:?}")))
    }

    /// Seals what was booked, so that it does not burden the next measurement.
    pub(crate) async fn comes_to_rest(&self) -> Result<(), BenchError> {
        self.app.system().seal().await.map(drop).doing("sealing")
    }

    /// Ends what is under way and lets go of the database.
    pub(crate) async fn close(self) -> Result<(), BenchError> {
        self.stop.send_replace(true);
        self.serving.await.doing("serving")?;
        self.app.close().await.doing("closing the database")
    }
}

/// The door through which the measured authority is set up.
fn operator(app: &App) -> Result<OperatorApp, BenchError> {
    app.operator("bench", "bench").doing("naming the operator")
}

/// The authority alone, for a program that is started later.
pub(crate) async fn prepare(
    program: &Arc<dyn Program>,
    url: &DatabaseUrl,
) -> Result<(), BenchError> {
    let provider = Stub::new(Arc::clone(program));
    let nowhere = SocketAddr::from(([127, 0, 0, 1], 1));
    let app = platform(program, url, &provider, (nowhere, ANY_CALLS)).await?;
    let applied = operator(&app)?.apply_tenant(&document(Vec::new())?).await;
    applied.doing("setting up the measured authority")?;
    app.close().await.doing("closing the database")
}

async fn platform(
    program: &Arc<dyn Program>,
    url: &DatabaseUrl,
    provider: &Stub,
    (address, calls): (SocketAddr, u32),
) -> Result<App, BenchError> {
    let db = Db::open(url).await.doing("opening the database")?;
    db.migrate().await.doing("making the schema")?;
    let vault = Vault::from_key_file(KEY_FILE).doing("reading the key")?;
    let base = Url::parse(&format!("http://{address}/")).doing("making an address")?;
    let base = PublicUrl::new(base).doing("making an address")?;
    Ok(program.app(db, vault, Arc::new(provider.clone()), (base, calls)))
}

/// Read from text, so that what the document may say beside stays at its defaults. With `more`
/// services beside the one that is measured.
fn document(more: Vec<Value>) -> Result<TenantDocument, BenchError> {
    let [client_id, secret, merchant] = MERCHANT;
    let mut services = vec![json!({
        "code": "parken",
        "name": { "de": "Bewohnerparkausweis", "en": "Residents' parking permit" },
        "department": { "de": "Straßenverkehrsamt", "en": "Road traffic office" },
        "neutral_text": "Verwaltungsgebühr",
        "pool": "parken",
        "methods": [{ "method": "paypal", "account": "paypal" }],
        "bookings": [{
            "reference": "PARK-01",
            "booking_data": { "produkt": "122010", "sachkonto": "431100" },
        }],
        "bindings": [{
            "channel": "xbezahldienste",
            "key": format!("{ORIGINATOR}/{END_POINT}"),
        }],
    })];
    services.extend(more);
    let text = json!({
        "slug": SLUG,
        "name": "Stadt Musterstadt",
        "short_name": "MUSTERSTADT",
        "contact": "Stadtkasse Musterstadt, Telefon 02000 123456",
        "test": true,
        "pools": [{
            "code": "parken",
            "definition": "51254{year:2}{counter:9}",
            "check": "mod11",
        }, {
            "code": "bescheide",
            "definition": "7{counter:8}",
            "check": "none",
        }],
        "accounts": [{
            "code": "paypal",
            "provider": "paypal",
            "environment": Environment::Simulator.to_string(),
            "settings": { "client_id": client_id, "merchant_id": merchant },
        }],
        "services": services,
        "clients": [{ "name": CLIENT }],
    });
    let mut authority: TenantDocument =
        serde_json::from_value(text).doing("describing the measured authority")?;
    for account in &mut authority.accounts {
        let secret = SecretString::from(secret);
        account
            .secret_values
            .insert("client_secret".to_owned(), secret);
    }
    for client in &mut authority.clients {
        client.secret = Some(SecretString::from(SECRET));
    }
    Ok(authority)
}
