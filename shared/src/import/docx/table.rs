//! Tables of tasks as headings and labelled lines: one way to read both.

use std::collections::BTreeMap;

use super::super::{
    error::{ImportError, TooMuch},
    labels::label,
    marker::{Marker, marked},
    source::Place,
    units::starts_with_unit,
};
use super::{
    blocks::{Block, Row},
    columns::{self, Column},
    grid::{Slot, grid, said},
    render::Page,
};
use crate::limits::IMPORT_TEXT_BYTES_MAX;

/// Rows among which the names of the columns are looked for: a title may stand above them.
const HEAD_ROWS_MAX: usize = 3;

/// Depths of rows: groups numbered with Roman figures or letters, then figures, then points.
const DEPTH_GROUP: usize = 0;
const DEPTH_NUMBER: usize = 1;
const DEPTH_POINT: usize = 8;
const DEPTH_BELOW: usize = 9;
const DEPTH_INNER: usize = 10;

/// A column: its place in the grid, what it holds, its name.
struct Named {
    column: usize,
    kind: Column,
    name: String,
}

/// Writes a table of tasks as lines; false if it is no such table.
pub(super) fn tasks(rows: &[&Row], page: &mut Page) -> Result<bool, ImportError> {
    let grid = grid(rows)?;
    let Some((first, last, columns)) = head(&grid)? else { return Ok(false) };
    for (index, row) in grid[..first].iter().enumerate() {
        page.row = index;
        for text in row.iter().flat_map(|slot| slot.paras.iter()) {
            page.push(text, Place::Text)?;
        }
    }
    for (index, row) in grid[first..=last].iter().enumerate() {
        page.row = first + index;
        page.push(&joined(row), Place::TableHead)?;
    }
    let mut writer = Writer { columns: &columns, page, open: Vec::new(), counts: BTreeMap::new() };
    let names: Vec<String> = grid[first].iter().map(|slot| slot.paras.join(" ")).collect();
    for (index, row) in grid[last + 1..].iter().enumerate() {
        writer.page.row = last + 1 + index;
        let same = row.iter().map(|slot| slot.paras.join(" ")).eq(names.iter().map(String::as_str));
        if row.iter().all(|slot| slot.paras.is_empty()) {
            continue;
        }
        if same || is_index(row) {
            writer.page.push(&joined(row), Place::TableHead)?;
        } else {
            writer.row(row)?;
        }
    }
    Ok(true)
}

/// Whether rows are a table of tasks whose first column numbers them.
pub(super) fn is_numbered(rows: &[&Row]) -> Result<bool, ImportError> {
    let first = |columns: Vec<Named>| columns.first().is_some_and(|it| it.kind == Column::Number);
    Ok(head(&grid(rows)?)?.is_some_and(|(_, _, columns)| first(columns)))
}

/// The table that goes on with the one whose first row is `head`, and what stands behind it: of as
/// many columns, under nothing but blank lines, with a number where that has its column of numbers.
pub(super) fn going_on<'a>(head: &Row, rest: &'a [Block]) -> Option<(&'a [Row], &'a [Block])> {
    let blank = rest.iter().take_while(|block| !block.has_words()).count();
    let (Block::Table(rows), behind) = rest[blank..].split_first()? else { return None };
    let first = rows.first()?;
    let number = said(&first.cells.first()?.blocks).join(" ");
    let alike = first.columns() == head.columns() && first.before == 0;
    (alike && numbered(&number).is_some()).then_some((rows.as_slice(), behind))
}

fn joined(row: &[Slot]) -> String {
    let texts: Vec<String> =
        row.iter().filter(|slot| !slot.merged).map(|slot| slot.paras.join(" ")).collect();
    texts.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" | ")
}

/// First and last row of the names of the columns, and the columns.
fn head(grid: &[Vec<Slot>]) -> Result<Option<(usize, usize, Vec<Named>)>, ImportError> {
    for first in 0..grid.len().min(HEAD_ROWS_MAX) {
        let names = |row: &[Slot]| {
            row.iter()
                .map(|slot| Named {
                    column: slot.column,
                    kind: columns::of(&slot.paras.join(" ")),
                    name: slot.paras.join(" "),
                })
                .collect::<Vec<_>>()
        };
        let mut columns = names(&grid[first]);
        let mut last = first;
        // A second row under a name that spans several columns.
        let below = grid
            .get(first + 1)
            .filter(|row| row.iter().any(|slot| slot.merged) && row.len() > grid[first].len());
        if let Some(row) = below {
            last = first + 1;
            let tops = columns;
            columns = names(row);
            let mut bytes = 0usize;
            for column in &mut columns {
                let top = tops.iter().rev().find(|top| top.column <= column.column);
                if let Some(top) = top.filter(|top| top.name != column.name) {
                    if column.kind == Column::Other {
                        column.kind = top.kind;
                    }
                    column.name = format!("{} {}", top.name, column.name);
                    // One name may stand above thousands.
                    bytes += column.name.len();
                    if bytes > IMPORT_TEXT_BYTES_MAX {
                        return Err(ImportError::TooMuch(TooMuch::Text));
                    }
                }
            }
        }
        let has = |kind: Column| columns.iter().any(|column| column.kind == kind);
        let given = has(Column::Lead) || has(Column::Coordinating) || has(Column::Time);
        if has(Column::Content) && given {
            return Ok(Some((first, last, columns)));
        }
    }
    Ok(None)
}

