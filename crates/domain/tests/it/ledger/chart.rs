//! Accounts: every one has one spelling, which is stored and sealed.

use domain::ledger::chart::{Account, AccountKind, BadAccount};
use domain::{
    AdvanceItemId, BankAccountId, BankOrderId, ClaimId, Currency, Day, Moment, PaymentId,
    ProviderAccountId, RefundId, SuspenseItemId, Timestamp,
};

fn moment() -> Moment {
    Moment::fixed(Timestamp::from_micros(1_795_489_200_000_000), 7)
}

fn kinds() -> [(&'static str, AccountKind); 18] {
    let moment = &mut moment();
    let account = ProviderAccountId::new(moment);
    let bank = BankAccountId::new(moment);
    let day = "2026-11-30".parse::<Day>().unwrap();
    [
        ("claim:clm_", AccountKind::Claim(ClaimId::new(moment))),
        (
            "receivable:pay_",
            AccountKind::Receivable(PaymentId::new(moment)),
        ),
        ("clearing:acc_", AccountKind::Clearing(account)),
        ("held:acc_", AccountKind::Held(account)),
        ("transit:acc_", AccountKind::Transit(account)),
        ("fees:acc_", AccountKind::Fees(account)),
        ("fees_due:acc_", AccountKind::FeesDue(account)),
        ("bank:bac_", AccountKind::Bank(bank)),
        ("bank_charges:bac_", AccountKind::BankCharges(bank)),
        (
            "suspense:sus_",
            AccountKind::Suspense(SuspenseItemId::new(moment)),
        ),
        (
            "advance:adv_",
            AccountKind::Advance(AdvanceItemId::new(moment)),
        ),
        (
            "refunds_due:rfd_",
            AccountKind::RefundsDue(RefundId::new(moment)),
        ),
        (
            "refunds_ordered:bor_",
            AccountKind::RefundsOrdered(BankOrderId::new(moment)),
        ),
        ("differences:2026-11-30", AccountKind::Differences(day)),
        ("surplus_income", AccountKind::SurplusIncome),
        ("exchange:EUR", AccountKind::Exchange),
        ("opening:acc_", AccountKind::OpeningAtProvider(account)),
        ("opening:bac_", AccountKind::OpeningAtBank(bank)),
    ]
}

#[test]
fn every_account_is_read_back_from_its_text_in_every_currency() {
    for (begins, kind) in kinds() {
        for currency in [Currency::EUR, "USD".parse().unwrap()] {
            let account = Account { kind, currency };
            let text = account.to_string();
            assert_eq!(text.parse(), Ok(account), "{text}");
            if currency == Currency::EUR {
                assert!(text.starts_with(begins), "{text}");
            } else {
                assert!(text.ends_with(":USD"), "{text}");
            }
        }
    }
}

#[test]
fn a_text_that_is_not_spelt_as_stored_is_no_account() {
    let euro = Account::euro(kinds()[2].1).to_string();
    for text in [
        String::new(),
        "claims".to_owned(),
        "bank".to_owned(),
        "suspense".to_owned(),
        "exchange:".to_owned(),
        "exchange:eur".to_owned(),
        "surplus_income:".to_owned(),
        "differences:30.11.2026".to_owned(),
        "opening:2026-11-30".to_owned(),
        "clearing:pay_0190f1f0f0f07000800000000000abcd".to_owned(),
        format!("{euro}:EUR"),
        format!("{euro}:USD:USD"),
        format!(" {euro}"),
        euro.to_uppercase(),
    ] {
        assert_eq!(text.parse::<Account>(), Err(BadAccount), "{text}");
    }
}
