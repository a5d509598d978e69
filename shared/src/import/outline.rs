//! The body as a tree: headings, and the paragraphs under each of them.

mod follow;
mod wrap;

use super::{
    labels::{Label, label},
    lines::Lines,
    marker::{Marker, marked},
    source::Place,
    words::{first_words, squeeze},
};
use wrap::Wrap;

/// A paragraph: one line of the file, or several that were wrapped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Para {
    /// Its text, without a list dash.
    pub(super) text: String,
    /// Whether it began with a list dash.
    pub(super) bullet: bool,
    /// The lines it stands on.
    pub(super) lines: Vec<usize>,
}

/// A heading and what is under it.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) marker: Marker,
    /// The mark as written, where it is written.
    pub(super) mark: String,
    pub(super) heading: Para,
    /// Paragraphs before the first sub-heading.
    pub(super) paras: Vec<Para>,
    pub(super) children: Vec<Node>,
    /// Place in the plan: "II.2.1".
    pub(super) path: String,
    /// Number within its section: "2.1".
    pub(super) code: String,
}

/// The body of a plan.
#[derive(Debug, Clone, Default)]
pub(super) struct Outline {
    /// Paragraphs before the first heading.
    pub(super) opening: Vec<Para>,
    pub(super) sections: Vec<Node>,
}

/// Paragraphs of some lines, headings taken for paragraphs too.
pub(super) fn paragraphs(lines: &Lines, indices: std::ops::Range<usize>) -> Vec<Para> {
    let mut builder = Builder::new(lines);
    builder.headings = false;
    builder.read(indices);
    builder.outline.opening
}

/// Reads lines into a tree.
pub(super) fn outline(lines: &Lines, indices: std::ops::Range<usize>) -> Outline {
    let mut builder = Builder::new(lines);
    builder.read(indices);
    builder.close_to(0);
    builder.outline
}

/// Figures of a page number, at most.
const PAGE_DIGITS_MAX: usize = 3;

/// Whether a line is nothing but the number of a page: "3", "- 3 -", "Trang 3/5".
fn is_page_number(text: &str) -> bool {
    let bare = text.trim_matches(['-', '–', ' ', '.']);
    let bare = match first_words(bare, 1).first() {
        Some(word) if matches!(word.fold.as_str(), "trang" | "page") => &bare[word.end()..],
        _ => bare,
    };
    let figure = |part: &str| {
        (1..=PAGE_DIGITS_MAX).contains(&part.len()) && part.chars().all(|c| c.is_ascii_digit())
    };
    let bare = bare.trim();
    figure(bare)
        || bare.split_once('/').is_some_and(|(one, all)| figure(one.trim()) && figure(all.trim()))
}

/// Whether a marked line is a labelled one and no heading: "a) Đơn vị chủ trì: …".
fn labelled(marker: &Marker, rest: &str) -> bool {
    match (marker, label(rest)) {
        (Marker::Alpha(_), Some(_)) => true,
        (Marker::Point(_), Some(_)) => true,
        // "2.1. Thời gian: …" is about the task that is numbered 2.
        (Marker::Number(parts), Some((Label::Time | Label::Funding, value))) => {
            parts.len() > 1 && !value.is_empty()
        }
        (Marker::Number(_) | Marker::Paren(_), Some((kind, _))) => {
            matches!(kind, Label::Lead | Label::Coordinating)
        }
        _ => false,
    }
}

struct Builder<'a> {
    lines: &'a Lines,
    wrap: Wrap,
    headings: bool,
    outline: Outline,
    /// Open headings, from the section down.
    open: Vec<Node>,
    /// Where the next wrapped line would go on.
    last: Last,
    /// Whether the mark at hand is "1)", and whether the open numbers are of that kind.
    paren: bool,
    numbers_by_paren: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    Nothing,
    Heading,
    Para,
}

impl<'a> Builder<'a> {
    fn new(lines: &'a Lines) -> Self {
        let wrap = Wrap::of((0..lines.len()).map(|index| lines.text(index)));
        Self {
            lines,
            wrap,
            headings: true,
            outline: Outline::default(),
            open: Vec::new(),
            last: Last::Nothing,
            paren: false,
            numbers_by_paren: false,
        }
    }

