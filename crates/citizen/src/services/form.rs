//! From what a service asks, what was input and what is wrong with it, to the form that shows all
//! three.

use app::services::{CatalogueService, Entered, FormError, fills_in};
use app::tenants::documents::{FieldDocument, KindDocument};
use domain::services::{Fee, FeeError, FieldError};
use domain::values::text::composed;
use domain::{Day, Money};
use webkit::format::{calendar_day, money};
use webkit::i18n::{Locale, counted, t};
use webkit::page::{LocalizedText, SwitchForm, localized};

use crate::frame::tenant_frame;
use crate::services::pages::{FieldView, Input, OptionView, ServicePage};

/// What came with a link or a form.
pub(crate) struct FormInput {
    pub(crate) entered: Entered,
    pub(crate) token: String,
    /// Something in it fills the form in.
    pub(crate) fills_in: bool,
    /// A link had filled the form in that was sent.
    pub(crate) filled_in: bool,
}

impl FormInput {
    /// The first of each name counts. What is none of ours is left out.
    pub(crate) fn of(pairs: &[(String, String)]) -> Self {
        let first = |wanted: &str| {
            let pair = pairs.iter().find(|(name, _)| name == wanted);
            pair.map_or_else(String::new, |(_, value)| composed(value))
        };
        let mut entered = Entered {
            option: first("option"),
            quantity: first("quantity"),
            amount: first("amount"),
            ..Entered::default()
        };
        for (name, value) in pairs {
            if let Some(code) = name.strip_prefix("field.") {
                let fields = &mut entered.fields;
                fields
                    .entry(code.to_owned())
                    .or_insert_with(|| composed(value));
            }
        }
        Self {
            entered,
            token: first("token"),
            fills_in: pairs.iter().any(|(name, _)| fills_in(name)),
            filled_in: !first("filled_in").is_empty(),
        }
    }
}

pub(crate) fn page(
    service: &CatalogueService,
    input: &FormInput,
    errors: &[FormError],
    (locale, token): (Locale, String),
) -> ServicePage {
    let base = format!("/{}/services/{}", service.tenant.slug, service.code);
    let explanation = service.described.explanation.as_ref();
    let explanation = explanation.map(|text| text.say(locale.tag()));
    let paragraphs = explanation.into_iter().flat_map(|part| {
        let paragraphs = part.text.split("\n\n").map(str::trim);
        paragraphs.map(move |text| LocalizedText::new(text, part.language, locale))
    });
    let form = FormShown {
        service,
        input,
        errors,
        locale,
    };
    let fields = service.described.fields.iter();
    let fields = fields.map(|field| form.field(field));
    let mut frame = tenant_frame(&service.tenant, locale, base.clone());
    frame.switch_form = Some(SwitchForm {
        id: "order",
        action: base.clone(),
    });
    ServicePage {
        frame,
        base,
        name: localized(&service.name, locale),
        department: localized(&service.department, locale),
        explanation: paragraphs.filter(|text| !text.is_empty()).collect(),
        fee: fee_in_words(&service.fee, locale),
        fields: form.fee_field().into_iter().chain(fields).collect(),
        token,
        alert: None,
    }
}

/// What a service costs, in a few words.
pub(crate) fn fee_in_words(fee: &Fee, locale: Locale) -> String {
    let euro = |amount: Money| money(amount.cents(), locale);
    match fee {
        Fee::Fixed(amount) => t(locale, "fee-fixed", &[("amount", &euro(*amount))]),
        Fee::Choice(options) => {
            let least = options.iter().map(|option| option.amount).min();
            t(
                locale,
                "fee-from",
                &[("amount", &euro(least.unwrap_or(Money::ZERO)))],
            )
        }
        Fee::Quantity { each, .. } => t(locale, "fee-each", &[("amount", &euro(*each))]),
        Fee::Free { least, most } => {
            let (least, most) = (euro(*least), euro(*most));
            t(locale, "fee-free", &[("least", &least), ("most", &most)])
        }
    }
}

