//! The methods a service offers, and between which amounts: one rule for every way to begin a
//! payment and for the pay page.

pub(crate) mod paid_for;

use domain::Money;
use domain::payments::profile::AmountLimits;
use domain::payments::{Method, MethodProfile};
use providers::ProviderKind;

use crate::DocumentError;
use crate::payments::methods::paid_for::may_take;
use crate::tenants::documents::{MethodDocument, ServiceDocument, TenantDocument};

/// A neutral text is a line.
const NEUTRAL_TEXT_MAX: usize = 140;

/// Why no method takes an amount, with the limit it is outside of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OutsideLimits {
    TooLittle(Money),
    TooMuch(Money),
}

impl MethodDocument {
    /// Between which amounts it is offered; refused when no amount fits.
    pub(crate) fn limits(&self, place: &str) -> Result<AmountLimits, DocumentError> {
        let bad = |problem: &str| DocumentError::new(place, problem);
        let cents =
            |cents: Option<i64>, otherwise: Money| cents.map_or(Some(otherwise), Money::from_cents);
        let all = AmountLimits::NONE;
        let bounds = cents(self.min_cents, all.least()).zip(cents(self.max_cents, all.most()));
        let (least, most) = bounds.ok_or_else(|| bad("limits are amounts in cents"))?;
        let own = AmountLimits::new(least, most).and_then(|own| own.narrowed(all));
        own.map_err(|_bad| bad("the smallest amount is larger than the largest"))
    }

    /// Limits of a stored document, which were checked when it was applied: without usable ones it
    /// takes nothing.
    fn takes(&self, amount: Money) -> bool {
        let limits = self.limits("methods");
        limits.is_ok_and(|limits| limits.contain(amount))
    }
}

impl ServiceDocument {
    /// The methods that take the amount, in the order in which they are offered.
    pub(crate) fn methods_for(&self, amount: Money) -> impl Iterator<Item = &MethodDocument> {
        let methods = self.methods.iter();
        methods.filter(move |method| method.takes(amount))
    }

    /// Whether any method takes the amount.
    pub(crate) fn takes(&self, amount: Money) -> Result<(), OutsideLimits> {
        if self.methods_for(amount).next().is_some() {
            return Ok(());
        }
        let limits = self.methods.iter();
        let limits = limits.filter_map(|method| method.limits("methods").ok());
        let limits: Vec<_> = limits.collect();
        let least = limits.iter().map(AmountLimits::least).min();
        if let Some(least) = least.filter(|least| amount < *least) {
            Err(OutsideLimits::TooLittle(least))
        } else {
            let below = limits.iter().map(AmountLimits::most);
            let most = below.filter(|most| *most < amount).max();
            Err(OutsideLimits::TooMuch(most.unwrap_or(Money::ZERO)))
        }
    }

    /// How it lists the method, if it does and the method takes the amount.
    pub(crate) fn method_for(&self, amount: Money, method: &Method) -> Option<&MethodDocument> {
        let mut offered = self.methods_for(amount);
        offered.find(|listed| listed.method == *method)
    }

    /// Whether money for both goes to the same accounts by the same methods, so that one payment
    /// can be for both.
    pub(crate) fn pays_as(&self, other: &Self) -> bool {
        let ways = |service: &Self| -> Vec<(Method, String)> {
            let ways = service.methods.iter();
            ways.map(|way| (way.method.clone(), way.account.clone()))
                .collect()
        };
        ways(self) == ways(other)
    }

    /// Whether its methods can be offered on the authority's accounts.
    pub(crate) fn check_methods(&self, document: &TenantDocument) -> Result<(), DocumentError> {
        let at = |part: &str| format!("services.{}.methods{part}", self.code);
        if self.methods.is_empty() {
            return Err(DocumentError::new(at(""), "at least one method"));
        }
        for (number, listed) in self.methods.iter().enumerate() {
            let at = |field: &str| at(&format!("[{number}]{field}"));
            let mut before = self.methods.iter().take(number);
            if before.any(|other| other.method == listed.method) {
                return Err(DocumentError::new(at(".method"), "each method once"));
            }
            let profile = match offered(document, listed)? {
                Offered::Profile(profile) => profile,
                Offered::NotThere => {
                    let problem = "the account does not offer this method";
                    return Err(DocumentError::new(at(".method"), problem));
                }
                Offered::NoAccount => {
                    return Err(DocumentError::new(
                        at(".account"),
                        "there is no such account",
                    ));
                }
            };
            self.check_payable(document, listed)
                .map_err(|problem| DocumentError::new(at(".account"), problem))?;
            let limits = listed.limits(&at(""))?;
            limits.narrowed(profile.limits).map_err(|_bad| {
                DocumentError::new(at(""), "the account takes no amount between these limits")
            })?;
        }
        Ok(())
    }

