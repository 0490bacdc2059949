//! `GET /{tenant}/branding/{digest}/colours.css` and `…/logo`: a tenant's colours and logo.
//!
//! The digest covers the content, so that browsers keep an answer for ever. Asked for another
//! digest, a node answers what it knows now, not to be cached.

use crate::PayerState;
use app::tenants::TenantView;
use app::tenants::branding::Colours;
use app::tenants::documents::LogoKind;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use sha2::{Digest, Sha256};
use webkit::assets::{IMMUTABLE, REVALIDATE};
use webkit::page::{Branding, Logo};
use webkit::request::RequestId;

/// Shown this high; the style sheet leaves room for it.
const LOGO_HEIGHT: u32 = 48;

/// For a picture that is opened by itself: it draws and does nothing else.
const ALONE: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// What the frame of a page needs to know.
pub(crate) fn of(tenant: &TenantView) -> Branding {
    let branding = &tenant.profile.branding;
    let slug = &tenant.slug;
    let colours = branding.checked_colours().map(|colours| {
        let digest = digest(&sheet(&colours));
        format!("/{slug}/branding/{digest}/colours.css")
    });
    Branding {
        colours,
        logo: branding.logo.as_ref().map(|logo| Logo {
            url: format!("/{slug}/branding/{}/logo", logo.digest),
            width: shown_width(logo.width, logo.height),
            height: LOGO_HEIGHT,
        }),
    }
}

/// The width that belongs to [`LOGO_HEIGHT`], whatever an older program stored.
const fn shown_width(width: u32, height: u32) -> u32 {
    let height = if height == 0 { 1 } else { height };
    LOGO_HEIGHT.saturating_mul(width).div_ceil(height)
}

pub(crate) async fn colours(
    state: PayerState,
    request: RequestId,
    Path((slug, digest_in_address)): Path<(String, String)>,
) -> Response {
    let tenant = match state.app.tenant_by_slug(&slug).await {
        Ok(tenant) => tenant,
        Err(error) => return failed(request, &error),
    };
    let colours = tenant.and_then(|tenant| tenant.profile.branding.checked_colours());
    let Some(colours) = colours else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let sheet = sheet(&colours);
    let caching = caching(digest_in_address == digest(&sheet));
    let head = [(CONTENT_TYPE, "text/css; charset=utf-8"), caching];
    (head, sheet).into_response()
}

pub(crate) async fn logo(
    state: PayerState,
    request: RequestId,
    Path((slug, digest_in_address)): Path<(String, String)>,
) -> Response {
    match state.app.logo(&slug).await {
        Ok(Some((logo, bytes))) => {
            let kind = match logo.kind {
                LogoKind::Svg => "image/svg+xml",
                LogoKind::Png => "image/png",
            };
            let head = [
                (CONTENT_TYPE, kind),
                (CONTENT_SECURITY_POLICY, ALONE),
                caching(digest_in_address == logo.digest),
            ];
            (head, bytes).into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => failed(request, &error),
    }
}

fn caching(is_known: bool) -> (http::HeaderName, &'static str) {
    (CACHE_CONTROL, if is_known { IMMUTABLE } else { REVALIDATE })
}

fn failed(request: RequestId, error: &app::ReadError) -> Response {
    webkit::log::failed("a tenant's branding could not be read", request, error);
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}

/// KERN's own variables with the tenant's colours in them.
fn sheet(Colours { light, dark }: &Colours) -> String {
    let rule = |painted: &app::tenants::branding::Painted| {
        format!(
            ":root{{--kern-color-action-default:{};--kern-color-action-on-default:{}}}",
            painted.colour, painted.label
        )
    };
    format!(
        "{}@media (prefers-color-scheme:dark){{{}}}",
        rule(light),
        rule(dark)
    )
}

fn digest(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    let first = digest.first_chunk().copied().map_or(0, u64::from_be_bytes);
    format!("{first:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// KERN's grounds stand in `app` as it shows them; when KERN changes them, look there.
    #[test]
    fn contrast_is_checked_against_the_grounds_pages_really_have() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../webkit/assets/dist/zahlstelle.css"
        );
        let css = std::fs::read_to_string(path).unwrap();
        for (name, as_written) in [
            ("white", "oklch(100% 0 0)"),
            ("neutral-025", "oklch(96.72% .0041 271.37)"),
            ("black", "oklch(0% 0 0)"),
            ("neutral-950", "oklch(20.23% .0321 277.67)"),
        ] {
            let rule = format!("--kern-color-{name}:{as_written}");
            assert!(css.contains(&rule), "KERN changed {name}");
        }
        let [light, dark] = app::tenants::branding::GROUNDS;
        assert_eq!(light.grounds, ["#ffffff", "#f3f4f7"]);
        assert_eq!(dark.grounds, ["#000000", "#131525"]);
    }

    #[test]
    fn a_logo_keeps_its_shape_however_large_its_units_are() {
        assert_eq!(shown_width(120, 40), 144);
        assert_eq!(shown_width(1_000_000, 1_000_000), LOGO_HEIGHT);
        assert_eq!(shown_width(4_000_000_000, 4_000_000_000), 2);
        assert_eq!(shown_width(5, 0), 240);
    }

    #[test]
    fn a_sheet_sets_both_schemes_and_nothing_else() {
        let painted = |colour: &str, label| app::tenants::branding::Painted {
            colour: colour.to_owned(),
            label,
        };
        let colours = Colours {
            light: painted("#1d5c3f", "#ffffff"),
            dark: painted("#7fd1a8", "#000000"),
        };
        assert_eq!(
            sheet(&colours),
            ":root{--kern-color-action-default:#1d5c3f;--kern-color-action-on-default:#ffffff}\
             @media (prefers-color-scheme:dark){\
             :root{--kern-color-action-default:#7fd1a8;--kern-color-action-on-default:#000000}}"
        );
    }
}
