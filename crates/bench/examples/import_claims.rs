//! How fast a file of claims comes in, beside the raw insert of the same rows into the same tables
//! of the same engine with the same durability, and how much memory it takes:
//!
//! ```sh
//! cargo run --release -p zahlstelle-bench --example import_claims -- 1000000
//! cargo run --release -p zahlstelle-bench --example import_claims -- 1000000 postgres://…
//! ```
//!
//! The PostgreSQL databases `zs_import` and `zs_raw` are made anew there. Memory is the process's
//! peak before the raw insert begins, so each size needs a run of its own.

#![expect(clippy::print_stdout, reason = "a program of its own")]

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use app::claims::import::ImportMode;
use app::payments::ProviderFactory;
use app::platform::{PublicUrl, SealKeys, TimeSource, Vault};
use app::tenants::documents::TenantDocument;
use app::{App, Settings};
use domain::claims::kassenzeichen::Pool;
use domain::claims::terms::person;
use domain::claims::{ClaimLine, ClaimOrigin, ClaimTerms};
use domain::{ClaimId, Moment, Money, ServiceId, Timestamp};
use providers::{BadSettings, PaymentProvider, ProviderAccount, ProviderKind};
use sqlx::{AssertSqlSafe, Connection, Executor};
use storage::claims::imports::ImportedClaim;
use storage::{DatabaseUrl, Db, Scope};
use url::Url;

const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const DEFINITION: &str = "7{year:2}{counter:9}";
const CHECK: &str = "mod10";
const PIECE: u64 = 1_000;
const DOCUMENT: &str = r#"{
  "slug": "authority", "name": "Musterstadt", "short_name": "MUSTERSTADT", "test": true,
  "pools": [{ "code": "notices", "definition": "7{year:2}{counter:9}", "check": "mod10" }],
  "accounts": [{
    "code": "paypal", "provider": "paypal", "environment": "simulator",
    "settings": { "client_id": "authority" }
  }],
  "services": [{
    "code": "fine", "name": { "de": "Bußgeld" }, "department": { "de": "Ordnungsamt" },
    "neutral_text": "Bescheid", "pool": "notices",
    "methods": [{ "method": "paypal", "account": "paypal" }],
    "notices": { "factor": "pin", "pin_length": 6 }
  }]
}"#;

type Anything = Result<(), Box<dyn Error>>;

struct Clock;

#[expect(
    clippy::disallowed_methods,
    reason = "the edge of a program of its own"
)]
impl TimeSource for Clock {
    fn moment(&self) -> Moment {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let since = since.unwrap_or(Duration::ZERO);
        let micros = i64::try_from(since.as_micros()).unwrap_or(i64::MAX);
        let seed = u64::from(since.subsec_nanos()) ^ since.as_secs().rotate_left(32);
        Moment::fixed(Timestamp::from_micros(micros), seed)
    }
}

/// No payment is made here.
struct NoProvider;

impl ProviderFactory for NoProvider {
    fn provider(
        &self,
        _: &'static ProviderKind,
        _: &ProviderAccount,
    ) -> Result<Arc<dyn PaymentProvider>, BadSettings> {
        Err(BadSettings::new("nobody pays here"))
    }
}

