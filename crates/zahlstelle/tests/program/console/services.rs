//! Versions of a service, prepared, approved and published by people over HTTP, while the live one
//! goes on selling.

use domain::access::Role;
use http::StatusCode;
use storage::{Db, on_both_engines};
use testkit::{TestAuthority, TestPerson};

use super::{Browser, First, hidden, leads_to};
use crate::served_authority::{Answer, ServedAuthority};

on_both_engines! {
    people_bring_a_new_price_to_payers_while_the_old_one_goes_on
    two_that_change_one_draft_do_not_overwrite_each_other
    a_clerk_changes_texts_and_no_prices
    who_works_for_another_department_finds_no_service
}

const SERVICE: &str = "/console/musterstadt/services/kurs";
/// The form of an editor that changes nothing but what a test changes.
const TYPED: [(&str, &str); 10] = [
    ("name.de", "Kurs der Volkshochschule"),
    ("neutral_text", "Kurs"),
    ("pay_minutes", "30"),
    ("fee.kind", "choice"),
    ("option.0.code", "voll"),
    ("option.0.de", "Voller Preis"),
    ("option.0.amount", "85,00"),
    ("option.1.code", "klein"),
    ("option.1.de", "Ermäßigt"),
    (REDUCED, "42,50"),
];
const REDUCED: &str = "option.1.amount";

/// The people that services need.
struct People {
    owner: Browser,
    bookkeeper: Browser,
    treasurer: Browser,
    clerk: Browser,
}

async fn signs_in(town: &TestAuthority, name: &str, role: Role, first: &First) -> Browser {
    let people = (&first.admin, &first.lead);
    let person: TestPerson = town.colleague(name, role, people).await;
    Browser::with(&town.signs_in(&person).await)
}

impl People {
    async fn of(served: &ServedAuthority) -> Self {
        let town = &served.authority;
        town.opens_trials().await;
        let first = First::of(served).await;
        Self {
            clerk: signs_in(town, "akte", Role::Clerk, &first).await,
            bookkeeper: signs_in(town, "buchhaltung", Role::Bookkeeper, &first).await,
            treasurer: signs_in(town, "zahlung", Role::Treasurer, &first).await,
            owner: signs_in(town, "leistung", Role::ServiceOwner, &first).await,
        }
    }

    /// The version is tried out, submitted, approved and published.
    async fn publish(&mut self, served: &ServedAuthority, version: i64) {
        for act in ["try", "submit"] {
            done(&acts(served, &mut self.owner, version, act).await, act);
        }
        let approved = acts(served, &mut self.treasurer, version, "approve").await;
        done(&approved, "approve");
        let published = acts(served, &mut self.owner, version, "publish").await;
        done(&published, "publish");
    }
}

fn done(answer: &Answer, act: &str) {
    assert_eq!(
        answer.status,
        StatusCode::SEE_OTHER,
        "{act}: {}",
        answer.text()
    );
}

fn page_of(version: i64) -> String {
    format!("{SERVICE}/versions/{version}")
}

/// Presses the button on the version's page.
async fn acts(served: &ServedAuthority, browser: &mut Browser, version: i64, act: &str) -> Answer {
    sends(served, browser, (version, act), &[]).await
}

/// Sends a form of the version's page, with these fields.
async fn sends(
    served: &ServedAuthority,
    browser: &mut Browser,
    (version, act): (i64, &str),
    fields: &[(&str, &str)],
) -> Answer {
    let shown = match act {
        "edit" | "bookings" => format!("{}/{act}", page_of(version)),
        _ => page_of(version),
    };
    let page = browser.gets(served, &shown).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let account = browser.gets(served, "/console/account").await;
    let (key, revision) = (hidden(&account, "form"), hidden(&page, "revision"));
    let mut form = vec![("form", key.as_str()), ("revision", revision.as_str())];
    form.extend(fields);
    let path = format!("{}/{act}", page_of(version));
    browser.posts(served, &path, &form).await
}

fn typed(amount: &str) -> Vec<(&str, &str)> {
    let typed = TYPED.iter().copied();
    let typed = typed.map(|(name, value)| (name, if name == REDUCED { amount } else { value }));
    typed.collect()
}

