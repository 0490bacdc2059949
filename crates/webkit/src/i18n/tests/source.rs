//! The Fluent files as a tree, and each text in all the forms it can take.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use fluent_syntax::ast::{
    Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey,
};
use fluent_syntax::parser;

use super::{Locale, crate_dir, files};

/// Every text of a language by its key.
pub(super) fn messages(locale: Locale) -> BTreeMap<String, Pattern<String>> {
    let mut messages = BTreeMap::new();
    for file in files(&crate_dir().join("texts").join(locale.tag()), ".ftl") {
        let source = fs::read_to_string(&file).unwrap();
        let parsed = parser::parse(source).map_err(|(_, errors)| errors);
        let parsed = parsed.unwrap_or_else(|errors| panic!("{}: {errors:?}", file.display()));
        for entry in parsed.body {
            if let Entry::Message(message) = entry {
                let key = message.id.name;
                let before = messages.insert(key.clone(), message.value.unwrap());
                assert!(before.is_none(), "{key} stands twice in {locale:?}");
            }
        }
    }
    messages
}

/// The variables a text uses, to show or to choose a form by.
pub(super) fn variables(pattern: &Pattern<String>) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else {
            continue;
        };
        let (chosen_by, variants) = match expression {
            Expression::Inline(shown) => (shown, [].as_slice()),
            Expression::Select { selector, variants } => (selector, variants.as_slice()),
        };
        if let InlineExpression::VariableReference { id } = chosen_by {
            used.insert(id.name.clone());
        }
        for variant in variants {
            used.extend(variables(&variant.value));
        }
    }
    used
}

/// The forms a text offers by number: the variable and the plural categories written for it.
pub(super) fn plurals(pattern: &Pattern<String>) -> Vec<(String, Vec<String>)> {
    let placeables = pattern.elements.iter().filter_map(|element| match element {
        PatternElement::Placeable {
            expression: Expression::Select { selector, variants },
        } => Some((selector, variants)),
        PatternElement::Placeable { .. } | PatternElement::TextElement { .. } => None,
    });
    placeables
        .map(|(selector, variants)| {
            let InlineExpression::VariableReference { id } = selector else {
                panic!("chosen by something else than a variable");
            };
            let key = |key: &VariantKey<String>| match key {
                VariantKey::Identifier { name } => name.clone(),
                VariantKey::NumberLiteral { value } => value.clone(),
            };
            let keys = variants.iter().map(|variant| key(&variant.key));
            (id.name.clone(), keys.collect())
        })
        .collect()
}

/// A text in every form, with `{ $name }` where a variable is shown.
pub(super) fn forms(pattern: &Pattern<String>) -> Vec<String> {
    let mut forms = vec![String::new()];
    for element in &pattern.elements {
        let pieces = match element {
            PatternElement::TextElement { value } => vec![value.clone()],
            PatternElement::Placeable { expression } => pieces(expression),
        };
        forms = forms
            .iter()
            .flat_map(|form| pieces.iter().map(move |piece| format!("{form}{piece}")))
            .collect();
    }
    forms
}

fn pieces(expression: &Expression<String>) -> Vec<String> {
    match expression {
        Expression::Inline(InlineExpression::StringLiteral { value }) => vec![value.clone()],
        Expression::Inline(InlineExpression::VariableReference { id }) => {
            vec![format!("{{ ${} }}", id.name)]
        }
        Expression::Inline(other) => panic!("the texts do not use {other:?}"),
        Expression::Select { variants, .. } => variants
            .iter()
            .flat_map(|variant| forms(&variant.value))
            .collect(),
    }
}

/// Variables that are shown right before a German noun, and not in a form chosen by them.
pub(super) fn before_nouns(pattern: &Pattern<String>, chosen_by: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (position, element) in pattern.elements.iter().enumerate() {
        let PatternElement::Placeable { expression } = element else {
            continue;
        };
        match expression {
            Expression::Select {
                selector: InlineExpression::VariableReference { id },
                variants,
            } => {
                let chosen_by = [chosen_by, &[id.name.as_str()]].concat();
                let inside = variants.iter().map(|variant| &variant.value);
                found.extend(inside.flat_map(|inside| before_nouns(inside, &chosen_by)));
            }
            Expression::Inline(InlineExpression::VariableReference { id }) => {
                let after = match pattern.elements.get(position + 1) {
                    Some(PatternElement::TextElement { value }) => value.strip_prefix(' '),
                    _ => None,
                };
                let is_noun = after.is_some_and(|after| after.starts_with(char::is_uppercase));
                if is_noun && !chosen_by.contains(&id.name.as_str()) {
                    found.push(id.name.clone());
                }
            }
            Expression::Select { .. } | Expression::Inline(_) => {}
        }
    }
    found
}
