//! From AWS's documentation, which is loose HTML, to doc comments that rustdoc accepts without
//! warnings.
//!
//! Emphasis is dropped, links and code are kept, and characters with a meaning in Markdown are
//! escaped. The conversion takes time proportional to the length of the text, whatever it contains.

use super::text::printable;

/// Deeper lists are flattened: the indentation of each line would make the output quadratic.
const MAX_LIST_DEPTH: usize = 8;

/// Converts HTML to the lines of a doc comment, wrapped at `width` columns where words allow it.
pub fn markdown(html: &str, width: usize) -> Vec<String> {
    let html = printable(html);
    let mut converter = Converter { width, ..Converter::default() };
    let mut rest = html.as_str();
    while let Some(at) = rest.find('<') {
        converter.text.push(&decoded(&rest[..at]));
        rest = &rest[at..];
        rest = match tag(rest) {
            Some((tag, after)) => converter.tag(tag, after),
            None => {
                converter.text.push("<");
                &rest[1..]
            }
        };
    }
    converter.text.push(&decoded(rest));
    converter.end_paragraph();
    converter.lines()
}

const KNOWN_INLINE: [&str; 14] = [
    "b",
    "i",
    "em",
    "strong",
    "span",
    "sup",
    "sub",
    "u",
    "tt",
    "tbody",
    "thead",
    "replaceable",
    "small",
    "hr",
];

/// Returns the tag that `text` starts with and the text after it, or `None` if the `<` doesn't
/// start a tag. The search ends at the next `<`, so that many of them take linear time.
fn tag(text: &str) -> Option<(&str, &str)> {
    let inner = &text[1..];
    let end = inner.find(['<', '>']).filter(|end| inner[*end..].starts_with('>'))?;
    let tag = &inner[..end];
    let is_tag = tag.trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic());
    is_tag.then_some((tag, &inner[end + 1..]))
}

/// Finds an ASCII text without regard to case. It stops at the first match.
fn find_ignoring_case(text: &str, pattern: &str) -> Option<usize> {
    text.as_bytes().windows(pattern.len()).position(|window| window.eq_ignore_ascii_case(pattern.as_bytes()))
}

/// Returns the text up to `end`, and the text after it.
fn content<'t>(text: &'t str, end: &str) -> (String, &'t str) {
    let at = find_ignoring_case(text, end);
    let content = decoded(&without_tags(&text[..at.unwrap_or(text.len())]));
    (content, at.map_or("", |at| &text[at + end.len()..]))
}

/// Returns the length of the longest run of backticks.
fn longest_backticks(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

fn without_tags(html: &str) -> String {
    let mut plain = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        match tag(rest) {
            Some((name, after)) => {
                let bare = name.trim_start_matches('/').split(' ').next().unwrap_or_default();
                if !KNOWN_INLINE.contains(&bare) && !matches!(bare, "a" | "p" | "code" | "br") {
                    plain.push_str(&format!("<{name}>"));
                }
                rest = after;
            }
            None => {
                plain.push('<');
                rest = &rest[1..];
            }
        }
    }
    plain + rest
}

fn href(tag: &str) -> Option<String> {
    let after = &tag[tag.find("href")? + 4..].trim_start();
    let after = after.strip_prefix('=')?.trim_start();
    let quote = after.chars().next()?;
    let value = if quote == '"' || quote == '\'' { after[1..].split(quote).next()? } else { after };
    Some(decoded(value.trim()))
}

/// Escapes a URL for Markdown's angle brackets.
fn url(href: &str) -> String {
    href.replace(char::is_whitespace, "%20").replace('<', "%3C").replace('>', "%3E").replace('`', "%60")
}

fn decoded(html: &str) -> String {
    if !html.contains('&') {
        return html.to_owned();
    }
    let mut decoded = html.to_owned();
    for (entity, text) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&#160;", " "),
        ("&mdash;", "—"),
        ("&ndash;", "–"),
        ("&hellip;", "…"),
        ("&amp;", "&"),
    ] {
        decoded = decoded.replace(entity, text);
    }
    decoded
}

