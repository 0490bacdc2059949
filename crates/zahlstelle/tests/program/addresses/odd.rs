//! Addresses, forms and credentials of arbitrary bytes: every route of the program answers them,
//! and none costs a connection to the database.

use std::collections::BTreeSet;
use std::fmt::Write;

use axum::Router;
use axum::body::Body;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{Method, Request};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use storage::{Db, Scope, on_both_engines};

use crate::served_authority::{PORTAL, SECRET, ServedAuthority, basic, send};

on_both_engines! {
    no_bytes_make_the_program_fail_or_cost_a_connection
    an_address_that_is_no_text_has_the_page_for_unknown_addresses
    a_nul_finds_nothing
}

/// Where routes are written down.
const ROUTES: [&str; 2] = [
    include_str!("../../../../citizen/src/lib.rs"),
    include_str!("../../../../channels/src/lib.rs"),
];
/// Below what they are nested.
const BASES: [&str; 5] = [
    "",
    "/api/v1",
    "/xbezahldienste/api/v1.0.0",
    "/xbezahldienste/api/v1",
    "/assets",
];

/// Every text in the routers that can be a route, below every base.
fn routes() -> Vec<String> {
    let texts = ROUTES
        .iter()
        .flat_map(|source| source.split('"').skip(1).step_by(2));
    let routes: BTreeSet<&str> = texts.filter(|text| text.starts_with('/')).collect();
    assert!(routes.contains("/{tenant}/pay/{payment}"), "{routes:?}");
    let below = |base: &&str| {
        routes
            .iter()
            .map(|route| format!("{base}{route}"))
            .collect::<Vec<_>>()
    };
    let of_staff = console::ROUTES.iter().map(|route| route.path.to_owned());
    BASES.iter().flat_map(below).chain(of_staff).collect()
}

fn encoded(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes {
        write!(text, "%{byte:02x}").unwrap();
    }
    text
}

/// What stands in a place of an address: often bytes that databases, pages or logs stumble over.
fn part() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        Just(b"musterstadt".to_vec()),
        Just(b"parken".to_vec()),
        Just(b"\0".to_vec()),
        Just(b"a\0b".to_vec()),
        Just(vec![0xff]),
        Just("\u{202e}\u{feff}u\u{308}".into()),
        Just(b"' OR 1=1 --".to_vec()),
        Just(b"../..".to_vec()),
        prop::collection::vec(any::<u8>(), 0..40),
        ".{0,20}".prop_map(String::into_bytes),
    ]
}

/// The route with bytes in each of its places.
fn filled(route: &str, parts: &[Vec<u8>]) -> String {
    let mut parts = parts.iter().cycle();
    let mut path = String::new();
    for piece in route.split('{') {
        match piece.split_once('}') {
            Some((_, rest)) => {
                path.push_str(&encoded(parts.next().unwrap()));
                path.push_str(rest);
            }
            None => path.push_str(piece),
        }
    }
    path
}

fn login() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => Just(basic(PORTAL, SECRET)),
        1 => part().prop_map(|name| {
            format!("Basic {}", STANDARD.encode([&name[..], b":x"].concat()))
        }),
        1 => part().prop_map(|token| format!("Bearer {}", encoded(&token))),
    ]
}

/// A request of the route with odd bytes everywhere.
fn request(route: &str, odd: &(Vec<Vec<u8>>, Vec<u8>, String, bool)) -> Request<Body> {
    let (parts, other, login, posts) = odd;
    let other = encoded(other);
    let method = if *posts { Method::POST } else { Method::GET };
    let uri = format!(
        "{}?lang={other}&{other}={other}&q={other}",
        filled(route, parts)
    );
    let fields = [
        "kassenzeichen",
        "factor",
        "part",
        "email",
        "token",
        "field.name",
        "amount",
    ];
    let form: Vec<String> = fields
        .iter()
        .map(|name| format!("{name}={other}"))
        .collect();
    let form = form.join("&");
    Request::builder()
        .method(method)
        .uri(uri)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(AUTHORIZATION, login)
        .body(Body::from(form))
        .unwrap()
}

async fn no_bytes_make_the_program_fail_or_cost_a_connection(db: Db) {
    let served = ServedAuthority::new(db.clone()).await;
    let routes = routes();
    let odd = (
        prop::collection::vec(part(), 4),
        part(),
        login(),
        any::<bool>(),
    );
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut before = BTreeSet::new();
    for round in 0..12 {
        for route in &routes {
            let odd = odd.new_tree(&mut runner).unwrap().current();
            let request = request(route, &odd);
            let asked = format!("{} {}", request.method(), request.uri());
            let answer = send(served.router.clone(), request).await;
            assert!(answer.status.as_u16() < 500, "{asked}: {}", answer.status);
        }
        // More may be opened when two are needed at once; none that was there ends.
        let now = sessions(&db).await;
        assert_eq!(now.is_empty(), !db.is_postgres());
        let ended: Vec<_> = before.difference(&now).collect();
        assert!(ended.is_empty(), "round {round}: {ended:?}");
        before = now;
    }
}

/// This database's sessions on PostgreSQL, by the numbers of their processes; none on SQLite.
async fn sessions(db: &Db) -> BTreeSet<String> {
    let mut tx = db.read(Scope::Operator).await.unwrap();
    let of = "SELECT CAST(pid AS TEXT) FROM pg_stat_activity \
              WHERE datname = current_database() AND backend_type = 'client backend'";
    let sessions = tx.raw_texts(of).await;
    sessions.unwrap_or_default().into_iter().collect()
}

async fn get(router: &Router, path: &str) -> crate::served_authority::Answer {
    let request = Request::get(path).header(AUTHORIZATION, basic(PORTAL, SECRET));
    send(router.clone(), request.body(Body::empty()).unwrap()).await
}

async fn an_address_that_is_no_text_has_the_page_for_unknown_addresses(db: Db) {
    let served = ServedAuthority::new(db).await;
    for path in [
        "/%ff",
        "/%c3/services",
        "/musterstadt/q/%ff",
        "/musterstadt/%00",
    ] {
        let answer = get(&served.router, path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(
            answer.header("content-type").starts_with("text/html"),
            "{path}"
        );
        assert!(answer.text().contains("<html"), "{path}");
    }
    let answer = get(&served.router, "/api/v1/claims/%ff/slip.pdf").await;
    assert_eq!(answer.status, 404);
    assert_eq!(answer.header("content-type"), "application/problem+json");
}

async fn a_nul_finds_nothing(db: Db) {
    let served = ServedAuthority::new(db).await;
    for path in [
        "/%00",
        "/%00/services",
        "/musterstadt/services/%00",
        "/musterstadt/receipt/%00",
        "/musterstadt/branding/%00/logo",
        "/xbezahldienste/api/v1/status/%00/a",
        "/xbezahldienste/api/v1/paymenttransaction/parken/05158999/%00",
        "/api/v1/services/%00/codes/link.svg",
    ] {
        assert_eq!(get(&served.router, path).await.status, 404, "{path}");
    }
}
