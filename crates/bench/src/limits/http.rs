//! A server that does nothing but answer, or nothing but read a row before: the limits of all that
//! speaks HTTP here.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use domain::{PaymentId, TenantId};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, StatusCode};
use sqlx::pool::PoolOptions;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{PgPool, SqlitePool};
use storage::DatabaseUrl;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::BenchError;
use crate::error::Doing;

/// A bare axum handler on a port of its own; gone when it is dropped.
pub(crate) struct Bare {
    pub(crate) address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Bare {
    /// Answers every request with `body`.
    pub(crate) async fn answering(kind: &'static str, body: Vec<u8>) -> Result<Self, BenchError> {
        let body = Bytes::from(body);
        let router = Router::new().fallback(move || {
            let body = body.clone();
            async move { answer(kind, body) }
        });
        Self::serving(router).await
    }

    /// Reads one of the payments by its key, then answers every request with `body`.
    pub(crate) async fn reading(
        reader: Reader,
        kind: &'static str,
        body: Vec<u8>,
    ) -> Result<Self, BenchError> {
        let (reader, body) = (Arc::new(reader), Bytes::from(body));
        let router = Router::new().fallback(move || {
            let (reader, body) = (Arc::clone(&reader), body.clone());
            async move {
                match reader.read().await {
                    Ok(()) => answer(kind, body),
                    Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
                }
            }
        });
        Self::serving(router).await
    }

    async fn serving(router: Router) -> Result<Self, BenchError> {
        let listener = TcpListener::bind("127.0.0.1:0").await.doing("listening")?;
        let address = listener.local_addr().doing("listening")?;
        let serving = tokio::spawn(async move {
            drop(axum::serve(listener, router).await);
        });
        Ok(Self { address, serving })
    }
}

/// Connections of a reader: more than there are cores, as pools have them.
const CONNECTIONS: u32 = 16;
const READ: &str = "SELECT state FROM payments WHERE tenant_id = $1 AND payment_id = $2";

/// Reads payments of one database by turns, through the driver and nothing else.
pub(crate) struct Reader {
    pool: Pool,
    tenant: Uuid,
    payments: Vec<Uuid>,
    next: AtomicUsize,
}

enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Reader {
    pub(crate) async fn open(
        url: &DatabaseUrl,
        (tenant, payments): (TenantId, &[String]),
    ) -> Result<Self, BenchError> {
        let pool = match url {
            DatabaseUrl::SqliteFile(file) => {
                let options = SqliteConnectOptions::new().filename(file).read_only(true);
                let pool = PoolOptions::new().max_connections(CONNECTIONS);
                let pool = pool.test_before_acquire(false).connect_with(options);
                Pool::Sqlite(pool.await.doing("opening a database to read")?)
            }
            DatabaseUrl::Postgres(url) => {
                let options: PgConnectOptions = url.parse().doing("reading an address")?;
                let options = options.options([("zahlstelle.scope", "operator")]);
                let pool = PoolOptions::new().max_connections(CONNECTIONS);
                let pool = pool.test_before_acquire(false).connect_with(options);
                Pool::Postgres(pool.await.doing("opening a database to read")?)
            }
            DatabaseUrl::SqliteMemory => return Err(BenchError::new("memory has no disk")),
        };
        let ids = payments
            .iter()
            .map(|payment| payment.parse().map(PaymentId::as_uuid));
        let payments = ids.collect::<Result<Vec<Uuid>, _>>();
        Ok(Self {
            pool,
            tenant: tenant.as_uuid(),
            payments: payments.doing("reading ids")?,
            next: AtomicUsize::new(0),
        })
    }

    async fn read(&self) -> Result<(), sqlx::Error> {
        let turn = self.next.fetch_add(1, Ordering::Relaxed) % self.payments.len().max(1);
        let payment = self.payments.get(turn).copied().unwrap_or_default();
        match &self.pool {
            Pool::Sqlite(pool) => {
                let query = sqlx::query(READ).bind(self.tenant).bind(payment);
                query.fetch_one(pool).await.map(drop)
            }
            Pool::Postgres(pool) => {
                let query = sqlx::query(READ).bind(self.tenant).bind(payment);
                query.fetch_one(pool).await.map(drop)
            }
        }
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn answer(kind: &'static str, body: Bytes) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    (headers, body).into_response()
}
