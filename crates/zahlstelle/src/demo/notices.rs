//! Notices of the made-up town, one for each state a claim can be in; some are paid by a made-up
//! payer at once.

use std::io::Cursor;

use app::App;
use app::access::Network;
use app::claims::import::{BadRow, ImportMode};
use app::claims::notices::{NoticePayment, Search, SearchOutcome};
use app::payments::{StartOutcome, Visitor};
use app::tenants::documents::{Factor, NoticeRules, PoolDocument, ServiceDocument, Translations};
use domain::claims::kassenzeichen::Pool;
use domain::payments::Method;
use domain::{Day, Money, PaymentId, Timestamp};
use simulators::paypal::{Choice, PayPalSim};

use super::facts::SampleNotice;
use super::month::NOTICES;
use crate::failure::Failure;

pub(super) const SLUG: &str = "musterstadt";
const FINES: &str = "bussgeld";
const TICKETS: &str = "verwarnung";
const FINE_NUMBERS: &str = "7{year:2}{counter:6}";
const TICKET_NUMBERS: &str = "8{year:2}{counter:6}";
const CHECK: &str = "mod10";
const MASK: &str = "9.99.999999.9";
/// Kassenzeichen of the demo stay the same, whatever the year.
const YEAR: u16 = 26;
/// Counter of the first notice of the month that is played.
const FIRST_OF_MONTH: u64 = 101;
const HEADER: &str = "service;kassenzeichen;amount;text;due;payable_from;payable_until;pin;state\n";
const DAY_MICROS: i64 = 86_400_000_000;

/// One notice: counter, cents, what it is about, and its PIN.
struct Notice(u64, i64, &'static str, &'static str);

const SAMPLE: Notice = Notice(1, 5_500, "Bußgeldbescheid", "483920");
const OTHER: Notice = Notice(2, 2_850, "Bußgeldbescheid", "275018");
const BLOCKED: Notice = Notice(3, 12_850, "Bußgeldbescheid", "664201");
const CANCELLED: Notice = Notice(4, 3_000, "Bußgeldbescheid", "910347");
const NOT_YET: Notice = Notice(5, 7_000, "Kostenbescheid", "330916");
const NO_LONGER: Notice = Notice(6, 4_500, "Kostenbescheid", "127755");
const PAID: Notice = Notice(7, 6_000, "Kostenbescheid", "558102");
const PARTLY_PAID: Notice = Notice(8, 24_000, "Kostenbescheid", "702946");
const OVERPAID: Notice = Notice(9, 8_000, "Kostenbescheid", "846613");

pub(super) fn pools() -> [PoolDocument; 2] {
    let pool = |code: &str, definition: &str| PoolDocument {
        code: code.to_owned(),
        definition: definition.to_owned(),
        check: CHECK.to_owned(),
        mask: Some(MASK.to_owned()),
        first_counter: 1_000,
    };
    [pool(FINES, FINE_NUMBERS), pool(TICKETS, TICKET_NUMBERS)]
}

pub(super) fn services() -> [ServiceDocument; 2] {
    let fines = NoticeRules {
        factor: Factor::Pin,
        ticket: false,
        pin_length: Some(6),
        parts: true,
        min_part_cents: 500,
    };
    let tickets = NoticeRules {
        factor: Factor::None,
        ticket: true,
        parts: false,
        ..fines
    };
    [
        service(FINES, ("Bußgeld", "Fine"), fines),
        service(TICKETS, ("Verwarnungsgeld", "Parking ticket"), tickets),
    ]
}

fn service(code: &str, (de, en): (&str, &str), rules: NoticeRules) -> ServiceDocument {
    ServiceDocument {
        code: code.to_owned(),
        name: Translations::german(de).and("en", en),
        department: Translations::german("Ordnungsamt").and("en", "Public order office"),
        neutral_text: "Bescheid".to_owned(),
        pool: code.to_owned(),
        methods: super::authority::methods(),
        transfer_text: None,
        pay_minutes: 30,
        catalogue: None,
        live: true,
        bookings: Vec::new(),
        bindings: Vec::new(),
        notices: Some(rules),
    }
}

