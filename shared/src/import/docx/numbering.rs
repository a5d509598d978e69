//! Word's automatic numbering as the marks a reader sees: "I.", "1.1.", "a)", "-".

use std::collections::{BTreeMap, BTreeSet};

use super::super::{
    error::{ImportError, TooMuch},
    marker,
};
use super::xml::{Tag, Token, Xml};
use crate::limits::IMPORT_STYLES_MAX;

/// Bullets that are a plus sign: as such, and as the letter of private use of a symbol font.
const PLUS: [&str; 2] = ["+", "\u{f02b}"];

/// Levels of a list.
const LEVELS: usize = 9;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Format {
    #[default]
    Decimal,
    TwoDigits,
    UpperRoman,
    LowerRoman,
    UpperLetter,
    LowerLetter,
    Bullet,
    Nothing,
}

#[derive(Debug, Clone, Default)]
struct Level {
    start: Option<u32>,
    format: Format,
    text: String,
    style: Option<String>,
    decimal_only: bool,
    /// Whether a higher level does not start it anew.
    runs_on: bool,
}

#[derive(Debug, Clone, Default)]
struct Abstract {
    levels: [Level; LEVELS],
    /// The list style that defines it, elsewhere.
    link: Option<String>,
    /// The list style it defines.
    defines: Option<String>,
}

#[derive(Debug, Clone, Default)]
struct List {
    of: u32,
    starts: [Option<u32>; LEVELS],
    levels: BTreeMap<usize, Level>,
}

/// The lists of a .docx, and how far each has counted.
#[derive(Debug, Clone, Default)]
pub(super) struct Numbering {
    abstracts: BTreeMap<u32, Abstract>,
    lists: BTreeMap<u32, List>,
    by_defined_style: BTreeMap<String, u32>,
    counts: BTreeMap<u32, [Option<u32>; LEVELS]>,
    begun: BTreeSet<u32>,
}

impl Numbering {
    pub(super) fn read(bytes: &[u8], part: &str) -> Result<Self, ImportError> {
        let mut xml = Xml::new(bytes, part);
        let mut reading = Reading::default();
        loop {
            match xml.next()? {
                Token::Open(tag) => reading.open(&tag),
                Token::Close | Token::Text(_) => {}
                Token::End => break,
            }
            if reading.all.abstracts.len() + reading.all.lists.len() > IMPORT_STYLES_MAX {
                return Err(ImportError::TooMuch(TooMuch::Styles));
            }
        }
        let mut all = reading.all;
        for (id, list) in &all.abstracts {
            if let Some(style) = &list.defines {
                all.by_defined_style.insert(style.clone(), *id);
            }
        }
        Ok(all)
    }

    /// The level of a list that belongs to a style.
    pub(super) fn level_of(&self, num_id: u32, style: &str) -> Option<usize> {
        let list = &self.abstracts[&self.abstract_of(num_id)?];
        list.levels.iter().position(|level| level.style.as_deref() == Some(style))
    }

    fn abstract_of(&self, num_id: u32) -> Option<u32> {
        let id = self.lists.get(&num_id)?.of;
        let link = self.abstracts.get(&id)?.link.as_ref();
        Some(link.and_then(|style| self.by_defined_style.get(style)).copied().unwrap_or(id))
    }

    /// Counts one paragraph of a list on; gives its mark.
    pub(super) fn count(&mut self, num_id: u32, level: usize) -> Option<String> {
        let level = level.min(LEVELS - 1);
        let id = self.abstract_of(num_id)?;
        let list = self.lists.get(&num_id)?;
        let base = &self.abstracts.get(&id)?.levels;
        let at = |level: usize| list.levels.get(&level).unwrap_or(&base[level]);
        let start = |level: usize| list.starts[level].or(at(level).start).unwrap_or(1);
        let counts = self.counts.entry(id).or_default();
        if self.begun.insert(num_id) {
            for (count, start) in counts.iter_mut().zip(&list.starts) {
                if start.is_some() {
                    *count = None;
                }
            }
        }
        counts[level] = Some(counts[level].map_or(start(level), |count| count.saturating_add(1)));
        for (deeper, count) in counts.iter_mut().enumerate().skip(level + 1) {
            if !at(deeper).runs_on {
                *count = None;
            }
        }
        let this = at(level);
        if this.format == Format::Bullet {
            return Some(if PLUS.contains(&this.text.trim()) { "+" } else { "-" }.to_owned());
        }
        let mut mark = String::new();
        let mut letters = this.text.chars().peekable();
        while let Some(letter) = letters.next() {
            let place = letters.peek().and_then(|next| next.to_digit(10)).filter(|_| letter == '%');
            match place.and_then(|place| usize::try_from(place).ok()?.checked_sub(1)) {
                Some(other) if other < LEVELS => {
                    letters.next();
                    let value = counts[other].unwrap_or_else(|| start(other));
                    let format = if this.decimal_only { Format::Decimal } else { at(other).format };
                    mark.push_str(&written(value, format));
                }
                _ => mark.push(letter),
            }
        }
        let mark = mark.trim().to_owned();
        // "1" and "1.1" without punctuation are numbers all the same.
        let bare = mark.ends_with(char::is_alphanumeric)
            && marker::marked(&format!("{mark}. X")).is_some();
        Some(if bare { format!("{mark}.") } else { mark }).filter(|mark| !mark.is_empty())
    }
}

