mod check_digits;
mod kassenzeichen;
mod terms;
