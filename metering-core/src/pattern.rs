//! Patterns of strings, compiled to tables.
//!
//! The macros compile each `pattern` to the table of a deterministic finite automaton over code
//! points. A match takes one step per character, so its time is linear in the length of the text
//! for every pattern. It doesn't allocate and works in const contexts, and programs need no regular
//! expression engine.
//!
//! [`Pattern::is_match`] has an example.

use core::fmt;

/// A compiled `pattern` in Smithy's dialect: ECMA 262, and unanchored without `^` and `$`.
///
/// Only the macros create tables.
///
/// # The table
///
/// All numbers are little-endian.
///
/// | bytes | content |
/// |---|---|
/// | 1 | the width of a transition: 1 or 2 bytes |
/// | 1 | the number of classes, at least 1; the pattern treats all code points of a class alike |
/// | 2 | the start state |
/// | 2 | the first accepting state; all later states are accepting too |
/// | 2 | the number of ranges after the ASCII classes |
/// | 128 | the class of each ASCII character |
/// | 4 each | the ranges in ascending order: the first code point (3 bytes) and the class; the first range starts at U+0080 |
/// | the rest | for each state and each class, the next state |
///
/// The number of a state is the index of its first transition, so a step is an addition and a load.
/// No text that reaches state 0 matches. Every text that reaches the state after it matches.
#[derive(Clone, Copy)]
pub struct Pattern {
    source: &'static str,
    ascii: &'static [u8; 128],
    ranges: &'static [u8],
    transitions: Transitions,
    start: u16,
    matched: u16,
    first_final: u16,
}

#[derive(Clone, Copy)]
enum Transitions {
    Narrow(&'static [u8]),
    Wide(&'static [[u8; 2]]),
}

const HEADER: usize = 8;

/// The bits that are zero in eight ASCII characters.
const ASCII: u64 = u64::from_ne_bytes([0x80; 8]);

impl Pattern {
    /// Creates a pattern from its text and its [table](Pattern#the-table).
    ///
    /// # Panics
    ///
    /// Panics if `table` is shorter than its header requires. Tables of the macros never are.
    #[must_use]
    pub const fn from_table(source: &'static str, table: &'static [u8]) -> Self {
        let (header, rest) = table.split_at(HEADER);
        let Some((ascii, rest)) = rest.split_first_chunk::<128>() else {
            panic!("a pattern's table ends within its ASCII classes");
        };
        let (ranges, transitions) = rest.split_at(4 * read_u16(header, 6) as usize);
        Self {
            source,
            ascii,
            ranges,
            transitions: match header[0] {
                1 => Transitions::Narrow(transitions),
                _ => Transitions::Wide(transitions.as_chunks().0),
            },
            start: read_u16(header, 2),
            matched: header[1] as u16,
            first_final: read_u16(header, 4),
        }
    }

    /// Returns the pattern's source text.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        self.source
    }

    /// Returns `true` if the pattern matches anywhere in `text`.
    ///
    /// ```
    /// # use metering_core::pattern::Pattern;
    /// # const TABLE: [u8; 8 + 128 + 4 + 6] = {
    /// #     let mut table = [0; 8 + 128 + 4 + 6];
    /// #     (table[0], table[1], table[2], table[4], table[6]) = (1, 2, 4, 6, 1);
    /// #     let mut digit = b'0' as usize;
    /// #     while digit <= b'9' as usize { table[8 + digit] = 1; digit += 1; }
    /// #     table[8 + 128] = 0x80;
    /// #     (table[142], table[143], table[144], table[145]) = (2, 2, 4, 2);
    /// #     table
    /// # };
    /// # const DIGIT: Pattern = Pattern::from_table("[0-9]", &TABLE);
    /// // `DIGIT` is the pattern that the macros compile from "[0-9]".
    /// const _: () = assert!(DIGIT.is_match("prod-4rcexample"));
    /// assert!(!DIGIT.is_match("prod"));
    /// ```
    #[must_use]
    pub const fn is_match(&self, text: &str) -> bool {
        let mut rest = text.as_bytes();
        let mut state = self.start;
        while state > self.matched {
            if let Some((eight, after)) = rest.split_first_chunk()
                && u64::from_ne_bytes(*eight) & ASCII == 0
            {
                (state, rest) = (self.after_eight(state, eight), after);
            } else if let [first, after @ ..] = rest {
                let (class, after) = self.class(*first, after);
                (state, rest) = (self.after_one(state, class), after);
            } else {
                break;
            }
        }
        state == self.matched || state >= self.first_final
    }

    /// Returns the state after one more character.
    #[inline(always)]
    const fn after_one(&self, state: u16, class: u8) -> u16 {
        let transition = state as usize + class as usize;
        match self.transitions {
            Transitions::Narrow(transitions) => transitions[transition] as u16,
            Transitions::Wide(transitions) => u16::from_le_bytes(transitions[transition]),
        }
    }

    /// Returns the state after eight more ASCII characters. The two states that end a walk only
    /// lead to themselves, so the loops don't check for them.
    #[inline(always)]
    const fn after_eight(&self, mut state: u16, eight: &[u8; 8]) -> u16 {
        let mut at = 0;
        match self.transitions {
            Transitions::Narrow(transitions) => {
                while at < 8 {
                    let class = self.ascii[(eight[at] & 0x7F) as usize];
                    state = transitions[state as usize + class as usize] as u16;
                    at += 1;
                }
            }
            Transitions::Wide(transitions) => {
                while at < 8 {
                    let class = self.ascii[(eight[at] & 0x7F) as usize];
                    state = u16::from_le_bytes(transitions[state as usize + class as usize]);
                    at += 1;
                }
            }
        }
        state
    }

    /// Returns the class of the character whose first byte in UTF-8 is `first`, and the bytes after
    /// the character.
    #[inline]
    const fn class<'a>(&self, first: u8, after: &'a [u8]) -> (u8, &'a [u8]) {
        if first < 0x80 {
            return (self.ascii[first as usize], after);
        }
        let (code_point, length) = decode(first, after);
        (self.class_beyond_ascii(code_point), after.split_at(length - 1).1)
    }

    /// Returns the class of the last range that starts at or before `code_point`.
    const fn class_beyond_ascii(&self, code_point: u32) -> u8 {
        let ranges = self.ranges;
        let mut low = 0;
        let mut high = ranges.len() / 4;
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            let first =
                u32::from_le_bytes([ranges[4 * middle], ranges[4 * middle + 1], ranges[4 * middle + 2], 0]);
            if first <= code_point {
                low = middle;
            } else {
                high = middle;
            }
        }
        ranges[4 * low + 3]
    }
}

/// Prints only the source text, because a table is not readable.
impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pattern").field(&self.source).finish()
    }
}

const fn read_u16(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

/// Returns the code point of two to four bytes that starts with `first`, and the number of bytes.
const fn decode(first: u8, after: &[u8]) -> (u32, usize) {
    let lead = first as u32;
    if lead < 0xE0 {
        ((lead & 0x1F) << 6 | tail(after, 0), 2)
    } else if lead < 0xF0 {
        ((lead & 0x0F) << 12 | tail(after, 0) << 6 | tail(after, 1), 3)
    } else {
        ((lead & 0x07) << 18 | tail(after, 0) << 12 | tail(after, 1) << 6 | tail(after, 2), 4)
    }
}

const fn tail(after: &[u8], at: usize) -> u32 {
    (after[at] & 0x3F) as u32
}
