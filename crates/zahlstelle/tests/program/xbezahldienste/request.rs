//! What a request may look like: amounts that add up, ends of texts and numbers, leniency, and how
//! the body is encoded.

mod calculation;
mod encoding;
mod lenient;
mod limits;
