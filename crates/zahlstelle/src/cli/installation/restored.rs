//! `zahlstelle restored`, and the refusal that leads to it.

use std::path::{Path, PathBuf};

use app::App;
use app::ledger::{LostBooks, Restore, RestoredBooks};
use clap::Args;
use domain::Timestamp;

use crate::cli::operator::Operator;
use crate::config::Config;
use crate::failure::Failure;
use crate::terminal::say;
use crate::{platform, seal_heads};

#[derive(Args)]
pub(in crate::cli) struct Arguments {
    /// When the backup was made, a little earlier rather than later: 2026-11-30T02:00:00Z.
    #[arg(long, value_name = "TIME")]
    at: jiff::Timestamp,
    /// Kassenzeichen of each pool that are stepped over: more than were told since then.
    #[arg(long, default_value_t = 10_000, value_name = "NUMBER")]
    skip_numbers: u32,
}

pub(in crate::cli) async fn run(
    config: Config,
    by: Operator,
    arguments: Arguments,
) -> Result<(), Failure> {
    let heads = existing_heads_file(&config);
    let kept = heads.map(seal_heads::read).transpose()?.unwrap_or_default();
    let app = platform::start(&config).await?;
    let restore = Restore {
        at: Timestamp::from_micros(arguments.at.as_microsecond()),
        skipped: arguments.skip_numbers,
        kept: &kept,
    };
    let restored = by.at(&app)?.record_restore(&restore).await;
    let restored = restored.map_err(|error| Failure::because("recording the restore", &error))?;
    restored.iter().for_each(tell);
    if let Some(heads) = heads {
        let aside = set_aside(heads, arguments.at)?;
        say(&format!(
            "The heads that were published before are in {} now; keep it as evidence. Move the \
             heads file of every other node away, too.",
            aside.display()
        ));
    }
    app.close()
        .await
        .map_err(|error| Failure::because("closing the database", &error))?;
    if restored.iter().all(|books| books.problems.is_empty()) {
        return Ok(());
    }
    Err(Failure::warning("something remains to be done, see above"))
}

fn tell(books: &RestoredBooks) {
    say(&format!(
        "{}: {} pools stepped over numbers, {} payments of the lost time were booked to suspense \
         and are tasks of the treasury",
        books.slug,
        books.pools.len(),
        books.unknown_money
    ));
    for problem in &books.problems {
        say(&format!("  REMAINS {problem}"));
    }
}

/// The chain goes on from an earlier place, so heads that were published after it fit no more.
fn set_aside(heads: &Path, at: jiff::Timestamp) -> Result<PathBuf, Failure> {
    let mut aside = heads.as_os_str().to_owned();
    aside.push(format!(".before-restore-{}", at.strftime("%Y%m%dT%H%M%SZ")));
    let aside = PathBuf::from(aside);
    let moved = std::fs::rename(heads, &aside);
    let what = format!("{} could not be moved away", heads.display());
    moved.map_err(|error| Failure::because(&what, &error))?;
    Ok(aside)
}

fn existing_heads_file(config: &Config) -> Option<&Path> {
    let file = config.seal.heads_file.as_deref();
    file.filter(|file| file.exists())
}

/// What to warn of: without kept heads nothing notices that a backup was restored.
pub(in crate::cli) async fn missing_heads(
    config: &Config,
    app: &App,
) -> Result<Option<String>, Failure> {
    let Some(file) = &config.seal.heads_file else {
        let unset = "seal.heads_file is not set: nothing notices that a backup was restored, and \
                     Kassenzeichen may be told twice (docs/operation/backup.md)";
        return Ok(Some(unset.to_owned()));
    };
    let kept = existing_heads_file(config).map(seal_heads::read);
    if kept.transpose()?.is_some_and(|kept| !kept.is_empty()) {
        return Ok(None);
    }
    let sealed = app.system().has_sealed().await;
    let sealed = sealed.map_err(|error| Failure::because("looking at the chain", &error))?;
    let place = file.display();
    Ok(sealed.then(|| {
        format!(
            "{place} has no heads although the books were sealed: until the next seal nothing \
             notices that a backup was restored; copy the file of another node here"
        )
    }))
}

/// Refuses a database that is older than the heads this node published: it would tell the same
/// Kassenzeichen to two payers.
pub(in crate::cli) async fn refuse_older_state(config: &Config, app: &App) -> Result<(), Failure> {
    let heads = existing_heads_file(config);
    let Some(heads) = heads else {
        return Ok(());
    };
    let kept = seal_heads::read(heads)?;
    let lost = app.system().lost_books(&kept).await;
    let lost = lost.map_err(|error| Failure::because("looking at the chain", &error))?;
    let Some(first) = lost.first() else {
        return Ok(());
    };
    let LostBooks {
        tenant,
        slug,
        published,
        found,
    } = first;
    let name = if slug.is_empty() {
        tenant.to_string()
    } else {
        slug.clone()
    };
    Err(Failure::new(format!(
        "the database is older than what was published of it: {name} was sealed up to {published} \
         and ends at {found} ({}). Was a backup restored? Then run `zahlstelle restored --at TIME` \
         with the time of the backup; see docs/operation/backup.md",
        heads.display()
    )))
}
