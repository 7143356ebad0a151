//! The parser of ECMA 262's pattern syntax.

use std::ops::Range;

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, HirKind};

use super::{PatternError, PatternErrorKind};

/// The maximum nesting of groups, which any thread's stack can hold.
const DEPTH: usize = 100;

/// A parsed pattern.
#[derive(Debug)]
pub struct Syntax {
    pub root: Node,
    /// The distinct sets of code points in the pattern.
    pub sets: Vec<ClassUnicode>,
}

#[derive(Debug, Clone)]
pub enum Node {
    Empty,
    /// One code point of a set, by its index in [`Syntax::sets`].
    Set(usize),
    Assertion(Assertion),
    Concat(Vec<Node>),
    Alternation(Vec<Node>),
    Repeat {
        node: Box<Node>,
        min: u32,
        max: Option<u32>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assertion {
    Start,
    End,
    WordBoundary,
    NotWordBoundary,
}

pub fn parse(pattern: &str) -> Result<Syntax> {
    let mut parser = Parser { pattern, at: 0, sets: Vec::new(), names: Vec::new(), depth: 0 };
    let root = parser.disjunction()?;
    if parser.at < pattern.len() {
        return Err(invalid(parser.at..parser.at + 1, "unmatched `)`; write `\\)` for the character"));
    }
    Ok(Syntax { root, sets: parser.sets })
}

type Result<T> = std::result::Result<T, PatternError>;

struct Parser<'p> {
    pattern: &'p str,
    at: usize,
    sets: Vec<ClassUnicode>,
    names: Vec<&'p str>,
    depth: usize,
}

/// The meaning of an escape or of a member of a class.
enum Atom {
    /// A code point, which may be half of a surrogate pair.
    Char(u32),
    Set(ClassUnicode),
}

struct Quantifier {
    min: u32,
    max: Option<u32>,
}

impl<'p> Parser<'p> {
    fn ahead(&self) -> &'p str {
        &self.pattern[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.ahead().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek();
        self.at += next.map_or(0, char::len_utf8);
        next
    }

    /// Consumes `text` if it is next.
    fn take(&mut self, text: &str) -> bool {
        let taken = self.ahead().starts_with(text);
        if taken {
            self.at += text.len();
        }
        taken
    }

    /// Consumes characters that are `of`, up to a maximum number.
    fn take_while(&mut self, most: usize, of: impl Fn(char) -> bool) -> &'p str {
        let taken = self.ahead();
        let end = taken.char_indices().take(most).find(|&(_, c)| !of(c)).map(|(at, _)| at);
        let end = end.unwrap_or_else(|| taken.char_indices().nth(most).map_or(taken.len(), |(at, _)| at));
        self.at += end;
        &taken[..end]
    }

    fn set(&mut self, set: ClassUnicode) -> Node {
        let known = self.sets.iter().position(|known| *known == set);
        Node::Set(known.unwrap_or_else(|| {
            self.sets.push(set);
            self.sets.len() - 1
        }))
    }

    fn disjunction(&mut self) -> Result<Node> {
        let mut branches = vec![self.alternative()?];
        while self.take("|") {
            branches.push(self.alternative()?);
        }
        Ok(if branches.len() == 1 { branches.remove(0) } else { Node::Alternation(branches) })
    }

    fn alternative(&mut self) -> Result<Node> {
        let mut terms = Vec::new();
        while !matches!(self.peek(), None | Some('|' | ')')) {
            terms.push(self.term()?);
        }
        Ok(match terms.len() {
            0 => Node::Empty,
            1 => terms.remove(0),
            _ => Node::Concat(terms),
        })
    }

    fn term(&mut self) -> Result<Node> {
        let start = self.at;
        if self.quantifier()?.is_some() {
            return Err(self.nothing_to_repeat(start));
        }
        let node = self.atom()?;
        let after = self.at;
        let Some(Quantifier { min, max }) = self.quantifier()? else {
            return Ok(node);
        };
        if matches!(node, Node::Assertion(_)) {
            return Err(self.nothing_to_repeat(after));
        }
        Ok(Node::Repeat { node: Box::new(node), min, max })
    }

