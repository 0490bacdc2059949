//! The scenarios by name, how large each is, and how one round goes.

mod attacks;
mod growth;
mod processes;
mod reading;
mod writing;

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use storage::DatabaseUrl;

use crate::authority::BenchAuthority;
use crate::clients::load;
use crate::engine::Ground;
use crate::measure::{self, Pace};
use crate::report::{Goal, Line, Machine, Round, Spread};
use crate::{BenchError, Engine, Options, Program, Report};

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scenario {
    /// An online service asks for a payment.
    Create,
    /// A payment from the request to `PAYED`.
    Lifecycle,
    /// An online service asks what became of a payment.
    Status,
    /// A citizen looks at a payment.
    Page,
    /// Thousands of payments wait for a slow provider.
    Waiting,
    /// From the start of the process to its first good answer.
    Start,
    /// What a process holds after many payments.
    Memory,
    /// The same with many payments stored already.
    Growth,
    /// Killed under load and started again.
    Recovery,
    /// A payer pays while strangers attack.
    Attack,
}

impl Scenario {
    pub const ALL: [Self; 10] = [
        Self::Create,
        Self::Lifecycle,
        Self::Status,
        Self::Page,
        Self::Waiting,
        Self::Start,
        Self::Memory,
        Self::Growth,
        Self::Recovery,
        Self::Attack,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Lifecycle => "lifecycle",
            Self::Status => "status",
            Self::Page => "page",
            Self::Waiting => "waiting",
            Self::Start => "start",
            Self::Memory => "memory",
            Self::Growth => "growth",
            Self::Recovery => "recovery",
            Self::Attack => "attack",
        }
    }
}

impl FromStr for Scenario {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL
            .into_iter()
            .find(|scenario| scenario.name() == text);
        found.ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            format!("there are {names}")
        })
    }
}

/// How much of everything.
pub(crate) struct Size {
    pub(crate) pace: Pace,
    /// For thousands of clients, which take a while to get going.
    pub(crate) slow: Pace,
    pub(crate) waiting: u32,
    pub(crate) latency: Duration,
    /// Payments that are read in turn, and that are there before anything is measured.
    pub(crate) read: u32,
    /// Payments after which memory is looked at.
    pub(crate) held: u32,
    /// Payments stored before growth is measured.
    pub(crate) stored: [u64; 2],
}

const fn pace(warm_up_ms: u64, window_ms: u64) -> Pace {
    Pace {
        warm_up: Duration::from_millis(warm_up_ms),
        window: Duration::from_millis(window_ms),
    }
}

const WHOLE: Size = Size {
    pace: pace(400, 2_000),
    slow: pace(4_000, 4_000),
    waiting: 2_000,
    latency: Duration::from_millis(300),
    read: 1_000,
    held: 100_000,
    stored: [10_000, 1_000_000],
};

const QUICK: Size = Size {
    pace: pace(20, 100),
    slow: pace(150, 200),
    waiting: 40,
    latency: Duration::from_millis(30),
    read: 10,
    held: 20,
    stored: [50, 200],
};

/// What one line of the report is about.
#[derive(Clone, Copy)]
pub(crate) struct Trial {
    pub(crate) scenario: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) engine: Engine,
    pub(crate) clients: u32,
    pub(crate) beside: &'static str,
    pub(crate) goal: Option<Goal>,
}

/// A run.
pub(crate) struct Bench {
    pub(crate) options: Options,
    pub(crate) program: Arc<dyn Program>,
    pub(crate) ground: Ground,
    pub(crate) size: Size,
}

impl Bench {
    pub(crate) fn new(options: Options, program: Arc<dyn Program>) -> Result<Self, BenchError> {
        if options.rounds == 0 || options.clients.contains(&0) {
            return Err(BenchError::new(
                "nothing is measured without rounds and clients",
            ));
        }
        let ground = Ground::new(options.directory.clone(), options.postgres.clone());
        let size = if options.quick { QUICK } else { WHOLE };
        Ok(Self {
            options,
            program,
            ground,
            size,
        })
    }

