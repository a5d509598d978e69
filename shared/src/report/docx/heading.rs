//! What stands above the text: issuer and Quốc hiệu, number and day, type and subject, addressees.

use docx_rs::{
    AlignmentType, Paragraph, SpecialIndentType, Table, TableCell, TableCellMargins,
    TableLayoutType, TableRow, WidthType,
};

use super::Block;
use super::measure::{Twips, bold_length, mm, text_width};
use super::text::{below, bold, boxed, centred, italic, paragraph, plain, rule, signed};
use crate::report::paper::Paper;
use crate::report::wording;

/// The columns of the heading. At 13 points Quốc hiệu is 95.7 mm long: it fits the right one.
const ISSUER: Twips = mm(60);
const MOTTO: Twips = text_width(false) - ISSUER;

pub(super) fn blocks(paper: &Paper) -> Vec<Block> {
    let mut blocks = Vec::new();
    if paper.draft {
        let place = ((ISSUER - mm(36)) / 2, mm(36));
        let banner = boxed(wording::DRAFT, bold(14), place, text_width(false));
        blocks.push(Block::from(banner));
        blocks.push(Block::from(below(super::page::end(), mm(2))));
    }
    blocks.push(Block::from(heading(paper)));
    blocks.extend(title(paper).into_iter().chain(addressees(paper)).map(Block::from));
    blocks
}

fn heading(paper: &Paper) -> Table {
    let mut issuer = Vec::new();
    issuer.extend(paper.superior.iter().map(|line| centred(&upper(line), plain(13))));
    issuer.extend(paper.issuer.iter().map(|line| centred(&upper(line), bold(13))));
    if let Some(last) = paper.issuer.last() {
        issuer.push(rule(part(bold_length(&upper(last), 13)), ISSUER));
    }
    let motto = vec![
        centred(wording::STATE, bold(13)),
        centred(wording::MOTTO, bold(14)),
        rule(bold_length(wording::MOTTO, 14), MOTTO),
    ];
    let number = below(centred(&wording::number_line(paper), plain(13)), mm(2));
    let day = below(centred(&wording::place_and_date(paper), italic(14)), mm(2));
    let rows = [(issuer, motto), (vec![number], vec![day])];
    let rows = rows.map(|(left, right)| row([(left, ISSUER), (right, MOTTO)]));
    borderless(rows.to_vec(), [ISSUER, MOTTO])
}

/// Two columns without lines, and without room at their sides: they are as wide as they say.
pub(super) fn borderless(rows: Vec<TableRow>, widths: [Twips; 2]) -> Table {
    Table::without_borders(rows)
        .set_grid(widths.map(|width| width as usize).to_vec())
        .width(text_width(false) as usize, WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .margins(TableCellMargins::new().margin(0, 0, 0, 0))
}

/// A row that stays on one page.
pub(super) fn row(cells: [(Vec<Paragraph>, Twips); 2]) -> TableRow {
    let cell = |(paragraphs, width): (Vec<Paragraph>, Twips)| {
        let cell = TableCell::new().width(width as usize, WidthType::Dxa);
        paragraphs.into_iter().fold(cell, TableCell::add_paragraph)
    };
    TableRow::new(cells.map(cell).to_vec()).cant_split()
}

fn title(paper: &Paper) -> Vec<Paragraph> {
    let mut title = Vec::new();
    if !paper.type_name.is_empty() {
        title.push(below(centred(&upper(&paper.type_name), bold(14)), mm(6)));
    }
    if !paper.subject.is_empty() {
        title.push(centred(&paper.subject, bold(14)));
        let longest = paper.subject.lines().map(|line| bold_length(line, 14)).max().unwrap_or(0);
        let line = part(longest.min(text_width(false)));
        title.push(rule(line, text_width(false)));
    }
    title
}

/// One stands on the line of the words, several each on a line of its own.
fn addressees(paper: &Paper) -> Vec<Paragraph> {
    match paper.addressees.as_slice() {
        [] => Vec::new(),
        [one] => {
            let line = format!("{} {one}", wording::TO);
            vec![below(centred(&line, plain(14)), mm(4))]
        }
        several => {
            let words = paragraph(wording::TO, plain(14), AlignmentType::Left);
            let words = words.indent(Some(signed(mm(30))), None, None, None);
            let mut lines = vec![below(words, mm(4))];
            for item in wording::listed(several) {
                let hanging = Some(SpecialIndentType::Hanging(signed(mm(3))));
                let line = paragraph(&item, plain(14), AlignmentType::Left);
                lines.push(line.indent(Some(signed(mm(53))), hanging, None, None));
            }
            lines
        }
    }
}

/// Between a third and a half of a length.
fn part(length: Twips) -> Twips {
    length * 2 / 5
}

/// In capitals, also where someone typed the words themselves.
pub(super) fn upper(text: &str) -> String {
    text.to_uppercase()
}
