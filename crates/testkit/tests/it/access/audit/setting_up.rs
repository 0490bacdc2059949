//! What an administrator and an auditor do in the story of all acts.

use std::time::Duration;

use app::access::doors::StaffTenantApp;
use app::access::{AuditSearch, WantedClient};
use domain::access::ClientScope;
use testkit::{TestAuthority, TestPerson};

/// A calling system is made, gets another secret, and is revoked.
pub(super) async fn a_client_comes_and_goes(at: &StaffTenantApp) {
    let wanted = WantedClient {
        name: "antrag".to_owned(),
        purpose: "Online-Antrag".to_owned(),
        services: Vec::new(),
        scopes: ClientScope::ALL.to_vec(),
    };
    let client = at.make_client(&wanted).await.unwrap().client;
    let hour = Duration::from_hours(1);
    at.rotate_client_secret(client, hour).await.unwrap();
    at.end_old_client_secrets(client).await.unwrap();
    at.revoke_client_at_console(client).await.unwrap();
}

/// What is sealed by then is written into a file.
pub(super) async fn an_auditor_exports(authority: &TestAuthority, auditor: &TestPerson) {
    authority.app.system().seal().await.unwrap();
    let at = authority.fresh_at_console(auditor).await;
    let at = at.at("musterstadt").await;
    let at = at.unwrap().unwrap();
    at.export_audit(&AuditSearch::default()).await.unwrap();
}