/// Saves the editor's form with the small course at this price.
async fn prices(
    served: &ServedAuthority,
    browser: &mut Browser,
    (version, amount): (i64, &str),
) -> Answer {
    let form = typed(amount);
    sends(served, browser, (version, "edit"), &form).await
}

/// What a payer is asked for the small course now, and by which version.
async fn sold(served: &ServedAuthority) -> (i64, i64) {
    let town = &served.authority;
    town.time_passes(std::time::Duration::from_secs(2));
    let ordered = town.orders("kurs", &[("option", "klein")]).await;
    assert!(ordered.is_ok(), "{ordered:?}");
    let newest = async |column: &str| {
        let sql = format!("SELECT {column} FROM payments ORDER BY payment_id DESC LIMIT 1");
        town.count(&sql).await
    };
    (
        newest("amount_cents").await,
        newest("service_version").await,
    )
}

#[expect(clippy::too_many_lines, reason = "one story, told in order")]
async fn people_bring_a_new_price_to_payers_while_the_old_one_goes_on(db: Db) {
    let served = ServedAuthority::new(db).await;
    let mut people = People::of(&served).await;
    let list = people
        .clerk
        .gets(&served, "/console/musterstadt/services")
        .await;
    assert!(
        list.text().contains("Fassung 1 fertig beschreiben"),
        "{}",
        list.text()
    );
    let booked = [("booking.0.data", "sachkonto=431100")];
    let booked = sends(&served, &mut people.bookkeeper, (1, "bookings"), &booked).await;
    done(&booked, "bookings");
    people.publish(&served, 1).await;
    assert_eq!(sold(&served).await, (4_250, 1));

    let account = people.owner.gets(&served, "/console/account").await;
    let key = hidden(&account, "form");
    let path = format!("{SERVICE}/begin");
    let begun = people.owner.posts(&served, &path, &[("form", &key)]).await;
    assert_eq!(leads_to(&begun), page_of(2));
    let saved = prices(&served, &mut people.owner, (2, "999,00")).await;
    done(&saved, "edit");
    assert_eq!(sold(&served).await, (4_250, 1), "a draft sells nothing");
    let page = people.treasurer.gets(&served, &page_of(2)).await;
    for told in [
        "Was sich gegenüber Fassung 1 ändert",
        "42,50",
        "999,00",
        "Preis „klein“",
    ] {
        assert!(page.text().contains(told), "{told}: {}", page.text());
    }
    assert!(!page.text().contains("/approve"), "nothing was handed in");

    let untried = acts(&served, &mut people.owner, 2, "submit").await;
    assert_eq!(untried.status, StatusCode::CONFLICT);
    done(&acts(&served, &mut people.owner, 2, "try").await, "try");
    done(
        &acts(&served, &mut people.owner, 2, "submit").await,
        "submit",
    );
    let silent = acts(&served, &mut people.treasurer, 2, "send-back").await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(silent.text().contains("Nennen Sie den Grund"));
    let why = [("reason", "Zu teuer.")];
    let back = sends(&served, &mut people.treasurer, (2, "send-back"), &why).await;
    done(&back, "send-back");
    let history = people.owner.gets(&served, SERVICE).await;
    assert!(history.text().contains("Zu teuer."), "{}", history.text());
    done(
        &prices(&served, &mut people.owner, (2, "55,00")).await,
        "edit",
    );
    for act in ["try", "submit"] {
        done(&acts(&served, &mut people.owner, 2, act).await, act);
    }
    let own = acts(&served, &mut people.owner, 2, "approve").await;
    assert_eq!(own.status, StatusCode::FORBIDDEN, "another role's");
    done(
        &acts(&served, &mut people.treasurer, 2, "approve").await,
        "approve",
    );
    assert_eq!(sold(&served).await, (4_250, 1), "approved, not published");
    let own = acts(&served, &mut people.treasurer, 2, "publish").await;
    assert_eq!(own.status, StatusCode::FORBIDDEN, "another role's");
    done(
        &acts(&served, &mut people.owner, 2, "publish").await,
        "publish",
    );
    assert_eq!(sold(&served).await, (5_500, 2));

    let account = people.owner.gets(&served, "/console/account").await;
    let key = hidden(&account, "form");
    let from = [("form", key.as_str()), ("from", "1")];
    let begun = people.owner.posts(&served, &path, &from).await;
    assert_eq!(leads_to(&begun), page_of(3));
    let page = people.owner.gets(&served, &page_of(3)).await;
    for told in [
        "aus Fassung 1",
        "Was sich gegenüber Fassung 2 ändert",
        "55,00",
        "42,50",
    ] {
        assert!(page.text().contains(told), "{told}: {}", page.text());
    }
    people.publish(&served, 3).await;
    assert_eq!(sold(&served).await, (4_250, 3), "the way back");
    served.authority.reconcile().await.unwrap();
}

