//! Payments at the console: one field finds them, a page tells their story.

use domain::access::Role;
use http::StatusCode;
use storage::{Db, on_both_engines};

use super::{Browser, First, hidden, leads_to};
use crate::served_authority::ServedAuthority;

on_both_engines! {
    a_payment_is_found_by_one_field_and_tells_its_story
    what_names_the_payer_is_shown_when_it_is_asked_for
}

const LIST: &str = "/console/musterstadt/payments";

/// A browser of a person with this role.
async fn browser(served: &ServedAuthority, role: Role) -> Browser {
    let first = First::of(served).await;
    let people = (&first.admin, &first.lead);
    let person = served.authority.colleague("akte", role, people).await;
    Browser::of(&person)
}

async fn a_payment_is_found_by_one_field_and_tells_its_story(db: Db) {
    let served = ServedAuthority::new(db).await;
    let payment = served.asked("antrag-1").await;
    served.asked("antrag-2").await;
    let mut browser = browser(&served, Role::Treasurer).await;
    // One hit opens itself.
    for typed in [payment.as_str(), "antrag-1"] {
        let answer = browser
            .gets(&served, &format!("{LIST}?q={typed}&lang=en"))
            .await;
        let to = format!("{LIST}/{payment}?lang=en");
        assert_eq!(leads_to(&answer), to, "{typed}");
    }
    let list = browser
        .gets(&served, &format!("{LIST}?q=30,70&state=open&lang=en"))
        .await;
    let text = list.text();
    assert_eq!(list.status, StatusCode::OK);
    assert!(text.contains("Read as the amount €30.70"), "{text}");
    assert_eq!(text.matches("scope=\"row\"").count(), 2);
    assert!(text.contains(&format!("{LIST}/{payment}?lang=en")));
    let none = browser
        .gets(&served, &format!("{LIST}?state=paid&lang=en"))
        .await;
    assert!(none.text().contains("No payment fits"));
    let wrong = browser
        .gets(&served, &format!("{LIST}?from=gestern+oder+so&lang=en"))
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("value=\"gestern oder so\""));
    let page = browser
        .gets(&served, &format!("{LIST}/{payment}?lang=en"))
        .await;
    let text = page.text();
    for told in [
        "€30.70, open",
        "antrag-1",
        "still with the payer",
        "receivable:pay_",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
    assert!(!text.contains("/payer"), "a treasurer reads no names");
    let unknown = format!("{LIST}/pay_00000000000000000000000000000000");
    let unknown = browser.gets(&served, &unknown).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

async fn what_names_the_payer_is_shown_when_it_is_asked_for(db: Db) {
    let served = ServedAuthority::new(db).await;
    let payment = served.asked("antrag-1").await;
    let mut browser = browser(&served, Role::Clerk).await;
    let page = browser
        .gets(&served, &format!("{LIST}/{payment}?lang=en"))
        .await;
    let key = hidden(&page, "form");
    let to = format!("{LIST}/{payment}/payer");
    let foreign = browser.posts(&served, &to, &[("form", "x")]).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    let rows = async || {
        let sql = "SELECT count(*) FROM audit WHERE act = 'payment.read_payer'";
        served.authority.count(sql).await
    };
    assert_eq!(rows().await, 0);
    let shown = browser.posts(&served, &to, &[("form", &key)]).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert_eq!(rows().await, 1);
}
