//! Stories about people and money, deaths at every step, and a town with bad luck.

#[cfg(test)]
mod audit;
#[cfg(test)]
mod catalogue;
#[cfg(test)]
mod claims;
#[cfg(test)]
mod deaths;
#[cfg(test)]
mod guessing;
#[cfg(test)]
mod imports;
#[cfg(test)]
mod letters;
#[cfg(test)]
mod service_links;
#[cfg(test)]
mod simulation;
#[cfg(test)]
mod stories;
