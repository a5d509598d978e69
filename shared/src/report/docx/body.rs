//! The text of the report, who signs it and who receives it.

use docx_rs::{AlignmentType, Paragraph};

use super::Block;
use super::heading::{borderless, row, upper};
use super::measure::{Twips, mm, text_width};
use super::text::{BODY, Look, below, bold, bold_italic, centred, paragraph, plain, running};
use crate::report::paper::{self, Level, Paper, Section};
use crate::report::wording;

/// The columns of recipients and signature.
const RECIPIENTS: Twips = mm(72);
const SIGNATURE: Twips = text_width(false) - RECIPIENTS;
/// Where the signature and the seal go: 35 to 40 mm.
const SIGNED: Twips = mm(37);

pub(super) fn blocks(paper: &Paper) -> Vec<Block> {
    let mut text = prose(&paper.opening);
    text.extend(paper.sections.iter().flat_map(section));
    // what is signed stands under at least one line of the text
    text.extend(prose(&paper.closing).into_iter().map(|paragraph| paragraph.keep_next(true)));
    let mut blocks: Vec<Block> = text.into_iter().map(Block::from).collect();
    blocks.push(Block::from(below(super::page::end(), mm(4)).keep_next(true)));
    blocks.push(Block::from(borderless(
        vec![row([(recipients(paper), RECIPIENTS), (signature(paper), SIGNATURE)])],
        [RECIPIENTS, SIGNATURE],
    )));
    blocks
}

fn prose(paragraphs: &[paper::Paragraph]) -> Vec<Paragraph> {
    let texts = paragraphs.iter().map(paper::Paragraph::text);
    texts.filter(|text| !text.trim().is_empty()).map(|text| running(&text, BODY)).collect()
}

/// A heading stays with what follows. One without a title is a mark before its first paragraph.
fn section(section: &Section) -> Vec<Paragraph> {
    let (level, look): (usize, Look) = match section.level {
        Level::Part => (0, bold(14)),
        Level::Clause => (1, bold(14)),
        Level::Point => (2, plain(14)),
    };
    if section.title.trim().is_empty() {
        let mut body = section.body.clone();
        if body.is_empty() {
            body.push(paper::Paragraph::default());
        }
        let mark = paper::Run { text: format!("{} ", section.label), figure: None };
        body[0].runs.insert(0, mark);
        return prose(&body);
    }
    let title = match section.level {
        Level::Part => upper(&section.title),
        Level::Clause | Level::Point => section.title.clone(),
    };
    let heading = running(format!("{} {title}", section.label).trim_start(), look);
    let mut paragraphs = vec![heading.keep_next(true).outline_lvl(level)];
    paragraphs.extend(prose(&section.body));
    paragraphs
}

fn recipients(paper: &Paper) -> Vec<Paragraph> {
    let left = |text: &str, look| paragraph(text, look, AlignmentType::Left);
    let mut lines = Vec::new();
    if !paper.recipients.is_empty() {
        lines.push(left(wording::RECIPIENTS, bold_italic(12)));
        lines.extend(wording::listed(&paper.recipients).iter().map(|line| left(line, plain(11))));
    }
    lines
}

fn signature(paper: &Paper) -> Vec<Paragraph> {
    let capacity = &paper.signature.capacity;
    let mut lines: Vec<Paragraph> =
        capacity.iter().map(|line| centred(&upper(line), bold(14))).collect();
    let name = paper.signature.name.as_deref().unwrap_or_default();
    lines.push(below(centred(name, bold(14)), SIGNED));
    lines
}
