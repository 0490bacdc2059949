//! Stories of `money`.

mod facts;
mod refunds;
