//! Codes are read back by somebody else's reader, and refused when a bank would refuse them.

#[cfg(test)]
mod pictures;
#[cfg(test)]
mod transfer_code;