/// A row that numbers the columns: (1) (2) (3).
fn is_index(row: &[Slot]) -> bool {
    let figure = |slot: &Slot| {
        let text = slot.paras.join(" ");
        text.trim_matches(['(', ')']).parse::<u8>().is_ok()
    };
    row.len() >= 3 && row.iter().all(|slot| !slot.merged && figure(slot))
}

struct Writer<'a> {
    columns: &'a [Named],
    page: &'a mut Page,
    /// Rows under which the next may stand: depth and number as the table has it.
    open: Vec<(usize, String)>,
    /// How many rows without a number stand under each.
    counts: BTreeMap<String, u32>,
}

impl Writer<'_> {
    fn row(&mut self, row: &[Slot]) -> Result<(), ImportError> {
        let named = |slot: &Slot| {
            let at = self.columns.iter().rposition(|column| column.column <= slot.column);
            at.map_or(0, |at| at)
        };
        let cells: Vec<(&Slot, &Named)> =
            row.iter().map(|slot| (slot, &self.columns[named(slot)])).collect();
        let of = |kind: Column| {
            cells.iter().filter(move |(_, column)| column.kind == kind).map(|(slot, _)| *slot)
        };
        let number = of(Column::Number).next();
        let written = number.map(|slot| slot.paras.join(" ")).unwrap_or_default();
        let filled: Vec<&(&Slot, &Named)> =
            cells.iter().filter(|(slot, _)| !slot.paras.is_empty()).collect();
        let told = filled.iter().filter(|(_, column)| column.kind != Column::Number).count();
        let spanning = (told == 1 || filled.len() == 1)
            && filled.iter().any(|(slot, column)| {
                slot.span > 1
                    && !slot.merged
                    && (column.kind != Column::Number || filled.len() == 1)
            });
        if spanning {
            return self.group(&written, &filled);
        }
        let contents: Vec<&Slot> =
            of(Column::Content).filter(|slot| !slot.paras.is_empty()).collect();
        if contents.is_empty() {
            let text = joined(row);
            return if text.is_empty() { Ok(()) } else { self.page.push(&text, Place::Aside) };
        }
        self.contents(number, &written, &contents)?;
        for (slot, column) in &cells {
            let fresh = !slot.merged || contents.iter().any(|content| !content.merged);
            if !slot.paras.is_empty() && fresh {
                self.detail(slot, column)?;
            }
        }
        Ok(())
    }

    /// A row that is one heading over the rows below it.
    fn group(&mut self, written: &str, filled: &[&(&Slot, &Named)]) -> Result<(), ImportError> {
        let paras: Vec<&String> = filled
            .iter()
            .filter(|(_, column)| column.kind != Column::Number || filled.len() == 1)
            .flat_map(|(slot, _)| slot.paras.iter())
            .collect();
        let Some((title, rest)) = paras.split_first() else { return Ok(()) };
        // A title over all columns stands in the first, which is mostly that of the numbers.
        let written = if filled.len() == 1 { "" } else { written };
        let (depth, label, title) = match (numbered(written), marked(title)) {
            (Some((depth, label)), _) => (depth, label, title.as_str()),
            (None, Some((Marker::Bullet, text))) => (DEPTH_GROUP, String::new(), text),
            (None, Some((marker, text))) => {
                let (depth, label) = place(&marker);
                (depth, label, text)
            }
            (None, None) => (DEPTH_GROUP, String::new(), title.as_str()),
        };
        self.heading(depth, label, title)?;
        if !written.is_empty() && numbered(written).is_none() {
            self.page.push(written, Place::Cell)?;
        }
        rest.iter().try_for_each(|text| self.page.push(text, Place::Cell))
    }

    /// The task of a row: a heading with what it says beyond its first paragraph.
    fn contents(
        &mut self,
        number: Option<&Slot>,
        written: &str,
        contents: &[&Slot],
    ) -> Result<(), ImportError> {
        let again = number.is_some_and(|slot| slot.merged);
        let split = number.is_some_and(|slot| slot.merged || slot.goes_on);
        for (index, slot) in contents.iter().enumerate() {
            if slot.merged {
                continue;
            }
            let Some((first, rest)) = slot.paras.split_first() else { continue };
            // Several columns of content: what is merged over rows stands above the others.
            let inner =
                index > 0 && contents[..index].iter().any(|left| left.merged || left.goes_on);
            if index > 0 && !inner {
                slot.paras.iter().try_for_each(|text| self.page.push(text, Place::Cell))?;
                continue;
            }
            let own = marked(first).filter(|_| written.is_empty());
            let (depth, label, title) = match own {
                _ if inner => (DEPTH_INNER, String::new(), first.as_str()),
                Some((Marker::Bullet, text)) => (DEPTH_BELOW, String::new(), text),
                Some((marker, text)) => {
                    let (depth, label) = place(&marker);
                    (depth, label, text)
                }
                None => match numbered(written) {
                    Some((depth, label)) if split && !slot.goes_on => {
                        // One number over several rows: each is a task of its own.
                        if !again {
                            self.counts.remove(&format!("split {label}"));
                        }
                        let count = self.counts.entry(format!("split {label}")).or_default();
                        *count += 1;
                        (depth, format!("{label}.{count}"), first.as_str())
                    }
                    Some((depth, label)) => (depth, label, first.as_str()),
                    None => (DEPTH_BELOW, String::new(), first.as_str()),
                },
            };
            let title = match marked(title) {
                Some((Marker::Bullet, text)) => text.to_owned(),
                _ => title.to_owned(),
            };
            self.heading(depth, label, &title)?;
            rest.iter().try_for_each(|text| self.page.push(text, Place::Cell))?;
        }
        Ok(())
    }

    /// Puts a row under the one it belongs to.
    fn heading(&mut self, depth: usize, label: String, title: &str) -> Result<(), ImportError> {
        self.open.retain(|(open, _)| *open < depth);
        let above = self.open.last().map(|(_, label)| label.clone()).unwrap_or_default();
        let label = if label.is_empty() {
            let path: Vec<&str> = self.open.iter().map(|(_, label)| label.as_str()).collect();
            let count = self.counts.entry(path.join("/")).or_default();
            *count += 1;
            count.to_string()
        } else {
            label
        };
        let own = label.strip_prefix(&format!("{above}.")).unwrap_or(&label).to_owned();
        self.open.push((depth, label));
        self.page.push(title, Place::Row(Marker::Row { depth, label: own }))
    }

    /// One of the other cells, behind its label.
    fn detail(&mut self, slot: &Slot, column: &Named) -> Result<(), ImportError> {
        let name = match column.kind {
            Column::Content => return Ok(()),
            // What stands there and is no number is told too.
            Column::Number if numbered(&slot.paras.join(" ")).is_some() => return Ok(()),
            Column::Number => column.name.as_str(),
            Column::Lead => "Đơn vị chủ trì",
            Column::Coordinating => "Đơn vị phối hợp",
            Column::Time => "Thời gian thực hiện",
            Column::Funding => "Kinh phí thực hiện",
            Column::Other => column.name.as_str(),
        };
        if slot.paras.iter().any(|text| label(text).is_some()) {
            return slot.paras.iter().try_for_each(|text| self.page.push(text, Place::Cell));
        }
        let name = if name.is_empty() { String::new() } else { format!("{name}: ") };
        self.page.push(&format!("{name}{}", one_line(&slot.paras)), Place::Cell)
    }
}

