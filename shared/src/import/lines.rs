//! The lines of the file: cleaned of markup, numbered, and accounted for one by one.

use super::{
    marker::{Marker, marked},
    model::NotUnderstood,
    source::{Place, SourceLine},
    words::squeeze,
};

/// Where a line of the file ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineFate {
    /// Line of the file, from 1.
    pub line: usize,
    /// The field that holds it.
    pub field: Field,
}

/// The part of an imported plan that holds a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// Nothing to hold: blank, or a rule of dashes or stars.
    Blank,
    /// `table_heads`: the names of a table's columns, which tell what the cells hold.
    TableHead,
    /// Country name and motto, the same on every document; they stand in `letterhead`.
    Motto,
    /// `letterhead` alone: urgency, the authority above the issuer.
    Letterhead,
    /// `issuer`, with `letterhead` or `issuing`.
    Issuer,
    /// `number` or `issued_on`, also where the text leaves them open.
    Number,
    /// `type`.
    Type,
    /// `abstract`.
    Abstract,
    /// `basis`.
    Basis,
    /// `purpose`.
    Purpose,
    /// `requirements`.
    Requirements,
    /// `sections`: a heading or a paragraph under one.
    Section,
    /// A task's `title`.
    TaskTitle,
    /// A task's `content`.
    TaskContent,
    /// A task's `lead` and `lead_raw`.
    Lead,
    /// A task's `coordinating` and `coordinating_raw`.
    Coordinating,
    /// A task's `due` or `periodicity`.
    Due,
    /// A task's or the plan's `funding`.
    Funding,
    /// `responsibilities`.
    Responsibility,
    /// `closing`.
    Closing,
    /// `recipients`.
    Recipients,
    /// `signature`.
    Signature,
    /// `not_understood`.
    NotUnderstood,
}

/// A line of the file without its markup, and where it went.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// The text, spacing as in the file.
    pub(super) text: String,
    place: Place,
    fate: Option<Field>,
    /// Line of the file, from 1; the cells of a row written as one line share it.
    number: usize,
}

/// All lines of the file.
#[derive(Debug, Clone)]
pub(super) struct Lines {
    all: Vec<Line>,
}

impl Lines {
    /// Lines with the numbers they have in the file.
    pub(super) fn numbered(source: impl Iterator<Item = (usize, SourceLine)>) -> Self {
        let line = |(number, line): (usize, SourceLine)| {
            let text = strip_markup(&line.text);
            let fate = match line.place {
                _ if !text.contains(char::is_alphanumeric) => Some(Field::Blank),
                Place::TableHead => Some(Field::TableHead),
                Place::RowGoesOn => Some(Field::TaskContent),
                Place::Aside => Some(Field::NotUnderstood),
                _ => None,
            };
            Line { text, place: line.place, fate, number }
        };
        Self { all: source.map(line).collect() }
    }

    /// Lines of which nothing is known but their text.
    #[cfg(test)]
    pub(super) fn of(text: &[&str]) -> Self {
        let line = |text: &&str| SourceLine::new(*text, Place::Text);
        Self::numbered(text.iter().map(line).enumerate().map(|(index, line)| (index + 1, line)))
    }

    /// What is known of a line from where it stands.
    pub(super) fn place(&self, index: usize) -> &Place {
        &self.all[index].place
    }

    pub(super) fn set_place(&mut self, index: usize, place: Place) {
        self.all[index].place = place;
    }

    /// Whether a line is not to be read: column names, footnotes.
    pub(super) fn is_aside(&self, index: usize) -> bool {
        matches!(self.all[index].place, Place::TableHead | Place::Aside | Place::RowGoesOn)
    }

    /// The names of the columns of all tables of tasks.
    pub(super) fn table_heads(&self) -> Vec<String> {
        let heads = self.all.iter().filter(|line| line.fate == Some(Field::TableHead));
        heads.map(|line| squeeze(&line.text)).collect()
    }

