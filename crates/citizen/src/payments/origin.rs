//! Where a payment was begun, and the ways back there.

use webkit::page::Frame;

/// Where the payer came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A calling service; path of ours that leads back to it, if it said where.
    Application { back: Option<String> },
    /// The payer's notices.
    Notices,
    /// A service of the catalogue; its code.
    Catalogue { service: String },
}

/// A link that leads on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BackLink {
    pub(crate) label: String,
    pub(crate) url: String,
}

impl Origin {
    /// Where the payer goes on when it is paid.
    pub(crate) fn back_link(&self, frame: &Frame) -> Option<BackLink> {
        let tenant = format!("/{}", frame.tenant_slug);
        match self {
            Self::Application { back } => back.as_ref().map(|back| BackLink {
                label: frame.t("back-to-application"),
                url: frame.link(back),
            }),
            Self::Notices => Some(BackLink {
                label: frame.t("back-to-notices"),
                url: frame.link_to(&tenant, "notice"),
            }),
            Self::Catalogue { .. } => Some(BackLink {
                label: frame.t("services-all"),
                url: frame.link_to(&tenant, "services"),
            }),
        }
    }

    /// Where the payer begins once more.
    pub(crate) fn restart_link(&self, frame: &Frame) -> Option<BackLink> {
        match self {
            Self::Application { .. } | Self::Notices => self.back_link(frame),
            Self::Catalogue { service } => Some(BackLink {
                label: frame.t("back-to-service"),
                url: frame.link_to(&format!("/{}/services", frame.tenant_slug), service),
            }),
        }
    }

    /// The same in words.
    pub(crate) fn restart_text(&self, frame: &Frame) -> String {
        match self {
            Self::Application { .. } => frame.t("ended-next-application"),
            Self::Notices => frame.t("ended-next-notice"),
            Self::Catalogue { .. } => frame.t("ended-next-service"),
        }
    }
}