    fn read(&mut self, indices: std::ops::Range<usize>) {
        for index in indices {
            if self.lines.is_blank(index) {
                self.last = Last::Nothing;
                continue;
            }
            let text = squeeze(self.lines.text(index));
            let paged = *self.lines.place(index) == Place::Text;
            if paged && is_page_number(&text) {
                // The number of a page: it ends in no field, and parts no paragraph.
                continue;
            }
            if self.lines.is_aside(index) {
                continue;
            }
            if !self.lines.place(index).in_task_table() {
                // What stands behind a table belongs to none of its rows.
                let row = |node: &Node| matches!(node.marker, Marker::Row { .. });
                if let Some(first) = self.open.iter().position(row) {
                    self.close_to(first);
                    self.last = Last::Nothing;
                }
            }
            match self.lines.place(index) {
                Place::Heading(marker) if self.headings => {
                    self.heading(marker.clone(), &text, index);
                    continue;
                }
                Place::Row(marker) if self.headings => {
                    self.heading(marker.clone(), &text, index);
                    continue;
                }
                Place::Data => {
                    self.para(&text, false, index);
                    continue;
                }
                Place::Cell | Place::Row(_) => {
                    match marked(&text) {
                        Some((Marker::Bullet, rest)) => self.para(rest, true, index),
                        _ => self.para(&text, false, index),
                    }
                    continue;
                }
                _ => {}
            }
            let mark = marked(&text).map(|(marker, rest)| (self.resolved(marker), rest));
            match mark {
                Some((Marker::Bullet, rest)) if self.dash_goes_on(rest) => {
                    self.go_on(&text, index);
                }
                Some((Marker::Bullet, rest)) => self.para(rest, true, index),
                Some((marker, rest)) if labelled(&marker, rest) => self.para(rest, true, index),
                Some((marker, rest)) if self.headings && self.follows(&marker, rest, index) => {
                    self.heading(marker, rest, index);
                }
                mark if self.untitled() && mark.is_none() => self.go_on(&text, index),
                mark => {
                    let previous = self.previous().map(|para| para.text.as_str());
                    let goes_on = previous.is_some_and(|previous| {
                        self.wrap.goes_on(
                            previous,
                            self.last_line(),
                            self.last == Last::Heading,
                            &text,
                        )
                    });
                    if goes_on && mark.is_none() {
                        self.go_on(&text, index);
                    } else {
                        self.para(&text, false, index);
                    }
                }
            }
        }
    }

    /// Whether the last heading has no words yet: "PHẦN THỨ HAI", with its title on the next line.
    fn untitled(&self) -> bool {
        let open = self.open.last();
        open.is_some_and(|node| node.heading.text.is_empty() && node.paras.is_empty())
    }

    /// Whether a line with a dash is the second half of "kinh tế | - xã hội".
    fn dash_goes_on(&self, rest: &str) -> bool {
        self.previous().is_some_and(|previous| self.wrap.dash_goes_on(&previous.text, rest))
    }

    fn heading(&mut self, marker: Marker, rest: &str, index: usize) {
        self.close_to(self.kept_above(&marker));
        if let Marker::Number(parts) = &marker {
            self.numbers_by_paren = parts.len() == 1 && self.paren;
        }
        let label = marker.label();
        // "2.1" holds its parent's number already.
        let number = |marker: &Marker| matches!(marker, Marker::Number(_));
        let above = self.open.iter().rev().find(|node| !(number(&node.marker) && number(&marker)));
        let section =
            |node: &&Node| node.marker.is_section() || matches!(node.marker, Marker::Plain(_));
        let path = above.map_or(label.clone(), |node| format!("{}.{label}", node.path));
        let code = match above.filter(|node| !section(node)) {
            Some(node) => format!("{}.{label}", node.code),
            None => label,
        };
        let heading = Para { text: rest.to_owned(), bullet: false, lines: vec![index] };
        let line = squeeze(self.lines.text(index));
        let mark = line.strip_suffix(rest).unwrap_or_default().trim().to_owned();
        self.open.push(Node {
            marker,
            mark,
            heading,
            paras: Vec::new(),
            children: Vec::new(),
            path,
            code,
        });
        self.last = Last::Heading;
    }

