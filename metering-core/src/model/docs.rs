//! AWS's documentation, which is HTML of sorts, as doc comments that rustdoc has nothing to say
//! against.
//!
//! Emphasis is dropped, links and code are kept, and every sign that Markdown would take for its
//! own is escaped.

/// The lines of a doc comment, each at most `width` wide where its words allow it.
pub(super) fn markdown(html: &str, width: usize) -> Vec<String> {
    let html = plain(html);
    let mut converter =
        Converter { blocks: Vec::new(), text: Text::default(), lists: Vec::new(), item: None };
    let mut rest = html.as_str();
    let mut link: Option<String> = None;
    while let Some(at) = rest.find('<') {
        converter.text.push(&decoded(&rest[..at]));
        rest = &rest[at..];
        let Some((tag, after)) = tag(rest) else {
            converter.text.push("<");
            rest = &rest[1..];
            continue;
        };
        rest = after;
        let closing = tag.starts_with('/');
        let name = tag.trim_start_matches('/').split([' ', '\n', '/']).next().unwrap_or_default();
        match name.to_ascii_lowercase().as_str() {
            "code" if !closing => {
                let end = find_ignoring_case(rest, "</code>");
                converter.text.code(&decoded(&without_tags(&rest[..end.unwrap_or(rest.len())])));
                rest = end.map_or("", |end| &rest[end + "</code>".len()..]);
            }
            "pre" if !closing => {
                let end = find_ignoring_case(rest, "</pre>");
                converter.preformatted(&decoded(&without_tags(&rest[..end.unwrap_or(rest.len())])));
                rest = end.map_or("", |end| &rest[end + "</pre>".len()..]);
            }
            "a" if !closing => {
                // An anchor that was never closed ends where the next begins.
                converter.text.end_link(link.take());
                link = href(tag).filter(|href| href.starts_with("http")).map(|href| url(&href));
                if link.is_some() {
                    converter.text.begin_link();
                }
            }
            "a" => converter.text.end_link(link.take()),
            "ul" | "ol" => {
                converter.text.end_link(link.take());
                converter.flush(width);
                if closing {
                    converter.lists.pop();
                    converter.item = None;
                } else {
                    converter.lists.push(name.eq_ignore_ascii_case("ol"));
                }
            }
            "li" | "dt" | "dd" => {
                converter.text.end_link(link.take());
                converter.flush(width);
                converter.item = (!closing && !converter.lists.is_empty())
                    .then_some(if converter.lists.last() == Some(&true) { "1. " } else { "- " });
            }
            "p" | "br" | "div" | "note" | "important" | "dl" | "table" | "tr" | "h1" | "h2" | "h3" | "h4"
            | "h5" | "h6" | "fullname" | "section" | "title" | "caption" | "para" => {
                converter.text.end_link(link.take());
                converter.flush(width);
            }
            "td" | "th" => converter.text.push(" "),
            _ if KNOWN_INLINE.contains(&name.to_ascii_lowercase().as_str()) => {}
            // No tag at all, but a placeholder: `<name>`.
            _ => converter.text.push(&format!("<{tag}>")),
        }
    }
    converter.text.push(&decoded(rest));
    converter.text.end_link(link);
    converter.flush(width);
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

/// The text without what no doc comment may hold: signs that turn the direction of text around,
/// which the compiler refuses, and all that is not seen but breaks lines.
pub(super) fn plain(html: &str) -> String {
    let is_refused = |c: char| {
        matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            || c.is_control() && c != '\n' && c != '\t'
    };
    html.replace("\r\n", "\n").replace('\r', "\n").replace(is_refused, "")
}

/// The text of a tag, and what follows it; `None` where `<` begins no tag.
fn tag(text: &str) -> Option<(&str, &str)> {
    let inner = &text[1..];
    let end = inner.find('>')?;
    let tag = &inner[..end];
    let begins = tag.trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic());
    (begins && !tag.contains('<')).then_some((tag, &inner[end + 1..]))
}

