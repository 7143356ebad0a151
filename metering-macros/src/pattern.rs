//! Regular expressions, compiled to tables.
