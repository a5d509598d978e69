//! Whether a line with a mark is a heading: its number has to follow from what is open.

use super::{Builder, Last, Node, Para};
use crate::import::{
    labels::{Label, label},
    marker::{ALPHABET, Kind, Marker},
    units,
    words::words,
};

/// Lines behind a number out of order in which somebody has to be named to lead: what is looked at
/// for each such line is bounded by this.
const LOOK_AHEAD_LINES: usize = 40;

/// Words of a heading that has no mark, at most.
const PLAIN_WORDS_MAX: usize = 16;

/// Highest number a section may begin with, where what stands before may be the middle of a sentence.
const FIRST_NUMBER_MAX: u32 = 20;

impl Builder<'_> {
    /// "2)" is a heading where such numbers are the headings, else a point under one.
    pub(super) fn resolved(&mut self, marker: Marker) -> Marker {
        self.paren = matches!(marker, Marker::Paren(_));
        let Marker::Paren(value) = marker else { return marker };
        let numbered = self.open.iter().any(|node| matches!(node.marker, Marker::Number(_)));
        if numbered && !self.numbers_by_paren {
            Marker::Point(value)
        } else {
            Marker::Number(vec![value])
        }
    }

    /// How many open headings stay open above a heading with this mark.
    pub(super) fn kept_above(&self, marker: &Marker) -> usize {
        if let Some(keep) = self.under_item(marker) {
            return keep;
        }
        let closes = |node: &Node| match (&node.marker, marker) {
            (Marker::Number(outer), Marker::Number(inner)) => {
                outer.len() >= inner.len() || !inner.starts_with(outer)
            }
            (open, _) => open.rank() >= marker.rank(),
        };
        self.open.iter().position(closes).unwrap_or(self.open.len())
    }

    /// Under "Nhiệm vụ 1:" numbers begin anew: they stay there as long as they count on.
    fn under_item(&self, marker: &Marker) -> Option<usize> {
        let Marker::Number(parts) = marker else { return None };
        let item = |node: &Node| matches!(node.marker, Marker::Named(Kind::Item, _));
        let at = self.open.iter().rposition(item)?;
        let last = self.open.get(at + 1).or(self.open[at].children.last());
        let first = last.is_none() && parts.as_slice() == [1];
        let counts_on = last.is_some_and(|node| match &node.marker {
            Marker::Number(last) => {
                parts.starts_with(last) || (parts.len() == last.len() && is_next(last, parts))
            }
            _ => false,
        });
        (first || counts_on).then_some(if parts.len() == 1 {
            at + 1
        } else {
            let shorter = |node: &Node| match &node.marker {
                Marker::Number(outer) => !(outer.len() < parts.len() && parts.starts_with(outer)),
                _ => true,
            };
            self.open.iter().skip(at + 1).position(shorter).map_or(self.open.len(), |n| at + 1 + n)
        })
    }

    /// Whether a heading with this mark can follow: numbers count on, and do not leap. A number out
    /// of order is a heading all the same where what stands around it leaves no doubt.
    pub(super) fn follows(&mut self, marker: &Marker, rest: &str, index: usize) -> bool {
        self.plausible(marker) || self.misnumbered(marker, rest, index)
    }

    fn plausible(&self, marker: &Marker) -> bool {
        let last = self.last_sibling(marker);
        match (marker, last) {
            (Marker::Upper(letter), None) => *letter == 'A',
            (Marker::Upper(letter), Some(Marker::Upper(last))) => {
                *letter as u32 == *last as u32 + 1
            }
            (Marker::Roman(value), None) => *value <= 3,
            (Marker::Roman(value), Some(Marker::Roman(last))) => value > last && *value <= last + 3,
            // Articles count on through the chapters.
            (Marker::Named(Kind::Article, _), None) => true,
            (Marker::Named(_, value), None) => *value <= 3,
            (Marker::Named(kind, value), Some(Marker::Named(last_kind, last))) => {
                kind == last_kind && value > last && *value <= last + 5
                    || (*kind == Kind::Item && *value == 1)
            }
            (Marker::Number(parts), None) => {
                parts.iter().all(|part| *part <= FIRST_NUMBER_MAX) || self.at_rest()
            }
            (Marker::Number(parts), Some(Marker::Number(last))) => {
                parts > last && parts.iter().zip(last).all(|(part, last)| *part <= last + 5)
            }
            (Marker::Alpha(letter), None) => *letter <= 'b',
            (Marker::Alpha(letter), Some(Marker::Alpha(last))) => place(*letter) > place(*last),
            (Marker::Point(value), None) => *value == 1,
            (Marker::Point(value), Some(Marker::Point(last))) => *value == last + 1,
            _ => false,
        }
    }

    /// The mark before this one on the same level.
    fn last_sibling(&self, marker: &Marker) -> Option<&Marker> {
        let keep = self.kept_above(marker);
        let closed = match keep.checked_sub(1) {
            Some(parent) => self.open[parent].children.last(),
            None => self.outline.sections.last(),
        };
        let last = self.open.get(keep).or(closed).map(|node| &node.marker);
        last.filter(|last| last.rank() == marker.rank())
    }

    /// Whether nothing before the line at hand is unfinished.
    fn at_rest(&self) -> bool {
        let ends = |para: &Para| {
            para.text.ends_with(['.', ';', ':', '!', '?', '…']) || label(&para.text).is_some()
        };
        self.last != Last::Para || self.previous().is_none_or(ends)
    }

    /// Whether a number out of order – the same again, a leap, one from before – is a heading: it begins
    /// with a capital where nothing is unfinished, and somebody is named for it, or it begins anew
    /// under a heading without a mark.
    fn misnumbered(&mut self, marker: &Marker, rest: &str, index: usize) -> bool {
        let again = match (marker, self.last_sibling(marker)) {
            (Marker::Number(parts), Some(Marker::Number(last))) => parts.len() == last.len(),
            (Marker::Alpha(letter), Some(Marker::Alpha(last))) => letter == last,
            _ => false,
        };
        if !again || !rest.starts_with(char::is_uppercase) {
            return false;
        }
        let anew = matches!(marker, Marker::Number(parts) if parts.as_slice() == [1]);
        let heading = self.plain_heading(index).filter(|_| anew);
        let led = self.led(index) || (units::starts_with_unit(rest) && rest.len() < 120);
        let firm = heading.is_some_and(|text| !text.ends_with(':'));
        if heading.is_some() && (led || firm) {
            self.open_plain();
            return true;
        }
        led && self.at_rest()
    }

    /// The paragraph right before line `index`, if it looks like a heading.
    fn plain_heading(&self, index: usize) -> Option<&str> {
        let node = self.open.last()?;
        let para = node.paras.last()?;
        let line = *para.lines.last()?;
        let beside = (line + 1..index).all(|between| self.lines.is_blank(between));
        let short = words(&para.text).len() <= PLAIN_WORDS_MAX;
        let titled = para.text.starts_with(char::is_uppercase)
            && !para.text.ends_with(['.', ';', ','])
            && !para.text.contains(": ");
        (beside && short && titled && !para.bullet && label(&para.text).is_none())
            .then_some(para.text.as_str())
    }

    /// Makes the last paragraph a heading of its own.
    fn open_plain(&mut self) {
        let Some(para) = self.open.last_mut().and_then(|node| node.paras.pop()) else { return };
        let keep = self.kept_above(&Marker::Plain(1));
        let siblings = match keep.checked_sub(1) {
            Some(parent) => self.open.get(parent).map_or(0, |node| node.children.len()),
            None => self.outline.sections.len(),
        };
        let number = u32::try_from(siblings).unwrap_or(u32::MAX);
        let line = para.lines.first().copied().unwrap_or_default();
        self.heading(Marker::Plain(number), &para.text, line);
        if let Some(node) = self.open.last_mut() {
            node.heading = para;
        }
    }

    /// Whether somebody is named to lead before the next number.
    fn led(&self, index: usize) -> bool {
        let behind = (index + 1..self.lines.len()).take(LOOK_AHEAD_LINES);
        for next in behind {
            let (marker, text) = match self.lines.marked(next) {
                Some((marker, rest)) => (Some(marker), rest),
                None => (None, self.lines.text(next).trim()),
            };
            if matches!(label(text), Some((Label::Lead | Label::Coordinating, _))) {
                return true;
            }
            if marker.is_some_and(|marker| marker != Marker::Bullet) {
                return false;
            }
        }
        false
    }
}

/// Whether `parts` is the number behind `last`.
fn is_next(last: &[u32], parts: &[u32]) -> bool {
    match (last.split_last(), parts.split_last()) {
        (Some((last, outer)), Some((part, same))) => outer == same && *part == last + 1,
        _ => false,
    }
}

fn place(letter: char) -> Option<usize> {
    ALPHABET.chars().position(|other| other == letter)
}