    fn nothing_to_repeat(&self, start: usize) -> PatternError {
        let quantifier = &self.pattern[start..self.at];
        let message =
            format!("nothing to repeat before `{quantifier}`; write `\\{quantifier}` for the characters");
        invalid(start..self.at, message)
    }

    /// Consumes the `?` of a lazy quantifier, which doesn't change whether a text matches.
    fn quantifier(&mut self) -> Result<Option<Quantifier>> {
        let start = self.at;
        let quantifier = match self.peek() {
            Some('*') => Quantifier { min: 0, max: None },
            Some('+') => Quantifier { min: 1, max: None },
            Some('?') => Quantifier { min: 0, max: Some(1) },
            Some('{') => match self.counts()? {
                Some(counts) => counts,
                None => return Ok(None),
            },
            _ => return Ok(None),
        };
        if self.at == start {
            self.at += 1;
        }
        if !self.take("?") && self.take("+") {
            let message = "possessive quantifiers are Java's, not ECMA 262's; remove the last `+`";
            return Err(dialect(start..self.at, message));
        }
        Ok(Some(quantifier))
    }

    /// Parses `{2}`, `{2,}` or `{2,5}`. Any other `{` is a character.
    fn counts(&mut self) -> Result<Option<Quantifier>> {
        let start = self.at;
        self.at += 1;
        let min = self.take_while(usize::MAX, |c| c.is_ascii_digit());
        let comma = self.take(",");
        let max = if comma { self.take_while(usize::MAX, |c| c.is_ascii_digit()) } else { min };
        if !self.take("}") || (min.is_empty() && max.is_empty()) {
            self.at = start;
            return Ok(None);
        }
        let span = start..self.at;
        if min.is_empty() {
            let message = format!("`{{,{max}}}` is not a quantifier in ECMA 262; write `{{0,{max}}}`");
            return Err(dialect(span, message));
        }
        // A number that does not fit is larger than any table.
        let number = |digits: &str| digits.parse().unwrap_or(u32::MAX);
        let (min, max) = (number(min), (!max.is_empty()).then(|| number(max)));
        if max.is_some_and(|max| max < min) {
            let text = &self.pattern[span.clone()];
            return Err(invalid(
                span,
                format!("the numbers in `{text}` are out of order; write the smaller number first"),
            ));
        }
        Ok(Some(Quantifier { min, max }))
    }

    fn atom(&mut self) -> Result<Node> {
        let start = self.at;
        Ok(match self.next().expect("a term begins with a character") {
            '^' => Node::Assertion(Assertion::Start),
            '$' => Node::Assertion(Assertion::End),
            '.' => {
                let mut set = set_of(&[('\n', '\n'), ('\r', '\r'), ('\u{2028}', '\u{2029}')]);
                set.negate();
                self.set(set)
            }
            '(' => self.group(start)?,
            '[' => {
                let set = self.class(start)?;
                self.set(set)
            }
            '\\' if self.take("b") => Node::Assertion(Assertion::WordBoundary),
            '\\' if self.take("B") => Node::Assertion(Assertion::NotWordBoundary),
            '\\' => {
                self.back_reference(start)?;
                let set = match self.escape(start)? {
                    Atom::Char(c) => set_of_range(c, c),
                    Atom::Set(set) => set,
                };
                self.set(set)
            }
            c => self.set(set_of(&[(c, c)])),
        })
    }

    fn group(&mut self, start: usize) -> Result<Node> {
        self.depth += 1;
        if self.depth > DEPTH {
            let message = format!("groups are nested more than {DEPTH} deep; use a `check` function");
            return Err(error(PatternErrorKind::TooLarge, start..self.at, message));
        }
        if self.take("?") && !self.take(":") {
            self.group_prefix(start)?;
        }
        let node = self.disjunction()?;
        if !self.take(")") {
            return Err(invalid(
                start..start + 1,
                "unclosed group; write `)` at its end, or `\\(` for the character",
            ));
        }
        self.depth -= 1;
        // A quantifier that follows applies to a group, not to an assertion.
        Ok(if matches!(node, Node::Assertion(_)) { Node::Concat(vec![node]) } else { node })
    }

