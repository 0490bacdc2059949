//! Claims that people enter, change, block and cancel, and how they find them.

mod crashes;
mod search;

use app::access::StaffError;
use app::claims::notices::{NoticePayment, SearchOutcome};
use app::claims::{ClaimStep, ClaimStory, SaidBy};
use app::payments::MoneyPlace;
use domain::access::{Act, Role};
use domain::claims::{ClaimOrigin, ClaimRefusal, ClaimState};
use domain::{ClaimId, Day};
use storage::{Db, on_both_engines};
use testkit::{
    AtProvider, FINED, TestAuthority, claim_step, file_of, notice_number, wanted_change,
    wanted_claim,
};

on_both_engines! {
    a_claim_is_entered_found_by_its_payer_and_paid
    a_form_sent_twice_is_one_claim
    what_a_person_says_of_a_claim_holds_at_once
    a_word_about_an_older_version_saves_nothing
    above_the_limit_two_persons_decide
    the_next_file_is_held_against_what_was_read_before
    a_claim_of_an_online_service_is_left_alone
    what_is_wrong_is_refused_before_anything_is_written
    a_claim_outside_a_scope_is_not_there
}

fn refusal(result: Result<impl std::fmt::Debug, StaffError>) -> ClaimRefusal {
    match result {
        Err(StaffError::Claim(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

/// The letters and digits of a printed Kassenzeichen.
fn bare(printed: &str) -> String {
    printed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect()
}

fn refused(story: &ClaimStory, act: Act) -> Option<ClaimRefusal> {
    let mut refused = story.refused.iter().filter(|(of, _)| *of == act);
    refused.next().map(|(_, why)| *why)
}

async fn imported(authority: &TestAuthority, counter: u64) -> ClaimId {
    let claim = authority.claim(&notice_number(counter)).await;
    claim.expect("it came with the file").id
}

async fn a_claim_is_entered_found_by_its_payer_and_paid(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let office = authority.staffed().await;
    let at = authority.at_work(&office.clerk).await;
    let mut wanted = wanted_claim(&at, 5_500);
    wanted.due = Day::from_days(20_900);
    wanted.text = "Bescheid vom 1. Dezember".to_owned();
    wanted.party = "K-17".to_owned();
    let claim = at.enter_claim(FINED.0, &wanted).await.unwrap();
    let story = at.claim_story(claim).await.unwrap();
    assert_eq!(story.origin, ClaimOrigin::Staff);
    assert_eq!(
        (story.state, story.terms.due),
        (ClaimState::Open, wanted.due)
    );
    assert_eq!(story.text.as_deref(), Some("Bescheid vom 1. Dezember"));
    let [said] = story.said.as_slice() else {
        panic!("{:?}", story.said);
    };
    assert_eq!(said.by, SaidBy::Person("akte".to_owned()));
    let found = authority.searches(&story.kassenzeichen, FINED.1).await;
    assert_eq!(found, Some(SearchOutcome::Found(claim)));
    let wrong = authority.searches(&story.kassenzeichen, "4712").await;
    assert_eq!(wrong, Some(SearchOutcome::NotFound));
    let payment = authority
        .opens_payment_of(claim, NoticePayment::Whole)
        .await
        .unwrap();
    authority.pays(payment, AtProvider::Approves).await;
    let story = at.claim_story(claim).await.unwrap();
    assert_eq!(
        (story.state, story.settled.cents()),
        (ClaimState::Paid, 5_500)
    );
    let [money] = story.settled_by.as_slice() else {
        panic!("{:?}", story.settled_by);
    };
    assert_eq!(
        (money.account.as_str(), money.amount.cents()),
        ("paypal", 5_500)
    );
    let [paid] = story.payments.as_slice() else {
        panic!("{:?}", story.payments);
    };
    assert_eq!(paid.id, payment);
    let places: Vec<_> = paid.places.iter().map(|(place, _)| *place).collect();
    assert_eq!(places, [MoneyPlace::Provider, MoneyPlace::Fees]);
    let told = "SELECT count(*) FROM events WHERE kind = 'claim.created'";
    assert_eq!(authority.count(told).await, 1);
    let names = "SELECT count(*) FROM audit WHERE after LIKE '%K-17%' OR after LIKE '%4711%'";
    assert_eq!(authority.count(names).await, 0, "nothing names the payer");
    authority.reconcile().await.unwrap();
}

async fn a_form_sent_twice_is_one_claim(db: Db) {
    let authority = TestAuthority::new(db, 2).await;
    let office = authority.staffed().await;
    let at = authority.at_work(&office.clerk).await;
    let wanted = wanted_claim(&at, 5_500);
    let calls = (0..20).map(|_| at.enter_claim(FINED.0, &wanted));
    let made = futures_util::future::join_all(calls).await;
    let first = *made[0].as_ref().unwrap();
    assert!(made.iter().all(|made| *made.as_ref().unwrap() == first));
    let staff = "SELECT count(*) FROM claims WHERE origin = 'staff'";
    assert_eq!(authority.count(staff).await, 1);
    let mut other = wanted.clone();
    other.text = "Etwas anderes".to_owned();
    let used = at.enter_claim(FINED.0, &other).await;
    assert_eq!(refusal(used), ClaimRefusal::UsedForm);
    assert_eq!(authority.count(staff).await, 1);
    authority.reconcile().await.unwrap();
}

async fn what_a_person_says_of_a_claim_holds_at_once(db: Db) {
    let authority = TestAuthority::new(db, 3).await;
    let office = authority.staffed().await;
    authority.sends_three_fines().await;
    let at = authority.at_work(&office.clerk).await;
    let claim = imported(&authority, 1).await;
    let payer = [(1, "1234")];
    let mut change = wanted_change(&at, claim, 6_000).await;
    change.reason = "Mahngebühr".to_owned();
    at.change_claim(claim, &change).await.unwrap();
    let payment = authority.opens_payment(&payer, NoticePayment::Whole).await;
    let payment = payment.unwrap();
    assert_eq!(authority.page(payment).await.amount.cents(), 6_000);
    let order = authority.chooses_paypal(payment).await.unwrap();
    authority.at_provider(&order, AtProvider::Approves);
    at.block_claim(claim, claim_step(&at, claim).await)
        .await
        .unwrap();
    authority.comes_back(payment).await;
    assert_eq!(authority.standing(1).await, ("blocked", 0), "not charged");
    let none = authority.opens_payment(&payer, NoticePayment::Whole).await;
    assert_eq!(none, None);
    at.unblock_claim(claim, claim_step(&at, claim).await)
        .await
        .unwrap();
    assert_eq!(authority.standing(1).await, ("open", 0));
    at.cancel_claim(claim, claim_step(&at, claim).await)
        .await
        .unwrap();
    assert_eq!(authority.standing(1).await, ("cancelled", 0));
    let story = at.claim_story(claim).await.unwrap();
    let acts: Vec<_> = story.said.iter().map(|said| said.act.as_str()).collect();
    let expected = ["cancel", "unblock", "block", "change"].map(|act| format!("claim.{act}"));
    assert_eq!(acts[..4], expected);
    assert_eq!(acts[4..], ["claims.import"]);
    assert!(story.said[4].import.as_ref().unwrap().starts_with("imp_"));
    assert_eq!(story.said[3].reason.as_deref(), Some("Mahngebühr"));
    for act in [Act::ClaimChange, Act::ClaimBlock, Act::ClaimCancel] {
        assert_eq!(refused(&story, act), Some(ClaimRefusal::Cancelled), "{act}");
    }
    let told = "SELECT count(*) FROM events WHERE kind IN
        ('claim.changed', 'claim.blocked', 'claim.unblocked', 'claim.cancelled')";
    assert_eq!(authority.count(told).await, 4);
    authority.comes_to_rest().await;
    authority.reconcile().await.unwrap();
}

async fn a_word_about_an_older_version_saves_nothing(db: Db) {
    let authority = TestAuthority::new(db, 4).await;
    let office = authority.staffed().await;
    let at = authority.at_work(&office.clerk).await;
    let claim = authority.enters_claim(&at, 5_500).await.unwrap();
    let (one, other) = (
        wanted_change(&at, claim, 6_000).await,
        wanted_change(&at, claim, 7_000).await,
    );
    let cancel = claim_step(&at, claim).await;
    at.change_claim(claim, &one).await.unwrap();
    let late = at.change_claim(claim, &other).await;
    assert_eq!(refusal(late), ClaimRefusal::Changed);
    let late = at.cancel_claim(claim, cancel).await;
    assert_eq!(refusal(late), ClaimRefusal::Changed);
    let mut again = wanted_change(&at, claim, 6_000).await;
    assert_eq!(
        refusal(at.change_claim(claim, &again).await),
        ClaimRefusal::Same
    );
    // Of many words about one version one holds.
    let words: Vec<_> = (1..=20).map(|cents| 8_000 + cents).collect();
    let mut wanted = Vec::new();
    for cents in words {
        again.amount = domain::Money::from_cents(cents).unwrap();
        wanted.push(again.clone());
    }
    let calls = wanted.iter().map(|wanted| at.change_claim(claim, wanted));
    let said = futures_util::future::join_all(calls).await;
    assert_eq!(
        said.iter().filter(|said| said.is_ok()).count(),
        1,
        "{said:?}"
    );
    let versions = "SELECT count(*) FROM claim_terms";
    assert_eq!(authority.count(versions).await, 3);
    authority.reconcile().await.unwrap();
}

async fn above_the_limit_two_persons_decide(db: Db) {
    let authority = TestAuthority::new(db, 5).await;
    let office = authority.staffed().await;
    let people = (&office.admin, &office.lead);
    let owner = authority
        .colleague("leistung", Role::ServiceOwner, people)
        .await;
    authority.one_person_decides_up_to(5_000).await;
    let clerk = authority.at_work(&office.clerk).await;
    let owner = authority.at_work(&owner).await;
    let claim = authority.enters_claim(&clerk, 5_001).await.unwrap();
    let story = clerk.claim_story(claim).await.unwrap();
    assert_eq!(story.state, ClaimState::Blocked);
    assert_eq!(
        refused(&story, Act::ClaimUnblock),
        Some(ClaimRefusal::OwnWord)
    );
    let own = clerk.unblock_claim(claim, claim_step(&clerk, claim).await);
    assert_eq!(refusal(own.await), ClaimRefusal::OwnWord);
    let noted = "SELECT count(*) FROM audit
        WHERE act = 'claim.unblock' AND outcome = 'refused'";
    assert_eq!(authority.count(noted).await, 1);
    owner
        .unblock_claim(claim, claim_step(&owner, claim).await)
        .await
        .unwrap();
    let alone = owner.cancel_claim(claim, claim_step(&owner, claim).await);
    assert_eq!(refusal(alone.await), ClaimRefusal::BlockFirst);
    // Made small by one person, it is still a large decision.
    let small = wanted_change(&owner, claim, 100).await;
    owner.change_claim(claim, &small).await.unwrap();
    let own = owner.unblock_claim(claim, claim_step(&owner, claim).await);
    assert_eq!(refusal(own.await), ClaimRefusal::OwnWord);
    clerk
        .cancel_claim(claim, claim_step(&clerk, claim).await)
        .await
        .unwrap();
    let small = authority.enters_claim(&clerk, 5_000).await.unwrap();
    let story = clerk.claim_story(small).await.unwrap();
    assert_eq!(story.state, ClaimState::Open);
    authority.reconcile().await.unwrap();
}

async fn the_next_file_is_held_against_what_was_read_before(db: Db) {
    let authority = TestAuthority::new(db, 6).await;
    let office = authority.staffed().await;
    authority
        .imports(&file_of(&[(1, 5_500, "1234")]))
        .await
        .unwrap();
    let at = authority.at_work(&office.clerk).await;
    let claim = imported(&authority, 1).await;
    let change = wanted_change(&at, claim, 6_000).await;
    at.change_claim(claim, &change).await.unwrap();
    let step = claim_step(&at, claim).await;
    at.block_claim(claim, step).await.unwrap();
    let more = file_of(&[(1, 5_500, "1234"), (2, 2_000, "2345")]);
    let report = authority.imports(&more).await.unwrap();
    assert_eq!((report.added, report.unchanged), (1, 1));
    let story = at.claim_story(claim).await.unwrap();
    assert_eq!(story.terms.amount.cents(), 6_000, "the row says as before");
    let newer = file_of(&[(1, 5_600, "1234")]);
    let report = authority.imports(&newer).await.unwrap();
    assert_eq!(report.corrected, 1);
    // It holds before it stands in the claim's row, and a person's word waits until it does.
    let story = at.claim_story(claim).await.unwrap();
    assert_eq!(story.terms.amount.cents(), 5_600);
    assert_eq!(story.state, ClaimState::Open);
    assert_eq!((story.version, story.said.len()), (4, 4));
    let early = wanted_change(&at, claim, 6_500).await;
    let waits = at.change_claim(claim, &early).await;
    assert!(matches!(waits, Err(StaffError::Meanwhile)), "{waits:?}");
    authority.comes_to_rest().await;
    at.change_claim(claim, &early).await.unwrap();
    assert_eq!(authority.standing(1).await, ("open", 0));
    let own = authority.enters_claim(&at, 5_500).await.unwrap();
    let number = at.claim_story(own).await.unwrap().kassenzeichen;
    let file = file_of(&[]) + &format!("bussgeld;{number};1,00;;;;;1234;;;\n");
    let report = authority.imports(&file).await.unwrap();
    assert_eq!(report.bad, 1, "no file changes what the staff entered");
    authority.comes_to_rest().await;
    authority.reconcile().await.unwrap();
}

async fn a_claim_of_an_online_service_is_left_alone(db: Db) {
    let authority = TestAuthority::new(db, 7).await;
    let office = authority.staffed().await;
    let payment = authority.asks_for_payment().await.unwrap();
    let at = authority.at_work(&office.clerk).await;
    let number = at.payment_story(payment).await.unwrap().kassenzeichen;
    let claim = authority.claim(&bare(&number)).await.unwrap().id;
    let step = claim_step(&at, claim).await;
    let refused = at.cancel_claim(claim, step).await;
    assert_eq!(refusal(refused), ClaimRefusal::WithItsPayment);
    let change = wanted_change(&at, claim, 1).await;
    let refused = at.change_claim(claim, &change).await;
    assert_eq!(refusal(refused), ClaimRefusal::WithItsPayment);
    assert_eq!(at.claim_story(claim).await.unwrap().version, 1);
}

async fn what_is_wrong_is_refused_before_anything_is_written(db: Db) {
    let authority = TestAuthority::new(db, 8).await;
    let office = authority.staffed().await;
    let at = authority.at_work(&office.clerk).await;
    let good = wanted_claim(&at, 5_500);
    for (wrong, why) in [
        (wanted_claim(&at, 0), ClaimRefusal::Nothing),
        (
            app::claims::WantedClaim {
                factor: "12".to_owned(),
                ..good.clone()
            },
            ClaimRefusal::Factor,
        ),
        (
            app::claims::WantedClaim {
                text: "x".repeat(128),
                ..good.clone()
            },
            ClaimRefusal::Text,
        ),
        (
            app::claims::WantedClaim {
                party: "x".repeat(65),
                ..good.clone()
            },
            ClaimRefusal::Text,
        ),
    ] {
        let refused = at.enter_claim(FINED.0, &wrong).await;
        assert_eq!(refusal(refused), why);
    }
    let no_notices = at.enter_claim("parken", &good).await;
    assert_eq!(refusal(no_notices), ClaimRefusal::NoNotices);
    let unknown = at.enter_claim("nirgends", &good).await;
    assert!(matches!(unknown, Err(StaffError::NotFound)), "{unknown:?}");
    assert_eq!(authority.count("SELECT count(*) FROM claims").await, 0);
    let claim = authority.enters_claim(&at, 5_500).await.unwrap();
    let step = ClaimStep {
        reason: " ",
        ..claim_step(&at, claim).await
    };
    let silent = at.cancel_claim(claim, step).await;
    assert_eq!(refusal(silent), ClaimRefusal::Reason);
    let long = "x".repeat(201);
    let step = ClaimStep {
        reason: &long,
        ..step
    };
    let long = at.cancel_claim(claim, step).await;
    assert_eq!(refusal(long), ClaimRefusal::Reason);
}

async fn a_claim_outside_a_scope_is_not_there(db: Db) {
    let authority = TestAuthority::new(db, 9).await;
    let office = authority.staffed().await;
    let at = authority.at_work(&office.clerk).await;
    let claim = authority.enters_claim(&at, 5_500).await.unwrap();
    let number = at.claim_story(claim).await.unwrap().kassenzeichen;
    let elsewhere = search::of_department(&authority, &office, "Bauamt").await;
    let unseen = elsewhere.claim_story(claim).await;
    assert!(matches!(unseen, Err(StaffError::NotFound)), "{unseen:?}");
    let step = claim_step(&at, claim).await;
    let untouched = elsewhere.cancel_claim(claim, step).await;
    assert!(
        matches!(untouched, Err(StaffError::NotFound)),
        "{untouched:?}"
    );
    let foreign = elsewhere
        .enter_claim(FINED.0, &wanted_claim(&elsewhere, 100))
        .await;
    assert!(matches!(foreign, Err(StaffError::NotFound)), "{foreign:?}");
    let search = search::text(&number);
    let found = elsewhere.search_claims(&search).await.unwrap();
    assert!(found.rows.is_empty());
    let services = elsewhere.claim_services().await.unwrap();
    let services: Vec<_> = services.iter().map(|one| one.code.as_str()).collect();
    assert_eq!(services, ["gebuehr"]);
}
