//! A report as it stands on paper: what every form of output (screen, .docx, .xlsx, CSV) is made
//! from. Its layout is that of Nghị định 30/2020 (DOMAIN §4); nothing here knows a file format.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A report, ready to be laid out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Whether it is a draft (`dự thảo`): a banner says so, number and date stay blank.
    pub draft: bool,
    /// The body above (`cơ quan chủ quản`), upper case; for a department's paper only.
    pub superior: Option<String>,
    /// The issuing body, a line each, upper case: `ỦY BAN NHÂN DÂN`, `XÃ ĐIỀM HE`.
    pub issuer: Vec<String>,
    /// The issuing body as it is named within a sentence: `Ủy ban nhân dân xã Điềm He`. Without it
    /// the appendices do not say whose the report is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub issuer_name: String,
    /// The number, once issued: `05`.
    pub number: Option<String>,
    /// What follows the number: `BC-UBND`.
    pub notation: String,
    /// Where it is issued, as in the line of place and date: `Điềm He`.
    pub place: String,
    /// When, once issued.
    pub date: Option<Date>,
    /// The year that an undated line of place and date names.
    pub year: i16,
    /// The type's name, upper case: `BÁO CÁO`.
    pub type_name: String,
    /// The abstract (`trích yếu`).
    pub subject: String,
    /// Whom it is addressed to (`kính gửi`).
    pub addressees: Vec<String>,
    /// The paragraphs before the first heading.
    pub opening: Vec<Paragraph>,
    /// The headings with what stands under them.
    pub sections: Vec<Section>,
    /// The last paragraph, with its `./.`.
    pub closing: Vec<Paragraph>,
    /// Who signs.
    pub signature: Signature,
    /// The recipients (`nơi nhận`), without dash and semicolon.
    pub recipients: Vec<String>,
    /// The appendices (`phụ lục`), each beginning on a page of its own.
    pub appendices: Vec<Appendix>,
}

/// A heading of a report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// How deep it lies.
    pub level: Level,
    /// As printed, with its mark: `I.`, `1.`, `a)`.
    pub label: String,
    /// The heading.
    pub title: String,
    /// What stands under it.
    pub body: Vec<Paragraph>,
}

/// How deep a heading lies (DOMAIN §4).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Mục: `I.`, bold, upper case.
    #[default]
    Part,
    /// Khoản: `1.`, bold.
    Clause,
    /// Điểm: `a)` by the Vietnamese alphabet.
    Point,
}

/// A paragraph.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    /// What it consists of.
    pub runs: Vec<Run>,
}

/// A stretch of a paragraph.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// What is read.
    pub text: String,
    /// The figure that it is, live until the cut-off; nothing for prose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figure: Option<String>,
}

impl Paragraph {
    /// Of prose alone.
    pub fn of(text: impl Into<String>) -> Self {
        Self { runs: vec![Run { text: text.into(), figure: None }] }
    }

    /// All that is read.
    pub fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }
}

/// Who signs (`quyền hạn, chức vụ, họ tên`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// In what capacity, a line each, upper case: `TM. ỦY BAN NHÂN DÂN`, `KT. CHỦ TỊCH`, `PHÓ CHỦ TỊCH`.
    pub capacity: Vec<String>,
    /// The name, without title; blank in a draft.
    pub name: Option<String>,
}

/// An appendix: a table under a title.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appendix {
    /// Its number: `I`.
    pub number: String,
    /// Its title, upper case.
    pub title: String,
    /// The table.
    pub table: Table,
    /// What is said below the table.
    pub notes: Vec<String>,
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, below the repeating heads.
    pub rows: Vec<Row>,
    /// Whether it needs a page lying on its side.
    pub landscape: bool,
}

/// A column.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its head.
    pub head: String,
    /// Its share of the table's width.
    pub width: u16,
    /// Where its cells stand.
    pub align: Align,
}

/// Where a cell's text stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// At the left.
    #[default]
    Left,
    /// In the middle.
    Centre,
    /// At the right: numbers.
    Right,
}

/// A row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its cells, one for each column.
    pub cells: Vec<Cell>,
    /// What sort of row it is.
    pub kind: RowKind,
}

