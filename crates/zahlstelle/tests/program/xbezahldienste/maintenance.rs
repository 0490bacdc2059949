//! Which methods are to be had now, and when some will not be.

use app::tenants::documents::{MaintenanceDocument, TenantDocument};
use secrecy::SecretString;
use serde_json::json;
use simulators::common::Fault;
use storage::{Db, on_both_engines};

use crate::served_authority::{
    Answer, END_POINT, NEIGHBOUR, PORTAL, SECRET, ServedAuthority, basic, get,
};

on_both_engines! {
    a_live_services_methods_are_up
    a_paused_services_methods_are_down
    windows_are_told_until_they_are_over
    a_window_that_holds_takes_its_methods_down
    a_provider_that_fails_takes_its_methods_down
    both_answers_are_for_clients_that_may_use_the_pair
}

const BASE: &str = "/xbezahldienste/api/v1.2.0";

async fn asked(served: &ServedAuthority, what: &str, originator: &str) -> Answer {
    let path = format!("{BASE}/{what}/{originator}/{END_POINT}");
    served.send(get(&path, &basic(PORTAL, SECRET))).await
}

/// What is told, in the shape of the standard.
async fn told(served: &ServedAuthority, what: &str, originator: &str) -> serde_json::Value {
    let answer = asked(served, what, originator).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "application/json");
    answer.json()
}

async fn enters(served: &ServedAuthority, windows: &[MaintenanceDocument]) {
    let text = include_str!("../served_authority/musterstadt.json");
    let mut document: TenantDocument = serde_json::from_str(text).unwrap();
    for client in &mut document.clients {
        client.secret = Some(SecretString::from(SECRET));
    }
    document.profile.maintenance = windows.to_vec();
    let applied = served.authority.operator();
    applied.apply_tenant(&document).await.unwrap();
}

fn window(from: Option<&str>, until: Option<&str>, methods: &[&str]) -> MaintenanceDocument {
    MaintenanceDocument {
        from: from.map(ToOwned::to_owned),
        until: until.map(ToOwned::to_owned),
        description: "Neue Server".to_owned(),
        methods: methods.iter().map(ToString::to_string).collect(),
    }
}

async fn a_live_services_methods_are_up(db: Db) {
    let served = ServedAuthority::new(db).await;
    let methods = told(&served, "payment-methods", "parken").await;
    assert_eq!(
        methods,
        json!({ "paymentMethods": { "up": ["PAYPAL"], "down": [] } })
    );
    let windows = told(&served, "maintenance", "parken").await;
    assert_eq!(windows, json!({ "maintenanceWindows": [] }));
}

async fn a_paused_services_methods_are_down(db: Db) {
    let served = ServedAuthority::new(db).await;
    let methods = told(&served, "payment-methods", "pause").await;
    assert_eq!(
        methods,
        json!({ "paymentMethods": { "up": [], "down": ["PAYPAL"] } })
    );
}

async fn windows_are_told_until_they_are_over(db: Db) {
    let served = ServedAuthority::new(db).await;
    let over = window(None, Some("2001-01-01T00:00:00Z"), &[]);
    let coming = window(Some("2999-01-01T00:00:00+01:00"), None, &["paypal", "wero"]);
    let now = window(None, Some("2998-01-01T00:00:00Z"), &["bank_transfer"]);
    enters(&served, &[coming, over, now]).await;
    let windows = told(&served, "maintenance", "parken").await;
    assert_eq!(
        windows,
        json!({ "maintenanceWindows": [
            {
                "endTime": "2998-01-01T00:00:00Z",
                "description": "Neue Server",
                "paymentMethods": { "down": ["OTHER"] },
            },
            {
                "startTime": "2998-12-31T23:00:00Z",
                "description": "Neue Server",
                "paymentMethods": { "down": ["PAYPAL", "OTHER"] },
            },
        ] })
    );
    let methods = told(&served, "payment-methods", "parken").await;
    assert_eq!(methods["paymentMethods"]["up"], json!(["PAYPAL"]));
}

async fn a_window_that_holds_takes_its_methods_down(db: Db) {
    let served = ServedAuthority::new(db).await;
    enters(&served, &[window(None, None, &["paypal"])]).await;
    let methods = told(&served, "payment-methods", "parken").await;
    assert_eq!(
        methods,
        json!({ "paymentMethods": { "up": [], "down": ["PAYPAL"] } })
    );
    asked(&served, "status", "parken")
        .await
        .problem(503, "UNSPECIFIED");
    // Without methods it stops all of them.
    enters(&served, &[window(None, None, &[])]).await;
    asked(&served, "status", "parken")
        .await
        .problem(503, "UNSPECIFIED");
    enters(&served, &[]).await;
    assert_eq!(asked(&served, "status", "parken").await.status, 200);
}

async fn a_provider_that_fails_takes_its_methods_down(db: Db) {
    let served = ServedAuthority::new(db).await;
    let payment = served.asked("r-1").await.parse().unwrap();
    served.authority.sim.fault(Fault {
        status: Some(429),
        ..Fault::on("POST /v2/checkout/orders")
    });
    assert_eq!(served.authority.chooses_paypal(payment).await, None);
    let methods = told(&served, "payment-methods", "parken").await;
    assert_eq!(methods["paymentMethods"]["down"], json!(["PAYPAL"]));
}

async fn both_answers_are_for_clients_that_may_use_the_pair(db: Db) {
    let served = ServedAuthority::new(db).await;
    for what in ["payment-methods", "maintenance"] {
        let path = format!("{BASE}/{what}/streng/{END_POINT}");
        served.send(get(&path, "")).await.problem(401, "FORBIDDEN");
        let foreign = basic(NEIGHBOUR, SECRET);
        served
            .send(get(&path, &foreign))
            .await
            .problem(403, "FORBIDDEN");
        let unknown = asked(&served, what, "niemand").await;
        unknown.problem(404, "NO_VALID_ORIGINATOR_OR_ENDPOINT");
    }
}