    /// Parses what follows `(?`, except for `:`.
    fn group_prefix(&mut self, start: usize) -> Result<()> {
        if ["=", "!", "<=", "<!"].iter().any(|look| self.take(look)) {
            let message = "look-around is not supported in a pattern; use a `check` function";
            return Err(error(PatternErrorKind::LookAround, start..self.at, message));
        }
        if self.take(">") {
            let message = "atomic groups are Java's, not ECMA 262's; write `(?:`";
            return Err(dialect(start..self.at, message));
        }
        if self.take("<") {
            let from = self.at;
            let name = self.take_while(usize::MAX, |c| c != '>' && c != ')');
            let is_name = name.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '$')
                && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '$');
            if !is_name || !self.take(">") {
                return Err(invalid(start..self.at, "invalid group name; write `(?<name>` or `(?:`"));
            }
            if self.names.contains(&name) {
                return Err(invalid(
                    from..self.at - 1,
                    format!("duplicate group name `{name}`; write `(?:`"),
                ));
            }
            self.names.push(name);
            return Ok(());
        }
        if self.take("P<") {
            return Err(dialect(start..self.at, "`(?P<` is Python's, not ECMA 262's; write `(?<`"));
        }
        let flags = self.take_while(usize::MAX, |c| c.is_ascii_alphabetic() || c == '-');
        let hint = match flags.trim_start_matches('-') {
            "" => {
                return Err(invalid(
                    start..self.at,
                    "invalid group; write `(?:`, or `\\?` for the character",
                ));
            }
            "s" => "write `[^]` instead of `.` to match line ends",
            "i" => "write both cases, as in `[Aa]`",
            _ => "write the pattern without flags",
        };
        Err(dialect(start..self.at, format!("inline flags are Java's, not part of Smithy's dialect; {hint}")))
    }

    fn back_reference(&mut self, start: usize) -> Result<()> {
        let digits = self.ahead().bytes().take_while(u8::is_ascii_digit).count();
        let number = digits > 0 && !self.ahead().starts_with('0');
        if !number && !self.ahead().starts_with("k<") {
            return Ok(());
        }
        let length = if number { digits } else { self.ahead().find('>').map_or(2, |end| end + 1) };
        let span = start..self.at + length;
        Err(error(
            PatternErrorKind::BackReference,
            span,
            "back-references are not supported in a pattern; use a `check` function",
        ))
    }

    /// Parses the rest of a class, after its `[`.
    fn class(&mut self, start: usize) -> Result<ClassUnicode> {
        let mut class = ClassUnicode::empty();
        let negated = self.take("^");
        loop {
            let from = self.at;
            let low = match self.class_atom(start)? {
                Some(atom) => atom,
                None => break,
            };
            if !self.ahead().starts_with('-') || self.ahead().starts_with("-]") {
                add(&mut class, low);
                continue;
            }
            self.at += 1;
            // The next character is not `]`, so that a member follows.
            let Some(high) = self.class_atom(start)? else { break };
            match (low, high) {
                (Atom::Char(low), Atom::Char(high)) if low > high => {
                    let text = &self.pattern[from..self.at];
                    let message = format!("range out of order in `{text}`; write `\\-` for the character");
                    return Err(invalid(from..self.at, message));
                }
                (Atom::Char(low), Atom::Char(high)) => class.union(&set_of_range(low, high)),
                // `[\w-.]`: an escape for a class can't be the end of a range, so that these are
                // three members.
                (low, high) => {
                    add(&mut class, low);
                    add(&mut class, Atom::Char(u32::from('-')));
                    add(&mut class, high);
                }
            }
        }
        if negated {
            class.negate();
        }
        Ok(class)
    }

    /// Parses the next member of the class that begins at `class`. Returns `None` at the end of the
    /// class.
    fn class_atom(&mut self, class: usize) -> Result<Option<Atom>> {
        let start = self.at;
        if self.take("&&") {
            let message = "`&&` in a class is Java's intersection, which ECMA 262 does not have; list the characters, \
                           or write `&` once for the character";
            return Err(dialect(start..self.at, message));
        }
        if self.ahead().starts_with("[:") {
            let name = self.ahead()[2..].bytes().take_while(u8::is_ascii_alphabetic).count();
            if name > 0 && self.ahead()[2 + name..].starts_with(":]") {
                let message = "POSIX classes are not part of ECMA 262; write the characters, as in `a-zA-Z`";
                return Err(dialect(start..start + name + 4, message));
            }
        }
        Ok(match self.next() {
            None => {
                let message = "unclosed character class; write `]` at its end, or `\\[` for the character";
                return Err(invalid(class..class + 1, message));
            }
            Some(']') => None,
            Some('\\') if self.take("b") => Some(Atom::Char(8)),
            Some('\\') => Some(self.escape(start)?),
            Some(c) => Some(Atom::Char(u32::from(c))),
        })
    }

    /// Parses the escape whose `\` is at `start`. The parser is after the `\`.
    fn escape(&mut self, start: usize) -> Result<Atom> {
        let Some(c) = self.next() else {
            return Err(invalid(
                start..self.at,
                "nothing follows the last `\\`; write `\\\\` for the character",
            ));
        };
        let char = |c: char| Ok(Atom::Char(u32::from(c)));
        match c {
            'd' | 'D' => Ok(negated_if(c == 'D', set_of(&[('0', '9')]))),
            'w' | 'W' => Ok(negated_if(c == 'W', word())),
            's' | 'S' => Ok(negated_if(c == 'S', white_space())),
            'p' | 'P' => self.property(start, c == 'P').map(Atom::Set),
            't' => char('\t'),
            'n' => char('\n'),
            'v' => char('\u{B}'),
            'f' => char('\u{C}'),
            'r' => char('\r'),
            // `\0`, and the octal escapes of Annex B that have no other meaning.
            '0' => {
                let digits = self.take_while(2, |c| c.is_digit(8));
                Ok(Atom::Char(u32::from_str_radix(digits, 8).unwrap_or(0)))
            }
            'c' => match self.peek() {
                Some(letter) if letter.is_ascii_alphabetic() => {
                    self.at += 1;
                    Ok(Atom::Char(u32::from(letter) % 32))
                }
                _ => Err(invalid(
                    start..self.at,
                    "`\\c` takes a letter, as in `\\cJ`; write `\\\\c` for the characters",
                )),
            },
            'x' => {
                let digits = self.take_while(2, |c| c.is_ascii_hexdigit());
                match u32::from_str_radix(digits, 16) {
                    Ok(code) if digits.len() == 2 => Ok(Atom::Char(code)),
                    _ => Err(invalid(start..self.at, "`\\x` takes two hexadecimal digits, as in `\\x2D`")),
                }
            }
            'u' => self.unicode_escape(start).map(Atom::Char),
            '1'..='9' => {
                let message = "a number is not a character; write `\\x` and two hexadecimal digits";
                Err(invalid(start..self.at, message))
            }
            c if c.is_ascii_alphabetic() => {
                Err(dialect(start..self.at, format!("`\\{c}` is {}", other_dialect(c))))
            }
            c => char(c),
        }
    }

    /// Parses what follows `\u`.
    fn unicode_escape(&mut self, start: usize) -> Result<u32> {
        if self.take("{") {
            let digits = self.take_while(usize::MAX, |c| c.is_ascii_hexdigit());
            return match u32::from_str_radix(digits, 16) {
                Ok(code) if code <= 0x10_FFFF && self.take("}") => Ok(code),
                _ => Err(invalid(start..self.at, "`\\u{…}` takes hexadecimal digits up to 10FFFF")),
            };
        }
        let Some(unit) = self.code_unit() else {
            return Err(invalid(
                start..self.at,
                "`\\u` takes four hexadecimal digits or `{…}`, as in `\\u00E9`",
            ));
        };
        // Two halves of a surrogate pair are one code point. No text contains a single half.
        let after = self.at;
        if (0xD800..0xDC00).contains(&unit) && self.take("\\u") {
            match self.code_unit() {
                Some(trail) if (0xDC00..0xE000).contains(&trail) => {
                    return Ok(0x1_0000 + ((unit - 0xD800) << 10) + (trail - 0xDC00));
                }
                _ => self.at = after,
            }
        }
        Ok(unit)
    }

    fn code_unit(&mut self) -> Option<u32> {
        let digits = self.take_while(4, |c| c.is_ascii_hexdigit());
        u32::from_str_radix(digits, 16).ok().filter(|_| digits.len() == 4)
    }

    /// Parses what follows `\p` or `\P`.
    fn property(&mut self, start: usize, negated: bool) -> Result<ClassUnicode> {
        let name = if self.take("{") { self.take_while(usize::MAX, |c| c != '}') } else { "" };
        if name.is_empty() || !self.take("}") {
            return Err(invalid(start..self.at, "`\\p` takes a property in braces, as in `\\p{L}`"));
        }
        let mut set = match property(name) {
            Some(set) => set,
            None => {
                let hint = match name {
                    "Alnum" => "; write `[\\p{L}\\p{N}]` or `[A-Za-z0-9]`",
                    "Print" => "; write `[^\\p{C}]` or `[ -~]`",
                    "Graph" => "; write `[^\\p{C}\\p{Z}]` or `[!-~]`",
                    "Punct" => "; write `[\\p{P}\\p{S}]`",
                    "Digit" => "; write `\\d` or `\\p{Nd}`",
                    "Space" | "Blank" => "; write `\\s` or `\\p{Z}`",
                    "LD" => "; write `[\\p{L}\\p{Nd}]`",
                    _ => {
                        " or is not supported; write a general category such as `\\p{L}`, or a script such as `\\p{Script=Greek}`"
                    }
                };
                return Err(dialect(
                    start..self.at,
                    format!("`{name}` is not a Unicode property in ECMA 262{hint}"),
                ));
            }
        };
        if negated {
            set.negate();
        }
        Ok(set)
    }
}

