//! The form for where a version is booked, which the treasury's bookkeeper fills in.

use app::access::StaffError;
use app::services::StaffVersion;
use app::tenants::documents::BookingDocument;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use domain::access::Act;
use http::StatusCode;
use webkit::page::html;

use super::pages::{BookingRow, BookingsPage};
use super::{AtVersion, VersionPath, is_stale};
use crate::fields::{Fields, Sent, WrongField};
use crate::frame::ConsoleFrame;
use crate::person::Staff;

/// More bookings of one service are better entered in its document.
const ROWS_MAX: usize = 12;

pub(crate) async fn get(staff: Staff, Path(path): VersionPath) -> Response {
    let here = match AtVersion::of(staff, &path).await {
        Ok(here) => here,
        Err(answer) => return answer,
    };
    if let Err(answer) = here.at.may(Act::ServiceSetBooking, &here.page) {
        return *answer;
    }
    match here.at.app.view_version(&here.code, here.number).await {
        Ok(version) => {
            let rows = of_version(&version);
            html(&page(&here, (version.revision, rows), None))
        }
        Err(error) => here.at.refused(&error, &here.page),
    }
}

fn page(
    here: &AtVersion,
    (revision, rows): (i64, Vec<BookingRow>),
    error: Option<WrongField>,
) -> BookingsPage {
    BookingsPage {
        frame: here.at.frame_at(&format!("{}/bookings", here.page)),
        back: here.page.clone(),
        revision,
        rows,
        error,
    }
}

/// Those of the version, and an empty one.
fn of_version(version: &StaffVersion) -> Vec<BookingRow> {
    let bookings = version.document.bookings.iter();
    let rows = bookings.map(|booking| BookingRow {
        reference: booking.reference.clone().unwrap_or_default(),
        data: lines(booking),
        required: booking.required.join(", "),
    });
    rows.chain([BookingRow::default()]).take(ROWS_MAX).collect()
}

/// `sachkonto=431100`, one a line.
fn lines(booking: &BookingDocument) -> String {
    let data = booking.booking_data.iter();
    let data = data.map(|(key, value)| format!("{key}={value}"));
    data.collect::<Vec<_>>().join("\n")
}

pub(crate) async fn post(staff: Staff, Path(path): VersionPath, sent: Sent) -> Response {
    let (here, fields) = match AtVersion::posted(staff, &path, Act::ServiceSetBooking, sent).await {
        Ok(posted) => posted,
        Err(answer) => return answer,
    };
    let version = match here.at.app.view_version(&here.code, here.number).await {
        Ok(version) => version,
        Err(error) => return here.at.refused(&error, &here.page),
    };
    let frame = here.at.frame();
    let wrong = match read(&frame, &fields) {
        Ok(bookings) => {
            let wanted = (here.seen(&fields), bookings.as_slice());
            match here.at.app.set_version_bookings(&here.code, wanted).await {
                Ok(()) => return here.at.staff.visitor.see(&here.page),
                Err(error) if is_stale(&error) => ("bookings", frame.t("wrong-stale")),
                Err(StaffError::Described(_)) => ("bookings", frame.t("wrong-booking")),
                Err(error) => return here.at.refused(&error, &here.page),
            }
        }
        Err(wrong) => wrong,
    };
    let page = page(&here, (version.revision, typed(&fields)), Some(wrong));
    (StatusCode::UNPROCESSABLE_ENTITY, html(&page)).into_response()
}

/// Rows as typed.
fn typed(fields: &Fields) -> Vec<BookingRow> {
    let has = |number: &usize| fields.has(&format!("booking.{number}.data"));
    let row = |number: usize| {
        let get = |part: &str| fields.get(&format!("booking.{number}.{part}")).to_owned();
        BookingRow {
            reference: get("reference"),
            data: get("data"),
            required: get("required"),
        }
    };
    (0..ROWS_MAX).take_while(has).map(row).collect()
}

fn read(frame: &ConsoleFrame, fields: &Fields) -> Result<Vec<BookingDocument>, WrongField> {
    let rows = typed(fields).into_iter();
    let rows = rows.filter(|row| *row != BookingRow::default());
    let read = rows.map(|row| {
        let mut data = std::collections::BTreeMap::new();
        for line in row
            .data
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
        {
            let pair = line.split_once('=');
            let pair = pair.filter(|(key, value)| !key.trim().is_empty() && !value.is_empty());
            let (key, value) = pair.ok_or_else(|| ("bookings", frame.t("wrong-booking")))?;
            data.insert(key.trim().to_owned(), value.trim().to_owned());
        }
        let reference = row.reference.trim();
        let required = row.required.split(',').map(str::trim);
        let required = required.filter(|key| !key.is_empty());
        Ok(BookingDocument {
            reference: (!reference.is_empty()).then(|| reference.to_owned()),
            booking_data: data,
            required: required.map(str::to_owned).collect(),
        })
    });
    read.collect()
}
