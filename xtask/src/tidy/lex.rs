//! Rust text as tokens: enough to tell names from comments, strings and lifetimes.

/// A name, `::`, or one other character; literals and comments are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    pub(super) line: usize,
}

impl Token<'_> {
    pub(super) fn is_name(&self) -> bool {
        self.text.starts_with(is_name_start)
    }
}

/// The tokens outside every `#[cfg(test)] mod … { … }`.
pub(super) fn without_tests<'a>(tokens: Vec<Token<'a>>) -> Vec<Token<'a>> {
    const START: [&str; 8] = ["#", "[", "cfg", "(", "test", ")", "]", "mod"];
    let mut kept = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        let rest = &tokens[at..];
        let starts = rest.len() > START.len() + 1
            && rest.iter().zip(START).all(|(token, text)| token.text == text)
            && rest[START.len() + 1].text == "{";
        if !starts {
            kept.push(tokens[at]);
            at += 1;
            continue;
        }
        let mut depth = 0;
        at += START.len() + 1;
        while let Some(token) = tokens.get(at) {
            at += 1;
            match token.text {
                "{" => depth += 1,
                "}" => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }
    kept
}

fn is_name_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn is_name_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The tokens of a file, in order.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut lexer = Lexer { rest: text, line: 1, tokens: Vec::new() };
    while let Some(c) = lexer.rest.chars().next() {
        lexer.next(c);
    }
    lexer.tokens
}

struct Lexer<'a> {
    rest: &'a str,
    line: usize,
    tokens: Vec<Token<'a>>,
}

impl<'a> Lexer<'a> {
    fn next(&mut self, c: char) {
        let rest = self.rest;
        if rest.starts_with("//") {
            self.skip(rest.find('\n').unwrap_or(rest.len()));
        } else if rest.starts_with("/*") {
            self.skip(block_comment(rest));
        } else if let Some(length) = string(rest) {
            self.skip(length);
        } else if is_name_start(c) {
            self.take(rest.find(|c| !is_name_part(c)).unwrap_or(rest.len()));
        } else if rest.starts_with("::") {
            self.take(2);
        } else if c == '\'' {
            self.skip(quote(rest));
        } else if c.is_whitespace() {
            self.skip(c.len_utf8());
        } else if c.is_ascii_digit() {
            // with its suffix, so that 1u64 gives no name
            self.skip(rest.find(|c| !is_name_part(c)).unwrap_or(rest.len()));
        } else {
            self.take(c.len_utf8());
        }
    }

    fn skip(&mut self, length: usize) {
        let (skipped, rest) = self.rest.split_at(length);
        self.line += skipped.matches('\n').count();
        self.rest = rest;
    }

    fn take(&mut self, length: usize) {
        let (text, rest) = self.rest.split_at(length);
        self.tokens.push(Token { text, line: self.line });
        self.rest = rest;
    }
}

/// Block comments nest.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    let bytes = text.as_bytes();
    while at < bytes.len() {
        match &bytes[at..] {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// The length of a string literal of any sort, if the text starts with one.
fn string(text: &str) -> Option<usize> {
    let prefix = ["br", "cr", "b", "c", "r", ""].into_iter().find(|prefix| {
        let after = text.strip_prefix(prefix);
        after.is_some_and(|after| {
            after.starts_with('"')
                || (prefix.ends_with('r') && after.trim_start_matches('#').starts_with('"'))
        })
    })?;
    let body = &text[prefix.len()..];
    if prefix.ends_with('r') {
        let hashes = body.len() - body.trim_start_matches('#').len();
        let end = format!("\"{}", "#".repeat(hashes));
        let start = hashes + 1;
        let length = body[start..].find(&end).map_or(body.len(), |at| start + at + end.len());
        return Some(prefix.len() + length);
    }
    let mut escaped = false;
    for (at, byte) in body.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(prefix.len() + at + 1),
            _ => {}
        }
    }
    Some(text.len())
}

/// A character literal as a whole; of a lifetime, the quote and its name.
fn quote(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    match chars.next() {
        Some((_, '\\')) => {
            // past the escaped character, then up to the closing quote
            let after = chars.next().map_or(text.len(), |(at, c)| at + c.len_utf8());
            text[after..].find('\'').map_or(text.len(), |at| after + at + 1)
        }
        Some((at, c)) => {
            let end = at + c.len_utf8();
            if text[end..].starts_with('\'') {
                return end + 1;
            }
            let name = text[1..].find(|c| !is_name_part(c)).unwrap_or(text.len() - 1);
            1 + name
        }
        None => text.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        tokens(text).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn comments_literals_and_lifetimes_are_no_names() {
        assert_eq!(texts("a::b // c\n/* d /* e */ f */ g"), ["a", "::", "b", "g"]);
        assert_eq!(
            texts(r##"x("y \" z", r#"w " v"#, b"u", br"t")"##),
            ["x", "(", ",", ",", ",", ")"]
        );
        assert_eq!(texts(r"'a' '\'' '\\' '\u{1F600}' 'ế' q"), ["q"]);
        assert_eq!(texts("&'a str"), ["&", "str"]);
        assert_eq!(texts("1u64 + 0x1f"), ["+"]);
        assert_eq!(texts("r#type bar"), ["r", "#", "type", "bar"]);
    }

    #[test]
    fn lines_are_counted_through_everything() {
        let found = tokens("/*\n*/ \"\n\" // x\ny");
        assert_eq!(found, [Token { text: "y", line: 4 }]);
    }

    #[test]
    fn unfinished_text_ends_quietly() {
        for text in ["\"abc", "/* x", "r#\"x", "'", "'\\", "b\"\\"] {
            tokens(text);
        }
    }
    #[test]
    fn modules_of_tests_can_be_left_out() {
        let text = "a; #[cfg(test)] mod tests { b { c } } d; #[cfg(test)] mod e; mod f { g }";
        let kept: Vec<&str> = without_tests(tokens(text)).iter().map(|token| token.text).collect();
        assert_eq!(kept.join(" "), "a ; d ; # [ cfg ( test ) ] mod e ; mod f { g }");
    }
}