/// The names of the general categories in ECMA 262. Its tables 67 to 69 contain the other names.
const GENERAL_CATEGORIES: &str = "C Other Cc Control cntrl Cf Format Cn Unassigned Co Private_Use Cs Surrogate \
    L Letter LC Cased_Letter Ll Lowercase_Letter Lm Modifier_Letter Lo Other_Letter Lt Titlecase_Letter \
    Lu Uppercase_Letter M Mark Combining_Mark Mc Spacing_Mark Me Enclosing_Mark Mn Nonspacing_Mark \
    N Number Nd Decimal_Number digit Nl Letter_Number No Other_Number \
    P Punctuation punct Pc Connector_Punctuation Pd Dash_Punctuation Pe Close_Punctuation Pf Final_Punctuation \
    Pi Initial_Punctuation Po Other_Punctuation Ps Open_Punctuation \
    S Symbol Sc Currency_Symbol Sk Modifier_Symbol Sm Math_Symbol So Other_Symbol \
    Z Separator Zl Line_Separator Zp Paragraph_Separator Zs Space_Separator";

/// The supported binary properties of ECMA 262, each with both of its names.
const BINARY: &str = "Alphabetic Alpha Lowercase Lower Uppercase Upper White_Space space ID_Start IDS \
    ID_Continue IDC XID_Start XIDS XID_Continue XIDC Emoji Ideographic Ideo Math Hex_Digit Hex ASCII_Hex_Digit AHex \
    Dash Diacritic Dia Default_Ignorable_Code_Point DI Noncharacter_Code_Point NChar";

