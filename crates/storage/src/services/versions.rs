//! Versions of services: what a service says, costs and asks for, by number.
//!
//! Constraints hold what makes four eyes: one version is live and one is prepared; an actor has one
//! part in a version, and the approver's part never becomes an author's while the approval stands;
//! an approval is of exactly the stored hash; the publisher is another actor than the approver; a
//! version goes its way only, and what was approved does not change.

use domain::services::VersionState;
use domain::{PoolId, ServiceId, Timestamp};
use uuid::Uuid;

use super::{Services, ServicesWriter};
use crate::engine::columns::{DbTime, hash};
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;
use crate::{ReadTx, StorageError};

views! { Versions / VersionsWriter in Services / ServicesWriter as versions }

/// Versions with their pools, up to the condition.
macro_rules! stored_versions {
    () => {
        "
        SELECT v.service_id, v.version, v.state, v.pool_id, l.document AS pool, v.document, v.hash,
               v.revision, v.begun_from, v.made_at, v.approved_by, v.approved_hash, v.published_by
        FROM service_versions v
        JOIN pools l ON l.tenant_id = v.tenant_id AND l.pool_id = v.pool_id
        WHERE v.tenant_id = $1 AND v.service_id = $2
        "
    };
}

statements! {
    INSERT_VERSION = "
        INSERT INTO service_versions
            (tenant_id, service_id, version, state, pool_id, document, hash, revision, begun_from,
             made_at, published_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9, $10)";
    VERSIONS = concat!(stored_versions!(), "ORDER BY v.version");
    VERSION = concat!(stored_versions!(), "AND v.version = $3");
    OPEN_VERSION = concat!(
        stored_versions!(),
        "AND v.state IN ('draft', 'submitted', 'approved')"
    );
    NEWEST_VERSION = "
        SELECT coalesce(max(version), 0) FROM service_versions
        WHERE tenant_id = $1 AND service_id = $2";
    CHANGE_VERSION = "
        UPDATE service_versions
        SET pool_id = $5, document = $6, hash = $7, revision = revision + 1
        WHERE tenant_id = $1 AND service_id = $2 AND version = $3 AND revision = $4";
    SET_VERSION_STATE = "
        UPDATE service_versions
        SET state = $5, approved_by = NULL, approved_part = NULL, approved_hash = NULL
        WHERE tenant_id = $1 AND service_id = $2 AND version = $3 AND state = $4";
    APPROVE_VERSION = "
        UPDATE service_versions
        SET state = 'approved', approved_by = $5, approved_part = 'approver', approved_hash = $4
        WHERE tenant_id = $1 AND service_id = $2 AND version = $3 AND state = 'submitted'
          AND hash = $4";
    REPLACE_LIVE = "
        UPDATE service_versions SET state = 'replaced'
        WHERE tenant_id = $1 AND service_id = $2 AND state = 'live'";
    PUBLISH_VERSION = "
        UPDATE service_versions SET state = 'live', published_by = $4
        WHERE tenant_id = $1 AND service_id = $2 AND version = $3 AND state = 'approved'";
    INSERT_PART = "
        INSERT INTO service_version_parts (tenant_id, service_id, version, actor, part)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant_id, service_id, version, actor) DO NOTHING";
    MAKE_AUTHOR = "
        UPDATE service_version_parts SET part = 'author'
        WHERE tenant_id = $1 AND service_id = $2 AND version = $3 AND actor = $4
          AND part = 'approver'";
    PARTS = "
        SELECT version, actor, part FROM service_version_parts
        WHERE tenant_id = $1 AND service_id = $2 ORDER BY version, actor";
}

const AUTHOR: &str = "author";
const APPROVER: &str = "approver";

/// A version as it begins.
pub struct NewVersion<'a> {
    pub number: i64,
    pub state: VersionState,
    pub pool: PoolId,
    pub document: &'a str,
    pub hash: [u8; 32],
    /// The version that it begins as.
    pub begun_from: Option<i64>,
    pub made_at: Timestamp,
    /// Of one that begins live.
    pub published_by: Option<&'a str>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredVersion {
    pub number: i64,
    pub state: VersionState,
    pub pool: PoolId,
    pub pool_document: String,
    pub document: String,
    pub hash: [u8; 32],
    /// Times it was written.
    pub revision: i64,
    pub begun_from: Option<i64>,
    pub made_at: Timestamp,
    pub approved_by: Option<String>,
    pub approved_hash: Option<Vec<u8>>,
    pub published_by: Option<String>,
}

/// The part that an actor has in a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionPart {
    pub version: i64,
    pub actor: String,
    /// Began or changed it; the others approved it.
    pub is_author: bool,
}

#[derive(sqlx_macros::FromRow)]
struct VersionRow {
    service_id: Uuid,
    version: i64,
    state: String,
    pool_id: Uuid,
    pool: String,
    document: String,
    hash: Vec<u8>,
    revision: i64,
    begun_from: Option<i64>,
    made_at: DbTime,
    approved_by: Option<String>,
    approved_hash: Option<Vec<u8>>,
    published_by: Option<String>,
}

