//! Stories about the whole program: what online services are told over HTTP, what operators are
//! told on the command line, and what is left of it all when the process is killed.

#[cfg(test)]
mod addresses;
#[cfg(test)]
mod api;
#[cfg(test)]
mod cli;
#[cfg(test)]
mod console;
#[cfg(test)]
mod crashes;
#[cfg(test)]
mod mail;
#[cfg(test)]
mod methods;
#[cfg(test)]
mod notice;
#[cfg(test)]
mod process;
#[cfg(test)]
mod security;
#[cfg(test)]
mod served_authority;
#[cfg(test)]
mod xbezahldienste;

/// The stories need commands that a released program does not have.
#[test]
#[expect(
    clippy::assertions_on_constants,
    reason = "the features of this build decide"
)]
fn the_program_under_test_has_its_demo_and_its_bench() {
    assert!(
        cfg!(all(feature = "demo", feature = "bench")),
        "cargo test -p zahlstelle --features demo,bench"
    );
}
