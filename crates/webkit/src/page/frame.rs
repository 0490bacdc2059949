//! What stands around every page: whose page it is, languages, legal links, test banner.

use crate::assets;
use crate::i18n::{self, Locale};
use crate::page::{LocalPath, LocalizedText};

/// Common data of all pages.
#[derive(Clone, Debug)]
pub struct Frame {
    pub locale: Locale,
    /// The authority's name as citizens know it; the operator's where no tenant is known.
    pub tenant_name: String,
    pub tenant_slug: String,
    pub branding: Branding,
    /// Where the tenant keeps legal pages of its own elsewhere; ours are linked otherwise.
    pub imprint_url: Option<String>,
    pub privacy_url: Option<String>,
    pub accessibility_url: Option<String>,
    /// The contact of the authority, in one line.
    pub contact: LocalizedText,
    /// This is no real payment; says so on top of the page.
    pub test: bool,
    /// Path of this page, with what of its query must stay, encoded: where the language links
    /// lead. Must answer `GET`.
    pub path: LocalPath,
    /// The form whose content comes along when the language is changed; none on pages where
    /// nothing can be typed.
    pub switch_form: Option<SwitchForm>,
    /// What a citizen quotes when something went wrong. Shown on error pages only.
    pub request_id: Option<String>,
}

/// The tenant's colours and logo. Without them pages have KERN's own.
#[derive(Clone, Debug, Default)]
pub struct Branding {
    /// Address of the style sheet with the tenant's colours.
    pub colours: Option<String>,
    pub logo: Option<Logo>,
}

/// Shown beside the tenant's name, which says what it is.
#[derive(Clone, Debug)]
pub struct Logo {
    pub url: String,
    /// In pixels, so that nothing moves when it arrives.
    pub width: u32,
    pub height: u32,
}

/// A form that is sent as it stands when the reader picks another language. What answers at
/// `action` shows the same page again and does nothing else.
#[derive(Clone, Debug)]
pub struct SwitchForm {
    pub id: &'static str,
    /// Path of ours without a query.
    pub action: String,
}

/// One entry of the language switch.
#[derive(Debug)]
pub struct Language {
    /// As HTML names it.
    pub html: &'static str,
    pub direction: &'static str,
    pub name: &'static str,
    pub url: String,
    pub current: bool,
}

/// One of the tenant's legal pages.
#[derive(Debug)]
pub struct LegalLink {
    pub label: String,
    pub url: String,
}

impl Frame {
    /// The frame of a page that belongs to no tenant.
    pub fn without_tenant(locale: Locale, path: &str) -> Self {
        Self {
            locale,
            tenant_name: "Zahlstelle".to_owned(),
            tenant_slug: String::new(),
            branding: Branding::default(),
            imprint_url: None,
            privacy_url: None,
            accessibility_url: None,
            contact: LocalizedText::german("", locale),
            test: false,
            path: path.into(),
            switch_form: None,
            request_id: None,
        }
    }

    /// The text with this key in the reader's language.
    pub fn t(&self, key: &str) -> String {
        i18n::t(self.locale, key, &[])
    }

    /// As [`Self::t`], with variables.
    pub fn t_with(&self, key: &str, args: &[(&'static str, &str)]) -> String {
        i18n::t(self.locale, key, args)
    }

    /// As [`Self::t`], with numbers that choose the plural form.
    pub fn t_count(&self, key: &str, numbers: &[(&'static str, u64)]) -> String {
        i18n::counted(self.locale, key, numbers)
    }

    /// A path of ours that keeps the reader's language. `path` has no query.
    pub fn link(&self, path: &str) -> String {
        format!("{path}?lang={}", self.locale.tag())
    }

    /// As [`Self::link`], for something below `base`.
    pub fn link_to(&self, base: &str, name: &str) -> String {
        format!("{base}/{name}?lang={}", self.locale.tag())
    }

    /// The address of a style sheet, font or icon.
    pub fn asset(&self, name: &str) -> String {
        assets::asset_url(name)
    }

    /// Where the tenant's notices are paid: `/{tenant_slug}/notice`.
    pub fn notices(&self) -> String {
        format!("/{}/notice", self.tenant_slug)
    }

    /// Fonts this page is certain to need, loaded before the style sheet asks for them.
    pub fn fonts(&self) -> Vec<String> {
        let letters = self.locale.letters();
        let extra = [400, 600].map(|weight| format!("fira-sans-{letters}-{weight}.woff2"));
        let latin = ["fira-sans-400.woff2", "fira-sans-600.woff2"].map(ToOwned::to_owned);
        let all = latin.into_iter().chain(extra);
        all.filter(|name| assets::exists(name))
            .map(|name| self.asset(&name))
            .collect()
    }

    /// This page in every language.
    pub fn languages(&self) -> Vec<Language> {
        let form = self.switch_form.as_ref();
        let path = form.map_or(self.path.as_str(), |form| &form.action);
        let mark = if path.contains('?') { '&' } else { '?' };
        let entry = |locale: Locale| Language {
            html: locale.html(),
            direction: locale.direction(),
            name: locale.name(),
            url: format!("{path}{mark}lang={}", locale.tag()),
            current: locale == self.locale,
        };
        Locale::all().map(entry).collect()
    }

    /// The id of the form that takes the language along; empty where links do.
    pub fn switch_form_id(&self) -> &'static str {
        self.switch_form.as_ref().map_or("", |form| form.id)
    }

    /// The tenant's legal pages; none where no tenant is known.
    pub fn legal_links(&self) -> Vec<LegalLink> {
        if self.tenant_slug.is_empty() {
            return Vec::new();
        }
        let link = |name: &str, label, elsewhere: &Option<String>| LegalLink {
            label,
            url: elsewhere
                .clone()
                .unwrap_or_else(|| self.link_to(&format!("/{}", self.tenant_slug), name)),
        };
        vec![
            link("contact", self.t("contact-title"), &None),
            link("imprint", self.t("imprint"), &self.imprint_url),
            link("privacy", self.t("privacy"), &self.privacy_url),
            link(
                "accessibility",
                self.t("accessibility"),
                &self.accessibility_url,
            ),
        ]
    }
}
