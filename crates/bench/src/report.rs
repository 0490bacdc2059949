//! What came out, for people and for programs.

use std::fmt::Write as _;

use serde::Serialize;

use crate::Engine;

/// Whole thousandths: 512 is 0.512.
type Permille = u64;

/// Everything measured in one run.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// UTC, `YYYY-MM-DDThh:mm:ssZ`.
    pub measured_at: String,
    pub machine: Machine,
    pub rounds: u32,
    /// Tiny counts: nothing in it is a measurement.
    pub quick: bool,
    pub lines: Vec<Line>,
}

/// Where it was measured.
#[derive(Clone, Debug, Serialize)]
pub struct Machine {
    pub cores: usize,
    pub memory_mb: u64,
    pub processor: String,
    pub kernel: String,
}

/// One figure beside its denominator.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    pub scenario: &'static str,
    /// What is counted: `payments/s`, `ms`.
    pub unit: &'static str,
    pub engine: Engine,
    pub clients: u32,
    pub figure: Spread,
    /// What the denominator is.
    pub beside: &'static str,
    pub denominator: Spread,
    pub ratio_permille: Spread,
    pub goal: Option<Goal>,
    pub rounds: Vec<Round>,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// The ratio's median is at least this.
    RatioAtLeast(Permille),
    /// The ratio's median is at most this.
    RatioAtMost(Permille),
    /// The figure's median is at most this.
    FigureAtMost(u64),
}

/// One measurement of the figure between two of the denominator.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Round {
    pub idle_percent: Option<u64>,
    pub before: u64,
    pub figure: u64,
    pub after: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Spread {
    pub median: u64,
    pub min: u64,
    pub max: u64,
}

impl Spread {
    pub(crate) fn of(values: impl IntoIterator<Item = u64>) -> Self {
        let mut values: Vec<u64> = values.into_iter().collect();
        values.sort_unstable();
        let at = |place: Option<&u64>| place.copied().unwrap_or_default();
        Self {
            // Of an even number the worse one.
            median: at(values.get(values.len().saturating_sub(1) / 2)),
            min: at(values.first()),
            max: at(values.last()),
        }
    }
}

impl Round {
    pub(crate) fn denominator(&self) -> u64 {
        u64::midpoint(self.before, self.after)
    }

    fn ratio(&self) -> Permille {
        self.figure.saturating_mul(1_000) / self.denominator().max(1)
    }
}

impl Line {
    pub(crate) fn fold(mut self) -> Self {
        self.figure = Spread::of(self.rounds.iter().map(|round| round.figure));
        self.denominator = Spread::of(self.rounds.iter().map(Round::denominator));
        self.ratio_permille = Spread::of(self.rounds.iter().map(Round::ratio));
        self
    }

    /// `None` without a goal.
    pub fn is_reached(&self) -> Option<bool> {
        Some(match self.goal? {
            Goal::RatioAtLeast(least) => self.ratio_permille.median >= least,
            Goal::RatioAtMost(most) => self.ratio_permille.median <= most,
            Goal::FigureAtMost(most) => self.figure.median <= most,
        })
    }

    fn idle(&self) -> String {
        let idle = self.rounds.iter().filter_map(|round| round.idle_percent);
        let idle: Vec<u64> = idle.collect();
        if idle.is_empty() {
            return "–".to_owned();
        }
        format!("{} %", Spread::of(idle).median)
    }

    /// One row of the table.
    pub fn row(&self) -> String {
        let goal = match self.goal {
            None => "–".to_owned(),
            Some(Goal::RatioAtLeast(least)) => format!("≥ {}", permille(least)),
            Some(Goal::RatioAtMost(most)) => format!("≤ {}", permille(most)),
            Some(Goal::FigureAtMost(most)) => format!("≤ {most} {}", self.unit),
        };
        let reached = match self.is_reached() {
            None => "–",
            Some(true) => "yes",
            Some(false) => "no",
        };
        format!(
            "| {} | {} | {} | {} {} | {}: {} | {} | {goal} | {reached} | {} |",
            self.scenario,
            self.engine.name(),
            self.clients,
            spread(self.figure, u64_text),
            self.unit,
            self.beside,
            spread(self.denominator, u64_text),
            spread(self.ratio_permille, permille),
            self.idle(),
        )
    }
}

impl Report {
    pub fn to_markdown(&self) -> String {
        let Machine {
            cores,
            memory_mb,
            processor,
            kernel,
        } = &self.machine;
        let mut text = format!(
            "# Zahlstelle, measured\n\n{} on {cores} cores ({processor}), {memory_mb} MB, \
             {kernel}; {} rounds. Median (minimum to maximum). \
             Clients and server share the cores.\n\n",
            self.measured_at, self.rounds
        );
        if self.quick {
            text.push_str(
                "**A quick run: it shows that everything works and measures nothing.**\n\n",
            );
        }
        text.push_str(
            "| scenario | engine | clients | figure | beside | ratio | goal | reached | \
             idle before |\n\
             |---|---|---|---|---|---|---|---|---|\n",
        );
        for line in &self.lines {
            // Writing to a text cannot fail.
            let _written = writeln!(text, "{}", line.row());
        }
        text
    }

    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self)
    }
}

fn spread(values: Spread, text: fn(u64) -> String) -> String {
    let Spread { median, min, max } = values;
    format!("{} ({} to {})", text(median), text(min), text(max))
}

fn u64_text(value: u64) -> String {
    value.to_string()
}

fn permille(value: Permille) -> String {
    format!("{}.{:02}", value / 1_000, value % 1_000 / 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(goal: Goal) -> Line {
        let round = |figure| Round {
            idle_percent: Some(90),
            before: 900,
            figure,
            after: 1_100,
        };
        Line {
            scenario: "create",
            unit: "payments/s",
            engine: Engine::Sqlite,
            clients: 16,
            figure: Spread::default(),
            beside: "one-row commits/s",
            denominator: Spread::default(),
            ratio_permille: Spread::default(),
            goal: Some(goal),
            rounds: [480, 520, 2_000].map(round).to_vec(),
        }
        .fold()
    }

    #[test]
    fn the_median_is_held_against_the_goal_and_not_the_best_round() {
        let reached = line(Goal::RatioAtLeast(520));
        assert_eq!(
            reached.ratio_permille,
            Spread {
                median: 520,
                min: 480,
                max: 2_000
            }
        );
        assert_eq!(reached.is_reached(), Some(true));
        assert_eq!(line(Goal::RatioAtLeast(521)).is_reached(), Some(false));
        assert_eq!(line(Goal::RatioAtMost(520)).is_reached(), Some(true));
        assert_eq!(line(Goal::RatioAtMost(519)).is_reached(), Some(false));
        assert_eq!(line(Goal::FigureAtMost(519)).is_reached(), Some(false));
        assert_eq!(line(Goal::FigureAtMost(520)).is_reached(), Some(true));
    }

    #[test]
    fn a_row_says_everything_in_the_columns_of_the_head() {
        let row = line(Goal::RatioAtLeast(500)).row();
        let expected = "| create | SQLite | 16 | 520 (480 to 2000) payments/s | \
            one-row commits/s: 1000 (1000 to 1000) | 0.52 (0.48 to 2.00) | ≥ 0.50 | yes | 90 % |";
        assert_eq!(row, expected);
    }
}
