//! A tenant with a service, and payments to try things on.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use domain::access::Actor;
use domain::claims::{ClaimLine, ClaimOrigin, Share};
use domain::ledger::postings::{Place, payment_opened};
use domain::ledger::{Booking, EntryGroup, HeadPlace, Seal, SealHead, SealKeyId};
use domain::money::{MoneyInKind, MoneyOutKind};
use domain::payments::Fact;
use domain::payments::{AttemptState, Method, PaymentState, Taking};
use domain::services::{ServiceState, VersionState};
use domain::tenants::Channel;
use domain::{
    AttemptId, AuditId, BindingId, ClaimId, ClientId, Day, EntryGroupId, Moment, Money, MoneyInId,
    MoneyOutId, PaymentId, PoolId, ProviderAccountId, RefundId, ServiceId, TenantId, Timestamp,
};
use storage::claims::NewClaim;
use storage::money::{MoneyIn, MoneyOut};
use storage::payments::attempts::NewAttempt;
use storage::payments::requests::NewRequest;
use storage::payments::{NewPayment, Payment};
use storage::services::versions::NewVersion;
use storage::testing::postgres_url;
use storage::{DatabaseUrl, Db, Scope, StorageError, WriteTx};

/// 2026-03-02T08:00:00Z.
pub(crate) const START: Timestamp = Timestamp::from_micros(1_772_438_400_000_000);

pub(crate) const CHANNEL: Channel = Channel::Xbezahldienste;

pub(crate) fn minutes(many: u64) -> Timestamp {
    START.plus(Duration::from_secs(60 * many))
}

pub(crate) fn euro(cents: i64) -> Money {
    Money::from_cents(cents).expect("a small amount")
}

pub(crate) struct StoredAuthority {
    pub(crate) moment: Moment,
    pub(crate) tenant: TenantId,
    pub(crate) service: ServiceId,
    pub(crate) binding: BindingId,
    pub(crate) client: ClientId,
    pub(crate) account: ProviderAccountId,
    numbers: u32,
}

/// A first version that is live.
pub(crate) const fn live_version(pool: PoolId) -> NewVersion<'static> {
    NewVersion {
        number: 1,
        state: VersionState::Live,
        pool,
        document: "{}",
        hash: [1; 32],
        begun_from: None,
        made_at: START,
        published_by: Some("operator:ada"),
    }
}

impl StoredAuthority {
    /// Towns of different seeds share nothing.
    pub(crate) async fn found(db: &Db, seed: u64) -> Self {
        let mut moment = Moment::fixed(START, seed);
        let tenant = TenantId::new(&mut moment);
        let account = ProviderAccountId::new(&mut moment);
        let mut tx = db.write(Scope::Tenant(tenant)).await.unwrap();
        tx.tenants()
            .put(&format!("authority-{seed}"), "{}", None, START)
            .await
            .unwrap();
        let pool = PoolId::new(&mut moment);
        let pool = tx
            .claims()
            .pools()
            .put(pool, "main", "{}", 1)
            .await
            .unwrap();
        let service = ServiceId::new(&mut moment);
        let version = live_version(pool);
        let new = (service, "parking", ServiceState::Live);
        tx.services().insert(new, &version).await.unwrap();
        tx.tenants()
            .provider_accounts()
            .put(account, "paypal", "{}", b"sealed")
            .await
            .unwrap();
        let client = ClientId::new(&mut moment);
        let client = tx
            .access()
            .clients()
            .put(client, &format!("client-{seed}"), &[7; 32], "{}")
            .await
            .unwrap();
        let binding = BindingId::new(&mut moment);
        let binding = tx
            .tenants()
            .bindings()
            .put(binding, (CHANNEL, "authority/parking"), service, "{}")
            .await
            .unwrap();
        tx.commit().await.unwrap();
        Self {
            moment,
            tenant,
            service,
            binding,
            client,
            account,
            numbers: 0,
        }
    }

    pub(crate) const fn scope(&self) -> Scope {
        Scope::Tenant(self.tenant)
    }

    /// Inserts a claim and its payment, due in half an hour.
    pub(crate) async fn owe(&mut self, tx: &mut WriteTx) -> PaymentId {
        self.numbers += 1;
        let number = format!("{:08}", self.numbers);
        self.owe_under(tx, &number)
            .await
            .expect("a new Kassenzeichen")
    }

    pub(crate) async fn owe_under(
        &mut self,
        tx: &mut WriteTx,
        kassenzeichen: &str,
    ) -> Result<PaymentId, StorageError> {
        let claim = ClaimId::new(&mut self.moment);
        let made_by = AuditId::new(&mut self.moment);
        tx.claims()
            .insert(&NewClaim {
                id: claim,
                service: self.service,
                kassenzeichen,
                amount: euro(1250),
                origin: ClaimOrigin::Channel,
                text: None,
                salt: [5; 16],
                lines: vec![ClaimLine::whole(&[5; 16], euro(1250))],
                made_by,
                created_at: START,
            })
            .await?;
        let id = PaymentId::new(&mut self.moment);
        tx.payments()
            .insert(&NewPayment {
                id,
                claim,
                service: self.service,
                service_version: 1,
                amount: euro(1250),
                created_at: START,
                expires_at: minutes(30),
            })
            .await?;
        let share = Share {
            claim,
            amount: euro(1250),
        };
        tx.claims().shares().insert(id, &[share]).await?;
        Ok(id)
    }

