//! Reads any text as a pattern: it is refused with a position inside the text, or its table reads
//! any text to the end.

#![no_main]

use libfuzzer_sys::fuzz_target;
use metering_core::pattern::Pattern;
use metering_syntax::pattern;

fuzz_target!(|input: (&str, &str)| {
    let (source, text) = input;
    match pattern::compile(source) {
        Ok(table) => {
            // Everywhere else, tables are static.
            let table: &'static [u8] = Box::leak(table.bytes.into_boxed_slice());
            let pattern = Pattern::from_table("", table);
            let _ = pattern.is_match(text);
            let _ = pattern.is_match(source);
        }
        Err(error) => {
            assert!(!error.message.is_empty());
            if let Some(span) = error.span {
                assert!(source.get(span.clone()).is_some(), "{span:?} of {source:?}");
            }
        }
    }
});
