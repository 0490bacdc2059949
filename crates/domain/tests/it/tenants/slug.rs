//! What the addresses of a tenant may begin with.

use domain::tenants::{BadSlug, TenantSlug};

fn parsed(text: &str) -> Result<String, BadSlug> {
    text.parse().map(|slug: TenantSlug| slug.to_string())
}

#[test]
fn a_slug_has_small_letters_digits_and_hyphens() {
    for text in ["musterstadt", "amt-24", "probe", "m", &"a".repeat(57)] {
        assert_eq!(parsed(text).as_deref(), Ok(text));
    }
    for text in [
        "",
        "Musterstadt",
        "muster stadt",
        "müster",
        "a/b",
        "a.b",
        &"a".repeat(58),
    ] {
        assert_eq!(parsed(text), Err(BadSlug::Letters), "{text}");
    }
}

#[test]
fn addresses_of_the_installation_are_not_given_to_tenants() {
    for text in [
        "api",
        "assets",
        "console",
        "docs",
        "epay21",
        "events",
        "health",
        "lti",
        "metrics",
        "neighbours",
        "oauth",
        "operator",
        "payment",
        "provider-events",
        "static",
        "xbezahldienste",
        ".well-known",
    ] {
        assert_eq!(parsed(text), Err(BadSlug::Reserved), "{text}");
    }
}

#[test]
fn the_suffix_of_trial_tenants_is_kept_for_them() {
    assert_eq!(parsed("musterstadt-probe"), Err(BadSlug::Trial));
    assert_eq!(parsed("-probe"), Err(BadSlug::Trial));
    assert_eq!(TenantSlug::of_trial("musterstadt"), "musterstadt-probe");
    assert_eq!(
        TenantSlug::of_trial(&"a".repeat(57)).len(),
        63,
        "a label of a host name"
    );
}
