//! Changes of several rows that fit each other, as an insider makes them for money: everything that
//! can be computed without the key is computed anew, and no kept head is held against it.

use std::collections::BTreeSet;

use app::claims::notices::NoticePayment;
use storage::{Db, on_both_engines};
use testkit::{AtProvider, TestAuthority, file_of, notice_number};

use super::insider::Insider;

on_both_engines! {
    changes_that_fit_each_other_are_found_without_a_kept_head
}

/// What the attacks touch.
const TOUCHED: [&str; 13] = [
    "audit",
    "balances",
    "claim_lines",
    "claim_terms",
    "claims",
    "entry_groups",
    "money_in",
    "money_in_claims",
    "money_in_sums",
    "shares",
    "payments",
    "seal_heads",
    "transfers",
];

/// Columns in which the amount of a paid claim stands.
const AMOUNTS: [&str; 10] = [
    "claim_lines.amount_cents",
    "claim_terms.amount_cents",
    "claims.amount_cents",
    "claims.settled_cents",
    "money_in.amount_cents",
    "money_in_claims.amount_cents",
    "money_in_sums.received",
    "shares.share_cents",
    "payments.amount_cents",
    "payments.received_cents",
];

/// Balances that fit the transfers.
const BALANCES: [&str; 2] = [
    "DELETE FROM balances",
    "INSERT INTO balances (tenant_id, account, posting_day, debit_cents, credit_cents)
     SELECT l.tenant_id, l.account, g.posting_day, sum(l.debit), sum(l.credit)
     FROM (SELECT tenant_id, group_id, debit AS account, amount_cents AS debit, 0 AS credit
           FROM transfers
           UNION ALL
           SELECT tenant_id, group_id, credit, 0, amount_cents FROM transfers) l
     JOIN entry_groups g ON g.tenant_id = l.tenant_id AND g.group_id = l.group_id
     GROUP BY l.tenant_id, l.account, g.posting_day",
];

/// Numbers without a gap, in two steps, so that none is there twice meanwhile.
const NUMBERS: [&str; 6] = [
    "DROP TABLE IF EXISTS renumbered",
    "CREATE TABLE renumbered AS
     SELECT seal_number AS old, row_number() OVER (ORDER BY seal_number) AS new
     FROM (SELECT seal_number FROM transfers UNION ALL SELECT seal_number FROM audit) l",
    "UPDATE transfers SET seal_number =
        -(SELECT r.new FROM renumbered r WHERE r.old = transfers.seal_number)",
    "UPDATE audit SET seal_number =
        -(SELECT r.new FROM renumbered r WHERE r.old = audit.seal_number)",
    "UPDATE transfers SET seal_number = -seal_number",
    "UPDATE audit SET seal_number = -seal_number",
];

/// An authority with a paid claim of a stranger and an open one of the insider, of one amount.
struct Books {
    authority: TestAuthority,
    /// Claims as SQL has them and as accounts name them: the stranger's, the insider's.
    stranger: (String, String),
    insider: (String, String),
    payment: (String, String),
}

impl Books {
    async fn new(db: &Db) -> Self {
        let authority = TestAuthority::new(db.clone(), 5).await;
        let file = file_of(&[(1, 5_500, "1234"), (2, 5_500, "1234")]);
        authority.imports(&file).await.unwrap();
        let payment = authority.opens_payment(&[(1, "1234")], NoticePayment::Whole);
        let payment = payment.await.unwrap();
        authority.pays(payment, AtProvider::Approves).await;
        authority.comes_to_rest().await;
        authority.app.system().seal().await.unwrap();
        authority.reconcile().await.unwrap();
        let literal = |id: String| {
            if db.is_postgres() {
                format!("'{id}'")
            } else {
                format!("x'{}'", id.replace('-', ""))
            }
        };
        let stranger = authority.claim(&notice_number(1)).await.unwrap().id;
        let insider = authority.claim(&notice_number(2)).await.unwrap().id;
        Self {
            authority,
            stranger: (
                literal(stranger.as_uuid().to_string()),
                stranger.to_string(),
            ),
            insider: (literal(insider.as_uuid().to_string()), insider.to_string()),
            payment: (literal(payment.as_uuid().to_string()), payment.to_string()),
        }
    }

