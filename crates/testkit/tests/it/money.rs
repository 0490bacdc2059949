//! Money that is given back, told on both engines.

mod refunds;
