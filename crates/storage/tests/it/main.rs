//! Stories of the database, each on both engines; races where races can happen.

#[cfg(test)]
mod books;
#[cfg(test)]
mod catalogue;
#[cfg(test)]
mod files;
#[cfg(test)]
mod journals;
#[cfg(test)]
mod letters;
#[cfg(test)]
mod looks;
#[cfg(test)]
mod payments;
#[cfg(test)]
mod planner;
#[cfg(test)]
mod queues;
#[cfg(test)]
mod races;
#[cfg(test)]
mod rows;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod statements;
#[cfg(test)]
mod statuses;
#[cfg(test)]
mod together;
#[cfg(test)]
mod twins;
#[cfg(test)]
mod upgrade;
#[cfg(test)]
mod world;
#[cfg(test)]
mod writer;