fn find_ignoring_case(text: &str, what: &str) -> Option<usize> {
    text.to_ascii_lowercase().find(what)
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

/// A URL as Markdown takes it between angle brackets.
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
struct Text {
    words: Vec<String>,
    /// Whether the next word goes on where the last ended.
    joined: bool,
    /// Where the link that is open began.
    link: Option<usize>,
}

impl Text {
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
        // Two spans side by side would be read as one that is not closed.
        if self.joined && self.words.last().is_some_and(|last| last.ends_with('`')) {
            self.joined = false;
        }
        let word = if code.contains('`') { format!("`` {code} ``") } else { format!("`{code}`") };
        self.word(word);
    }

    fn begin_link(&mut self) {
        if !self.joined {
            self.words.push(String::new());
        }
        self.joined = true;
        self.word("[".to_owned());
        self.link = Some(self.words.len() - 1);
        self.joined = true;
    }

    fn end_link(&mut self, href: Option<String>) {
        let (Some(href), Some(at)) = (href, self.link.take()) else { return };
        let text = self.words[at..].join(" ");
        // Blanks inside the brackets belong outside of them.
        let opened = text.rfind('[').filter(|at| !text[..*at].ends_with('\\'));
        match opened {
            Some(open) if text[open + 1..].is_empty() => {
                self.words.truncate(at);
                let before = &text[..open];
                self.words.extend((!before.is_empty()).then(|| before.to_owned()));
                self.joined = false;
            }
            _ => {
                if let Some(last) = self.words.last_mut() {
                    last.push_str(&format!("](<{href}>)"));
                }
                // What follows goes on without a blank only where it is punctuation: `push` sees to
                // blanks.
                self.joined = true;
            }
        }
    }
}

/// A word of plain text: escaped, and a URL in it made a link.
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
    for (at, c) in text.char_indices() {
        let entity = c == '&' && text[at + 1..].contains(';');
        if entity || matches!(c, '[' | ']' | '<' | '>' | '*' | '_' | '`' | '\\' | '~' | '|' | '$') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

struct Converter {
    blocks: Vec<Block>,
    text: Text,
    /// The lists that are open, `true` for a numbered one.
    lists: Vec<bool>,
    /// The marker of an item that has no text yet.
    item: Option<&'static str>,
}

struct Block {
    lines: Vec<String>,
    is_item: bool,
}

impl Converter {
    /// What the lines at this depth begin with: for the first line, and for the others.
    fn indents(&mut self) -> (String, String, bool) {
        let outer: String = self
            .lists
            .iter()
            .take(self.lists.len().saturating_sub(1))
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
        let mut line = first;
        let mut empty = true;
        for word in words {
            if empty {
                line.push_str(&harmless_at_start(&word));
                empty = false;
            } else if line.chars().count() + 1 + word.chars().count() <= width
                || harmless_at_start(&word) != word
            {
                line.push(' ');
                line.push_str(&word);
            } else {
                lines.push(std::mem::replace(&mut line, format!("{rest}{word}")));
            }
        }
        lines.push(line);
        self.blocks.push(Block { lines, is_item });
    }

    fn preformatted(&mut self, text: &str) {
        self.flush(usize::MAX);
        let (first, rest, _) = self.indents();
        // Longer than any fence in the text itself.
        let mut fence = "```".to_owned();
        while text.contains(&fence) {
            fence.push('`');
        }
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
            let goes_on = lines.is_empty() || after_item && block.is_item;
            if !goes_on {
                lines.push(String::new());
            }
            after_item = block.is_item;
            lines.extend(block.lines.into_iter().map(|line| line.trim_end().to_owned()));
        }
        lines
    }
}

/// The word, escaped where a line that begins with it would be a heading, a rule, an item or a
/// block of code.
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
            // What the compiler refuses in a doc comment.
            ("a\rb \u{202e}c\u{0}", &["a b c"]),
            ("<pre>a\r```\tb</pre>", &["````text", "a", "```    b", "````"]),
        ] {
            assert_eq!(markdown(html, 80), lines, "{html}");
        }
    }

    #[test]
    fn long_lines_are_broken_between_words() {
        assert_eq!(markdown("aaa bbb ccc - ddd", 8), ["aaa bbb", "ccc -", "ddd"]);
    }
}
