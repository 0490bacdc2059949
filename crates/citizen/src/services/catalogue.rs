//! `GET /{tenant}/services`: the catalogue, or what of it was looked for.

use crate::PayerState;
use app::services::{Catalogue, Listed};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query};
use axum::response::Response;
use serde::Deserialize;
use webkit::error_page;
use webkit::i18n::Locale;
use webkit::page::{ErrorKind, LocalizedText, html, localized};
use webkit::request::{ReaderLanguage, RequestId};

use crate::frame::{tenant_frame, with_query};
use crate::services::form::fee_in_words;
use crate::services::pages::{DepartmentGroup, ServiceLine, ServicesPage};

/// What a citizen looks for. Unknown parameters are ignored.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Search {
    #[serde(default)]
    q: String,
}

pub(crate) async fn get(
    state: PayerState,
    Path(slug): Path<String>,
    search: Result<Query<Search>, QueryRejection>,
    ReaderLanguage(locale): ReaderLanguage,
    request: RequestId,
) -> Response {
    let search = search.map(|Query(search)| search.q).unwrap_or_default();
    let search = search.trim();
    let path = format!("/{slug}/services");
    match state.app.catalogue(&slug, search).await {
        Ok(Some(catalogue)) => html(&page(&catalogue, search, locale)),
        Ok(None) => error_page::unknown_in(locale, &path),
        Err(error) => {
            webkit::log::failed("the catalogue failed", request, &error);
            error_page::in_language(locale, &path, ErrorKind::Unavailable, Some(request))
        }
    }
}

fn page(catalogue: &Catalogue, search: &str, locale: Locale) -> ServicesPage {
    let slug = &catalogue.tenant.slug;
    let path = with_query(&format!("/{slug}/services"), &[("q", search)]);
    ServicesPage {
        frame: tenant_frame(&catalogue.tenant, locale, path),
        search: search.to_owned(),
        example: example(&catalogue.services, locale),
        groups: by_department(&catalogue.services, slug, locale),
    }
}

/// The shortest name among what is shown: keyboards of telephones are small. In German, in which
/// every service has a name, and which is found in every language.
fn example(services: &[Listed], locale: Locale) -> Option<LocalizedText> {
    let names = services.iter().map(|service| service.name.say("de").text);
    let shortest = names.min_by_key(|name| (name.chars().count(), *name));
    shortest.map(|name| LocalizedText::german(name, locale))
}

/// Offices and their services in the order of their names, as the reader's language calls them.
fn by_department(services: &[Listed], slug: &str, locale: Locale) -> Vec<DepartmentGroup> {
    let mut groups: Vec<DepartmentGroup> = Vec::new();
    for service in services {
        let department = localized(&service.department, locale);
        let line = ServiceLine {
            name: localized(&service.name, locale),
            fee: fee_in_words(&service.fee, locale),
            path: format!("/{slug}/services/{}", service.code),
        };
        match groups.iter_mut().find(|group| group.name == department) {
            Some(group) => group.services.push(line),
            None => groups.push(DepartmentGroup {
                name: department,
                services: vec![line],
            }),
        }
    }
    for group in &mut groups {
        group
            .services
            .sort_by(|one, other| one.name.as_str().cmp(other.name.as_str()));
    }
    groups.sort_by(|one, other| one.name.as_str().cmp(other.name.as_str()));
    groups
}
