//! Master data: what applying a document does and refuses, and how other nodes learn of it.

mod documents;
mod nodes;
mod trial;