fn property(name: &str) -> Option<ClassUnicode> {
    let of = |names: &str, name: &str| names.split_ascii_whitespace().any(|known| known == name);
    match name.split_once('=') {
        None if name == "Any" => Some(set_of(&[('\0', char::MAX)])),
        None if name == "ASCII" => Some(set_of(&[('\0', '\x7F')])),
        None if name == "Assigned" => {
            let mut unassigned = unicode("gc=Cn")?;
            unassigned.negate();
            Some(unassigned)
        }
        None if of(BINARY, name) => unicode(name),
        None => property(&format!("gc={name}")),
        // No text contains half of a surrogate pair.
        Some(("General_Category" | "gc", "Cs" | "Surrogate")) => Some(ClassUnicode::empty()),
        Some(("General_Category" | "gc", name)) => {
            of(GENERAL_CATEGORIES, name).then(|| unicode(&format!("gc={name}")))?
        }
        // ECMA 262 is stricter about names than the Unicode tables.
        Some((key @ ("Script" | "sc" | "Script_Extensions" | "scx"), name)) => {
            let strict = name.split('_').all(|word| word.starts_with(|c: char| c.is_ascii_uppercase()))
                && name.bytes().all(|c| c.is_ascii_alphabetic() || c == b'_');
            strict.then(|| unicode(&format!("{key}={name}")))?
        }
        Some(_) => None,
    }
}

