//! Every statement of the program, so that both engines can be asked whether they understand it.
//! Each room lists its own modules.

use crate::engine::statements::Statements;

/// The statements of every module that has some.
pub fn modules() -> Vec<Statements> {
    [
        crate::access::MODULES,
        crate::bank::MODULES,
        crate::claims::MODULES,
        crate::events::MODULES,
        crate::work::installation::MODULES,
        crate::ledger::MODULES,
        crate::money::MODULES,
        crate::payments::MODULES,
        crate::services::MODULES,
        crate::tenants::MODULES,
        crate::work::MODULES,
    ]
    .concat()
}

/// Name and text of every statement.
pub fn statements() -> Vec<(&'static str, &'static str)> {
    modules()
        .iter()
        .flat_map(|module| module.all.iter().copied())
        .collect()
}

/// Those whose text depends on the number of rows, for so many.
#[cfg(feature = "testing")]
pub fn statements_of(many: usize) -> Vec<(&'static str, String)> {
    use crate::ledger::chain::{Sealed, save_seals};
    let of = |what| ("SAVE_SEALS", save_seals(what, many));
    let numbers = crate::events::feed::save_numbers(many);
    let mut statements = Sealed::ALL.map(of).to_vec();
    statements.push(("SAVE_NUMBERS", numbers));
    statements
}
