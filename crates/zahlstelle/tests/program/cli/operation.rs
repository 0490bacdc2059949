//! From the package to the restored backup: what an operator does with the files of an installation.

mod authorities;
mod package;
mod restoring;
