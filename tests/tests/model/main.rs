//! The model tools: reading models, printing declarations and checking them.

#![recursion_limit = "256"]

mod check;
mod declare;
mod hostile;
mod odd_models;