    /// The mark of a line, by its place or its text, and what follows it.
    pub(super) fn marked(&self, index: usize) -> Option<(Marker, &str)> {
        let line = &self.all[index];
        match &line.place {
            Place::Heading(marker) | Place::Row(marker) => {
                Some((marker.clone(), line.text.as_str()))
            }
            Place::Text => marked(&line.text),
            Place::Cell | Place::Data | Place::TableHead | Place::RowGoesOn | Place::Aside => None,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// The text of a line, by its index from 0.
    pub(super) fn text(&self, index: usize) -> &str {
        &self.all[index].text
    }

    /// The line of the file it stands on, from 1.
    pub(super) fn number(&self, index: usize) -> usize {
        self.all[index].number
    }

    /// Where a line ended, as far as it has.
    pub(super) fn fate(&self, index: usize) -> Option<Field> {
        self.all[index].fate
    }

    pub(super) fn set_text(&mut self, index: usize, text: String) {
        self.all[index].text = text;
    }

    pub(super) fn is_blank(&self, index: usize) -> bool {
        self.all[index].fate == Some(Field::Blank)
    }

    /// Notes where lines ended. A line that could not be read stays noted as that.
    pub(super) fn note(&mut self, indices: &[usize], field: Field) {
        let lost = |index: Option<&usize>| {
            index.is_none_or(|index| self.all[*index].fate == Some(Field::NotUnderstood))
        };
        // A long paragraph may be said to be lost once for each of its clauses.
        if field == Field::NotUnderstood && lost(indices.first()) && lost(indices.last()) {
            return;
        }
        for &index in indices {
            let fate = &mut self.all[index].fate;
            if !matches!(fate, Some(Field::Blank | Field::NotUnderstood | Field::TableHead)) {
                *fate = Some(field);
            }
        }
    }

    /// The account: every line's fate, and the text of those that ended in no field.
    pub(super) fn account(self) -> (Vec<LineFate>, Vec<NotUnderstood>) {
        let mut fates: Vec<LineFate> = Vec::with_capacity(self.all.len());
        let mut lost: Vec<NotUnderstood> = Vec::new();
        for Line { text, fate, number, .. } in self.all {
            let field = fate.unwrap_or(Field::NotUnderstood);
            if field == Field::NotUnderstood {
                match lost.last_mut().filter(|last| last.line == number) {
                    Some(last) => last.text = format!("{} | {}", last.text, squeeze(&text)),
                    None => lost.push(NotUnderstood { line: number, text: squeeze(&text) }),
                }
            }
            match fates.last_mut().filter(|last| last.line == number) {
                // Of a row its first cell tells, unless a later one was not understood.
                Some(last) if last.field == Field::Blank || field == Field::NotUnderstood => {
                    last.field = field;
                }
                Some(_) => {}
                None => fates.push(LineFate { line: number, field }),
            }
        }
        (fates, lost)
    }
}

/// A line without bold, italic and heading marks (`**`, `*`, `__`, `#`). A star that begins a list item becomes `•`, one
/// between blanks stays.
fn strip_markup(line: &str) -> String {
    let body = line.trim_start();
    let indent = &line[..line.len() - body.len()];
    let unhashed = body.trim_start_matches('#');
    let body = if unhashed.starts_with([' ', '\t']) { unhashed } else { body };
    let (bullet, body) = match body.strip_prefix('*') {
        Some(rest) if rest.starts_with([' ', '\t']) => ("•", rest),
        _ => ("", body),
    };
    let mut text = format!("{indent}{bullet}");
    let mut chars = body.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        if c == '_' {
            // Two are a mark where a word touches them; more are a place to write on.
            let mut run = 1;
            while chars.next_if_eq(&'_').is_some() {
                run += 1;
            }
            let beside = |c: &char| !c.is_whitespace();
            let touched = beside(&before) || chars.peek().is_some_and(beside);
            if run != 2 || !touched {
                text.extend(std::iter::repeat_n('_', run));
            }
            continue;
        }
        let lone =
            c == '*' && before.is_whitespace() && chars.peek().is_some_and(|n| n.is_whitespace());
        if c != '*' || lone {
            text.push(c);
        }
        before = c;
    }
    text
}

/// The cells of a line that two columns were folded into: split at tabs, `|` and wide gaps.
pub(super) fn cells(text: &str) -> Vec<String> {
    text.split(['\t', '|'])
        .flat_map(|part| part.split("   "))
        .map(squeeze)
        .filter(|cell| cell.contains(char::is_alphanumeric))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_goes_and_words_stay() {
        assert_eq!(strip_markup("**trong đó Phòng A** xã"), "trong đó Phòng A xã");
        assert_eq!(strip_markup("quyền (*Thực hiện*)"), "quyền (Thực hiện)");
        assert_eq!(strip_markup("  ## II. NỘI DUNG"), "   II. NỘI DUNG");
        assert_eq!(strip_markup("* Chủ trì: **A**"), "• Chủ trì: A");
        assert_eq!(strip_markup("3 * 4"), "3 * 4");
        assert_eq!(strip_markup("**PHÓ CHỦ TỊCH"), "PHÓ CHỦ TỊCH");
        assert_eq!(strip_markup("__II. NỘI DUNG__"), "II. NỘI DUNG");
        assert_eq!(strip_markup("a_b ____ 1"), "a_b ____ 1");
    }

    #[test]
    fn two_columns_are_two_cells() {
        assert_eq!(cells("UBND XÃ A      Độc lập - Tự do"), ["UBND XÃ A", "Độc lập - Tự do"]);
        assert_eq!(cells("Số: 1/KH-UBND | A, ngày 2 tháng 3 năm 2026 |").len(), 2);
    }

    #[test]
    fn what_nobody_claims_is_not_understood() {
        let mut lines = Lines::of(&["một", "---", "hai"]);
        lines.note(&[0, 1], Field::Closing);
        let (fates, lost) = lines.account();
        assert_eq!(
            fates.iter().map(|fate| fate.field).collect::<Vec<_>>(),
            [Field::Closing, Field::Blank, Field::NotUnderstood]
        );
        assert_eq!(lost, [NotUnderstood { line: 3, text: "hai".into() }]);
    }
}