    /// A service that takes money, or will, has no method that every payer would be refused.
    fn check_payable(
        &self,
        document: &TenantDocument,
        listed: &MethodDocument,
    ) -> Result<(), &'static str> {
        let mut accounts = document.accounts.iter();
        let account = accounts.find(|account| account.code == listed.account);
        let environment = account.and_then(|account| account.environment().ok());
        let takes = environment
            .is_none_or(|environment| may_take(false, environment, document.profile.test));
        if !self.live || takes {
            return Ok(());
        }
        Err(
            "real money does not go to a simulator; use an account that is not one, or say \
             test = true of the authority",
        )
    }

    /// Whether each account that it lists is one of those that cannot be used.
    pub(crate) fn is_unpayable(&self, unusable: &[&str]) -> bool {
        let mut methods = self.methods.iter();
        methods.all(|listed| unusable.contains(&listed.account.as_str()))
    }

    /// The most letters its neutral text may have: what every method takes.
    pub(crate) fn neutral_text_most(
        &self,
        document: &TenantDocument,
    ) -> Result<usize, DocumentError> {
        let mut most = NEUTRAL_TEXT_MAX;
        for listed in &self.methods {
            if let Offered::Profile(profile) = offered(document, listed)? {
                most = most.min(profile.carries.length.into());
            }
        }
        Ok(most)
    }
}

/// What an account says of a method that a service lists.
enum Offered {
    Profile(&'static MethodProfile),
    /// The account does not have the method.
    NotThere,
    NoAccount,
}

fn offered(document: &TenantDocument, listed: &MethodDocument) -> Result<Offered, DocumentError> {
    let mut accounts = document.accounts.iter();
    let mut banks = document.bank_accounts.iter();
    let profile = if let Some(account) = accounts.find(|of| of.code == listed.account) {
        account.kind()?.profile(&listed.method)
    } else if banks.any(|bank| bank.code == listed.account) {
        profile_at_bank(&listed.method)
    } else {
        return Ok(Offered::NoAccount);
    };
    Ok(profile.map_or(Offered::NotThere, Offered::Profile))
}

/// What a method is, at a provider of any kind or at a bank.
fn profile_of(method: &Method) -> Option<&'static MethodProfile> {
    let at_provider = || ProviderKind::all().find_map(|kind| kind.profile(method));
    profile_at_bank(method).or_else(at_provider)
}

/// By which name payers know the method in every language; `None` where each has a word for it.
pub fn method_name(method: &Method) -> Option<&'static str> {
    profile_of(method)?.name
}

/// The method's word in the closed list of XBezahldienste.
pub fn xbezahldienste_word(method: &Method) -> &'static str {
    profile_of(method).map_or("OTHER", |profile| profile.xbezahldienste)
}

/// What a method is at a bank.
pub(crate) fn profile_at_bank(method: &Method) -> Option<&'static MethodProfile> {
    (*method == Method::BANK_TRANSFER).then_some(&providers::bank_transfer::PROFILE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(cents: i64) -> Money {
        Money::from_cents(cents).unwrap()
    }

    fn listed(method: &str, limits: (Option<i64>, Option<i64>)) -> MethodDocument {
        MethodDocument {
            method: method.parse().unwrap(),
            account: "paypal".to_owned(),
            min_cents: limits.0,
            max_cents: limits.1,
        }
    }

    fn service(methods: Vec<MethodDocument>) -> ServiceDocument {
        let text = serde_json::json!({
            "code": "parken", "name": { "de": "Parken" }, "department": { "de": "Amt" },
            "neutral_text": "Gebühr", "pool": "parken", "methods": [],
        });
        let service: ServiceDocument = serde_json::from_value(text).unwrap();
        ServiceDocument { methods, ..service }
    }

    fn names(service: &ServiceDocument, cents: i64) -> Vec<&str> {
        let offered = service.methods_for(money(cents));
        offered.map(|offered| offered.method.as_str()).collect()
    }

    #[test]
    fn an_amount_at_a_limit_is_taken_and_a_cent_beyond_it_is_not() {
        let both = service(vec![listed("paypal", (Some(100), Some(5_000)))]);
        assert_eq!(both.takes(money(100)), Ok(()));
        assert_eq!(both.takes(money(5_000)), Ok(()));
        let too_little = Err(OutsideLimits::TooLittle(money(100)));
        assert_eq!(both.takes(money(99)), too_little);
        let too_much = Err(OutsideLimits::TooMuch(money(5_000)));
        assert_eq!(both.takes(money(5_001)), too_much);
        let none = service(vec![listed("paypal", (None, None))]);
        assert_eq!(none.takes(Money::MAX), Ok(()));
    }

    #[test]
    fn each_method_is_offered_between_its_own_limits_and_in_order() {
        let small = listed("paypal", (None, Some(1_000)));
        let large = listed("bank_transfer", (Some(500), None));
        let service = service(vec![small, large]);
        assert_eq!(names(&service, 499), ["paypal"]);
        assert_eq!(names(&service, 500), ["paypal", "bank_transfer"]);
        assert_eq!(names(&service, 1_001), ["bank_transfer"]);
    }

    #[test]
    fn an_amount_between_two_methods_is_told_the_limit_below_it() {
        let small = listed("paypal", (None, Some(1_000)));
        let large = listed("bank_transfer", (Some(2_000), None));
        let gap = service(vec![large, small]).takes(money(1_500));
        assert_eq!(gap, Err(OutsideLimits::TooMuch(money(1_000))));
    }

    #[test]
    fn limits_that_are_no_amounts_or_exclude_every_amount_are_refused() {
        assert!(listed("paypal", (Some(1), Some(1))).limits("m").is_ok());
        assert!(listed("paypal", (None, None)).limits("m").is_ok());
        for bad in [
            (Some(-1), None),
            (None, Some(i64::MAX)),
            (Some(2), Some(1)),
            (None, Some(0)),
        ] {
            assert!(listed("paypal", bad).limits("m").is_err(), "{bad:?}");
        }
    }
}
