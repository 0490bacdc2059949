//! What a service costs, and what a citizen's answer makes of it. Whole cents, checked.

use crate::values::text;
use crate::{BadMoney, Money};

/// How the fee of a service comes about. Made by [`Fee::checked`], so that it can be charged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fee {
    Fixed(Money),
    /// One of several, picked by the citizen.
    Choice(Vec<FeeOption>),
    /// So many of one price.
    Quantity {
        each: Money,
        least: u32,
        most: u32,
    },
    /// What the citizen was told or wants to give.
    Free {
        least: Money,
        most: Money,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeeOption {
    pub code: String,
    pub amount: Money,
}

/// What the citizen entered, as typed. A fee looks at its own part only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FeeAnswer<'a> {
    pub option: &'a str,
    pub quantity: &'a str,
    pub amount: &'a str,
}

/// What is to be paid, and what was picked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    pub amount: Money,
    /// Code of the picked option.
    pub option: Option<String>,
    pub quantity: Option<u32>,
}

/// Why an answer makes no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FeeError {
    #[error("nothing was entered")]
    Missing,
    #[error("there is no such choice")]
    NotOffered,
    #[error("this is not a number")]
    NotANumber,
    #[error("there must be at least {0}")]
    TooFew(u32),
    #[error("there may be at most {0}")]
    TooMany(u32),
    #[error("this is not an amount")]
    NotAnAmount,
    #[error("the amount can be read in two ways")]
    UnclearAmount,
    #[error("at least {0} euros")]
    TooLittle(Money),
    #[error("at most {0} euros")]
    TooMuch(Money),
}

/// A description that no fee can be made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadFee {
    #[error("a fee is more than nothing")]
    Zero,
    #[error("a choice has 2 to 20 options")]
    Options,
    #[error("each option has a code of its own")]
    SameCode,
    #[error("the smallest must not be larger than the largest, and neither zero")]
    Limits,
    #[error("the largest amount must stay below one billion euros")]
    TooLarge,
}

/// More no citizen reads through.
const OPTIONS_MAX: usize = 20;

impl Fee {
    /// The fee itself if whatever it allows can be charged.
    pub fn checked(self) -> Result<Self, BadFee> {
        match &self {
            Self::Fixed(amount) if amount.is_zero() => return Err(BadFee::Zero),
            Self::Choice(options) => check_options(options)?,
            Self::Quantity { each, least, most } => {
                if each.is_zero() {
                    return Err(BadFee::Zero);
                }
                if *least == 0 || least > most {
                    return Err(BadFee::Limits);
                }
                each.checked_times(*most).ok_or(BadFee::TooLarge)?;
            }
            Self::Free { least, most } if least.is_zero() || least > most => {
                return Err(BadFee::Limits);
            }
            Self::Fixed(_) | Self::Free { .. } => {}
        }
        Ok(self)
    }

    /// The amount the answer makes, or what is wrong with the answer.
    pub fn charge(&self, answer: FeeAnswer<'_>) -> Result<Charge, FeeError> {
        match self {
            Self::Fixed(amount) => Ok(Charge::of(*amount)),
            Self::Choice(options) => picked(options, text::copied(answer.option).trim()),
            Self::Quantity { each, least, most } => {
                let many = counted(text::copied(answer.quantity).trim(), (*least, *most))?;
                let amount = each.checked_times(many).ok_or(FeeError::TooMany(*most))?;
                Ok(Charge {
                    quantity: Some(many),
                    ..Charge::of(amount)
                })
            }
            Self::Free { least, most } => given(answer.amount, (*least, *most)).map(Charge::of),
        }
    }
}

impl Charge {
    const fn of(amount: Money) -> Self {
        Self {
            amount,
            option: None,
            quantity: None,
        }
    }
}

fn check_options(options: &[FeeOption]) -> Result<(), BadFee> {
    if !(2..=OPTIONS_MAX).contains(&options.len()) {
        return Err(BadFee::Options);
    }
    if options.iter().any(|option| option.amount.is_zero()) {
        return Err(BadFee::Zero);
    }
    let mut codes: Vec<_> = options.iter().map(|option| option.code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    if codes.len() == options.len() {
        Ok(())
    } else {
        Err(BadFee::SameCode)
    }
}

fn picked(options: &[FeeOption], code: &str) -> Result<Charge, FeeError> {
    if code.is_empty() {
        return Err(FeeError::Missing);
    }
    let option = options.iter().find(|option| option.code == code);
    let option = option.ok_or(FeeError::NotOffered)?;
    Ok(Charge {
        option: Some(option.code.clone()),
        ..Charge::of(option.amount)
    })
}

fn counted(typed: &str, (least, most): (u32, u32)) -> Result<u32, FeeError> {
    if typed.is_empty() {
        return Err(FeeError::Missing);
    }
    if !typed.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(FeeError::NotANumber);
    }
    // Digits that do not fit are a number all the same, and too large a one.
    let many = typed.parse().unwrap_or(u32::MAX);
    if many < least {
        Err(FeeError::TooFew(least))
    } else if many > most {
        Err(FeeError::TooMany(most))
    } else {
        Ok(many)
    }
}

fn given(typed: &str, (least, most): (Money, Money)) -> Result<Money, FeeError> {
    if typed.trim().is_empty() {
        return Err(FeeError::Missing);
    }
    let amount = Money::typed(typed).map_err(|error| match error {
        BadMoney::NotANumber | BadMoney::FractionOfACent => FeeError::NotAnAmount,
        BadMoney::Unclear => FeeError::UnclearAmount,
        BadMoney::TooLarge => FeeError::TooMuch(most),
    })?;
    if amount < least {
        Err(FeeError::TooLittle(least))
    } else if amount > most {
        Err(FeeError::TooMuch(most))
    } else {
        Ok(amount)
    }
}
