//! The authority in documents.

use app::tenants::documents::{ClientDocument, TenantDocument, TrialDocument};
use secrecy::SecretString;

use super::{SECRET, TRIAL_SECRET};

/// The authority as its operator describes it.
pub fn authority_document() -> TenantDocument {
    let mut authority: TenantDocument = serde_json::from_str(include_str!("../authority.json"))
        .expect("the authority is well described");
    authority.accounts.iter_mut().for_each(|account| {
        let secret = SecretString::from("town-secret");
        account
            .secret_values
            .insert("client_secret".to_owned(), secret);
    });
    authority.clients.iter_mut().for_each(|client| {
        client.secret = Some(SecretString::from(SECRET));
    });
    authority
}

/// The same with a trial tenant.
pub fn authority_with_trial() -> TenantDocument {
    let mut authority = authority_document();
    let mut accounts = authority.accounts.clone();
    for account in &mut accounts {
        let client_id = ("client_id".to_owned(), "probe".into());
        account.settings.extend([client_id]);
    }
    authority.trial = Some(TrialDocument {
        accounts,
        clients: vec![ClientDocument {
            name: "zk_test_portal".to_owned(),
            secret_file: None,
            secret: Some(SecretString::from(TRIAL_SECRET)),
            certificates: Vec::new(),
            services: Vec::new(),
        }],
    });
    authority
}