    fn para(&mut self, text: &str, bullet: bool, index: usize) {
        let para = Para { text: text.to_owned(), bullet, lines: vec![index] };
        match self.open.last_mut() {
            Some(node) => node.paras.push(para),
            None => self.outline.opening.push(para),
        }
        self.last = Last::Para;
    }

    fn previous(&self) -> Option<&Para> {
        match (self.last, self.open.last()) {
            (Last::Nothing, _) => None,
            (Last::Heading, Some(node)) => Some(&node.heading),
            (_, Some(node)) => node.paras.last(),
            (_, None) => self.outline.opening.last(),
        }
    }

    /// Length in characters of the line the previous paragraph ends with.
    fn last_line(&self) -> usize {
        let line = self.previous().and_then(|para| para.lines.last());
        line.map_or(0, |index| self.lines.text(*index).chars().count())
    }

    fn go_on(&mut self, text: &str, index: usize) {
        let para = match (self.last, self.open.last_mut()) {
            (Last::Heading, Some(node)) => Some(&mut node.heading),
            (_, Some(node)) => node.paras.last_mut(),
            (_, None) => self.outline.opening.last_mut(),
        };
        if let Some(para) = para {
            if !para.text.is_empty() {
                para.text.push(' ');
            }
            para.text.push_str(text);
            para.lines.push(index);
        }
    }

    /// Closes open headings until `keep` of them are left.
    fn close_to(&mut self, keep: usize) {
        while self.open.len() > keep {
            let Some(node) = self.open.pop() else { return };
            match self.open.last_mut() {
                Some(parent) => parent.children.push(node),
                None => self.outline.sections.push(node),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &[&str]) -> Vec<String> {
        fn show(node: &Node, out: &mut Vec<String>) {
            let paras: Vec<&str> = node.paras.iter().map(|para| para.text.as_str()).collect();
            out.push(format!(
                "{} [{}] {} | {}",
                node.path,
                node.code,
                node.heading.text,
                paras.join(" | ")
            ));
            node.children.iter().for_each(|child| show(child, out));
        }
        let lines = Lines::of(text);
        let mut out = Vec::new();
        outline(&lines, 0..text.len()).sections.iter().for_each(|node| show(node, &mut out));
        out
    }

    #[test]
    fn headings_nest_by_their_marks() {
        assert_eq!(
            tree(&[
                "I. A", "1. B", "Xy", "2. C", "2.1. D", "- y", "a) E", "2.2. F", "3. G", "II. H",
                "1. J"
            ]),
            [
                "I [I] A | ",
                "I.1 [1] B | Xy",
                "I.2 [2] C | ",
                "I.2.1 [2.1] D | y",
                "I.2.1.a [2.1.a] E | ",
                "I.2.2 [2.2] F | ",
                "I.3 [3] G | ",
                "II [II] H | ",
                "II.1 [1] J | "
            ]
        );
        assert_eq!(
            tree(&["1. A", "1.1. B", "2. C"]),
            ["1 [1] A | ", "1.1 [1.1] B | ", "2 [2] C | "]
        );
        assert_eq!(
            tree(&["A. X", "I. Y", "1. Z", "B. W"]),
            ["A [A] X | ", "A.I [I] Y | ", "A.I.1 [1] Z | ", "B [B] W | "]
        );
    }

    #[test]
    fn numbers_that_cannot_follow_are_text() {
        assert_eq!(
            tree(&["I. A", "1. B", "2. C", "1. dòng"]),
            ["I [I] A | ", "I.1 [1] B | ", "I.2 [2] C | 1. dòng"]
        );
        assert_eq!(tree(&["I. A", "C. Mác nói"]), ["I [I] A | C. Mác nói"]);
        assert_eq!(tree(&["I. A", "X. Sai"]), ["I [I] A | X. Sai"]);
    }

    #[test]
    fn wrapped_lines_are_one_paragraph() {
        assert_eq!(
            tree(&["I. A", "1. Nâng cao năng lực", "công tác", "", "Một hai,", "ba bốn", "Năm."]),
            ["I [I] A | ", "I.1 [1] Nâng cao năng lực công tác | Một hai, ba bốn | Năm."]
        );
    }
}
