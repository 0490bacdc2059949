//! OAuth2 client credentials, in each way that clients in the field send them.

use std::time::Duration;

use axum::body::Body;
use http::Request;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use serde_json::{Value, json};
use storage::{Db, on_both_engines};

use crate::served_authority::{
    Answer, BASE, END_POINT, NARROW, PORTAL, SECRET, ServedAuthority, ask, basic, get, payment,
};

on_both_engines! {
    a_token_is_got_by_form_by_json_and_by_basic_at_both_addresses
    a_token_opens_what_its_client_may_use
    token_errors_have_the_shape_of_rfc_6749
    an_expired_or_unknown_token_is_401_so_that_clients_renew_it
    a_new_secret_ends_old_tokens
    a_secret_with_special_signs_is_read_in_each_way_clients_send_it
    a_token_is_good_for_its_scope
}

const FORM: &str = "application/x-www-form-urlencoded";

fn token_request(path: &str, kind: &str, body: impl Into<Body>) -> Request<Body> {
    Request::post(path)
        .header(CONTENT_TYPE, kind)
        .body(body.into())
        .unwrap()
}

fn form(name: &str, secret: &str) -> String {
    format!("grant_type=client_credentials&client_id={name}&client_secret={secret}&scope=post+get")
}

/// The token in an answer of the standard's shape.
fn token(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("cache-control"), "no-store");
    let body = answer.json();
    let fields: Vec<_> = body.as_object().unwrap().keys().collect();
    assert_eq!(
        fields,
        ["access_token", "expires_in", "scope", "token_type"]
    );
    assert_eq!(body["token_type"], "Bearer");
    assert_eq!(body["expires_in"], 3_600);
    body["access_token"].as_str().unwrap().to_owned()
}

async fn fetched(served: &ServedAuthority, name: &str) -> String {
    let request = token_request("/oauth/token", FORM, form(name, SECRET));
    token(&served.send(request).await)
}

async fn a_token_is_got_by_form_by_json_and_by_basic_at_both_addresses(db: Db) {
    let served = ServedAuthority::new(db).await;
    let as_json = json!({ "grant_type": "client_credentials", "client_id": PORTAL,
        "client_secret": SECRET, "scope": "post" })
    .to_string();
    for path in ["/oauth/token", "/xbezahldienste/auth/token"] {
        let by_form = token_request(path, FORM, form(PORTAL, SECRET));
        let by_json = token_request(path, "application/json; charset=utf-8", as_json.clone());
        let mut by_basic = token_request(path, FORM, "grant_type=client_credentials");
        let proof = basic(PORTAL, SECRET).parse().unwrap();
        by_basic.headers_mut().insert(AUTHORIZATION, proof);
        for (number, request) in [by_form, by_json, by_basic].into_iter().enumerate() {
            let bearer = format!("Bearer {}", token(&served.send(request).await));
            let mut wanted = payment();
            wanted["requestId"] = json!(format!("{}-{number}", path.len()));
            let request = ask("parken", &bearer, wanted.to_string());
            served.send(request).await.transaction();
        }
    }
}

async fn a_token_opens_what_its_client_may_use(db: Db) {
    let served = ServedAuthority::new(db).await;
    let bearer = format!("bearer {}", fetched(&served, NARROW).await);
    let answer = served
        .send(ask("parken", &bearer, payment().to_string()))
        .await;
    let url = answer.transaction()["transactionUrl"].clone();
    let path = url.as_str().unwrap().replace("http://127.0.0.1:8/", "/");
    served.send(get(&path, &bearer)).await.transaction();
    let other = ask("streng", &bearer, payment().to_string());
    served.send(other).await.problem(403, "FORBIDDEN");
    let next_town = ask("nebenan", &bearer, payment().to_string());
    served.send(next_town).await.problem(403, "FORBIDDEN");
}

async fn token_errors_have_the_shape_of_rfc_6749(db: Db) {
    let served = ServedAuthority::new(db).await;
    let wrong_json = "{\"grant_type\":\"client_credentials\"";
    let huge = format!("grant_type={}", "a".repeat(300 * 1024));
    for (kind, body, status, error) in [
        (FORM, form(PORTAL, "wrong"), 401, "invalid_client"),
        (FORM, form("nobody", SECRET), 401, "invalid_client"),
        (
            FORM,
            "grant_type=client_credentials".to_owned(),
            401,
            "invalid_client",
        ),
        (FORM, String::new(), 400, "invalid_request"),
        (FORM, "client_id=portal".to_owned(), 400, "invalid_request"),
        (
            FORM,
            "grant_type=password&username=a".to_owned(),
            400,
            "unsupported_grant_type",
        ),
        (
            "application/json",
            wrong_json.to_owned(),
            400,
            "invalid_request",
        ),
        ("application/json", "[]".to_owned(), 400, "invalid_request"),
        (FORM, huge, 413, "invalid_request"),
    ] {
        let answer = served
            .send(token_request("/oauth/token", kind, body.clone()))
            .await;
        let body = body.chars().take(60).collect::<String>();
        assert_eq!(answer.status.as_u16(), status, "{body}: {}", answer.text());
        assert_eq!(answer.header("content-type"), "application/json", "{body}");
        assert_eq!(answer.header("cache-control"), "no-store");
        let told = answer.json();
        let fields: Vec<_> = told.as_object().unwrap().keys().collect();
        assert_eq!(fields, ["error", "error_description"]);
        assert_eq!(told["error"], error, "{body}");
    }
    let mut by_basic = token_request("/oauth/token", FORM, "grant_type=client_credentials");
    let proof = basic(PORTAL, "wrong").parse().unwrap();
    by_basic.headers_mut().insert(AUTHORIZATION, proof);
    let answer = served.send(by_basic).await;
    assert_eq!(answer.status, 401);
    assert!(answer.header("www-authenticate").starts_with("Basic "));
    assert_eq!(answer.json()["error"], "invalid_client");
}

