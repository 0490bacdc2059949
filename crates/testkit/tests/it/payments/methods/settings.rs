//! What is wrong with an account is refused when the document is applied, and its field is named.

use app::tenants::ApplyError;
use app::tenants::documents::TenantDocument;
use providers::{ProviderKind, Settings};
use secrecy::SecretString;
use serde_json::Value;
use storage::{Db, on_both_engines};
use testkit::{TestAuthority, authority_document};

use super::{account_of, provider};

on_both_engines! {
    each_wrong_setting_is_named
    each_wrong_secret_is_named
}

/// The document with these settings in its first account of the kind, and where they stand.
fn with(kind: &ProviderKind, settings: Settings) -> (TenantDocument, String) {
    let mut document = authority_document();
    let code = account_of(&document, kind).code.clone();
    let mut accounts = document.accounts.iter_mut();
    let account = accounts.find(|account| account.code == code).unwrap();
    account.settings = settings;
    (document, format!("accounts.{code}.settings"))
}

/// Where the document is wrong, and how that is told.
async fn refused(authority: &TestAuthority, document: &TenantDocument) -> (String, String) {
    let applied = authority.operator().apply_tenant(document).await;
    let Err(ApplyError::Document(wrong)) = applied else {
        panic!("the document is refused");
    };
    (wrong.place, wrong.problem)
}

async fn each_wrong_setting_is_named(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    for kind in ProviderKind::all() {
        let played = provider(kind);
        let Value::Object(good) = played.settings else {
            panic!("settings are an object");
        };
        let (document, _) = with(kind, good.clone());
        authority.operator().apply_tenant(&document).await.unwrap();
        let mut wrong: Vec<(&str, Settings)> = Vec::new();
        for field in played.required {
            let mut without = good.clone();
            without.remove(*field);
            wrong.push((field, without));
        }
        for (field, value) in played.wrong {
            let mut with = good.clone();
            with.insert(field.to_owned(), value);
            wrong.push((field, with));
        }
        for (field, settings) in wrong {
            let (document, at) = with(kind, settings);
            let (place, problem) = refused(&authority, &document).await;
            assert_eq!(place, at);
            assert!(problem.contains(field), "{field} is not named: {problem}");
        }
    }
}

async fn each_wrong_secret_is_named(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    for kind in ProviderKind::all() {
        let good = account_of(&authority_document(), kind).settings.clone();
        let (mut document, at) = with(kind, good);
        let mut accounts = document.accounts.iter_mut();
        let account = accounts
            .find(|account| account.provider == kind.name)
            .unwrap();
        let (name, _) = account.secret_values.pop_first().unwrap();
        let other = SecretString::from("a-secret");
        account.secret_values.insert("another".to_owned(), other);
        let (place, problem) = refused(&authority, &document).await;
        assert_eq!(place, at);
        assert!(problem.contains("another"), "{problem}");
        // What is known is as strong without the other one, which must not be forgotten.
        let known = kind.check(&Settings::new(), [name.as_str(), "another"].into_iter());
        assert!(known.is_err(), "{name}");
    }
}
