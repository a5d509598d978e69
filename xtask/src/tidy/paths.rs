//! The paths a file names (`a::b::{c, d}` is two), and in which module they stand.

use super::lex::Token;

/// One path, `use` trees spread out.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NamePath<'a> {
    pub(super) segments: Vec<&'a str>,
    pub(super) line: usize,
    /// How many `mod x { … }` of this file stand around it.
    pub(super) inside: usize,
}

impl NamePath<'_> {
    pub(super) fn starts_with(&self, start: &[&str]) -> bool {
        self.segments.starts_with(start)
    }

    pub(super) fn text(&self) -> String {
        self.segments.join("::")
    }
}

/// All paths of a file, single names included.
pub(super) fn paths<'a>(tokens: &[Token<'a>]) -> Vec<NamePath<'a>> {
    let mut reader = Reader { tokens, at: 0, found: Vec::new(), braces: 0, modules: Vec::new() };
    while reader.at < tokens.len() {
        reader.step();
    }
    reader.found
}

struct Reader<'t, 'a> {
    tokens: &'t [Token<'a>],
    at: usize,
    found: Vec<NamePath<'a>>,
    /// Open braces, and at which of them a module began.
    braces: usize,
    modules: Vec<usize>,
}

impl<'a> Reader<'_, 'a> {
    fn text(&self, ahead: usize) -> &'a str {
        self.tokens.get(self.at + ahead).map_or("", |token| token.text)
    }

    fn step(&mut self) {
        let token = self.tokens[self.at];
        match token.text {
            "mod" if self.text(2) == "{" => {
                self.braces += 1;
                self.modules.push(self.braces);
                self.at += 3;
            }
            "{" => {
                self.braces += 1;
                self.at += 1;
            }
            "}" => {
                if self.modules.last() == Some(&self.braces) {
                    self.modules.pop();
                }
                self.braces = self.braces.saturating_sub(1);
                self.at += 1;
            }
            "::" => self.at += 1,
            _ if token.is_name() => self.path(&[]),
            _ => self.at += 1,
        }
    }

    /// Reads one path, or one branch of a `use` tree; stands after it then.
    fn path(&mut self, prefix: &[&'a str]) {
        let line = self.tokens[self.at].line;
        let mut segments = prefix.to_vec();
        loop {
            let token = self.tokens.get(self.at).copied();
            match token {
                Some(token) if token.is_name() || token.text == "*" => {
                    // `a::{self}` is `a`
                    if token.text != "self" || segments.is_empty() {
                        segments.push(token.text);
                    }
                    self.at += 1;
                }
                Some(token) if token.text == "{" => return self.group(&segments),
                _ => break,
            }
            if self.text(0) != "::" {
                break;
            }
            self.at += 1;
        }
        self.found.push(NamePath { segments, line, inside: self.modules.len() });
    }

    /// Reads `{a, b::c as d}` of a `use` tree.
    fn group(&mut self, prefix: &[&'a str]) {
        self.at += 1;
        while self.at < self.tokens.len() {
            match self.text(0) {
                "}" => {
                    self.at += 1;
                    return;
                }
                "as" => self.at += 2,
                "," | "::" => self.at += 1,
                "{" => self.group(prefix),
                _ if self.tokens[self.at].is_name() || self.text(0) == "*" => self.path(prefix),
                _ => self.at += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::lex::tokens;
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        paths(&tokens(text)).iter().map(NamePath::text).filter(|t| t.contains("::")).collect()
    }

    #[test]
    fn use_trees_are_spread_out() {
        assert_eq!(
            texts("use std::{fs::{self, File}, time::Instant as Now, io::*};"),
            ["std::fs", "std::fs::File", "std::time::Instant", "std::io::*"]
        );
        assert_eq!(texts("pub(crate) use crate::{a, b::{c}};"), ["crate::a", "crate::b::c"]);
    }

    #[test]
    fn paths_in_expressions_and_types_are_found() {
        assert_eq!(
            texts("fn f(x: a::B) -> c::D<e::F> { ::g::h(); i::<j::K>() }"),
            ["a::B", "c::D", "e::F", "g::h", "j::K"]
        );
    }

    #[test]
    fn a_path_knows_the_modules_around_it() {
        let text = "a::b; mod m { fn f() { c::d } mod n { e::f } } g::h";
        let tokens = tokens(text);
        let inside: Vec<usize> =
            paths(&tokens).iter().filter(|p| p.segments.len() > 1).map(|p| p.inside).collect();
        assert_eq!(inside, [0, 1, 2, 0]);
    }
}
