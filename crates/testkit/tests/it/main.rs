//! Stories about people and money, deaths at every step, and a town with bad luck.

#[cfg(test)]
mod deaths;
#[cfg(test)]
mod simulation;
#[cfg(test)]
mod stories;