/// Looks a property up in the Unicode tables.
fn unicode(property: &str) -> Option<ClassUnicode> {
    match regex_syntax::parse(&format!("\\p{{{property}}}")).ok()?.into_kind() {
        HirKind::Class(Class::Unicode(class)) => Some(class),
        _ => None,
    }
}

pub fn word() -> ClassUnicode {
    set_of(&[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')])
}

/// The `WhiteSpace` and `LineTerminator` characters of ECMA 262, which include U+FEFF and exclude
/// U+0085.
fn white_space() -> ClassUnicode {
    set_of(&[
        ('\t', '\r'),
        (' ', ' '),
        ('\u{A0}', '\u{A0}'),
        ('\u{1680}', '\u{1680}'),
        ('\u{2000}', '\u{200A}'),
        ('\u{2028}', '\u{2029}'),
        ('\u{202F}', '\u{202F}'),
        ('\u{205F}', '\u{205F}'),
        ('\u{3000}', '\u{3000}'),
        ('\u{FEFF}', '\u{FEFF}'),
    ])
}

fn set_of(ranges: &[(char, char)]) -> ClassUnicode {
    ClassUnicode::new(ranges.iter().map(|&(first, last)| ClassUnicodeRange::new(first, last)))
}

/// The characters of a range of code points. Surrogates, between U+D7FF and U+E000, are not
/// characters.
fn set_of_range(first: u32, last: u32) -> ClassUnicode {
    let parts = [(first, last.min(0xD7FF)), (first.max(0xE000), last)].into_iter().filter(|(a, b)| a <= b);
    ClassUnicode::new(parts.filter_map(|(first, last)| {
        Some(ClassUnicodeRange::new(char::from_u32(first)?, char::from_u32(last)?))
    }))
}

fn negated_if(negated: bool, mut set: ClassUnicode) -> Atom {
    if negated {
        set.negate();
    }
    Atom::Set(set)
}

fn add(class: &mut ClassUnicode, atom: Atom) {
    class.union(&match atom {
        Atom::Char(c) => set_of_range(c, c),
        Atom::Set(set) => set,
    });
}

fn error(kind: PatternErrorKind, span: Range<usize>, message: impl Into<String>) -> PatternError {
    PatternError { kind, message: message.into(), span: Some(span) }
}

/// Returns the reason why a letter after `\` is not an escape, and what to write.
fn other_dialect(letter: char) -> &'static str {
    match letter {
        'A' => "Java's, not ECMA 262's; write `^`",
        'z' | 'Z' => "Java's, not ECMA 262's; write `$`",
        'h' => "Java's, not ECMA 262's; write `[ \\t]`",
        'R' => "Java's, not ECMA 262's; write `(\\r\\n|[\\n\\r])`",
        'a' => "Java's, not ECMA 262's; write `\\x07`",
        'e' => "Java's, not ECMA 262's; write `\\x1B`",
        'Q' | 'E' => "Java's, not ECMA 262's; write `\\` before each character",
        _ => "not an escape in ECMA 262; write the letter without `\\`",
    }
}

fn invalid(span: Range<usize>, message: impl Into<String>) -> PatternError {
    error(PatternErrorKind::Syntax, span, message)
}

fn dialect(span: Range<usize>, message: impl Into<String>) -> PatternError {
    error(PatternErrorKind::Dialect, span, message)
}