/// The words of a paragraph.
#[derive(Default)]
struct Words {
    words: Vec<String>,
    /// `true` if the next word continues the last one.
    joined: bool,
    /// The word and the offset in it after the `[` of the open link.
    link: Option<(usize, usize)>,
}

impl Words {
    fn push(&mut self, text: &str) {
        if text.starts_with(char::is_whitespace) {
            self.joined = false;
        }
        for word in text.split_whitespace() {
            let word = if self.link.is_none() { bare_urls(word) } else { escaped(word) };
            self.word(word);
            self.joined = false;
        }
        self.joined =
            !text.is_empty() && !text.ends_with(char::is_whitespace) || text.is_empty() && self.joined;
    }

    fn word(&mut self, word: String) {
        match self.words.last_mut() {
            Some(last) if self.joined => last.push_str(&word),
            _ => self.words.push(word),
        }
        self.joined = true;
    }

    fn code(&mut self, code: &str) {
        let code = code.split_whitespace().collect::<Vec<_>>().join(" ");
        if code.is_empty() {
            return;
        }
        // Two adjacent code spans would be read as one unclosed span.
        if self.joined && self.words.last().is_some_and(|last| last.ends_with('`')) {
            self.joined = false;
        }
        let word = match longest_backticks(&code) {
            0 => format!("`{code}`"),
            longest => {
                let fence = "`".repeat(longest + 1);
                format!("{fence} {code} {fence}")
            }
        };
        self.word(word);
    }

    fn begin_link(&mut self) {
        if !self.joined {
            self.words.push(String::new());
        }
        self.joined = true;
        self.word("[".to_owned());
        self.link = self.words.last().map(|last| (self.words.len() - 1, last.len()));
    }

    fn end_link(&mut self, href: Option<String>) {
        let (Some(href), Some((at, start))) = (href, self.link.take()) else { return };
        let is_last = self.words.len() == at + 1;
        let Some(last) = self.words.last_mut() else { return };
        if is_last && last.len() == start {
            // A link without a text: remove its `[`.
            last.pop();
            if last.is_empty() {
                self.words.pop();
            }
            self.joined = false;
        } else {
            last.push_str(&format!("](<{href}>)"));
            // `push` separates the following text if it starts with a space.
            self.joined = true;
        }
    }
}

