//! Answers and refusals: what a handler decides, before it becomes bytes.

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use serde::Serialize;

use crate::common::{LOST_HEADER, LOST_STATUS};
use crate::paypal::http::wire::Link;
use crate::paypal::issues::{Issue, name_and_message};

pub(crate) type Handled = Result<Answer, Refusal>;

const JSON: &str = "application/json;charset=UTF-8";
/// Pages bring no script and only their own style sheet. No `form-action`: a confirmed payment
/// redirects a form to the shop, which may be anywhere.
const PAGE_POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A finished answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content_type: &'static str,
    pub(crate) body: Bytes,
    pub(crate) location: Option<String>,
    pub(crate) retry_after: Option<u32>,
}

impl Answer {
    pub(crate) fn bytes(status: u16, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        Self {
            status,
            content_type,
            body: body.into(),
            location: None,
            retry_after: None,
        }
    }

    /// A body that cannot be written is a fault of the simulator and answers 500.
    pub(crate) fn json(status: u16, body: &impl Serialize) -> Self {
        match serde_json::to_vec(body) {
            Ok(body) => Self::bytes(status, JSON, body),
            Err(_) => Self::bytes(500, JSON, Bytes::new()),
        }
    }

    pub(crate) fn page(status: u16, html: String) -> Self {
        Self::bytes(status, "text/html; charset=utf-8", html)
    }

    pub(crate) fn empty(status: u16) -> Self {
        Self::bytes(status, JSON, Bytes::new())
    }

    pub(crate) fn redirect(to: String) -> Self {
        Self {
            location: Some(to),
            ..Self::page(302, String::new())
        }
    }

    pub(crate) fn into_response(self, debug_id: &str) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        if self.status != 204 {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        }
        let no_cache = "max-age=0, no-cache, no-store, must-revalidate";
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(no_cache));
        if self.content_type.starts_with("text/html") {
            headers.insert(
                CONTENT_SECURITY_POLICY,
                HeaderValue::from_static(PAGE_POLICY),
            );
        }
        if let Ok(value) = HeaderValue::from_str(debug_id) {
            headers.insert("paypal-debug-id", value);
        }
        if let Some(Ok(value)) = self.location.map(HeaderValue::try_from) {
            headers.insert(LOCATION, value);
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == LOST_STATUS {
            headers.insert(LOST_HEADER, HeaderValue::from_static("1"));
        }
        response
    }
}

#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Detail {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) location: Option<&'static str>,
    pub(crate) issue: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<&'static str>,
}

/// Why a call was refused: becomes the provider's error body.
#[derive(Clone, Debug)]
pub(crate) enum Refusal {
    /// The usual error body.
    Problem {
        status: u16,
        name: &'static str,
        message: &'static str,
        details: Vec<Detail>,
        links: Vec<Link>,
    },
    /// The token endpoint's and the token check's own shape.
    OAuth {
        status: u16,
        error: &'static str,
        description: &'static str,
    },
    /// The result set of a search is too large.
    TooLarge {
        total_items: usize,
        maximum_items: usize,
    },
}

impl Refusal {
    /// Refused for one issue, without naming a field.
    pub(crate) fn of(issue: &'static Issue) -> Self {
        Self::about(issue, Detail::default())
    }

    /// Refused for one issue; `detail` says which field.
    pub(crate) fn about(issue: &'static Issue, detail: Detail) -> Self {
        Self::all(&[(issue, detail)])
    }

    /// Refused for several issues of one status. An empty list is a plain 400.
    pub(crate) fn all(issues: &[(&'static Issue, Detail)]) -> Self {
        let status = issues.first().map_or(400, |(issue, _)| issue.status);
        let (name, message) = name_and_message(status);
        let mut details = Vec::new();
        let mut links: Vec<Link> = Vec::new();
        for (issue, detail) in issues {
            let description = Some(issue.description);
            details.push(Detail {
                issue: issue.code,
                description,
                ..detail.clone()
            });
            let page = "https://developer.paypal.com/api/rest/reference/orders/v2/errors/#";
            links.push(Link::get(
                format!("{page}{}", issue.code),
                "information_link",
            ));
        }
        Self::Problem {
            status,
            name,
            message,
            details,
            links,
        }
    }

    /// Refused by status alone, with the status's usual name and message.
    pub(crate) fn plain(status: u16) -> Self {
        let (name, message) = name_and_message(status);
        Self::Problem {
            status,
            name,
            message,
            details: Vec::new(),
            links: Vec::new(),
        }
    }

    /// Refused with a name of its own and one detail.
    pub(crate) fn named(
        status: u16,
        name: &'static str,
        message: &'static str,
        detail: Option<Detail>,
    ) -> Self {
        let details = detail.into_iter().collect();
        Self::Problem {
            status,
            name,
            message,
            details,
            links: Vec::new(),
        }
    }

    /// The same refusal with one more link.
    pub(crate) fn with_link(mut self, link: Link) -> Self {
        if let Self::Problem { links, .. } = &mut self {
            links.push(link);
        }
        self
    }

    pub(crate) fn into_answer(self, debug_id: &str) -> Answer {
        match self {
            Self::Problem {
                status,
                name,
                message,
                details,
                links,
            } => {
                let body = ProblemBody {
                    name,
                    details,
                    message,
                    debug_id,
                    links,
                };
                let retry_after = (status == 429).then_some(30);
                Answer {
                    retry_after,
                    ..Answer::json(status, &body)
                }
            }
            Self::OAuth {
                status,
                error,
                description,
            } => Answer::json(
                status,
                &OAuthBody {
                    error,
                    error_description: description,
                },
            ),
            Self::TooLarge {
                total_items,
                maximum_items,
            } => {
                let body = TooLargeBody {
                    name: "RESULTSET_TOO_LARGE",
                    message: "Result set size is greater than the maximum limit. Change the \
                              filter criteria and try again.",
                    debug_id,
                    total_items,
                    maximum_items,
                    links: Vec::new(),
                };
                Answer::json(400, &body)
            }
        }
    }
}

#[derive(Serialize)]
struct ProblemBody<'a> {
    name: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    details: Vec<Detail>,
    message: &'static str,
    debug_id: &'a str,
    links: Vec<Link>,
}

#[derive(Serialize)]
struct OAuthBody {
    error: &'static str,
    error_description: &'static str,
}

#[derive(Serialize)]
struct TooLargeBody<'a> {
    name: &'static str,
    message: &'static str,
    debug_id: &'a str,
    total_items: usize,
    maximum_items: usize,
    links: Vec<Link>,
}
