//! Check-digit methods of German treasuries and banks.
//!
//! Most are the same sum with other weights, so they are data. What each method finds: every
//! single wrong digit, except where a rest of one is written as zero; swapped neighbours with the
//! modulus 11 methods that leave a rest of one out and with `mod97-10`, and all but 09/90 with
//! `mod10`.

use std::fmt;
use std::str::FromStr;

use crate::values::mod97;

/// How the check digit comes about. Its text stands in configurations and must not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CheckMethod {
    /// No check digit: typing errors stay unseen.
    None,
    /// Luhn, Bundesbank method 00.
    Mod10,
    /// Weights 3, 7, 1, Bundesbank method 01.
    Mod10_371,
    /// Weights 2 to 9, Bundesbank method 02. Numbers with a rest of one do not exist.
    Mod11,
    /// Weights 2 to 7, Bundesbank methods 04 and 06, which differ in a rest of one.
    Mod11_27 { one: RestOne },
    /// Weights from the left, rest of one written as zero.
    Mod11Left,
    /// ISO 7064 MOD 11,10, as in the tax identification number.
    Mod11_10,
    /// ISO 7064 MOD 97-10, two digits; letters allowed. ISO 11649 references and IBANs use it.
    Mod97_10,
}

/// A rest of one would need the check digit ten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RestOne {
    /// Method 06. Written as zero: every number is usable, a few typing errors go unseen.
    Zero,
    /// Method 04. The number is left out.
    Unusable,
}

/// A text that names no method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "unknown check-digit method; known are none, mod10, mod10-371, mod11, mod11-27, \
     mod11-27-zero, mod11-left, mod11-10, mod97-10"
)]
pub struct UnknownCheckMethod;

/// A weighted sum of the payload's digits; the check digit fills it up to a multiple of `modulus`.
struct WeightedSum {
    /// Repeated as often as the payload needs.
    weights: &'static [u32],
    from: Side,
    /// Products of two digits count as their digit sum.
    digit_sums: bool,
    modulus: u32,
    one: RestOne,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

const MOD_10: WeightedSum = WeightedSum {
    weights: &[2, 1],
    from: Side::Right,
    digit_sums: true,
    modulus: 10,
    one: RestOne::Unusable,
};
const MOD_10_371: WeightedSum = WeightedSum {
    weights: &[3, 7, 1],
    digit_sums: false,
    ..MOD_10
};
const MOD_11: WeightedSum = WeightedSum {
    weights: &[2, 3, 4, 5, 6, 7, 8, 9],
    from: Side::Right,
    digit_sums: false,
    modulus: 11,
    one: RestOne::Unusable,
};
const MOD_11_27: WeightedSum = WeightedSum {
    weights: &[2, 3, 4, 5, 6, 7],
    ..MOD_11
};
const MOD_11_LEFT: WeightedSum = WeightedSum {
    weights: &[2, 7, 6, 5, 4, 3],
    from: Side::Left,
    one: RestOne::Zero,
    ..MOD_11
};

impl CheckMethod {
    pub const ALL: [Self; 9] = [
        Self::None,
        Self::Mod10,
        Self::Mod10_371,
        Self::Mod11,
        Self::Mod11_27 {
            one: RestOne::Unusable,
        },
        Self::Mod11_27 { one: RestOne::Zero },
        Self::Mod11Left,
        Self::Mod11_10,
        Self::Mod97_10,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Mod10 => "mod10",
            Self::Mod10_371 => "mod10-371",
            Self::Mod11 => "mod11",
            Self::Mod11_27 {
                one: RestOne::Unusable,
            } => "mod11-27",
            Self::Mod11_27 { one: RestOne::Zero } => "mod11-27-zero",
            Self::Mod11Left => "mod11-left",
            Self::Mod11_10 => "mod11-10",
            Self::Mod97_10 => "mod97-10",
        }
    }

    /// Digits it adds to a number.
    pub const fn length(self) -> usize {
        match self {
            Self::None => 0,
            Self::Mod10
            | Self::Mod10_371
            | Self::Mod11
            | Self::Mod11_27 { .. }
            | Self::Mod11Left
            | Self::Mod11_10 => 1,
            Self::Mod97_10 => 2,
        }
    }

    /// Whether what it checks may contain `A-Z`.
    pub const fn takes_letters(self) -> bool {
        matches!(self, Self::None | Self::Mod97_10)
    }

    /// The check digits that stand between `before` and `after`; one of the two may be empty.
    /// `None` where there are none: the number is left out, or a character cannot be counted.
    pub fn digits(self, before: &str, after: &str) -> Option<String> {
        let payload = || {
            before
                .chars()
                .chain(after.chars())
                .map(|digit| digit.to_digit(10))
        };
        let digit = match self {
            Self::None => return Some(String::new()),
            // As with an IBAN: what stands in front is counted last.
            Self::Mod97_10 => return mod97::check_digits(after.chars().chain(before.chars())),
            Self::Mod11_10 => mod_11_10(payload()),
            Self::Mod10 => MOD_10.digit(payload()),
            Self::Mod10_371 => MOD_10_371.digit(payload()),
            Self::Mod11 => MOD_11.digit(payload()),
            Self::Mod11_27 { one } => WeightedSum { one, ..MOD_11_27 }.digit(payload()),
            Self::Mod11Left => MOD_11_LEFT.digit(payload()),
        };
        digit.map(|digit| digit.to_string())
    }
}

impl WeightedSum {
    fn digit(&self, payload: impl Iterator<Item = Option<u32>>) -> Option<u32> {
        let mut digits = payload.collect::<Option<Vec<_>>>()?;
        if self.from == Side::Right {
            digits.reverse();
        }
        let sum = digits
            .iter()
            .zip(self.weights.iter().cycle())
            .map(|(digit, weight)| digit * weight)
            .map(|product| {
                if self.digit_sums {
                    product / 10 + product % 10
                } else {
                    product
                }
            })
            .sum::<u32>();
        let digit = (self.modulus - sum % self.modulus) % self.modulus;
        match self.one {
            RestOne::Zero => Some(digit % 10),
            RestOne::Unusable => (digit < 10).then_some(digit),
        }
    }
}

fn mod_11_10(mut payload: impl Iterator<Item = Option<u32>>) -> Option<u32> {
    let product = payload.try_fold(10, |product, digit| {
        let sum = (product + digit?) % 10;
        Some(if sum == 0 { 10 } else { sum } * 2 % 11)
    })?;
    Some((11 - product) % 10)
}

impl fmt::Display for CheckMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for CheckMethod {
    type Err = UnknownCheckMethod;

    fn from_str(text: &str) -> Result<Self, UnknownCheckMethod> {
        Self::ALL
            .into_iter()
            .find(|method| method.as_str() == text)
            .ok_or(UnknownCheckMethod)
    }
}