/// Escapes a word of plain text and turns a URL in it into a link.
fn bare_urls(word: &str) -> String {
    let Some(at) = word.find("http://").or_else(|| word.find("https://")) else { return escaped(word) };
    let end =
        word[at..].find(['"', '\'', ')', ']', '}', '<', '>', ',', ';']).map_or(word.len(), |end| at + end);
    let end = word[..end].trim_end_matches(['.', ':', '*', '`']).len().max(at);
    let found = &word[at..end];
    let plain = found.bytes().all(|b| b.is_ascii_graphic() && !b"{}[]\\`|^".contains(&b));
    let found = if plain && found.len() > "https://".len() {
        format!("<{found}>")
    } else if found.contains('`') {
        escaped(found).replace("://", "\\://")
    } else {
        format!("`{found}`")
    };
    format!("{}{found}{}", escaped(&word[..at]), escaped(&word[end..]))
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let last_semicolon = text.rfind(';');
    for (at, c) in text.char_indices() {
        let entity = c == '&' && last_semicolon.is_some_and(|last| last > at);
        if entity || matches!(c, '[' | ']' | '<' | '>' | '*' | '_' | '`' | '\\' | '~' | '|' | '$') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[derive(Default)]
struct Converter {
    width: usize,
    blocks: Vec<Block>,
    text: Words,
    /// The URL of the open link.
    link: Option<String>,
    /// The open lists, `true` for a numbered one.
    lists: Vec<bool>,
    /// The marker of an item without text so far.
    item: Option<&'static str>,
}

struct Block {
    lines: Vec<String>,
    is_item: bool,
}

impl Converter {
    /// Converts a tag and, for code, its content. Returns the text that follows.
    fn tag<'t>(&mut self, tag: &str, rest: &'t str) -> &'t str {
        let closing = tag.starts_with('/');
        let name = tag.trim_start_matches('/').split([' ', '\n', '/']).next().unwrap_or_default();
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "code" if !closing => {
                let (code, rest) = content(rest, "</code>");
                self.text.code(&code);
                return rest;
            }
            "pre" if !closing => {
                let (code, rest) = content(rest, "</pre>");
                self.preformatted(&code);
                return rest;
            }
            "a" => {
                // An unclosed anchor ends where the next one starts.
                self.text.end_link(self.link.take());
                if !closing {
                    self.link = href(tag).filter(|href| href.starts_with("http")).map(|href| url(&href));
                }
                if self.link.is_some() {
                    self.text.begin_link();
                }
            }
            "ul" | "ol" => {
                self.end_paragraph();
                if closing {
                    self.lists.pop();
                    self.item = None;
                } else {
                    self.lists.push(name == "ol");
                }
            }
            "li" | "dt" | "dd" => {
                self.end_paragraph();
                let marker = if self.lists.last() == Some(&true) { "1. " } else { "- " };
                self.item = (!closing && !self.lists.is_empty()).then_some(marker);
            }
            "p" | "br" | "div" | "note" | "important" | "dl" | "table" | "tr" | "h1" | "h2" | "h3" | "h4"
            | "h5" | "h6" | "fullname" | "section" | "title" | "caption" | "para" => self.end_paragraph(),
            "td" | "th" => self.text.push(" "),
            known if KNOWN_INLINE.contains(&known) => {}
            // Not a tag but a placeholder, such as `<name>`.
            _ => self.text.push(&format!("<{tag}>")),
        }
        rest
    }

    fn end_paragraph(&mut self) {
        self.text.end_link(self.link.take());
        self.flush(self.width);
    }

    /// Returns the indentation of a block's first line and of its other lines, and `true` if the
    /// block starts an item.
    fn indents(&mut self) -> (String, String, bool) {
        let outer: String = self
            .lists
            .iter()
            .take(self.lists.len().saturating_sub(1).min(MAX_LIST_DEPTH))
            .map(|numbered| if *numbered { "   " } else { "  " })
            .collect();
        let Some(numbered) = self.lists.last() else { return (String::new(), String::new(), false) };
        let inner = format!("{outer}{}", if *numbered { "   " } else { "  " });
        match self.item.take() {
            Some(marker) => (format!("{outer}{marker}"), inner, true),
            None if self.blocks.last().is_some_and(|block| block.is_item || !block.lines.is_empty()) => {
                (inner.clone(), inner, false)
            }
            None => (outer.clone(), outer, false),
        }
    }

    fn flush(&mut self, width: usize) {
        let words = std::mem::take(&mut self.text).words;
        let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
        if words.is_empty() {
            return;
        }
        let (first, rest, is_item) = self.indents();
        let mut lines = Vec::new();
        let mut columns = first.chars().count();
        let mut line = first;
        let mut is_empty = true;
        for word in words {
            let added = word.chars().count();
            let escaped = harmless_at_start(&word);
            if is_empty {
                line.push_str(&escaped);
                is_empty = false;
                columns += added;
            } else if columns.saturating_add(added) < width || escaped != word {
                line.push(' ');
                line.push_str(&word);
                columns += 1 + added;
            } else {
                columns = rest.chars().count() + added;
                lines.push(std::mem::replace(&mut line, format!("{rest}{word}")));
            }
        }
        lines.push(line);
        self.blocks.push(Block { lines, is_item });
    }

    fn preformatted(&mut self, text: &str) {
        self.flush(usize::MAX);
        let (first, rest, _) = self.indents();
        let fence = "`".repeat(longest_backticks(text).max(2) + 1);
        let mut lines = vec![format!("{first}{fence}text")];
        let text = text.trim_matches('\n').replace('\t', "    ");
        lines.extend(text.lines().map(|line| format!("{rest}{}", line.trim_end())));
        lines.push(format!("{rest}{fence}"));
        self.blocks.push(Block { lines, is_item: false });
    }

    fn lines(self) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut after_item = false;
        for block in self.blocks {
            let continues = lines.is_empty() || after_item && block.is_item;
            if !continues {
                lines.push(String::new());
            }
            after_item = block.is_item;
            lines.extend(block.lines.into_iter().map(|line| line.trim_end().to_owned()));
        }
        lines
    }
}

