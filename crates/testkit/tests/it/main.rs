//! Stories about people and money, deaths at every step, and a town with bad luck.

mod catalogue;
mod claims;
mod deaths;
mod guessing;
mod imports;
mod letters;
mod simulation;
mod stories;