/// The paragraphs of a cell as one list: without dashes, parted by semicolons unless a paragraph
/// goes on with the one before.
pub(super) fn one_line(paras: &[String]) -> String {
    let mut line = String::new();
    for para in paras {
        let (listed, text) = match marked(para) {
            Some((_, text)) => (true, text),
            None => (false, para.as_str()),
        };
        let goes_on = !listed
            && !starts_with_unit(text)
            && (text.starts_with(|c: char| c.is_lowercase() || c == '(')
                || line.ends_with([',', '-', '–']));
        if !line.is_empty() {
            line.push_str(if goes_on || line.ends_with([';', ',']) { " " } else { "; " });
        }
        line.push_str(text);
    }
    line
}

/// Depth and number of a row by what its first column says.
fn numbered(text: &str) -> Option<(usize, String)> {
    let text = text.trim().trim_end_matches(['.', ')', '/', ':']);
    let (marker, _) = marked(&format!("{text}. X"))?;
    Some(place(&marker)).filter(|_| !text.is_empty())
}

fn place(marker: &Marker) -> (usize, String) {
    let depth = match marker {
        Marker::Number(parts) => DEPTH_NUMBER - 1 + parts.len(),
        Marker::Paren(_) => DEPTH_NUMBER,
        Marker::Alpha(_) | Marker::Point(_) => DEPTH_POINT,
        _ => DEPTH_GROUP,
    };
    (depth, marker.label())
}