/// Escapes a word that would turn a line into a heading, a rule, an item or a block of code.
fn harmless_at_start(word: &str) -> String {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    if word.starts_with(['#', '-', '+', '=', ':']) {
        format!("\\{word}")
    } else if digits > 0 && word[digits..].starts_with(['.', ')']) {
        format!("{}\\{}", &word[..digits], &word[digits..])
    } else {
        word.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::markdown;

    #[test]
    fn html_becomes_markdown_that_rustdoc_accepts() {
        for (html, lines) in [
            ("<p>One <code>A</code>, <b>two</b>.</p>", &["One `A`, two."][..]),
            ("see <a href=\"https://x.y/z\">the guide</a>.", &["see [the guide](<https://x.y/z>)."]),
            ("at https://x.y/z. And <name>", &["at <https://x.y/z>. And \\<name\\>"]),
            ("<ul><li><p>a</p><p>b</p></li><li>c</li></ul>d", &["- a", "", "  b", "", "- c", "", "d"]),
            ("<a>plain</a> [0] a_b*", &["plain \\[0\\] a\\_b\\*"]),
            ("# x", &["\\# x"]),
            // Characters that the compiler rejects in a doc comment.
            ("a\rb \u{202e}c\u{0}", &["a b c"]),
            ("<pre>a\r```\tb</pre>", &["````text", "a", "```    b", "````"]),
        ] {
            assert_eq!(markdown(html, 80), lines, "{html}");
        }
    }

    /// Converts texts that once took quadratic time. A text must take about as long as its
    /// quarters, not four times as long.
    #[test]
    fn conversion_takes_linear_time() {
        let seconds = |text: &str, repetitions: usize| {
            let start = std::time::Instant::now();
            for _ in 0..repetitions {
                std::hint::black_box(markdown(text, 96));
                std::hint::black_box(markdown(text, usize::MAX));
            }
            start.elapsed().as_secs_f64()
        };
        for pattern in [
            "<",
            "&",
            "&;",
            "`",
            "<code>a</code> ",
            "<CODE>",
            "<code>``",
            "<pre>`",
            "<a href=\"https://x.y\">x</a>",
            "<a href=\"https://x.y\"></a>",
            "<a href=\"https://x.y\">",
            "<ul><li>x",
            "<ol>",
            "<li>",
            "http://x ",
            "word ",
            "<p>",
        ] {
            let (quarter, whole) = (pattern.repeat(2_000), pattern.repeat(8_000));
            // The best of five rounds, because other work on the machine only makes a round slower.
            let ratios = (0..5).map(|_| seconds(&whole, 1) / seconds(&quarter, 4));
            let ratio = ratios.fold(f64::INFINITY, f64::min);
            assert!(ratio < 1.7, "{pattern:?} takes {ratio:.1} times as long as its quarters");
        }
    }

    #[test]
    fn long_lines_are_broken_between_words() {
        assert_eq!(markdown("aaa bbb ccc - ddd", 8), ["aaa bbb", "ccc -", "ddd"]);
    }
}
