//! How a tenant's pages look, and what they say of the tenant: the shapes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Translations;

/// Logo and colours. What is not given looks as KERN does.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct BrandingDocument {
    /// File with the logo (SVG or PNG), relative to the document.
    #[serde(default, skip_serializing)]
    pub logo_file: Option<String>,
    /// Filled by the command that reads the document; kept apart from it.
    #[serde(skip)]
    pub logo_bytes: Option<Vec<u8>>,
    /// What is known of the logo; set by `apply_tenant`.
    #[serde(default)]
    pub logo: Option<Logo>,
    pub colours: Option<ColoursDocument>,
}

/// A logo that passed all checks.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Logo {
    pub kind: LogoKind,
    /// Tells versions apart, so that browsers may keep each for ever.
    pub digest: String,
    /// In whatever unit the file uses; what counts is how one stands to the other.
    pub width: u32,
    pub height: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LogoKind {
    Svg,
    Png,
}

/// The colour of buttons and links, on light and on dark ground: `#1d5c3f`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ColoursDocument {
    pub light: String,
    pub dark: String,
}

/// A tenant's own legal pages, in Markdown without HTML. What is not given says what the
/// platform knows.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LegalDocument {
    pub imprint: Option<Translations>,
    pub privacy: Option<Translations>,
    pub accessibility: Option<Translations>,
    pub contact: Option<Translations>,
}

/// One of the pages every tenant has.
///
/// As text it is the last part of its address, and the name of its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum LegalPage {
    Contact,
    Imprint,
    Privacy,
    Accessibility,
}

impl LegalDocument {
    pub fn text(&self, page: LegalPage) -> Option<&Translations> {
        match page {
            LegalPage::Imprint => self.imprint.as_ref(),
            LegalPage::Privacy => self.privacy.as_ref(),
            LegalPage::Accessibility => self.accessibility.as_ref(),
            LegalPage::Contact => self.contact.as_ref(),
        }
    }
}
