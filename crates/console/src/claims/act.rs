//! A claim is cancelled, blocked or unblocked: a page that says what then happens, with the reason.

use app::access::StaffError;
use app::claims::ClaimStep;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use domain::access::Act;
use webkit::page::html;

use super::change::meanwhile;
use super::pages::ClaimActPage;
use super::story::facts;
use super::wording::{answer, refusal};
use super::{AtClaim, ClaimPath};
use crate::fields::{Fields, Sent, WrongField};
use crate::person::Staff;

#[derive(Clone, Copy)]
enum What {
    Cancel,
    Block,
    Unblock,
}

/// One of the acts: its part of the address, and what its texts begin with.
#[derive(Clone, Copy)]
struct Doing {
    what: What,
    act: Act,
    path: &'static str,
    title: &'static str,
    follows: &'static [&'static str],
}

const CANCEL: Doing = Doing {
    what: What::Cancel,
    act: Act::ClaimCancel,
    path: "cancel",
    title: "claim-cancel",
    follows: &[
        "cancel-follows-page",
        "cancel-follows-paid",
        "cancel-follows-final",
    ],
};
const BLOCK: Doing = Doing {
    what: What::Block,
    act: Act::ClaimBlock,
    path: "block",
    title: "claim-block",
    follows: &["block-follows-page", "block-follows-money"],
};
const UNBLOCK: Doing = Doing {
    what: What::Unblock,
    act: Act::ClaimUnblock,
    path: "unblock",
    title: "claim-unblock",
    follows: &["unblock-follows"],
};

pub(crate) async fn get_cancel(staff: Staff, Path(path): ClaimPath) -> Response {
    get(staff, &path, CANCEL).await
}

pub(crate) async fn post_cancel(staff: Staff, Path(path): ClaimPath, sent: Sent) -> Response {
    post(staff, &path, (CANCEL, sent)).await
}

pub(crate) async fn get_block(staff: Staff, Path(path): ClaimPath) -> Response {
    get(staff, &path, BLOCK).await
}

pub(crate) async fn post_block(staff: Staff, Path(path): ClaimPath, sent: Sent) -> Response {
    post(staff, &path, (BLOCK, sent)).await
}

pub(crate) async fn get_unblock(staff: Staff, Path(path): ClaimPath) -> Response {
    get(staff, &path, UNBLOCK).await
}

pub(crate) async fn post_unblock(staff: Staff, Path(path): ClaimPath, sent: Sent) -> Response {
    post(staff, &path, (UNBLOCK, sent)).await
}

async fn get(staff: Staff, path: &(String, String), doing: Doing) -> Response {
    match AtClaim::of(staff, path, (doing.act, None)).await {
        Ok((here, fields)) => html(&page(&here, (doing, &fields), None)),
        Err(answer) => answer,
    }
}

async fn post(staff: Staff, path: &(String, String), (doing, sent): (Doing, Sent)) -> Response {
    let (here, fields) = match AtClaim::of(staff, path, (doing.act, Some(sent))).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    if fields.is_shown_again() {
        return html(&page(&here, (doing, &fields), None));
    }
    let step = ClaimStep {
        seen: here.seen(&fields),
        reason: fields.get("reason"),
    };
    let app = &here.at.app;
    let done = match doing.what {
        What::Cancel => app.cancel_claim(here.id, step).await,
        What::Block => app.block_claim(here.id, step).await,
        What::Unblock => app.unblock_claim(here.id, step).await,
    };
    match done {
        Ok(()) => here.at.staff.visitor.see(&here.page),
        Err(StaffError::Claim(why)) => {
            let (status, _) = answer(why);
            let error = ("reason", refusal(&here.at.frame(), why));
            let page = page(&here, (doing, &fields), Some(error));
            (status, html(&page)).into_response()
        }
        Err(error) => here.at.refused(&error, &here.page),
    }
}

fn page(
    here: &AtClaim,
    (doing, typed): (Doing, &Fields),
    error: Option<WrongField>,
) -> ClaimActPage {
    let path = format!("{}/{}", here.page, doing.path);
    let frame = here.at.frame_at(&path);
    ClaimActPage {
        facts: facts(&frame, &here.story),
        title: frame.t(doing.title),
        follows: doing.follows.iter().map(|key| frame.t(key)).collect(),
        meanwhile: meanwhile(&frame, &here.story, here.seen(typed)),
        seen: here.story.version.to_string(),
        reason: typed.get("reason").to_owned(),
        action: path,
        back: here.page.clone(),
        error,
        frame,
    }
}