/// What sort of row it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// One of the things listed.
    #[default]
    Item,
    /// A heading of those that follow, bold.
    Group,
    /// The total (`tổng cộng`), bold.
    Total,
}

/// A cell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
pub enum Cell {
    /// Nothing: not known, or not asked.
    #[default]
    Blank,
    /// Words.
    Text(String),
    /// A number; a spreadsheet adds it.
    Number(i64),
    /// Nothing came up (`không phát sinh`); a spreadsheet takes it for none.
    NoneArisen,
    /// A share: so many out of so many, shown in percent with one digit. Blank of nothing.
    Share {
        /// So many.
        part: i64,
        /// Out of so many.
        whole: i64,
    },
    /// A day.
    Date(Date),
    /// The sum of the numbers of the items above; a spreadsheet computes it. The value is what it is.
    Sum(i64),
}

impl Cell {
    /// As it is printed.
    pub fn printed(&self) -> String {
        match self {
            Self::Blank | Self::Share { whole: 0, .. } => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(number) | Self::Sum(number) => grouped(*number),
            Self::NoneArisen => NONE_ARISEN.to_owned(),
            Self::Share { part, whole } => percent(*part, *whole),
            Self::Date(date) => crate::time::format_date(*date),
        }
    }
}

/// What stands where nothing came up (DOMAIN §3.2).
pub const NONE_ARISEN: &str = "Không phát sinh";

/// A whole number as it is written in Vietnamese: `1.234.567`.
pub fn grouped(number: i64) -> String {
    crate::text::grouped(number, '.')
}

/// A share in percent, rounded half up to one digit: `66,7`; `100` without one.
fn percent(part: i64, whole: i64) -> String {
    let (part, whole) = (i128::from(part), i128::from(whole));
    let tenths = (part * 2_000 + whole).div_euclid(whole * 2);
    let (units, tenth) = (tenths / 10, tenths % 10);
    match tenth {
        0 => units.to_string(),
        tenth => format!("{units},{tenth}"),
    }
}

/// The letters by which points are counted (DOMAIN §4): those of the Vietnamese alphabet that carry
/// no mark, and đ.
const LETTERS: &[char] = &[
    'a', 'b', 'c', 'd', 'đ', 'e', 'g', 'h', 'i', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't',
    'u', 'v', 'x', 'y',
];

/// The label of the `n`th point, from 0: `a)`, …, `d)`, `đ)`; after `y)`, `aa)`.
pub fn point_label(n: usize) -> String {
    let letter = |n: usize| LETTERS[n % LETTERS.len()];
    match n / LETTERS.len() {
        0 => format!("{})", letter(n)),
        round => format!("{}{})", letter(round - 1), letter(n)),
    }
}

/// A part's number: `I`, `IV`; beyond what reports have, in digits.
pub fn roman(n: usize) -> String {
    const NUMBERS: &[&str] =
        &["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
    match n.checked_sub(1).and_then(|n| NUMBERS.get(n)) {
        Some(number) => (*number).to_owned(),
        None => n.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_write_them() {
        let written = [0, 999, 1_000, 1_234_567, -1_234].map(grouped);
        assert_eq!(written, ["0", "999", "1.000", "1.234.567", "-1.234"]);
    }

    #[test]
    fn shares_are_rounded_to_a_tenth_and_of_nothing_there_is_none() {
        let share = |part, whole| Cell::Share { part, whole }.printed();
        assert_eq!(
            [share(2, 3), share(24, 24), share(1, 8), share(0, 5), share(3, 0), share(3, 2)],
            ["66,7", "100", "12,5", "0", "", "150"]
        );
    }

    #[test]
    fn points_are_counted_by_the_vietnamese_alphabet() {
        let labels: Vec<String> =
            [0, 3, 4, 5, 6, 22, 23, 46].into_iter().map(point_label).collect();
        assert_eq!(labels, ["a)", "d)", "đ)", "e)", "g)", "y)", "aa)", "ba)"]);
        assert_eq!([roman(1), roman(6), roman(13)], ["I", "VI", "13"]);
    }
}