    /// A committed payment.
    pub(crate) async fn owed(&mut self, db: &Db) -> PaymentId {
        let mut tx = db.write(self.scope()).await.unwrap();
        let payment = self.owe(&mut tx).await;
        tx.commit().await.unwrap();
        payment
    }

    pub(crate) async fn attempt(&mut self, tx: &mut WriteTx, payment: PaymentId) -> AttemptId {
        let id = AttemptId::new(&mut self.moment);
        tx.payments()
            .attempts()
            .insert(&NewAttempt {
                id,
                payment,
                number: 1,
                account: Place::Provider(self.account),
                taking: Taking::ByCapture,
                state: AttemptState::Intended,
                method: Method::PAYPAL,
                locale: "de-DE",
                amount: euro(1250),
                network_rank: 0,
                started_by: AuditId::new(&mut self.moment),
                created_at: START,
            })
            .await
            .unwrap();
        id
    }

    /// The head of a chain that ends there, with the signature of no key.
    pub(crate) fn head(&self, number: u64, seal: Seal) -> SealHead {
        let place = HeadPlace {
            tenant: self.tenant,
            number,
            seal,
            sealed_at: START,
            key: SealKeyId([1; 8]),
        };
        SealHead {
            place,
            signature: [2; 64],
        }
    }

    /// A group of one transfer of so many cents.
    pub(crate) fn group(&mut self, payment: PaymentId, cents: i64) -> EntryGroup {
        let claim = ClaimId::new(&mut self.moment);
        let amount = euro(cents);
        let days = Booking {
            posting_day: Day::in_berlin(START),
            value_day: Day::in_berlin(START),
            actor: Actor::Payer,
        };
        payment_opened(payment, &[Share { claim, amount }])
            .book(&mut self.moment, &days)
            .unwrap()
    }

    /// What the provider took for the payment.
    pub(crate) fn money_in(
        &mut self,
        payment: PaymentId,
        attempt: AttemptId,
        reference: &str,
    ) -> MoneyIn {
        MoneyIn {
            id: MoneyInId::new(&mut self.moment),
            place: Place::Provider(self.account),
            reference: reference.to_owned(),
            kind: MoneyInKind::Capture,
            amount: euro(1250),
            fee: Some(euro(79)),
            payment: Some(payment),
            attempt: Some(attempt),
            fact: Some(Fact::Paid),
            happened_at: minutes(3),
            booked_at: minutes(4),
            group: EntryGroupId::new(&mut self.moment),
            bank_line: None,
        }
    }

    /// What a calling system asked for at the authority's one binding.
    pub(crate) const fn request<'a>(
        &self,
        payment: PaymentId,
        reference: &'a str,
    ) -> NewRequest<'a> {
        NewRequest {
            payment,
            binding: self.binding,
            client: self.client,
            reference,
            items: "[]",
            echo: r#"{"purpose":"Bewohnerparken"}"#,
            return_url: None,
        }
    }

    /// A part of the money that left again.
    pub(crate) fn money_out(&mut self, of: &MoneyIn, reference: &str) -> MoneyOut {
        MoneyOut {
            id: MoneyOutId::new(&mut self.moment),
            place: of.place,
            reference: reference.to_owned(),
            kind: MoneyOutKind::Refund,
            money_ref: Some(of.reference.clone()),
            money_in: Some(of.id),
            payment: of.payment,
            refund: Some(RefundId::new(&mut self.moment)),
            amount: euro(500),
            happened_at: minutes(5),
            booked_at: minutes(5),
            group: EntryGroupId::new(&mut self.moment),
        }
    }
}

pub(crate) fn cancelled(mut payment: Payment) -> Payment {
    payment.state = PaymentState::Cancelled;
    payment.ended_at = Some(minutes(1));
    payment.due_at = None;
    payment
}

/// Lets the work go on as far as it gets without waiting.
pub(crate) async fn poll_once<F: Future + Unpin>(work: &mut F) -> Poll<F::Output> {
    poll_fn(|context| Poll::Ready(Pin::new(&mut *work).poll(context))).await
}

/// Polls so often, as far as it is needed, and tells whether the work is done.
pub(crate) async fn poll_times<F: Future + Unpin>(work: &mut F, times: u32) -> bool {
    for _ in 0..times {
        if poll_once(work).await.is_ready() {
            return true;
        }
        tokio::task::yield_now().await;
    }
    false
}

/// A file of its own, migrated; it goes when the folder is dropped.
pub(crate) async fn sqlite_file() -> (tempfile::TempDir, DatabaseUrl, Db) {
    let folder = tempfile::tempdir().unwrap();
    let url = DatabaseUrl::SqliteFile(folder.path().join("books.db"));
    let db = Db::open(&url).await.unwrap();
    db.migrate().await.unwrap();
    (folder, url, db)
}

/// A migrated PostgreSQL database and a connection to it that is in no scope.
pub(crate) async fn postgres_by_hand() -> Option<(Db, sqlx::PgConnection)> {
    use sqlx::Connection;
    let url = postgres_url().await?;
    let DatabaseUrl::Postgres(address) = &url else {
        panic!("a PostgreSQL address");
    };
    let db = Db::open(&url).await.unwrap();
    db.migrate().await.unwrap();
    Some((db, sqlx::PgConnection::connect(address).await.unwrap()))
}
