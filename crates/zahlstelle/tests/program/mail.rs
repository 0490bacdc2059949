//! The receipt page and its form, told to the real router; and one mail's whole way, from the
//! form to a mail server we did not write.

mod delivery;
mod form;
