//! The buyer's pages: neutral, German, forms only, no script. Plainly a simulation.

use askama::Template;
use http::Method;

use crate::paypal::http::answer::Answer;
use crate::paypal::http::call::Call;
use crate::paypal::payments::amounts::format_german;
use crate::paypal::payments::buyer::{Choice, Next, cancel_address, choose};
use crate::paypal::payments::orders::{self, Order, OrderStatus, ReturnFlow, Visit};
use crate::paypal::state::State;

#[derive(Template)]
#[template(path = "checkout.html")]
struct CheckoutPage<'a> {
    token: &'a str,
    brand: &'a str,
    /// Says whose order this is; the id itself must look like the provider's.
    merchant: &'a str,
    amount: String,
    currency: &'a str,
    description: Option<&'a str>,
    invoice: Option<&'a str>,
    pay: &'a str,
    /// First segment of the buttons' addresses.
    page: &'a str,
    /// Looks like the phone app.
    app: bool,
    /// The first instrument was declined: show another.
    second_try: bool,
}

#[derive(Template)]
#[template(path = "message.html")]
struct MessagePage<'a> {
    title: &'a str,
    text: &'a str,
    /// Where a link leads, and what it says.
    link: Option<(&'a str, &'a str)>,
    /// Shown as text, to be opened elsewhere.
    address: Option<&'a str>,
    /// Follows the link by itself after two seconds.
    follow: bool,
}

/// `GET /checkoutnow?token=`, `POST /checkoutnow/{token}/{choice}`, and the phone app's twin.
pub(crate) fn answer(state: &mut State, call: &Call, segments: &[&str]) -> Answer {
    match (&call.method, segments) {
        (&Method::GET, [page @ ("checkoutnow" | "app-switch-checkout")]) => {
            let token = call.parameter("token").unwrap_or_default();
            open(state, token, *page == "app-switch-checkout")
        }
        (&Method::POST, [page @ ("checkoutnow" | "app-switch-checkout"), token, word]) => {
            press(state, token, word, *page == "app-switch-checkout")
        }
        (&Method::GET, []) => message(&MessagePage {
            title: "PayPal-Simulator",
            text: "Dieses Programm ahmt den Zahlungsdienst nach. Es fließt kein Geld.",
            link: None,
            address: None,
            follow: false,
        }),
        _ => render(
            404,
            &MessagePage {
                title: "Seite nicht gefunden",
                text: "Diese Adresse gibt es im Simulator nicht.",
                link: None,
                address: None,
                follow: false,
            },
        ),
    }
}

fn render(status: u16, page: &impl Template) -> Answer {
    match page.render() {
        Ok(html) => Answer::page(status, html),
        Err(_) => Answer::page(500, String::new()),
    }
}

fn message(page: &MessagePage<'_>) -> Answer {
    render(200, page)
}

fn open(state: &mut State, token: &str, app: bool) -> Answer {
    let Some(order) = orders::alive(state, token) else {
        return gone(state.orders.get(token).and_then(cancel_address).as_deref());
    };
    let manual = app && order.experience.app_switch == Some(ReturnFlow::Manual);
    match order.status {
        OrderStatus::Approved | OrderStatus::Completed => {
            let back = match choose(state, token, Choice::Pay) {
                Next::Go(address) => Some(address),
                Next::Stay(_) | Next::Gone(_) => None,
            };
            message(&MessagePage {
                title: "Bereits bestätigt",
                text: "Sie haben diese Zahlung schon bestätigt.",
                link: back.as_deref().map(|back| (back, "Zurück zur Website")),
                address: None,
                follow: back.is_some() && !manual,
            })
        }
        OrderStatus::Created | OrderStatus::PayerActionRequired => {
            let page = checkout(order, app);
            let order = state.orders.get_mut(token);
            if let Some(order) = order.filter(|order| order.visit == Visit::None) {
                order.visit = Visit::Opened;
            }
            page
        }
    }
}

fn checkout(order: &Order, app: bool) -> Answer {
    let unit = order.units.first();
    let cents = order.units.iter().map(|unit| unit.cents).sum();
    render(
        200,
        &CheckoutPage {
            token: &order.id,
            brand: order.experience.brand.as_deref().unwrap_or(&order.app.name),
            merchant: &order.app.name,
            amount: format_german(cents),
            currency: unit.map_or("EUR", |unit| &unit.currency),
            description: unit.and_then(|unit| unit.description.as_deref()),
            invoice: unit.and_then(|unit| unit.invoice_id.as_deref()),
            pay: if order.experience.pay_now {
                "Jetzt zahlen"
            } else {
                "Weiter"
            },
            page: if app {
                "app-switch-checkout"
            } else {
                "checkoutnow"
            },
            app,
            second_try: order.visit == Visit::Declined,
        },
    )
}

fn gone(back: Option<&str>) -> Answer {
    render(
        404,
        &MessagePage {
            title: "Sitzung abgelaufen",
            text: "Diese Zahlung ist nicht bekannt oder abgelaufen. Es wurde nichts bezahlt.",
            link: back.map(|back| (back, "Zurück zur Website")),
            address: None,
            follow: false,
        },
    )
}

fn press(state: &mut State, token: &str, word: &str, app: bool) -> Answer {
    let Some(choice) = Choice::of_word(word) else {
        return gone(None);
    };
    let manual = app
        && orders::alive(state, token)
            .is_some_and(|order| order.experience.app_switch == Some(ReturnFlow::Manual));
    let page = |title, text, address| MessagePage {
        title,
        text,
        link: None,
        address,
        follow: false,
    };
    match choose(state, token, choice) {
        Next::Gone(back) => gone(back.as_deref()),
        Next::Go(_) if manual => message(&page(
            "Fertig",
            "Zurück zur Website: Wechseln Sie in Ihren Browser.",
            None,
        )),
        Next::Go(address) => Answer::redirect(address),
        Next::Stay(Some(address)) => {
            let text = "Öffnen Sie diese Adresse in einem anderen Browser:";
            message(&page("Zahlung bestätigt", text, Some(&address)))
        }
        Next::Stay(None) if choice == Choice::Locked => {
            let text = "Ihr Konto ist gesperrt. Sie können damit nicht bezahlen.";
            render(200, &page("Konto gesperrt", text, None))
        }
        Next::Stay(None) if choice == Choice::Cancel => message(&page(
            "Abgebrochen",
            "Sie können dieses Fenster schließen.",
            None,
        )),
        Next::Stay(None) => message(&page(
            "Zahlung bestätigt",
            "Sie können dieses Fenster schließen.",
            None,
        )),
    }
}
