//! Codes are read back by an independent reader, and refused when a bank would refuse them.

#[cfg(test)]
mod images;
#[cfg(test)]
mod transfer_code;
