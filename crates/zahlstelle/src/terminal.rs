//! What the program prints on the terminal it was started from.

#[expect(
    clippy::print_stdout,
    reason = "the one place that writes to standard output"
)]
pub(crate) fn say(text: &str) {
    println!("{text}");
}

pub(crate) fn complain(text: &str) {
    eprintln!("zahlstelle: {text}");
}
