//! The chain: two kinds of lines, each a contract, each seal over the one before.

use domain::access::Actor;
use domain::ledger::chain::{
    ActDetails, Commitment, SealedAct, audit_line, seal_line, transfer_line,
};
use domain::ledger::group::{Booking, EntryGroup};
use domain::ledger::postings::{Amount, Deviation, Place, opening_balance};
use domain::ledger::{HeadPlace, Seal, SealHead, SealKeyId};
use domain::{AuditId, BankAccountId, ClientId, DayClosingId, Moment, Money, TenantId, Timestamp};
use proptest::prelude::*;
use uuid::Uuid;

fn group() -> EntryGroup {
    let mut moment = Moment::fixed(Timestamp::from_micros(1_795_489_200_000_000), 7);
    let booking = Booking {
        posting_day: "2026-11-30".parse().unwrap(),
        value_day: "2026-11-27".parse().unwrap(),
        actor: Actor::operator("Kasse", "root").unwrap(),
    };
    let amount = Amount::euro(Money::from_cents(3_070).unwrap());
    let bank = Place::Bank(BankAccountId::from_uuid(Uuid::from_u128(1)));
    let closing = DayClosingId::from_uuid(Uuid::from_u128(2));
    opening_balance(closing, bank, Deviation::Surplus, amount)
        .book(&mut moment, &booking)
        .unwrap()
}

fn act(actor: &Actor) -> SealedAct<'_> {
    SealedAct {
        id: AuditId::from_uuid(Uuid::from_u128(3)),
        actor,
        act: "refund.release",
        object_kind: "refund",
        object: "rfd_4",
        outcome: "done",
        commitment: Some([0xab; 32]),
        details: [0xcd; 32],
        at: Timestamp::from_micros(5),
    }
}

#[test]
fn the_line_of_a_transfer_is_a_contract() {
    let group = group();
    let transfer = group.transfers()[0];
    let line = transfer_line(9, group.head(), &transfer);
    let expected = |commitment: &str| {
        format!(
            "v1|t|9|{}|{}|1|day_closing|dcl_00000000000000000000000000000002|2026-11-30|2026-11-27|\
         bank:bac_00000000000000000000000000000001|opening:bac_00000000000000000000000000000001|\
         3070|EUR|1795489200000000|operator:Kasse@root||{commitment}",
            transfer.id, transfer.group
        )
    };
    assert_eq!(line, expected(""));
    let committing = group.committing([0xab; 32]);
    let line = transfer_line(9, committing.head(), &transfer);
    assert_eq!(line, expected(&"ab".repeat(32)));
}

#[test]
fn the_line_of_an_act_is_a_contract() {
    let actor = Actor::Client(ClientId::from_uuid(Uuid::from_u128(6)));
    assert_eq!(
        audit_line(9, &act(&actor)),
        format!(
            "v1|a|9|aud_00000000000000000000000000000003|\
             client:cli_00000000000000000000000000000006|refund.release|refund|rfd_4|done|{}|{}|5",
            "ab".repeat(32),
            "cd".repeat(32)
        )
    );
    let without = SealedAct {
        commitment: None,
        ..act(&actor)
    };
    let end = format!("|rfd_4|done||{}|5", "cd".repeat(32));
    assert!(audit_line(9, &without).ends_with(&end));
}

#[test]
fn a_seal_is_the_hash_of_the_one_before_and_of_the_line() {
    // printf '\0%.0s' {1..32} | cat - <(printf abc) | sha256sum
    let seal = seal_line(Seal::START, "abc");
    assert_eq!(
        seal.to_string(),
        "365aa7d8f7f9402c4b9434502b4cc89ddb09fe50d7cd95b493b834c62d5a5370"
    );
    assert_ne!(seal_line(seal, "abc"), seal);
}

#[test]
fn the_details_of_an_act_are_hidden_by_their_salt_and_told_apart() {
    let plain = ActDetails {
        before: Some("a"),
        ..ActDetails::default()
    };
    let moved = ActDetails {
        after: Some("a"),
        ..ActDetails::default()
    };
    let digest = plain.digest(&[1; 16]);
    assert_ne!(digest, plain.digest(&[2; 16]));
    assert_ne!(digest, moved.digest(&[1; 16]));
    let empty = ActDetails {
        before: Some(""),
        ..ActDetails::default()
    };
    assert_ne!(
        empty.digest(&[1; 16]),
        ActDetails::default().digest(&[1; 16])
    );
}

#[test]
fn a_commitment_depends_on_every_object_and_their_order() {
    let of = |texts: &[&str]| {
        let mut all = Commitment::default();
        for text in texts {
            all.add(text);
        }
        all.finish()
    };
    assert_eq!(Commitment::of("a"), of(&["a"]));
    assert_ne!(of(&["a", "b"]), of(&["b", "a"]));
    assert_ne!(of(&["ab"]), of(&["a", "b"]));
}

fn head() -> SealHead {
    SealHead {
        place: HeadPlace {
            tenant: TenantId::from_uuid(Uuid::from_u128(7)),
            number: 12,
            seal: Seal([0xee; 32]),
            sealed_at: Timestamp::from_micros(5),
            key: SealKeyId([0x0a; 8]),
        },
        signature: [0x1f; 64],
    }
}

#[test]
fn a_published_head_is_a_contract_and_is_read_back() {
    let head = head();
    let place = format!(
        "v1|h|ten_00000000000000000000000000000007|12|{}|5|0a0a0a0a0a0a0a0a",
        "ee".repeat(32)
    );
    assert_eq!(head.place.to_string(), place);
    let line = format!("{place}|{}", "1f".repeat(64));
    assert_eq!(head.to_string(), line);
    assert_eq!(line.parse(), Ok(head));
    let wrong = [
        String::new(),
        place,
        format!("{line}|"),
        line.replace("|12|", "|012|"),
        line.replace("v1|h", "v1|t"),
        line.replace("0a0a", "0A0A"),
    ];
    for wrong in wrong {
        assert!(wrong.parse::<SealHead>().is_err(), "{wrong}");
    }
}

fn texts() -> impl Strategy<Value = [String; 3]> {
    proptest::array::uniform3("[a|%\\n ä]{0,4}")
}

proptest! {
    #[test]
    fn two_different_acts_never_have_one_line(one in texts(), other in texts()) {
        let lines = [&one, &other].map(|[act_text, object, outcome]| {
            let row = SealedAct { act: act_text, object, outcome, ..act(&Actor::Payer) };
            audit_line(1, &row)
        });
        prop_assert!(lines.iter().all(|line| line.split('|').count() == 12));
        prop_assert_eq!(one == other, lines[0] == lines[1]);
    }
}
