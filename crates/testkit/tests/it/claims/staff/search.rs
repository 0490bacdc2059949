//! How people find claims.

use app::access::WantedGrant;
use app::access::doors::StaffTenantApp;
use app::claims::{ClaimSearch, FoundClaims};
use domain::ClaimId;
use domain::access::{GrantScope, Role};
use domain::claims::ClaimState;
use domain::payments::Sought;
use storage::{Db, on_both_engines};
use testkit::{Office, TestAuthority, claim_step, file_of, notice_number, wanted};

on_both_engines! {
    a_claim_is_found_by_anything_in_any_spelling
    a_list_is_narrowed_and_its_pages_miss_nothing
    a_file_that_is_being_read_is_not_in_the_list
}

pub(super) fn text(text: &str) -> ClaimSearch {
    ClaimSearch {
        text: text.to_owned(),
        ..ClaimSearch::default()
    }
}

/// A clerk of one department alone.
pub(super) async fn of_department(
    authority: &TestAuthority,
    office: &Office,
    department: &str,
) -> StaffTenantApp {
    let people = (&office.admin, &office.lead);
    let grant = WantedGrant {
        scope: GrantScope::department(department).unwrap(),
        ..wanted(Role::Clerk)
    };
    let person = authority.colleague_for("amtlich", &grant, people).await;
    authority.at_work(&person).await
}

fn ids(found: &FoundClaims) -> Vec<ClaimId> {
    found.rows.iter().map(|row| row.id).collect()
}

async fn a_claim_is_found_by_anything_in_any_spelling(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let office = authority.staffed().await;
    authority.sends_three_fines().await;
    let at = authority.at_work(&office.clerk).await;
    let claim = authority.enters_claim(&at, 7_777).await.unwrap();
    let number = at.claim_story(claim).await.unwrap().kassenzeichen;
    let bare: String = number.chars().filter(char::is_ascii_digit).collect();
    let spaced: Vec<String> = bare.chars().map(String::from).collect();
    for spelling in [
        number.clone(),
        bare.clone(),
        spaced.join(" "),
        spaced.join("-"),
        format!("Kassenzeichen {number}"),
        claim.to_string(),
        claim.to_string().to_uppercase(),
    ] {
        let found = at.search_claims(&text(&spelling)).await.unwrap();
        assert_eq!(ids(&found), [claim], "{spelling}");
        assert!(found.is_exact, "{spelling}");
    }
    let by_amount = at.search_claims(&text("77,77 €")).await.unwrap();
    assert_eq!(ids(&by_amount), [claim]);
    assert!(matches!(by_amount.read_as, Some(Sought::Amount(_))));
    assert!(!by_amount.is_exact, "others may have it");
    let today = at.search_claims(&text("heute")).await.unwrap();
    assert_eq!(today.rows.len(), 4);
    let yesterday = at.search_claims(&text("gestern")).await.unwrap();
    assert!(yesterday.rows.is_empty());
    let notices = [(1, "1234"), (2, "2345")];
    let whole = app::claims::notices::NoticePayment::Whole;
    let payment = authority.opens_payment(&notices, whole).await.unwrap();
    let of_payment = at.search_claims(&text(&payment.to_string())).await;
    assert_eq!(of_payment.unwrap().rows.len(), 2);
    let order = authority.chooses_paypal(payment).await.unwrap();
    let of_order = at.search_claims(&text(&order)).await.unwrap();
    assert_eq!(of_order.rows.len(), 2);
    let nothing = at.search_claims(&text("gibt es nicht")).await.unwrap();
    assert!(nothing.rows.is_empty() && nothing.read_as.is_none());
}

async fn a_list_is_narrowed_and_its_pages_miss_nothing(db: Db) {
    let authority = TestAuthority::new(db, 2).await;
    let office = authority.staffed().await;
    let fines: Vec<_> = (1..=120).map(|counter| (counter, 1_000, "1234")).collect();
    authority.imports(&file_of(&fines)).await.unwrap();
    let at = authority.at_work(&office.clerk).await;
    let mut search = ClaimSearch::default();
    let mut seen = Vec::new();
    loop {
        let page = at.search_claims(&search).await.unwrap();
        seen.extend(ids(&page));
        // What comes meanwhile shifts nothing.
        authority.enters_claim(&at, 5_500).await.unwrap();
        search.before = page.next;
        if page.next.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 120);
    assert!(seen.is_sorted_by(|newer, older| newer > older));
    let claim = authority.claim(&notice_number(60)).await.unwrap().id;
    at.block_claim(claim, claim_step(&at, claim).await)
        .await
        .unwrap();
    let blocked = ClaimSearch {
        state: Some(ClaimState::Blocked),
        ..ClaimSearch::default()
    };
    let found = at.search_claims(&blocked).await.unwrap();
    assert_eq!(ids(&found), [claim]);
    let of_service = ClaimSearch {
        service: Some("gebuehr".to_owned()),
        ..ClaimSearch::default()
    };
    let found = at.search_claims(&of_service).await.unwrap();
    assert!(found.rows.is_empty());
    let of_service = ClaimSearch {
        service: Some("bussgeld".to_owned()),
        ..ClaimSearch::default()
    };
    let found = at.search_claims(&of_service).await.unwrap();
    assert_eq!(found.rows.len(), 50);
    let elsewhere = of_department(&authority, &office, "Bauamt").await;
    let none = elsewhere.search_claims(&ClaimSearch::default()).await;
    assert!(none.unwrap().rows.is_empty());
}

async fn a_file_that_is_being_read_is_not_in_the_list(db: Db) {
    let authority = TestAuthority::new(db, 3).await;
    let office = authority.staffed().await;
    authority.sends_three_fines().await;
    let at = authority.at_work(&office.clerk).await;
    authority.comes_to_rest().await;
    let now = at.now();
    let until = now.plus(std::time::Duration::from_mins(1));
    let mut moment = at.moment();
    let import = domain::ImportId::new(&mut moment);
    let act = domain::AuditId::new(&mut moment);
    let scope = storage::Scope::Tenant(authority.tenant);
    let mut tx = authority.db.write(scope).await.unwrap();
    let mut imports = tx.claims().imports();
    imports.begin((import, act), now, until).await.unwrap();
    tx.commit().await.unwrap();
    let claim = authority.enters_claim(&at, 5_500).await.unwrap();
    let list = at.search_claims(&ClaimSearch::default()).await.unwrap();
    assert!(list.behind_a_file);
    assert_eq!(list.rows.len(), 3, "what was there before it");
    let number = at.claim_story(claim).await.unwrap().kassenzeichen;
    let found = at.search_claims(&text(&number)).await.unwrap();
    assert_eq!(ids(&found), [claim], "by its number it is found");
    // Its program died: after a minute it hides nothing.
    authority.time_passes(std::time::Duration::from_mins(2));
    let at = authority.at_work(&office.clerk).await;
    let list = at.search_claims(&ClaimSearch::default()).await.unwrap();
    assert!(!list.behind_a_file);
    assert_eq!(list.rows.len(), 4);
}