    /// The stranger's payment pays the insider's claim.
    fn moves_the_payment(&self) -> Vec<String> {
        let ((theirs, their_account), (mine, my_account)) = (&self.stranger, &self.insider);
        let tables = ["payments", "shares", "money_in_claims"].into_iter();
        let moved = tables
            .map(|table| format!("UPDATE {table} SET claim_id = {mine} WHERE claim_id = {theirs}"));
        let mut statements: Vec<_> = moved.collect();
        statements.extend([
            format!("UPDATE claims SET settled_cents = 5500 WHERE claim_id = {mine}"),
            format!("UPDATE claims SET settled_cents = 0 WHERE claim_id = {theirs}"),
            format!(
                "UPDATE transfers SET debit = replace(debit, '{their_account}', '{my_account}'),
                     credit = replace(credit, '{their_account}', '{my_account}')"
            ),
        ]);
        statements
    }

    /// Twenty euros of the paid payment were never there.
    fn takes_twenty_euros() -> Vec<String> {
        let lower =
            |(table, column)| format!("UPDATE {table} SET {column} = 3500 WHERE {column} = 5500");
        let amounts = AMOUNTS.iter().filter_map(|place| place.split_once('.'));
        let mut statements: Vec<_> = amounts.map(lower).collect();
        statements.push(
            "UPDATE transfers SET amount_cents = amount_cents - 2000 WHERE amount_cents > 2000"
                .to_owned(),
        );
        statements
    }

    /// The payment and its money were never there.
    fn removes_the_payment(&self) -> Vec<String> {
        let (payment, account) = &self.payment;
        let money = format!("SELECT money_in_id FROM money_in WHERE payment_id = {payment}");
        let claims = &self.stranger.0;
        let of_money = format!("DELETE FROM money_in_claims WHERE money_in_id IN ({money})");
        let mut statements = vec![
            of_money,
            "DELETE FROM money_in_sums".to_owned(),
            format!("DELETE FROM money_in WHERE payment_id = {payment}"),
            format!("DELETE FROM shares WHERE payment_id = {payment}"),
            format!("DELETE FROM payments WHERE payment_id = {payment}"),
            format!("UPDATE claims SET settled_cents = 0 WHERE claim_id = {claims}"),
            "DELETE FROM transfers".to_owned(),
            "DELETE FROM entry_groups".to_owned(),
            format!("DELETE FROM audit WHERE object = '{account}'"),
        ];
        statements.extend(NUMBERS.map(ToOwned::to_owned));
        statements
    }

    /// The insider's claim was of one cent.
    fn lowers_the_claim(&self) -> Vec<String> {
        let mine = &self.insider.0;
        let tables = ["claims", "claim_terms", "claim_lines"].into_iter();
        let lowered = tables
            .map(|table| format!("UPDATE {table} SET amount_cents = 1 WHERE claim_id = {mine}"));
        lowered.collect()
    }
}

async fn changes_that_fit_each_other_are_found_without_a_kept_head(db: Db) {
    let books = Books::new(&db).await;
    let insider = Insider::new(&db, &books.authority).await;
    for table in TOUCHED {
        insider.keeps(table).await;
    }
    let without_heads = |mut statements: Vec<String>| {
        statements.push("DELETE FROM seal_heads".to_owned());
        statements
    };
    let (moved, less) = (books.moves_the_payment(), Books::takes_twenty_euros());
    let removed = books.removes_the_payment();
    let with_all_heads = without_heads(removed.clone());
    for (attack, statements, areas) in [
        ("moved", moved, &["chain", "money", "payment"][..]),
        ("less", less, &["chain", "claim", "money", "payment"]),
        ("removed", removed, &["chain"]),
        ("removed with all heads", with_all_heads, &["chain"]),
        ("lowered", books.lowers_the_claim(), &["claim"]),
    ] {
        let statements: Vec<_> = statements.iter().map(String::as_str).collect();
        insider.runs(&statements).await.unwrap();
        insider.runs(&BALANCES).await.unwrap();
        insider.seals_anew().await;
        let (found, told) = insider.found().await;
        let named = areas.iter().all(|area| found.contains(*area));
        assert!(named, "{attack}: {told}");
        insider.restores(&BTreeSet::from(TOUCHED)).await;
        let (left, told) = insider.found().await;
        assert!(left.is_empty(), "{attack} restored: {told}");
    }
}