impl Versions<'_> {
    /// Every version of the service, from the first.
    pub async fn all(&mut self, service: ServiceId) -> Result<Vec<StoredVersion>, StorageError> {
        self.tx
            .many_as::<VersionRow, _>(VERSIONS, values![service])
            .await
    }

    pub async fn find(
        &mut self,
        service: ServiceId,
        number: i64,
    ) -> Result<Option<StoredVersion>, StorageError> {
        self.tx
            .maybe_as::<VersionRow, _>(VERSION, values![service, number])
            .await
    }

    /// The one that is prepared.
    pub async fn open(
        &mut self,
        service: ServiceId,
    ) -> Result<Option<StoredVersion>, StorageError> {
        self.tx
            .maybe_as::<VersionRow, _>(OPEN_VERSION, values![service])
            .await
    }

    /// The greatest number of its versions.
    pub async fn newest(&mut self, service: ServiceId) -> Result<i64, StorageError> {
        let (number,): (i64,) = self.tx.one(NEWEST_VERSION, values![service]).await?;
        Ok(number)
    }

    /// The parts that actors have in versions of the service.
    pub async fn parts(&mut self, service: ServiceId) -> Result<Vec<VersionPart>, StorageError> {
        let rows: Vec<(i64, String, String)> = self.tx.many(PARTS, values![service]).await?;
        let rows = rows.into_iter();
        rows.map(|(version, actor, part)| match part.as_str() {
            AUTHOR | APPROVER => Ok(VersionPart {
                version,
                actor,
                is_author: part == AUTHOR,
            }),
            _ => {
                let row = format!("{service}, version {version}");
                Err(StorageError::inconsistent(
                    "service_version_parts",
                    "part",
                    row,
                ))
            }
        })
        .collect()
    }
}

impl VersionsWriter<'_> {
    pub async fn insert(
        &mut self,
        service: ServiceId,
        new: &NewVersion<'_>,
    ) -> Result<(), StorageError> {
        insert(self.tx, service, new).await
    }

    /// Replaces what the version says. `Conflict` when it is not as it was in this revision.
    pub async fn change(
        &mut self,
        service: ServiceId,
        (number, revision): (i64, i64),
        (pool, document, hash): (PoolId, &str, [u8; 32]),
    ) -> Result<(), StorageError> {
        let values = values![service, number, revision, pool, document, hash.as_slice()];
        one(self.tx.run_master(CHANGE_VERSION, values).await?)
    }

    /// Between drafting, handing in and giving up; takes an approval away.
    pub async fn set_state(
        &mut self,
        service: ServiceId,
        number: i64,
        (from, to): (VersionState, VersionState),
    ) -> Result<(), StorageError> {
        let values = values![service, number, from.as_str(), to.as_str()];
        one(self.tx.run_master(SET_VERSION_STATE, values).await?)
    }

    /// The actor approves exactly what has this hash.
    pub async fn approve(
        &mut self,
        service: ServiceId,
        number: i64,
        (hash, actor): (&[u8], &str),
    ) -> Result<(), StorageError> {
        let part = values![service, number, actor, APPROVER];
        self.tx.run_master(INSERT_PART, part).await?;
        let values = values![service, number, hash, actor];
        one(self.tx.run_master(APPROVE_VERSION, values).await?)
    }

    /// The approved version becomes live in place of the one before.
    pub async fn publish(
        &mut self,
        service: ServiceId,
        number: i64,
        actor: &str,
    ) -> Result<(), StorageError> {
        self.replace_live(service).await?;
        let values = values![service, number, actor];
        one(self.tx.run_master(PUBLISH_VERSION, values).await?)
    }

    /// None is live afterwards: for one that begins live in its place.
    pub async fn replace_live(&mut self, service: ServiceId) -> Result<(), StorageError> {
        let values = values![service];
        self.tx.run_master(REPLACE_LIVE, values).await.map(drop)
    }

    /// The actor began or changed the version, and does not approve it.
    pub async fn add_author(
        &mut self,
        service: ServiceId,
        number: i64,
        actor: &str,
    ) -> Result<(), StorageError> {
        let part = values![service, number, actor, AUTHOR];
        self.tx.run_master(INSERT_PART, part).await?;
        let values = values![service, number, actor];
        self.tx.run_master(MAKE_AUTHOR, values).await.map(drop)
    }
}

pub(super) async fn insert(
    tx: &mut ReadTx,
    service: ServiceId,
    new: &NewVersion<'_>,
) -> Result<(), StorageError> {
    let values = values![
        service,
        new.number,
        new.state.as_str(),
        new.pool,
        new.document,
        new.hash.as_slice(),
        new.begun_from,
        new.made_at,
        new.published_by,
    ];
    tx.run_master(INSERT_VERSION, values).await.map(drop)
}

/// `Conflict` when the row was not as it was read.
const fn one(changed: u64) -> Result<(), StorageError> {
    match changed {
        1 => Ok(()),
        _ => Err(StorageError::Conflict),
    }
}

/// A state column.
pub(super) fn state(text: &str, service: ServiceId) -> Result<VersionState, StorageError> {
    text.parse()
        .map_err(|_| StorageError::inconsistent("service_versions", "state", service))
}

impl TryFrom<VersionRow> for StoredVersion {
    type Error = StorageError;

    fn try_from(row: VersionRow) -> Result<Self, StorageError> {
        let service = ServiceId::from_uuid(row.service_id);
        Ok(Self {
            number: row.version,
            state: state(&row.state, service)?,
            pool: PoolId::from_uuid(row.pool_id),
            pool_document: row.pool,
            document: row.document,
            hash: hash(&row.hash, ("service_versions", "hash"), service)?,
            revision: row.revision,
            begun_from: row.begun_from,
            made_at: row.made_at.0,
            approved_by: row.approved_by,
            approved_hash: row.approved_hash,
            published_by: row.published_by,
        })
    }
}
