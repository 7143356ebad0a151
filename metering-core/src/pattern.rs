//! Patterns, matched by walking a table.
//!
//! A member's `pattern` is compiled by the macros: what reaches a program is a table of a
//! deterministic automaton over code points, and matching is one step of it a character. There is
//! no regular expression engine at run time, nothing is allocated, the time taken is linear in the
//! text whatever the pattern is, and all of it works in const context.

use core::fmt;

/// A compiled `pattern`, in Smithy's dialect: ECMA 262, unanchored unless `^` and `$` say
/// otherwise.
///
/// The macros write it; there is no other way to come by a table.
///
/// # The table
///
/// All numbers are little endian.
///
/// | bytes | are |
/// |---|---|
/// | 1 | width of a transition: 1 or 2 bytes |
/// | 1 | number of classes, at least 1: two code points are of one class when the pattern never tells them apart |
/// | 2 | the start state |
/// | 2 | the first of the states in which a text may end |
/// | 2 | number of ranges that follow the ASCII classes |
/// | 128 | the class of each ASCII character |
/// | 4 each | ranges, ascending: the first code point (3 bytes; the very first is U+0080) and the class |
/// | the rest | for each state, for each class, the next state |
///
/// A state's number is where its row of transitions begins, in transitions: a step is an addition
/// and a load. State 0 is the one that nothing leads out of to a match; the one after it is where
/// all texts match, whatever follows.
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

/// The bits that eight characters of ASCII have none of.
const ASCII: u64 = u64::from_ne_bytes([0x80; 8]);

impl Pattern {
    /// The pattern whose text is `source` and whose table, as [laid out above](Pattern#the-table),
    /// is `table`.
    ///
    /// # Panics
    ///
    /// When `table` is shorter than its own header says, which no table of the macros is.
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

    /// The pattern as it was declared.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        self.source
    }

    /// Whether the pattern matches somewhere in `text`.
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
    /// // What the macros make of "[0-9]":
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

    /// The state after one character more.
    #[inline(always)]
    const fn after_one(&self, state: u16, class: u8) -> u16 {
        let transition = state as usize + class as usize;
        match self.transitions {
            Transitions::Narrow(transitions) => transitions[transition] as u16,
            Transitions::Wide(transitions) => u16::from_le_bytes(transitions[transition]),
        }
    }

    /// The state after eight characters of ASCII more. The states that a walk ends in lead to
    /// themselves, so nobody needs to look whether it has ended within the eight; nor, at each
    /// step, how wide the table is.
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

    /// The class of the character that begins with the byte `first` of UTF-8, and what is behind
    /// it.
    #[inline]
    const fn class<'a>(&self, first: u8, after: &'a [u8]) -> (u8, &'a [u8]) {
        if first < 0x80 {
            return (self.ascii[first as usize], after);
        }
        let (code_point, length) = decode(first, after);
        (self.class_beyond_ascii(code_point), after.split_at(length - 1).1)
    }

    /// The class of the last range that begins at `code_point` or before.
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

/// Only the text: a table says nothing to a reader.
impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pattern").field(&self.source).finish()
    }
}

const fn read_u16(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

/// The code point whose first byte is `first`, of two to four, and their number.
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
