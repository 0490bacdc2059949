//! SQL text, written once for both engines and registered for the proof that both understand it.

pub(crate) mod registry;

/// Declares named statements and lists them as `ALL`.
macro_rules! statements {
    ($($name:ident = $sql:literal;)*) => {
        $(pub(crate) const $name: &str = $sql;)*
        /// For the proof that both engines understand them.
        pub(crate) const ALL: &[(&str, &str)] = &[$((stringify!($name), $sql)),*];
    };
}
pub(crate) use statements;
