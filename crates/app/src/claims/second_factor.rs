//! What a payer has to know beside the Kassenzeichen, kept as a keyed hash only.

use domain::TenantId;

use crate::platform::SecretError;
use crate::platform::vault::KeyedHash;
use crate::tenants::documents::Factor;

/// What the hashes are for.
const PURPOSE: &str = "second-factor";

/// Makes and checks the hashes of one tenant.
pub(crate) struct Factors {
    hash: KeyedHash,
    tenant: TenantId,
}

impl crate::App {
    pub(crate) async fn factors(&self, tenant: TenantId) -> Result<Factors, SecretError> {
        let hash = self.keyed(tenant, PURPOSE).await?;
        Ok(Factors { hash, tenant })
    }
}

impl Factors {
    /// `value` in its one spelling ([`Factor::normal`]).
    pub(crate) fn hash(&self, kassenzeichen: &str, kind: Factor, value: &str) -> Vec<u8> {
        self.with_parts(kassenzeichen, kind, value, |parts| self.hash.of(parts))
    }

    /// Takes equally long whether or not there is a hash, and whether or not it fits.
    pub(crate) fn fits(
        &self,
        stored: Option<&[u8]>,
        (kassenzeichen, kind, value): (&str, Factor, &str),
    ) -> bool {
        let stored = stored.unwrap_or_default();
        self.with_parts(kassenzeichen, kind, value, |parts| {
            self.hash.fits(stored, parts)
        })
    }

    fn with_parts<T>(
        &self,
        kassenzeichen: &str,
        kind: Factor,
        value: &str,
        use_them: impl FnOnce(&[&[u8]]) -> T,
    ) -> T {
        use_them(&[
            self.tenant.as_uuid().as_bytes(),
            kassenzeichen.as_bytes(),
            kind.into_str().as_bytes(),
            value.as_bytes(),
        ])
    }
}
