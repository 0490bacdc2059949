//! A profile agrees with itself and with what its provider can be asked for.

use domain::payments::Taking;
use domain::payments::profile::{Asking, Books, Needs, OfferLasts, Refunds};
use providers::{PaymentProvider, ProviderDown};
use secrecy::SecretString;
use storage::{Db, on_both_engines};
use testkit::{TestAuthority, authority_document};

use super::{account_of, built_from, offered};

on_both_engines! { capabilities_are_those_of_the_profile }

/// A Kassenzeichen, and an attempt's number behind it.
const TEXT_LEAST: u16 = 27;

#[test]
fn no_method_is_offered_by_two_and_each_profile_agrees_with_itself() {
    let mut names: Vec<_> = offered().into_iter().map(|one| one.method).collect();
    names.sort();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all);
    for one in offered() {
        let (name, profile) = (&one.method, one.profile);
        let by_payer = profile.taking == Taking::ByPayer;
        assert_eq!(
            one.kind.is_none(),
            by_payer,
            "{name}: who is asked to take the money"
        );
        let listed = ["GIROPAY", "PAYDIRECT", "CREDITCARD", "PAYPAL", "OTHER"];
        assert!(listed.contains(&profile.xbezahldienste), "{name}");
        assert_eq!(app::payments::method_name(name), profile.name);
        let word = app::payments::xbezahldienste_word(name);
        assert_eq!(word, profile.xbezahldienste);
        assert_eq!(by_payer, profile.needs == Needs::PayerBank, "{name}");
        assert_eq!(by_payer, profile.asking == Asking::Never, "{name}");
        assert!(profile.limits.least() <= profile.limits.most(), "{name}");
        assert!(!profile.limits.least().is_zero(), "{name}");
        assert!(profile.carries.length >= TEXT_LEAST, "{name}");
        if let Asking::Repeatedly { first_after, until } = profile.asking {
            assert!(first_after <= until, "{name}");
            let OfferLasts::For(lasts) = profile.offer_lasts else {
                panic!("{name}: what is not asked about for ever is not offered for ever");
            };
            assert!(
                lasts <= until,
                "{name}: a link outlives the questions about it"
            );
        }
        if let Refunds::AtProvider {
            partial,
            several,
            days,
        } = profile.refunds
        {
            assert!(partial || !several, "{name}: several refunds are parts");
            assert_ne!(days, Some(0), "{name}");
        }
    }
}

async fn capabilities_are_those_of_the_profile(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    for one in offered() {
        let Some(kind) = one.kind else {
            continue;
        };
        let mut account = built_from(account_of(&authority_document(), kind));
        let around = authority.surroundings();
        let built = kind.build(&account, &around).unwrap();
        let (name, profile) = (&one.method, one.profile);
        assert_eq!(built.profile(name), Some(profile), "{name}");
        let other = "no_such_method".parse().unwrap();
        assert_eq!(built.profile(&other), None);
        let refunds = matches!(profile.refunds, Refunds::AtProvider { .. });
        assert_eq!(built.refunds().is_some(), refunds, "{name}");
        assert_eq!(
            built.reports().is_some(),
            profile.books == Books::Api,
            "{name}"
        );
        if profile.asking == Asking::OnProviderEvent {
            assert!(
                built.events().is_some(),
                "{name}: nothing would ever be heard"
            );
        }
        assert_eq!(proves(&*built).await, Ok(()), "{name}");
        for secret in account.secrets.values_mut() {
            *secret = SecretString::from("another");
        }
        let other = kind.build(&account, &around).unwrap();
        assert!(proves(&*other).await.is_err(), "{name} with another secret");
    }
}

async fn proves(provider: &dyn PaymentProvider) -> Result<(), ProviderDown> {
    provider.prove_credentials().await
}