/// What is open while numbering.xml is read.
#[derive(Default)]
struct Reading {
    all: Numbering,
    of: Option<u32>,
    list: Option<u32>,
    level: usize,
}

impl Reading {
    fn open(&mut self, tag: &Tag<'_>) {
        let number = |name: &str| tag.attr(name).and_then(|value| value.parse::<u32>().ok());
        let place =
            |name: &str| number(name).map_or(LEVELS, |level| level as usize).min(LEVELS - 1);
        match tag.name().as_str() {
            "abstractNum" => {
                self.of = number("abstractNumId");
                self.list = None;
                self.all.abstracts.insert(self.of.unwrap_or_default(), Abstract::default());
            }
            "num" => {
                self.list = number("numId");
                self.all.lists.insert(self.list.unwrap_or_default(), List::default());
            }
            "abstractNumId" => {
                if let Some(list) = self.list.and_then(|id| self.all.lists.get_mut(&id)) {
                    list.of = number("val").unwrap_or_default();
                }
            }
            "lvlOverride" => self.level = place("ilvl"),
            "startOverride" => {
                if let Some(list) = self.list.and_then(|id| self.all.lists.get_mut(&id)) {
                    list.starts[self.level] = number("val");
                }
            }
            "lvl" => {
                self.level = place("ilvl");
                if let Some(level) = self.current() {
                    *level = Level::default();
                }
            }
            "numStyleLink" => {
                if let Some(list) = self.of.and_then(|id| self.all.abstracts.get_mut(&id)) {
                    list.link = tag.val();
                }
            }
            "styleLink" => {
                if let Some(list) = self.of.and_then(|id| self.all.abstracts.get_mut(&id)) {
                    list.defines = tag.val();
                }
            }
            name => {
                if let Some(level) = self.current() {
                    level.set(name, tag);
                }
            }
        }
    }

    /// The level whose properties are being read.
    fn current(&mut self) -> Option<&mut Level> {
        match self.list {
            Some(list) => {
                Some(self.all.lists.get_mut(&list)?.levels.entry(self.level).or_default())
            }
            None => Some(&mut self.all.abstracts.get_mut(&self.of?)?.levels[self.level]),
        }
    }
}

impl Level {
    fn set(&mut self, property: &str, tag: &Tag<'_>) {
        let value = tag.val();
        match property {
            "start" => self.start = value.and_then(|value| value.parse().ok()),
            "numFmt" => self.format = format(value.as_deref().unwrap_or_default()),
            "lvlText" => self.text = value.unwrap_or_default(),
            "pStyle" => self.style = value,
            "isLgl" => self.decimal_only = tag.is_on(),
            "lvlRestart" => self.runs_on = value.as_deref() == Some("0"),
            _ => {}
        }
    }
}

fn format(name: &str) -> Format {
    match name {
        "decimalZero" => Format::TwoDigits,
        "upperRoman" => Format::UpperRoman,
        "lowerRoman" => Format::LowerRoman,
        "upperLetter" => Format::UpperLetter,
        "lowerLetter" => Format::LowerLetter,
        "bullet" => Format::Bullet,
        "none" => Format::Nothing,
        _ => Format::Decimal,
    }
}

/// Letters repeat behind z ("aa"); past this many it is no list of a plan.
const LETTER_REPEATS_MAX: u32 = 4;

fn written(value: u32, format: Format) -> String {
    match format {
        Format::TwoDigits => format!("{value:02}"),
        Format::UpperRoman | Format::LowerRoman if (1..40).contains(&value) => {
            let roman = marker::to_roman(value);
            if format == Format::UpperRoman { roman } else { roman.to_lowercase() }
        }
        Format::UpperLetter | Format::LowerLetter
            if (1..=26 * LETTER_REPEATS_MAX).contains(&value) =>
        {
            let first = if format == Format::UpperLetter { b'A' } else { b'a' };
            let letter = char::from(first + u8::try_from((value - 1) % 26).unwrap_or(0));
            (0..=(value - 1) / 26).map(|_| letter).collect()
        }
        Format::Nothing | Format::Bullet => String::new(),
        _ => value.to_string(),
    }
}