#[tokio::main]
async fn main() -> Anything {
    let mut arguments = std::env::args().skip(1);
    let rows: u64 = arguments.next().map_or(Ok(100_000), |rows| rows.parse())?;
    let server = arguments.next();
    let folder = std::env::temp_dir().join(format!("zs-import-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("claims.csv");
    write_file(&file, rows, 10)?;
    let import = database(&folder, server.as_deref(), "zs_import").await?;
    let (took, waited) = measure_import(&import, &file).await?;
    // A newer file in which every single amount is another one.
    write_file(&file, rows, 20)?;
    let (corrected, waited_then) = measure_import(&import, &file).await?;
    let memory = peak_memory_kib()?;
    let raw = database(&folder, server.as_deref(), "zs_raw").await?;
    let raw_took = measure_raw(&raw, rows).await?;
    let (ours, limit) = (per_second(rows, took), per_second(rows, raw_took));
    let thousandths = ours.saturating_mul(1_000) / limit.max(1);
    println!(
        "{rows} claims: import {ours} rows/s ({} ms), raw insert {limit} rows/s ({} ms), ratio \
         {}.{:03}, peak memory {} MiB, a payment's step waited {} ms at most",
        took.as_millis(),
        raw_took.as_millis(),
        thousandths / 1_000,
        thousandths % 1_000,
        memory / 1_024,
        waited.as_millis(),
    );
    println!(
        "{rows} corrections: {} rows/s ({} ms), a payment's step waited {} ms at most",
        per_second(rows, corrected),
        corrected.as_millis(),
        waited_then.as_millis(),
    );
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

/// Amounts begin at `euros`.
fn write_file(path: &Path, rows: u64, euros: u64) -> Anything {
    let pool = Pool::parse(DEFINITION, CHECK, None)?;
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "service;kassenzeichen;amount;text;due;pin;party")?;
    for counter in 1..=rows {
        let number = pool.issue(counter, 2026)?;
        let cents = counter % 50;
        writeln!(
            file,
            "fine;{number};{},{cents:02};Bußgeldbescheid;2026-12-15;{:06};P{counter:09}",
            euros + counter % 90,
            counter % 1_000_000,
        )?;
    }
    Ok(file.flush()?)
}

/// A new, migrated database with the authority in it.
async fn database(
    folder: &Path,
    server: Option<&str>,
    name: &str,
) -> Result<(App, Db), Box<dyn Error>> {
    let url = match server {
        None => DatabaseUrl::SqliteFile(folder.join(format!("{name}.db"))),
        Some(server) => {
            let mut admin = sqlx::PgConnection::connect(server).await?;
            let anew = [
                format!("DROP DATABASE IF EXISTS {name}"),
                format!("CREATE DATABASE {name}"),
            ];
            for sql in anew {
                admin.execute(AssertSqlSafe(sql)).await?;
            }
            let (host, _) = server.rsplit_once('/').unwrap_or((server, ""));
            DatabaseUrl::Postgres(format!("{host}/{name}"))
        }
    };
    let db = Db::open(&url).await?;
    db.migrate().await?;
    let settings = Settings {
        public_url: PublicUrl::new(Url::parse("http://127.0.0.1/")?)?,
        return_wait: Duration::from_secs(1),
        provider_calls_per_second: app::payments::PROVIDER_CALLS_PER_SECOND,
        watch_clock: false,
        lease: app::work::Lease::default(),
        maintenance: Arc::new(Vec::new()),
        seal_keys: SealKeys::default(),
        seal_every: Duration::from_secs(5),
        seal_heads: Arc::new(()),
    };
    let app = App::new(
        db.clone(),
        Vault::from_key_file(KEY)?,
        Arc::new(Clock),
        Arc::new(NoProvider),
        settings,
    );
    let mut authority: TenantDocument = serde_json::from_str(DOCUMENT)?;
    for account in &mut authority.accounts {
        let secret = secrecy::SecretString::from("authority-secret");
        account
            .secret_values
            .insert("client_secret".to_owned(), secret);
    }
    app.operator("bench", "bench")?
        .apply_tenant(&authority)
        .await?;
    Ok((app, db))
}

/// The import, and the longest time another step waited for its turn until the last claim of the
/// file was copied, too.
async fn measure_import(
    (app, db): &(App, Db),
    file: &Path,
) -> Result<(Duration, Duration), Box<dyn Error>> {
    let neighbour = db.clone();
    let others = tokio::spawn(async move {
        let mut longest = Duration::ZERO;
        loop {
            let began = Instant::now();
            // A step that writes, as payments are.
            let Ok(step) = neighbour.write(Scope::Operator).await else {
                return longest;
            };
            if step.commit().await.is_err() {
                return longest;
            }
            longest = longest.max(began.elapsed());
            LONGEST.store(
                u64::try_from(longest.as_millis()).unwrap_or(u64::MAX),
                std::sync::atomic::Ordering::Relaxed,
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    LONGEST.store(0, std::sync::atomic::Ordering::Relaxed);
    let began = Instant::now();
    let opened = File::open(file)?;
    let operator = app.operator("bench", "bench")?;
    let report = operator
        .import_claims("authority", Box::new(opened), ImportMode::Apply, &|_| {})
        .await?;
    let took = began.elapsed();
    // What the file corrects is copied into its claims afterwards, as a node that works does it.
    app.system().run_due(10).await?;
    others.abort();
    if report.bad > 0 {
        return Err(format!("bad rows: {:?}", report.named).into());
    }
    let longest = LONGEST.load(std::sync::atomic::Ordering::Relaxed);
    Ok((took, Duration::from_millis(longest)))
}

static LONGEST: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);

/// The same rows, made beforehand piece by piece, with nothing but the insert measured.
async fn measure_raw((app, db): &(App, Db), rows: u64) -> Result<Duration, Box<dyn Error>> {
    let pool = Pool::parse(DEFINITION, CHECK, None)?;
    let operator = app.operator("bench", "bench")?;
    let tenant = operator.tenant_by_slug("authority").await?;
    let tenant = tenant.ok_or("no authority")?.id;
    let mut moment = Clock.moment();
    let import = domain::ImportId::new(&mut moment);
    let act = domain::AuditId::new(&mut moment);
    let mut tx = db.write(Scope::Tenant(tenant)).await?;
    let service = tx.services().all().await?;
    let service = service.first().ok_or("no service")?.id;
    tx.claims()
        .imports()
        .begin((import, act), moment.now, moment.now)
        .await?;
    tx.commit().await?;
    let mut took = Duration::ZERO;
    let mut from = 1;
    while from <= rows {
        let until = rows.min(from + PIECE - 1);
        // As the import does: ids of one piece share a time, those of the next come after it.
        let mut moment = Clock.moment();
        let mut claims = Vec::new();
        for counter in from..=until {
            claims.push(row(&mut moment, service, (&pool, counter))?);
        }
        let began = Instant::now();
        let mut tx = db.write(Scope::Tenant(tenant)).await?;
        tx.claims()
            .imports()
            .insert_claims((import, act), &claims, moment.now)
            .await?;
        tx.commit().await?;
        took += began.elapsed();
        from = until + 1;
    }
    Ok(took)
}

fn row(
    moment: &mut Moment,
    service: ServiceId,
    (pool, counter): (&Pool, u64),
) -> Result<ImportedClaim, Box<dyn Error>> {
    let (salt, party) = (moment.bytes(), format!("P{counter:09}"));
    let factor_hash = moment.bytes::<40>().to_vec();
    let amount = Money::from_cents(1_234).ok_or("an amount")?;
    let terms = ClaimTerms {
        claim: ClaimId::new(moment),
        number: 1,
        service,
        kassenzeichen: pool.issue(counter, 2026)?.as_str().to_owned(),
        origin: ClaimOrigin::Import,
        amount,
        due: Some("2026-12-15".parse()?),
        payable_from: None,
        payable_until: None,
        blocked_at: None,
        cancelled_at: None,
        text: Some("Bußgeldbescheid".to_owned()),
        person: person(&salt, Some(&party), Some(&factor_hash)),
        lines: vec![ClaimLine::whole(&salt, amount)],
    };
    Ok(ImportedClaim {
        terms,
        place: counter,
        salt,
        party: Some(party),
        factor_hash,
        row_hash: moment.bytes::<32>(),
    })
}

fn per_second(rows: u64, took: Duration) -> u64 {
    let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX).max(1);
    rows.saturating_mul(1_000) / millis
}

/// The most this process ever held, as Linux counts it.
fn peak_memory_kib() -> Result<u64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let digits: String = line
        .unwrap_or_default()
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    Ok(digits.parse()?)
}