async fn an_expired_or_unknown_token_is_401_so_that_clients_renew_it(db: Db) {
    let served = ServedAuthority::new(db).await;
    let id = served.asked("antrag-1").await;
    let path = format!("{BASE}/paymenttransaction/parken/{END_POINT}/{id}");
    let token = fetched(&served, PORTAL).await;
    let bearer = format!("Bearer {token}");
    served.send(get(&path, &bearer)).await.transaction();
    served.authority.time_passes(Duration::from_mins(59));
    served.send(get(&path, &bearer)).await.transaction();
    served.authority.time_passes(Duration::from_secs(61));
    let expired = served.send(get(&path, &bearer)).await;
    expired.problem(401, "FORBIDDEN");
    assert_eq!(
        expired.header("www-authenticate"),
        "Bearer realm=\"XBezahldienste\", error=\"invalid_token\""
    );
    let mut changed = fetched(&served, PORTAL).await;
    changed.pop();
    for unknown in [changed.as_str(), &token, "zst_", "zst_..", "abc", "ä"] {
        let unknown = format!("Bearer {}", unknown.replace('ä', "%C3%A4"));
        served
            .send(get(&path, &unknown))
            .await
            .problem(401, "FORBIDDEN");
    }
}

async fn a_new_secret_ends_old_tokens(db: Db) {
    let served = ServedAuthority::new(db).await;
    let id = served.asked("antrag-1").await;
    let path = format!("{BASE}/paymenttransaction/parken/{END_POINT}/{id}");
    let bearer = format!("Bearer {}", fetched(&served, PORTAL).await);
    served.send(get(&path, &bearer)).await.transaction();
    let fresh = "another-long-and-random-secret-of-a-portal";
    gets_secret(&served, fresh).await;
    served
        .send(get(&path, &bearer))
        .await
        .problem(401, "FORBIDDEN");
    let old = basic(PORTAL, SECRET);
    served
        .send(get(&path, &old))
        .await
        .problem(403, "FORBIDDEN");
    served
        .send(get(&path, &basic(PORTAL, fresh)))
        .await
        .transaction();
}

async fn gets_secret(served: &ServedAuthority, secret: &str) {
    let mut document: Value =
        serde_json::from_str(include_str!("../served_authority/musterstadt.json")).unwrap();
    document["clients"] = json!([{ "name": PORTAL }]);
    let mut document: app::tenants::documents::TenantDocument =
        serde_json::from_value(document).unwrap();
    document.clients[0].secret = Some(secrecy::SecretString::from(secret));
    served
        .authority
        .operator()
        .apply_tenant(&document)
        .await
        .unwrap();
}

async fn a_secret_with_special_signs_is_read_in_each_way_clients_send_it(db: Db) {
    let served = ServedAuthority::new(db).await;
    gets_secret(&served, "qL+3/x9Z&0pA%2vW7nB4mC8dE==").await;
    let encoded = "qL%2B3%2Fx9Z%260pA%252vW7nB4mC8dE%3D%3D";
    for proof in [
        basic(PORTAL, "qL+3/x9Z&0pA%2vW7nB4mC8dE=="),
        basic(PORTAL, encoded),
    ] {
        let mut request = token_request("/oauth/token", FORM, "grant_type=client_credentials");
        request
            .headers_mut()
            .insert(AUTHORIZATION, proof.parse().unwrap());
        token(&served.send(request).await);
    }
    let by_form = token_request("/oauth/token", FORM, form(PORTAL, encoded));
    token(&served.send(by_form).await);
    // Left unencoded, the plus sign reads as a space.
    gets_secret(&served, "qL+3/x9Z+0pA2vW7nB4mC8dE==").await;
    let unencoded = form(PORTAL, "qL+3/x9Z+0pA2vW7nB4mC8dE==");
    let by_form = token_request("/oauth/token", FORM, unencoded);
    token(&served.send(by_form).await);
}

async fn a_token_is_good_for_its_scope(db: Db) {
    let served = ServedAuthority::new(db).await;
    let id = served.asked("antrag-1").await;
    let path = format!("{BASE}/paymenttransaction/parken/{END_POINT}/{id}");
    let asked = async |scope: &str| {
        let body = form(PORTAL, SECRET).replace("post+get", scope);
        served.send(token_request("/oauth/token", FORM, body)).await
    };
    for (scope, told, posts) in [
        ("post", "post read", true),
        ("read+post", "post read", true),
        ("", "post read", true),
        ("read", "read", false),
        ("admin+read", "read", false),
    ] {
        let answer = asked(scope).await;
        assert_eq!(answer.json()["scope"], told);
        let bearer = format!("Bearer {}", token(&answer));
        served.send(get(&path, &bearer)).await.transaction();
        let answer = served
            .send(ask("parken", &bearer, payment().to_string()))
            .await;
        if posts {
            answer.transaction();
        } else {
            let detail = answer.problem(403, "FORBIDDEN");
            assert!(detail.contains("needs post"), "{detail}");
        }
    }
    let refused = asked("admin").await;
    assert_eq!(refused.status, 400);
    assert_eq!(refused.json()["error"], "invalid_scope");
}
