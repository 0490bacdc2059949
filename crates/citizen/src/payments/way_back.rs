//! The ways back to where a payment was begun.

use domain::claims::ClaimOrigin;
use webkit::page::Frame;

/// Where the payer came from, and what leads back there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WayBack {
    pub(crate) origin: ClaimOrigin,
    /// Path of ours that leads back to the calling system, if it said where.
    pub(crate) application: Option<String>,
    /// The code of the service.
    pub(crate) service: String,
}

/// A link that leads on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BackLink {
    pub(crate) label: String,
    pub(crate) url: String,
}

impl WayBack {
    /// Where the payer goes on when it is paid.
    pub(crate) fn back_link(&self, frame: &Frame) -> Option<BackLink> {
        let tenant = format!("/{}", frame.tenant_slug);
        match self.origin {
            ClaimOrigin::Channel | ClaimOrigin::Api | ClaimOrigin::Staff => {
                self.application.as_ref().map(|back| BackLink {
                    label: frame.t("back-to-application"),
                    url: frame.link(back),
                })
            }
            ClaimOrigin::Import => Some(BackLink {
                label: frame.t("back-to-notices"),
                url: frame.link_to(&tenant, "notice"),
            }),
            ClaimOrigin::Catalogue => Some(BackLink {
                label: frame.t("services-all"),
                url: frame.link_to(&tenant, "services"),
            }),
        }
    }

    /// Where the payer begins once more.
    pub(crate) fn restart_link(&self, frame: &Frame) -> Option<BackLink> {
        match self.origin {
            ClaimOrigin::Channel | ClaimOrigin::Api | ClaimOrigin::Staff | ClaimOrigin::Import => {
                self.back_link(frame)
            }
            ClaimOrigin::Catalogue => Some(BackLink {
                label: frame.t("back-to-service"),
                url: frame.link_to(&format!("/{}/services", frame.tenant_slug), &self.service),
            }),
        }
    }

    /// The same in words.
    pub(crate) fn restart_text(&self, frame: &Frame) -> String {
        frame.t(match self.origin {
            ClaimOrigin::Channel | ClaimOrigin::Api | ClaimOrigin::Staff => {
                "ended-next-application"
            }
            ClaimOrigin::Import => "ended-next-notice",
            ClaimOrigin::Catalogue => "ended-next-service",
        })
    }
}
