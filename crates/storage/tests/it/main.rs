//! Stories of the database, each on both engines and in both modes of PostgreSQL; races where races
//! can happen.

#[cfg(test)]
mod access;
#[cfg(test)]
mod authority;
#[cfg(test)]
mod claims;
#[cfg(test)]
mod engine;
#[cfg(test)]
mod events;
#[cfg(test)]
mod ledger;
#[cfg(test)]
mod money;
#[cfg(test)]
mod payments;
#[cfg(test)]
mod services;
#[cfg(test)]
mod tenants;
#[cfg(test)]
mod work;
