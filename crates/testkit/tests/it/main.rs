//! Stories about people and money, crashes at every step, and an authority with bad luck.

#[cfg(test)]
mod access;
#[cfg(test)]
mod bank;
#[cfg(test)]
mod claims;
#[cfg(test)]
mod crashes;
#[cfg(test)]
mod events;
#[cfg(test)]
mod money;
#[cfg(test)]
mod payments;
#[cfg(test)]
mod services;
#[cfg(test)]
mod simulation;
#[cfg(test)]
mod tampering;
#[cfg(test)]
mod tenants;
#[cfg(test)]
mod work;
