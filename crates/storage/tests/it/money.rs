//! Stories of `money`.

mod facts;
