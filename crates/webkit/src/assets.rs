//! Style sheet, fonts and icon, built into the program.
//!
//! Addresses are `/assets/{hash}/{name}`, where the hash covers all files: what an address
//! answers never changes, so browsers keep it for a year, and the style sheet refers to its fonts
//! by plain names. A page from a neighbour of another version gets our file for now, uncached.

use std::borrow::Cow;
use std::future::{Ready, ready};
use std::path::Path;
use std::sync::LazyLock;
use std::{fs, io};

use axum::extract;
use axum::extract::rejection::PathRejection;
use axum::response::{IntoResponse, Response};
use http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, StatusCode};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

/// A year: the longest time caches honour (RFC 9111 leaves it open, RFC 2616 named it).
pub const IMMUTABLE: &str = "public, max-age=31536000, immutable";
pub const REVALIDATE: &str = "no-cache";

/// The route of all files; give it to the router as it is.
pub const ROUTE: &str = "/assets/{hash}/{name}";

#[derive(RustEmbed)]
#[folder = "assets/dist"]
struct Dist;

/// First 16 hex digits over names and contents of all files: enough to tell versions apart.
static HASH: LazyLock<String> = LazyLock::new(|| {
    let mut names: Vec<Cow<'static, str>> = Dist::iter().collect();
    names.sort_unstable();
    let mut sha = Sha256::new();
    for name in names {
        sha.update(name.as_bytes());
        sha.update(
            Dist::get(&name)
                .map(|file| file.metadata.sha256_hash())
                .unwrap_or_default(),
        );
    }
    let digest = sha.finalize();
    format!(
        "{:016x}",
        digest.first_chunk().copied().map_or(0, u64::from_be_bytes)
    )
});

/// The address of a file, for `href` and `src`.
pub fn asset_url(name: &str) -> String {
    format!("/assets/{}/{name}", *HASH)
}

/// Whether there is such a file.
pub fn exists(name: &str) -> bool {
    Dist::get(name).is_some()
}

/// Writes all files below a folder, at their addresses.
pub fn write_all(folder: &Path) -> io::Result<()> {
    for name in Dist::iter().filter(|name| content_type(name).is_some()) {
        let target = folder.join(asset_url(&name).trim_start_matches('/'));
        if let (Some(parent), Some(file)) = (target.parent(), Dist::get(&name)) {
            fs::create_dir_all(parent)?;
            fs::write(&target, file.data)?;
        }
    }
    Ok(())
}

/// `GET /assets/{hash}/{name}`
#[expect(
    clippy::needless_pass_by_value,
    reason = "axum hands extractors over by value"
)]
pub fn get(
    path: Result<extract::Path<(String, String)>, PathRejection>,
    headers: HeaderMap,
) -> Ready<Response> {
    ready(match path {
        Ok(extract::Path((hash, name))) => answer(&hash, &name, &headers),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    })
}

fn answer(hash: &str, name: &str, headers: &HeaderMap) -> Response {
    let Some(content_type) = content_type(name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let zipped = if takes_gzip(headers) {
        Dist::get(&format!("{name}.gz"))
    } else {
        None
    };
    let is_zipped = zipped.is_some();
    let Some(file) = zipped.or_else(|| Dist::get(name)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let caching = if hash == *HASH { IMMUTABLE } else { REVALIDATE };
    let head = [
        (CONTENT_TYPE, content_type),
        (CACHE_CONTROL, caching),
        (VARY, "accept-encoding"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    let mut response = (head, axum::body::Body::from(file.data)).into_response();
    if is_zipped {
        let gzip = http::HeaderValue::from_static("gzip");
        response.headers_mut().insert(CONTENT_ENCODING, gzip);
    }
    response
}

/// Only what the build puts into `dist` to be asked for; `.gz` files are a shape, not a name.
fn content_type(name: &str) -> Option<&'static str> {
    if name.contains(['/', '\\']) {
        return None;
    }
    let (_, ending) = name.rsplit_once('.')?;
    match ending {
        "css" => Some("text/css; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        "woff2" => Some("font/woff2"),
        "txt" => Some("text/plain; charset=utf-8"),
        _ => None,
    }
}

fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers
        .get(ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok());
    accepted.unwrap_or_default().split(',').any(|coding| {
        let (name, quality) = coding.split_once(';').unwrap_or((coding, ""));
        name.trim() == "gzip" && !matches!(quality.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
    })
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;

    async fn ask(hash: &str, name: &str, encoding: &str) -> (Response, Vec<u8>) {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, encoding.parse().unwrap());
        let response = answer(hash, name, &headers);
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        (
            Response::from_parts(parts, axum::body::Body::empty()),
            bytes,
        )
    }

    #[tokio::test]
    async fn the_style_sheet_is_kept_for_ever_and_comes_zipped_where_accepted() {
        let url = asset_url("zahlstelle.css");
        let hash = url.split('/').nth(2).unwrap();
        let (plain, css) = ask(hash, "zahlstelle.css", "identity").await;
        assert_eq!(plain.status(), StatusCode::OK);
        assert_eq!(plain.headers()[CACHE_CONTROL], IMMUTABLE);
        assert_eq!(plain.headers()[CONTENT_TYPE], "text/css; charset=utf-8");
        assert!(plain.headers().get(CONTENT_ENCODING).is_none());
        assert!(
            String::from_utf8(css.clone())
                .unwrap()
                .contains("fira-sans-400.woff2")
        );

        let (zipped, gzip) = ask(hash, "zahlstelle.css", "br, gzip").await;
        assert_eq!(zipped.headers()[CONTENT_ENCODING], "gzip");
        assert_eq!(gzip[..2], [0x1f, 0x8b]);
        assert!(gzip.len() * 3 < css.len());
        let (refused, _) = ask(hash, "zahlstelle.css", "gzip;q=0").await;
        assert!(refused.headers().get(CONTENT_ENCODING).is_none());
    }

    #[tokio::test]
    async fn another_version_is_served_but_not_kept_and_nothing_else_exists() {
        let (other, _) = ask("0123456789abcdef", "fira-sans-400.woff2", "gzip").await;
        assert_eq!(other.status(), StatusCode::OK);
        assert_eq!(other.headers()[CACHE_CONTROL], REVALIDATE);
        for name in [
            "zahlstelle.css.gz",
            "../build.mjs",
            "nothing.css",
            "zahlstelle",
            "",
        ] {
            let (missing, _) = ask("x", name, "gzip").await;
            assert_eq!(missing.status(), StatusCode::NOT_FOUND, "{name}");
        }
    }
}