/// The notice for visitors of the demo, as it is printed.
pub(super) fn sample() -> Result<SampleNotice, Failure> {
    Ok(SampleNotice {
        kassenzeichen: printed(FINE_NUMBERS, SAMPLE.0)?,
        factor: SAMPLE.3.to_owned(),
    })
}

/// The town's finance system sends its file.
pub(super) async fn import(app: &App) -> Result<(), Failure> {
    let today = today(app.system().moment().now);
    send(app, file(today, &OVERPAID, OVERPAID.1)?).await
}

/// A payer pays some of them at the simulated provider, and one of these is lowered afterwards.
/// Repeating it changes nothing.
pub(super) async fn pay_some(app: &App, sim: &PayPalSim) -> Result<(), Failure> {
    let operator = super::operator(app)?;
    let part = Money::from_cents(9_000).unwrap_or(Money::ZERO);
    for (home, notice, chosen) in [
        (0, &PAID, NoticePayment::Whole),
        (1, &PARTLY_PAID, NoticePayment::Part(part)),
        (2, &OVERPAID, NoticePayment::Whole),
    ] {
        let number = printed(FINE_NUMBERS, notice.0)?;
        let view = operator.claim_view(SLUG, &number).await;
        let view = view.map_err(|error| Failure::because("the demo's notices", &error))?;
        if view.is_some_and(|claim| claim.settled.is_zero()) {
            // Each payer sits at home: one network begins few payments in a second.
            let network = Network::of([127, 0, home, 1].into());
            let payer = (&network, chosen);
            pay(app, sim, (&number, notice.3), payer).await?;
        }
    }
    send(
        app,
        file(today(app.system().moment().now), &OVERPAID, 5_000)?,
    )
    .await
}

/// A payer finds a notice and wants to pay it; `None` where it is not found.
pub(super) async fn open(
    app: &App,
    (number, pin): (&str, &str),
    (network, chosen): (&Network, NoticePayment),
) -> Result<Option<PaymentId>, Failure> {
    let failed = |error: &dyn std::error::Error| Failure::because("the demo's notices", error);
    let tenant = super::operator(app)?.tenant_by_slug(SLUG).await;
    let Some(tenant) = tenant.map_err(|error| failed(&error))? else {
        return Ok(None);
    };
    let tenant = tenant.id;
    let search = Search {
        kassenzeichen: number,
        factor: pin,
        network: network.clone(),
    };
    let payer = app.payer();
    let found = payer.search_notice(tenant, &search).await;
    let SearchOutcome::Found(claim) = found.map_err(|error| failed(&error))? else {
        return Ok(None);
    };
    let mut basket = app::claims::notices::Basket::default();
    basket.add(claim);
    let sealed = payer.seal_basket(tenant, &basket);
    let sealed = sealed.map_err(|error| failed(&error))?;
    let payment = payer.pay_notices(tenant, (&sealed, chosen), network).await;
    payment.map(Some).map_err(|error| failed(&error))
}

async fn pay(
    app: &App,
    sim: &PayPalSim,
    found: (&str, &str),
    (network, chosen): (&Network, NoticePayment),
) -> Result<(), Failure> {
    let failed = |error: &dyn std::error::Error| Failure::because("the demo's notices", error);
    let Some(payment) = open(app, found, (network, chosen)).await? else {
        return Ok(());
    };
    let payer = app.payer();
    let visitor = Visitor {
        language: "de",
        user_agent: None,
        network: network.clone(),
    };
    let started = payer
        .start_payment(SLUG, (payment, &Method::PAYPAL), &visitor)
        .await;
    if let StartOutcome::Redirect(to) = started.map_err(|error| failed(&error))?
        && let Some((_, order)) = to.query_pairs().find(|(key, _)| key == "token")
    {
        sim.buyer(&order, Choice::Pay);
        let back = payer.return_from_provider(SLUG, payment, network).await;
        back.map_err(|error| failed(&error))?;
    }
    Ok(())
}

