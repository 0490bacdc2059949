//! The rules, each tested at the path of its noun.

#[cfg(test)]
mod access;
#[cfg(test)]
mod bank;
#[cfg(test)]
mod claims;
#[cfg(test)]
mod events;
#[cfg(test)]
mod ledger;
#[cfg(test)]
mod money;
#[cfg(test)]
mod names;
#[cfg(test)]
mod payments;
#[cfg(test)]
mod services;
#[cfg(test)]
mod tenants;
#[cfg(test)]
mod values;
#[cfg(test)]
mod work;
