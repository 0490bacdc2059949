//! A code as the image that was asked for.

use axum::response::{IntoResponse, Response};
use formats::QrCode;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use webkit::request::RequestId;

use crate::rest::Problem;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ImageFormat {
    Svg,
    Png,
}

impl ImageFormat {
    /// `link.svg`: which code, and as what.
    pub(crate) fn of(file: &str) -> Option<(&str, Self)> {
        let (code, ending) = file.rsplit_once('.')?;
        match ending {
            "svg" => Some((code, Self::Svg)),
            "png" => Some((code, Self::Png)),
            _ => None,
        }
    }
}

pub(crate) fn code_image(text: &str, format: ImageFormat, request: RequestId) -> Response {
    let drawn = QrCode::of(text).and_then(|code| match format {
        ImageFormat::Svg => Ok(("image/svg+xml", code.svg().into_bytes())),
        ImageFormat::Png => Ok(("image/png", code.png()?)),
    });
    match drawn {
        Ok((format, image)) => (
            [
                (CONTENT_TYPE, format),
                // Amounts change: a stored image could ask for too much.
                (CACHE_CONTROL, "no-store"),
                (X_CONTENT_TYPE_OPTIONS, "nosniff"),
                (CONTENT_SECURITY_POLICY, "default-src 'none'"),
            ],
            image,
        )
            .into_response(),
        Err(error) => Problem::internal(&error, request).into_response(),
    }
}