/// The file of the month that is played, sent at its beginning.
pub(super) async fn import_month(app: &App, now: Timestamp) -> Result<(), Failure> {
    let today = Day::in_berlin(now);
    let mut rows = vec![HEADER.to_owned()];
    for number in 0..NOTICES {
        let (kassenzeichen, pin) = of_month(number)?;
        // Due between a week and six weeks later, so that some are overdue when a visitor comes.
        let due = today.plus_days(7 + i64::from(number * 7 % 36));
        let due = due.map_or(String::new(), |day| day.to_string());
        let cents = 2_500 + 500 * i64::from(number * 11 % 26);
        rows.push(format!(
            "{FINES};{kassenzeichen};{};Bußgeldbescheid;{due};;;{pin};\n",
            euros(cents),
        ));
    }
    send(app, rows.concat()).await
}

/// Kassenzeichen and PIN of a notice of that file.
pub(super) fn of_month(number: u32) -> Result<(String, String), Failure> {
    let kassenzeichen = printed(FINE_NUMBERS, FIRST_OF_MONTH + u64::from(number))?;
    let pin = 100_000 + u64::from(number) * 7_919 % 900_000;
    Ok((kassenzeichen, pin.to_string()))
}

async fn send(app: &App, file: String) -> Result<(), Failure> {
    let file = Box::new(Cursor::new(file.into_bytes()));
    let operator = super::operator(app)?;
    let report = operator.import_claims(SLUG, file, ImportMode::Apply, &|_| {});
    let report = report
        .await
        .map_err(|error| Failure::because("the town's notices", &error))?;
    match report.named.first() {
        Some(BadRow { line, faults }) => Err(Failure::new(format!(
            "the town's notices: line {line}: {faults:?}"
        ))),
        None => Ok(()),
    }
}

/// The whole file; `changed` has another amount than usual.
fn file(today: Day, changed: &Notice, cents: i64) -> Result<String, Failure> {
    let day = |from_now: i64| {
        Day::from_days(today.days() + from_now).map_or(String::new(), |day| day.to_string())
    };
    let mut rows = vec![HEADER.to_owned()];
    for (notice, from, until, state) in [
        (&SAMPLE, None, None, ""),
        (&OTHER, None, None, ""),
        (&BLOCKED, None, None, "blocked"),
        (&CANCELLED, None, None, "cancelled"),
        (&NOT_YET, Some(14), None, ""),
        (&NO_LONGER, None, Some(-7), ""),
        (&PAID, None, None, ""),
        (&PARTLY_PAID, None, None, ""),
        (&OVERPAID, None, None, ""),
    ] {
        let Notice(counter, usual, text, pin) = notice;
        let cents = if *counter == changed.0 { cents } else { *usual };
        let limit = |from_now: Option<i64>| from_now.map(day).unwrap_or_default();
        rows.push(format!(
            "{FINES};{};{};{text};{};{};{};{pin};{state}\n",
            printed(FINE_NUMBERS, *counter)?,
            euros(cents),
            day(21),
            limit(from),
            limit(until),
        ));
    }
    rows.push(format!(
        "{TICKETS};{};{};Verwarnung;{};;;;\n",
        printed(TICKET_NUMBERS, 1)?,
        euros(2_500),
        day(7),
    ));
    Ok(rows.concat())
}

fn euros(cents: i64) -> String {
    Money::from_cents(cents).unwrap_or(Money::ZERO).to_decimal()
}

fn printed(definition: &str, counter: u64) -> Result<String, Failure> {
    let pool = Pool::parse(definition, CHECK, Some(MASK))
        .map_err(|error| Failure::because("the demo's numbers", &error))?;
    let number = pool
        .issue(counter, YEAR)
        .map_err(|error| Failure::because("the demo's numbers", &error))?;
    Ok(pool.print(&number))
}

/// The day in Germany, near enough for a demo.
fn today(now: Timestamp) -> Day {
    Day::from_days(now.micros() / DAY_MICROS).unwrap_or(Day::EPOCH)
}
