//! A service: what it is, what it costs, what has to be filled in.

use askama::Template;
use webkit::format::money;
use webkit::i18n::{Locale, t};
use webkit::page::{Frame, LocalizedText, Page};

use crate::sample;

/// `GET /{tenant_slug}/services/{code}`, and its answer when something is wrong with the form.
#[derive(Clone, Debug, Template)]
#[template(path = "services/service.html")]
pub(crate) struct ServicePage {
    pub(crate) frame: Frame,
    /// Path of this page, where the form posts to.
    pub(crate) base: String,
    pub(crate) name: LocalizedText,
    pub(crate) department: LocalizedText,
    /// One paragraph each.
    pub(crate) explanation: Vec<LocalizedText>,
    /// What it costs, in words.
    pub(crate) fee: String,
    /// The fee's own field first, where it has one.
    pub(crate) fields: Vec<FieldView>,
    /// Makes two sendings of this form one order.
    pub(crate) token: String,
    pub(crate) alert: Option<ServiceAlert>,
}

/// What the citizen must know before filling in the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ServiceAlert {
    /// A link filled something in.
    FilledIn,
    /// The form was sent without what we gave it; it has to be sent again.
    SendAgain,
}

/// Something to fill in, as it stands on the page.
#[derive(Clone, Debug)]
pub(crate) struct FieldView {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) label: LocalizedText,
    /// May be empty.
    pub(crate) hint: LocalizedText,
    /// What is wrong with it; may be empty.
    pub(crate) error: String,
    /// As it was typed.
    pub(crate) value: String,
    pub(crate) input: Input,
}

#[derive(Clone, Debug)]
pub(crate) enum Input {
    Line {
        kind: &'static str,
        inputmode: &'static str,
        autocomplete: String,
        /// `ltr` where numbers and codes are typed, `auto` for words (HTML `dir`).
        direction: &'static str,
    },
    /// A list that opens.
    List(Vec<OptionView>),
    /// All at a glance.
    Radios(Vec<OptionView>),
}

#[derive(Clone, Debug)]
pub(crate) struct OptionView {
    pub(crate) code: String,
    pub(crate) label: LocalizedText,
    /// What this one costs, where it is about that; may be empty.
    pub(crate) price: String,
}

/// One line of the summary on top.
#[derive(Clone, Debug)]
struct FieldProblem {
    id: String,
    text: String,
}

impl ServicePage {
    /// Everything that is wrong, in the order of the fields, each named.
    fn problems(&self) -> Vec<FieldProblem> {
        let wrong = self.fields.iter().filter(|field| !field.error.is_empty());
        let problem = |field: &FieldView| {
            let (label, error) = (field.label.as_str(), field.error.as_str());
            FieldProblem {
                id: field.focus_id(),
                text: self
                    .frame
                    .t_with("wrong-at", &[("field", label), ("problem", error)]),
            }
        };
        wrong.map(problem).collect()
    }

    fn services(&self) -> String {
        format!("/{}/services", self.frame.tenant_slug)
    }
}

impl FieldView {
    /// What a link to this field leads to: the first of several buttons.
    fn focus_id(&self) -> String {
        match self.input {
            Input::Line { .. } | Input::List(_) => self.id.clone(),
            Input::Radios(_) => format!("{}-1", self.id),
        }
    }

    fn is_chosen(&self, option: &OptionView) -> bool {
        option.code == self.value
    }

    /// The ids of what is read out with the field.
    fn described_by(&self) -> String {
        let error = (!self.error.is_empty()).then(|| format!("{}-error", self.id));
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.id));
        let ids: Vec<String> = error.into_iter().chain(hint).collect();
        ids.join(" ")
    }
}

impl Page for ServicePage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let permit = permit(locale);
        let mut test = permit.clone();
        test.frame.test = true;
        let mut wrong = permit.clone();
        for field in &mut wrong.fields {
            "MSAB123".clone_into(&mut field.value);
            field.error = t(locale, "wrong-missing", &[]);
        }
        let again = Self {
            alert: Some(ServiceAlert::SendAgain),
            ..permit.clone()
        };
        let prefilled = Self {
            alert: Some(ServiceAlert::FilledIn),
            fields: vec![course(locale)],
            ..permit.clone()
        };
        let plain = Self {
            fields: Vec::new(),
            explanation: Vec::new(),
            ..permit.clone()
        };
        vec![
            ("service", permit),
            ("service-test", test),
            ("service-wrong", wrong),
            ("service-again", again),
            ("service-filled-in", prefilled),
            ("service-no-fields", plain),
        ]
    }
}

/// Made up.
fn permit(locale: Locale) -> ServicePage {
    let mut frame = sample::frame(locale);
    frame.path = "/musterstadt/services/bewohnerparken".into();
    frame.switch_form = Some(sample::switch_form("order", frame.path.as_str()));
    let german = |text: &str| LocalizedText::german(text, locale);
    let option = |code: &str, label: &str| OptionView {
        code: code.into(),
        label: german(label),
        price: String::new(),
    };
    ServicePage {
        base: frame.path.to_string(),
        frame,
        name: german("Bewohnerparkausweis"),
        department: german("Straßenverkehrsamt"),
        explanation: vec![
            german("Mit dem Ausweis parken Sie in Ihrer Zone ohne Parkschein."),
            german("Er gilt ein Jahr. <b>Bitte</b> legen Sie ihn gut sichtbar ins Auto."),
        ],
        fee: t(locale, "fee-fixed", &[("amount", &money(3070, locale))]),
        fields: vec![
            FieldView {
                id: "field-plate".into(),
                name: "field.plate".into(),
                label: german("Kennzeichen"),
                hint: LocalizedText::new(t(locale, "hint-plate", &[]), locale.tag(), locale),
                error: String::new(),
                value: "MS-AB 123".into(),
                input: Input::Line {
                    kind: "text",
                    inputmode: "text",
                    autocomplete: "off".into(),
                    direction: "ltr",
                },
            },
            FieldView {
                id: "field-zone".into(),
                name: "field.zone".into(),
                label: german("Zone"),
                hint: german(""),
                error: String::new(),
                value: "b".into(),
                input: Input::List(vec![option("a", "Altstadt"), option("b", "Bahnhof")]),
            },
        ],
        token: "00112233445566778899aabbccddeeff".into(),
        alert: None,
    }
}

/// Made up.
fn course(locale: Locale) -> FieldView {
    let option = |code: &str, label: &str, cents| OptionView {
        code: code.into(),
        label: LocalizedText::german(label, locale),
        price: money(cents, locale),
    };
    FieldView {
        id: "option".into(),
        name: "option".into(),
        label: LocalizedText::new(t(locale, "service-option", &[]), locale.tag(), locale),
        hint: LocalizedText::german("Ermäßigt zahlen Auszubildende.", locale),
        error: String::new(),
        value: "full".into(),
        input: Input::Radios(vec![
            option("full", "Voller Preis", 8_500),
            option("reduced", "Ermäßigt", 4_250),
        ]),
    }
}