struct FormShown<'a> {
    service: &'a CatalogueService,
    input: &'a FormInput,
    errors: &'a [FormError],
    locale: Locale,
}

impl FormShown<'_> {
    /// A text of ours.
    fn ours(&self, key: &str, args: &[(&'static str, &str)]) -> LocalizedText {
        let text = t(self.locale, key, args);
        LocalizedText::new(text, self.locale.tag(), self.locale)
    }

    /// What the fee itself needs; a fixed one nothing.
    fn fee_field(&self) -> Option<FieldView> {
        let entered = &self.input.entered;
        let euro = |amount: &Money| money(amount.cents(), self.locale);
        let (name, label, hint, value, input) = match &self.service.fee {
            Fee::Fixed(_) => return None,
            Fee::Choice(_) => (
                "option",
                self.ours("service-option", &[]),
                self.ours("service-option-hint", &[]),
                &entered.option,
                Input::Radios(self.priced_options()),
            ),
            Fee::Quantity { least, most, .. } => {
                let (least, most) = (least.to_string(), most.to_string());
                let limits = [("least", least.as_str()), ("most", most.as_str())];
                (
                    "quantity",
                    self.ours("service-quantity", &[]),
                    self.ours("hint-quantity", &limits),
                    &entered.quantity,
                    line("numeric", "off", "ltr"),
                )
            }
            Fee::Free { least, most } => {
                let (least, most) = (euro(least), euro(most));
                let limits = [("least", least.as_str()), ("most", most.as_str())];
                (
                    "amount",
                    self.ours("service-amount", &[]),
                    self.ours("hint-amount", &limits),
                    &entered.amount,
                    line("decimal", "off", "ltr"),
                )
            }
        };
        Some(FieldView {
            id: name.to_owned(),
            name: name.to_owned(),
            label,
            hint,
            error: self.fee_error().unwrap_or_default(),
            value: value.trim().to_owned(),
            input,
        })
    }

    fn priced_options(&self) -> Vec<OptionView> {
        let app::tenants::documents::FeeDocument::Choice { options } = &self.service.described.fee
        else {
            return Vec::new();
        };
        let shown = options.iter().map(|option| OptionView {
            code: option.code.clone(),
            label: localized(&option.label, self.locale),
            price: money(option.cents, self.locale),
        });
        shown.collect()
    }

    fn field(&self, field: &FieldDocument) -> FieldView {
        let input = self.input.entered.fields.get(&field.code);
        FieldView {
            id: format!("field-{}", field.code),
            name: format!("field.{}", field.code),
            label: self.label(field),
            hint: self.hint(field),
            error: self.field_error(field).unwrap_or_default(),
            value: input.map_or_else(String::new, |input| input.trim().to_owned()),
            input: self.input(field),
        }
    }

    /// The authority's word for it; what need not be filled in says so.
    fn label(&self, field: &FieldDocument) -> LocalizedText {
        let label = localized(&field.label, self.locale);
        if field.required {
            label
        } else {
            self.ours("field-optional", &[("field", label.as_str())])
        }
    }

    /// What the authority says, else an example where one helps.
    fn hint(&self, field: &FieldDocument) -> LocalizedText {
        if let Some(hint) = &field.hint {
            return localized(hint, self.locale);
        }
        match field.kind {
            KindDocument::Date => self.ours("hint-date", &[]),
            KindDocument::LicencePlate => self.ours("hint-plate", &[]),
            KindDocument::Email => self.ours("hint-email", &[]),
            KindDocument::Text | KindDocument::Number | KindDocument::Choice => {
                LocalizedText::german("", self.locale)
            }
        }
    }

    fn input(&self, field: &FieldDocument) -> Input {
        match field.kind {
            KindDocument::Text => line(
                "text",
                field.autocomplete.as_deref().unwrap_or("off"),
                "auto",
            ),
            KindDocument::Number | KindDocument::Date | KindDocument::LicencePlate => {
                line("text", "off", "ltr")
            }
            KindDocument::Email => Input::Line {
                kind: "email",
                inputmode: "email",
                autocomplete: "email".to_owned(),
                direction: "ltr",
            },
            KindDocument::Choice => {
                let options = field.options.iter().map(|option| OptionView {
                    code: option.code.clone(),
                    label: localized(&option.label, self.locale),
                    price: String::new(),
                });
                Input::List(options.collect())
            }
        }
    }

    fn fee_error(&self) -> Option<String> {
        let locale = self.locale;
        let error = self.errors.iter().find_map(|error| match error {
            FormError::Fee(error) => Some(*error),
            FormError::Field { .. } => None,
        })?;
        let euro = |amount: Money| money(amount.cents(), locale);
        Some(match error {
            FeeError::Missing if matches!(self.service.fee, Fee::Choice(_)) => {
                t(locale, "wrong-not-offered", &[])
            }
            FeeError::Missing => t(locale, "wrong-missing", &[]),
            FeeError::NotOffered => t(locale, "wrong-not-offered", &[]),
            FeeError::NotANumber => t(locale, "wrong-number", &[]),
            FeeError::TooFew(least) => {
                t(locale, "wrong-too-small", &[("least", &least.to_string())])
            }
            FeeError::TooMany(most) => t(locale, "wrong-too-large", &[("most", &most.to_string())]),
            FeeError::NotAnAmount => t(locale, "wrong-amount", &[]),
            FeeError::UnclearAmount => t(locale, "wrong-amount-unclear", &[]),
            FeeError::TooLittle(least) => t(locale, "wrong-too-small", &[("least", &euro(least))]),
            FeeError::TooMuch(most) => t(locale, "wrong-too-large", &[("most", &euro(most))]),
        })
    }

    fn field_error(&self, field: &FieldDocument) -> Option<String> {
        let locale = self.locale;
        let error = self.errors.iter().find_map(|error| match error {
            FormError::Field { code, error } if *code == field.code => Some(*error),
            FormError::Field { .. } | FormError::Fee(_) => None,
        })?;
        let day = |day: Day| calendar_day(day.parts(), locale);
        Some(match error {
            FieldError::Missing if field.kind == KindDocument::Choice => {
                t(locale, "wrong-not-offered", &[])
            }
            FieldError::Missing => t(locale, "wrong-missing", &[]),
            FieldError::TooLong { letters_max } => {
                counted(locale, "wrong-too-long", &[("most", letters_max.into())])
            }
            FieldError::OddSigns => t(locale, "wrong-signs", &[]),
            FieldError::CardNumber => t(locale, "wrong-card", &[]),
            FieldError::NotANumber => t(locale, "wrong-number", &[]),
            FieldError::TooSmall { least } => {
                t(locale, "wrong-too-small", &[("least", &least.to_string())])
            }
            FieldError::TooLarge { most } => {
                t(locale, "wrong-too-large", &[("most", &most.to_string())])
            }
            FieldError::NotADate => t(locale, "wrong-date", &[]),
            FieldError::TooEarly { earliest } => {
                t(locale, "wrong-too-early", &[("day", &day(earliest))])
            }
            FieldError::TooLate { latest } => t(locale, "wrong-too-late", &[("day", &day(latest))]),
            FieldError::NotOffered => t(locale, "wrong-not-offered", &[]),
            FieldError::NotAPlate => t(locale, "wrong-plate", &[]),
            FieldError::UnclearPlate => t(locale, "wrong-plate-unclear", &[]),
            FieldError::NotAnEmail => t(locale, "wrong-email", &[]),
        })
    }
}

fn line(inputmode: &'static str, autocomplete: &str, direction: &'static str) -> Input {
    Input::Line {
        kind: "text",
        inputmode,
        autocomplete: autocomplete.to_owned(),
        direction,
    }
}
