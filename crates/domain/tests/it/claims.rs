mod changes;
mod check_digits;
mod kassenzeichen;
mod lines;
mod state;
