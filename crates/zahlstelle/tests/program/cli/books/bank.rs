//! `bank enter-line`: what arrived is booked once, and what cannot be read leaves nothing behind.

use storage::testing::postgres_url;
use storage::{DatabaseUrl, Db, Scope};

use super::super::installation::Installation;
use crate::process::{PATIENCE, Ran, address, client};

/// Account, day and amount of lines that are refused, what is said of each, and the exit status.
const REFUSED: [(&str, &str, &str, &str, i32); 6] = [
    (
        "nirgendwo",
        "2026-03-02",
        "30,70",
        "no such authority or bank account",
        1,
    ),
    (
        ACCOUNT,
        "2026-03-02",
        "viel",
        "--amount takes euros such as 30,70",
        2,
    ),
    (
        ACCOUNT,
        "2026-03-02",
        "30,705",
        "--amount takes euros such as 30,70",
        2,
    ),
    (ACCOUNT, "2026-03-02", "0,00", "an amount of zero", 1),
    (
        ACCOUNT,
        "31.02.2026",
        "30,70",
        "--day takes a day such as 2026-12-31",
        2,
    ),
    (
        ACCOUNT,
        "2999-12-31",
        "30,70",
        "the day lies in the future",
        1,
    ),
];
/// Of the account in the installation's document.
const ACCOUNT: &str = "sparkasse";

#[tokio::test]
async fn a_line_pays_once_and_an_unreadable_one_leaves_nothing_on_sqlite() {
    let directory = tempfile::tempdir().unwrap();
    let url = DatabaseUrl::SqliteFile(directory.path().join("bank.db"));
    a_line_pays_once_and_an_unreadable_one_leaves_nothing(&url).await;
}

#[tokio::test]
async fn a_line_pays_once_and_an_unreadable_one_leaves_nothing_on_postgresql() {
    if let Some(url) = postgres_url().await {
        a_line_pays_once_and_an_unreadable_one_leaves_nothing(&url).await;
    }
}

async fn a_line_pays_once_and_an_unreadable_one_leaves_nothing(url: &DatabaseUrl) {
    let here = Installation::new(Some(address(url)), "").await;
    let client = client();
    let mut serving = here.serves(&[]).await;
    let asked = here.asks(&client, "transfer").await;
    serving.terminate();
    assert!(serving.ends(PATIENCE).success());
    let number = asked["transactionReference"].as_str().unwrap();

    for (account, day, amount, told, code) in REFUSED {
        let refused = enters(&here, account, (day, amount), number);
        assert_eq!(refused.code, code, "{refused:?}");
        let complaint = refused.complained();
        assert!(complaint.contains(told), "{told} is missing: {complaint}");
    }
    assert_eq!(kept(url).await, [0, 0, 0], "what is refused leaves nothing");

    let good = ("02.03.2026", "30.70");
    let entered = enters(&here, ACCOUNT, good, number);
    assert!(entered.said().ends_with("is paid.\n"), "{entered:?}");
    let again = enters(&here, ACCOUNT, good, number);
    let known = "This line was entered before; nothing was changed.\n";
    assert_eq!(again.said(), known);
    assert_eq!(kept(url).await, [1, 1, 0], "line, money, task");
    let unknown = enters(&here, ACCOUNT, good, "Miete");
    assert!(unknown.said().contains("a task waits"), "{unknown:?}");
    assert_eq!(kept(url).await, [2, 2, 1], "lines, money, task");
    here.verifies_until("The books agree.").await;
}

fn enters(here: &Installation, account: &str, (day, amount): (&str, &str), reference: &str) -> Ran {
    here.runs(&[
        "bank",
        "enter-line",
        "--tenant",
        "musterstadt",
        "--account",
        account,
        "--day",
        day,
        "--amount",
        amount,
        "--reference",
        reference,
        "--counterparty",
        "Erika Muster",
    ])
}

/// Lines, money and tasks in the database.
async fn kept(url: &DatabaseUrl) -> [i64; 3] {
    let db = Db::open(url).await.unwrap();
    let mut tx = db.read(Scope::Operator).await.unwrap();
    let mut kept = [0; 3];
    for (table, many) in ["bank_lines", "money_in", "tasks"].iter().zip(&mut kept) {
        let sql = format!("SELECT count(*) FROM {table}");
        *many = tx.raw_number(&sql).await.unwrap();
    }
    drop(tx);
    db.close().await.unwrap();
    kept
}
