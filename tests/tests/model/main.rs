//! The model tools: reading models, printing declarations and checking them.

#![recursion_limit = "256"]

mod check;
mod declare;
mod odd_models;