    pub(crate) async fn run(&self) -> Result<Report, BenchError> {
        let measured_at = self.program.moment().now;
        let mut lines = Vec::new();
        for scenario in &self.options.scenarios {
            for engine in self.ground.engines() {
                let found = self.measure(*scenario, engine).await?;
                for line in &found {
                    self.program.tell(&line.row());
                }
                lines.extend(found);
            }
        }
        let seconds = measured_at.micros() / 1_000_000;
        let measured_at = jiff::Timestamp::from_second(seconds).unwrap_or_default();
        Ok(Report {
            measured_at: measured_at.to_string(),
            machine: machine(),
            rounds: self.options.rounds,
            quick: self.options.quick,
            lines,
        })
    }

    async fn measure(&self, scenario: Scenario, engine: Engine) -> Result<Vec<Line>, BenchError> {
        match scenario {
            Scenario::Create => self.create(engine).await,
            Scenario::Lifecycle => self.lifecycle(engine).await,
            Scenario::Status => self.status(engine).await,
            Scenario::Page => self.page(engine).await,
            Scenario::Waiting => self.waiting(engine).await,
            Scenario::Start => self.start(engine).await,
            Scenario::Memory => self.memory(engine).await,
            Scenario::Growth => self.growth(engine).await,
            Scenario::Recovery => self.recovery(engine).await,
            Scenario::Attack => self.attack(engine).await,
        }
    }

    /// A platform that has been in use for a while; the payments that wait for their payers.
    pub(crate) async fn used_authority(
        &self,
        url: &DatabaseUrl,
    ) -> Result<(BenchAuthority, Vec<String>), BenchError> {
        let authority = BenchAuthority::open(&self.program, url).await?;
        let payments = load::some_payments(authority.address, self.size.read).await?;
        let (clients, pace) = (1, self.size.pace);
        load::lifecycles(authority.address, clients, pace).await?;
        authority.comes_to_rest().await?;
        self.ground.learn(url).await?;
        Ok((authority, payments))
    }

    /// The denominator, the figure, the denominator; as often as there are rounds.
    pub(crate) async fn aba(
        &self,
        trial: Trial,
        denominator: impl AsyncFn() -> Result<u64, BenchError>,
        figure: impl AsyncFn() -> Result<u64, BenchError>,
    ) -> Result<Line, BenchError> {
        let mut rounds = Vec::new();
        for _ in 0..self.options.rounds {
            rounds.push(Round {
                idle_percent: measure::idle().await,
                before: denominator().await?,
                figure: figure().await?,
                after: denominator().await?,
            });
        }
        Ok(trial.line(rounds))
    }
}

impl Trial {
    pub(crate) fn line(self, rounds: Vec<Round>) -> Line {
        let Self {
            scenario,
            unit,
            engine,
            clients,
            beside,
            goal,
        } = self;
        Line {
            scenario,
            unit,
            engine,
            clients,
            figure: Spread::default(),
            beside,
            denominator: Spread::default(),
            ratio_permille: Spread::default(),
            goal,
            rounds,
        }
        .fold()
    }
}

fn machine() -> Machine {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let value = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name));
        let value = line.and_then(|line| line.split_once(':'));
        value.map_or_else(String::new, |(_, value)| value.trim().to_owned())
    };
    let memory = value(&read("/proc/meminfo"), "MemTotal");
    let memory = memory
        .split(' ')
        .next()
        .and_then(|kb| kb.parse::<u64>().ok());
    Machine {
        cores: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        memory_mb: memory.unwrap_or(0) / 1_024,
        processor: value(&read("/proc/cpuinfo"), "model name"),
        kernel: format!("Linux {}", read("/proc/sys/kernel/osrelease").trim()),
    }
}
