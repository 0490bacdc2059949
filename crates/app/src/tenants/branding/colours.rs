//! A tenant's colour, readable in every place it is used (WCAG 2.2, 1.4.3 and 1.4.11).

use palette::color_difference::Wcag21RelativeContrast;
use palette::{FromColor, Mix, Oklab, Srgb};

use crate::DocumentError;
use crate::tenants::documents::ColoursDocument;

/// What text needs, whose colour links have and whose ground buttons are. What is no text needs
/// 3:1, which this includes.
const TEXT: f32 = 4.5;

/// How KERN paints, from its style sheet: what pages stand on, what it mixes into a button under
/// the pointer, and how much of it at most.
#[derive(Clone, Copy, Debug)]
pub struct Scheme {
    pub name: &'static str,
    pub grounds: [&'static str; 2],
    mixed_in: &'static str,
    at_most: f32,
}

/// The light and the dark scheme. `web` holds these against the style sheet.
pub const GROUNDS: [Scheme; 2] = [
    Scheme {
        name: "light",
        grounds: ["#ffffff", "#f3f4f7"],
        mixed_in: "#ffffff",
        at_most: 0.16,
    },
    Scheme {
        name: "dark",
        grounds: ["#000000", "#131525"],
        mixed_in: "#000000",
        at_most: 0.24,
    },
];

/// A colour with what is written on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Painted {
    pub colour: String,
    /// White or black.
    pub label: &'static str,
}

/// Colours that passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colours {
    pub light: Painted,
    pub dark: Painted,
}

impl Colours {
    pub(crate) fn parse(document: &ColoursDocument) -> Result<Self, DocumentError> {
        let [light, dark] = GROUNDS;
        Ok(Self {
            light: painted(&document.light, light)?,
            dark: painted(&document.dark, dark)?,
        })
    }
}

fn painted(text: &str, scheme: Scheme) -> Result<Painted, DocumentError> {
    let place = || format!("branding.colours.{}", scheme.name);
    let colour = parse(text)
        .ok_or_else(|| DocumentError::new(place(), "write it as #1d5c3f, six digits"))?;
    for ground in scheme.grounds {
        let contrast = parse(ground).map_or(0.0, |ground| colour.relative_contrast(ground));
        if contrast < TEXT {
            let problem = format!(
                "links in {text} on {ground} have a contrast of {contrast:.1} to 1, and need 4.5"
            );
            return Err(DocumentError::new(place(), problem));
        }
    }
    let pressed = pressed(colour, scheme);
    let readable = |label: &&&str| {
        let label = parse(label);
        label.is_some_and(|label| {
            label.relative_contrast(colour) >= TEXT && label.relative_contrast(pressed) >= TEXT
        })
    };
    let label = ["#ffffff", "#000000"].iter().find(readable).copied();
    let label = label.ok_or_else(|| {
        let problem = format!("neither white nor black can be read on a button in {text}");
        DocumentError::new(place(), problem)
    })?;
    Ok(Painted {
        colour: text.to_ascii_lowercase(),
        label,
    })
}

/// The colour of a button while it is pressed, as the browser mixes it.
fn pressed(colour: Srgb<f32>, scheme: Scheme) -> Srgb<f32> {
    let mixed_in = parse(scheme.mixed_in).unwrap_or(colour);
    let mixed = Oklab::from_color(colour).mix(Oklab::from_color(mixed_in), scheme.at_most);
    Srgb::from_color(mixed)
}

fn parse(text: &str) -> Option<Srgb<f32>> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let colour: Srgb<u8> = digits.parse().ok()?;
    Some(colour.into_format())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colours(light: &str, dark: &str) -> Result<Colours, String> {
        let document = ColoursDocument {
            light: light.to_owned(),
            dark: dark.to_owned(),
        };
        Colours::parse(&document).map_err(|error| error.to_string())
    }

    #[test]
    fn readable_colours_pass_and_know_what_is_written_on_them() {
        let green = colours("#1D5C3F", "#7fd1a8").unwrap();
        assert_eq!(
            (&*green.light.colour, green.light.label),
            ("#1d5c3f", "#ffffff")
        );
        assert_eq!(
            (&*green.dark.colour, green.dark.label),
            ("#7fd1a8", "#000000")
        );
    }

    #[test]
    fn unreadable_colours_are_refused_with_the_figure() {
        let told = colours("#ffd500", "#7fd1a8").unwrap_err();
        assert!(told.contains("branding.colours.light"), "{told}");
        assert!(told.contains("1.4 to 1"), "{told}");
        let told = colours("#1d5c3f", "#1d5c3f").unwrap_err();
        assert!(told.contains("branding.colours.dark"), "{told}");
    }

    /// Readable as a link on white, but not as a pressed button, which is lighter.
    #[test]
    fn a_colour_that_pales_under_the_pointer_is_refused() {
        let told = colours("#737373", "#7fd1a8").unwrap_err();
        assert!(told.contains("branding.colours.light"), "{told}");
        let told = colours("#6b6b6b", "#7fd1a8").unwrap_err();
        assert!(told.contains("neither white nor black"), "{told}");
    }

    #[test]
    fn what_is_no_colour_is_refused() {
        for odd in [
            "green",
            "#1d5c3",
            "#1d5c3fff",
            "1d5c3f",
            "#1d5c3g",
            "#äbcde",
            "",
        ] {
            let told = colours(odd, "#7fd1a8").unwrap_err();
            assert!(told.contains("six digits"), "{odd}: {told}");
        }
    }

    #[test]
    fn contrast_is_as_the_standard_computes_it() {
        let contrast = |a, b| parse(a).unwrap().relative_contrast(parse(b).unwrap());
        // Known pairs from the working group's own calculator, to one decimal.
        for (a, b, expected) in [("#000000", "#ffffff", 21.0), ("#767676", "#ffffff", 4.54)] {
            let found: f32 = contrast(a, b);
            assert_eq!(format!("{found:.1}"), format!("{expected:.1}"), "{a} {b}");
        }
    }
}
