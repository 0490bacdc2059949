//! The frame of a tenant's pages.

use app::tenants::documents::WebAddress;
use webkit::i18n::Locale;
use webkit::page::{Frame, LocalizedText};

use crate::tenants::branding;

pub(crate) fn tenant_frame(
    tenant: &app::tenants::TenantView,
    locale: Locale,
    path: String,
) -> Frame {
    let profile = &tenant.profile;
    let address = |url: &Option<WebAddress>| url.as_ref().map(ToString::to_string);
    Frame {
        locale,
        tenant_name: profile.name.clone(),
        tenant_slug: tenant.slug.clone(),
        branding: branding::of(tenant),
        imprint_url: address(&profile.imprint_url),
        privacy_url: address(&profile.privacy_url),
        accessibility_url: address(&profile.accessibility_url),
        contact: LocalizedText::german(&profile.contact, locale),
        test: profile.test,
        path: path.into(),
        switch_form: None,
        request_id: None,
    }
}

/// A path of ours with a query, encoded; nothing is added for what is empty.
pub(crate) fn with_query(path: &str, pairs: &[(&str, &str)]) -> String {
    let given = pairs.iter().filter(|(_, value)| !value.is_empty());
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let query = query.extend_pairs(given).finish();
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}
