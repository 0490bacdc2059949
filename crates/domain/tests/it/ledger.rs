//! The books: what is written is said in full, and can be taken back but not changed.

mod chain;
mod chart;
mod groups;
mod postings;
mod samples;