async fn two_that_change_one_draft_do_not_overwrite_each_other(db: Db) {
    let served = ServedAuthority::new(db).await;
    let mut people = People::of(&served).await;
    let account = people.owner.gets(&served, "/console/account").await;
    let key = hidden(&account, "form");
    let path = format!("{}/edit", page_of(1));
    let seen = people.owner.gets(&served, &path).await;
    let revision = hidden(&seen, "revision");
    done(
        &prices(&served, &mut people.owner, (1, "50,00")).await,
        "edit",
    );
    let mut form = typed("60,00");
    form.extend([("form", key.as_str()), ("revision", revision.as_str())]);
    let stale = people.owner.posts(&served, &path, &form).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    for told in ["inzwischen geändert", "value=\"60,00\""] {
        assert!(stale.text().contains(told), "{told}: {}", stale.text());
    }
    let page = people.owner.gets(&served, &page_of(1)).await;
    assert!(page.text().contains("50,00"), "{}", page.text());
    let wrong = prices(&served, &mut people.owner, (1, "viel")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for told in ["Prüfen Sie die Gebühr", "value=\"viel\"", "fee-kind-error"] {
        assert!(wrong.text().contains(told), "{told}: {}", wrong.text());
    }
}

async fn a_clerk_changes_texts_and_no_prices(db: Db) {
    let served = ServedAuthority::new(db).await;
    let mut people = People::of(&served).await;
    let dearer = prices(&served, &mut people.clerk, (1, "50,00")).await;
    assert_eq!(dearer.status, StatusCode::FORBIDDEN, "{}", dearer.text());
    let changed = "SELECT count(*) FROM service_versions WHERE revision > 1";
    assert_eq!(served.authority.count(changed).await, 0);
    done(
        &prices(&served, &mut people.clerk, (1, "42,50")).await,
        "edit",
    );
    let page = people.clerk.gets(&served, &page_of(1)).await;
    assert!(
        page.text().contains("Kurs der Volkshochschule"),
        "{}",
        page.text()
    );
    let submitted = acts(&served, &mut people.clerk, 1, "submit").await;
    assert_eq!(submitted.status, StatusCode::FORBIDDEN, "the owner's");
}

async fn who_works_for_another_department_finds_no_service(db: Db) {
    let served = ServedAuthority::new(db).await;
    let town = &served.authority;
    let first = First::of(&served).await;
    let admin = town.at_console(&first.admin).await.at("musterstadt").await;
    let admin = admin.unwrap().unwrap();
    let wanted = app::access::WantedGrant {
        scope: domain::access::GrantScope::department("Friedhofsamt").unwrap(),
        ..testkit::wanted(Role::ServiceOwner)
    };
    let invited = admin
        .invite_person(&testkit::details("friedhof"), &wanted)
        .await
        .unwrap();
    town.confirms_all(invited.person, &first.lead).await;
    let person = town.comes_in("friedhof", invited).await;
    let mut browser = Browser::of(&person);
    let list = browser.gets(&served, "/console/musterstadt/services").await;
    assert_eq!(list.status, StatusCode::OK);
    assert!(!list.text().contains("services/kurs"), "{}", list.text());
    let page = browser.gets(&served, SERVICE).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}
