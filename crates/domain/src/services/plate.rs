//! German licence plates (Kennzeichen), section 9 and annex 4 of the FZV.
//!
//! One to three letters for the district, one or two letters, one to four digits, at most eight
//! signs with an `E` (electric) or `H` (historic) at the end; a seasonal plate adds the months from
//! and to. Plates without middle letters (authorities, dealers, the army) are no citizen's.

use std::fmt;

use crate::values::text;

/// District, letters and digits, with the last letter if there is one.
const SIGNS_MAX: usize = 8;
/// Two to eleven months, section 10 FZV.
const SEASON_MAX: u8 = 11;

/// A plate in its one spelling.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Plate {
    district: String,
    letters: String,
    number: u16,
    mark: Option<Mark>,
    season: Option<(u8, u8)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Mark {
    Electric,
    Historic,
}

impl Mark {
    fn of(text: &str) -> Option<Self> {
        match text {
            "E" => Some(Self::Electric),
            "H" => Some(Self::Historic),
            _ => None,
        }
    }
}

/// A text that is no licence plate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPlate {
    #[error("this is not a German licence plate")]
    NotAPlate,
    /// `MSAB123` may be MS-AB 123 or MSA-B 123.
    #[error("it is unclear where the district ends; put a hyphen after it")]
    Unclear,
}

impl Plate {
    /// `ms-ab 123`, `MS AB 123 E`, `MS·AB123H`, `MS-AB 123 04-10`, also `04/10` and `0410`.
    pub fn as_typed(typed: &str) -> Result<Self, BadPlate> {
        let runs = runs(typed).ok_or(BadPlate::NotAPlate)?;
        let ((district, letters), rest) = take_letters(&runs)?;
        // Umlauts stand in districts only.
        let fits = district.chars().count() <= 3 && letters.len() <= 2 && letters.is_ascii();
        let [number, rest @ ..] = rest else {
            return Err(BadPlate::NotAPlate);
        };
        let mark = rest.first().and_then(|run| Mark::of(&run.text));
        let rest = rest.get(usize::from(mark.is_some())..).unwrap_or_default();
        let plate = Self {
            district,
            letters,
            number: numbered(&number.text).ok_or(BadPlate::NotAPlate)?,
            mark,
            season: season(rest)?,
        };
        if fits && plate.signs() <= SIGNS_MAX {
            Ok(plate)
        } else {
            Err(BadPlate::NotAPlate)
        }
    }

    fn signs(&self) -> usize {
        let letters = self.district.chars().count() + self.letters.chars().count();
        letters + self.number.to_string().len() + usize::from(self.mark.is_some())
    }
}

/// `MS-AB 123 E 04-10`.
impl fmt::Display for Plate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{} {}", self.district, self.letters, self.number)?;
        match self.mark {
            Some(Mark::Electric) => f.write_str(" E")?,
            Some(Mark::Historic) => f.write_str(" H")?,
            None => {}
        }
        if let Some((from, to)) = self.season {
            write!(f, " {from:02}-{to:02}")?;
        }
        Ok(())
    }
}

/// Letters only or digits only.
struct Run {
    text: String,
    /// A hyphen stands before it.
    after_hyphen: bool,
}

/// In capitals; `None` for any sign that stands on no plate.
fn runs(typed: &str) -> Option<Vec<Run>> {
    let mut runs: Vec<Run> = Vec::new();
    let mut before = ' ';
    for letter in text::copied(typed).chars().flat_map(char::to_uppercase) {
        if text::is_separator(letter) {
            if before != '-' || letter != ' ' {
                before = if letter == '-' { '-' } else { ' ' };
            }
            continue;
        }
        let is_digit = letter.is_ascii_digit();
        if !is_digit && !letter.is_ascii_uppercase() && !"ÄÖÜ".contains(letter) {
            return None;
        }
        let goes_on = before.is_alphanumeric() && before.is_ascii_digit() == is_digit;
        match runs.last_mut() {
            Some(run) if goes_on => run.text.push(letter),
            _ => runs.push(Run {
                text: letter.into(),
                after_hyphen: before == '-',
            }),
        }
        before = letter;
    }
    Some(runs)
}

/// District and letters, and what stands behind them.
fn take_letters(runs: &[Run]) -> Result<((String, String), &[Run]), BadPlate> {
    let is_word = |run: &Run| !run.text.starts_with(|first: char| first.is_ascii_digit());
    match runs {
        [district, letters, after @ ..] if is_word(district) && is_word(letters) => {
            Ok(((district.text.clone(), letters.text.clone()), after))
        }
        // The hyphen says that the district ends here, so that the letters are missing.
        [_, number, ..] if number.after_hyphen => Err(BadPlate::NotAPlate),
        [joined, after @ ..] if is_word(joined) => match joined.text.chars().count() {
            // One letter each is the only way, and so are three and two.
            2 => Ok((split_after(&joined.text, 1), after)),
            3 | 4 => Err(BadPlate::Unclear),
            5 => Ok((split_after(&joined.text, 3), after)),
            _ => Err(BadPlate::NotAPlate),
        },
        _ => Err(BadPlate::NotAPlate),
    }
}

fn split_after(text: &str, many: usize) -> (String, String) {
    (
        text.chars().take(many).collect(),
        text.chars().skip(many).collect(),
    )
}

/// One to four digits that do not begin with zero.
fn numbered(text: &str) -> Option<u16> {
    let good = (1..=4).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && !text.starts_with('0');
    good.then(|| text.parse().ok()).flatten()
}

fn season(rest: &[Run]) -> Result<Option<(u8, u8)>, BadPlate> {
    let joined: String = rest.iter().map(|run| run.text.as_str()).collect();
    if joined.is_empty() {
        return Ok(None);
    }
    let months = joined.len() == 4 && joined.bytes().all(|byte| byte.is_ascii_digit());
    let (from, to) = joined.split_at_checked(2).ok_or(BadPlate::NotAPlate)?;
    let month = |text: &str| {
        text.parse::<u8>()
            .ok()
            .filter(|month| (1..=12).contains(month))
    };
    let (Some(from), Some(to), true) = (month(from), month(to), months) else {
        return Err(BadPlate::NotAPlate);
    };
    let length = (to + 12 - from) % 12 + 1;
    if (2..=SEASON_MAX).contains(&length) {
        Ok(Some((from, to)))
    } else {
        Err(BadPlate::NotAPlate)
    }
}
