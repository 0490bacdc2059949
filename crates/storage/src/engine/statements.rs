//! SQL text, written once for both engines and registered for the proof that both understand it.

pub mod registry;

/// The statements of one module.
#[derive(Clone, Copy, Debug)]
pub struct Statements {
    /// As `module_path!` has it.
    pub module: &'static str,
    /// Names and texts.
    pub all: &'static [(&'static str, &'static str)],
}

/// Declares a module's statements and lists them as `STATEMENTS`.
macro_rules! statements {
    ($($name:ident = $sql:expr;)*) => {
        $(const $name: &str = $sql;)*
        pub(crate) const STATEMENTS: $crate::engine::statements::Statements =
            $crate::engine::statements::Statements {
                module: module_path!(),
                all: &[$((stringify!($name), $sql)),*],
            };
    };
}
pub(crate) use statements;
