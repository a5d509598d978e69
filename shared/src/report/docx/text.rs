//! Paragraphs: type, spacing, and the short lines that are drawn under some.

use docx_rs::{
    AlignmentType, BreakType, LineSpacing, LineSpacingType, Paragraph, ParagraphBorder,
    ParagraphBorderPosition, ParagraphBorders, Run, RunFonts, SpecialIndentType,
};

use super::measure::{Twips, mm};
use crate::report::wording::is_written;

/// The style of a table's heads. A row in this style is repeated on each page (see `finish`).
pub(super) const TABLE_HEAD: &str = "TableHead";
const FONT: &str = "Times New Roman";
/// Between two paragraphs: 6 points.
const GAP: Twips = 120;
/// How high lines are, in 240ths of what the typeface asks for: one line, and in running text 1.1.
pub(super) const SINGLE: i32 = 240;
const RUNNING: i32 = 264;
/// Before the first word of a paragraph.
const FIRST_LINE: Twips = mm(127) / 10;
/// The thickness of drawn lines in eighths of a point.
const RULE: usize = 6;

/// How text looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub(super) points: u32,
    bold: bool,
    italic: bool,
}

pub(super) const BODY: Look = plain(14);

pub(super) const fn plain(points: u32) -> Look {
    Look { points, bold: false, italic: false }
}

pub(super) const fn bold(points: u32) -> Look {
    Look { points, bold: true, italic: false }
}

pub(super) const fn italic(points: u32) -> Look {
    Look { points, bold: false, italic: true }
}

pub(super) const fn bold_italic(points: u32) -> Look {
    Look { points, bold: true, italic: true }
}

impl Look {
    pub(super) fn half_points(self) -> usize {
        self.points as usize * 2
    }
}

/// The typeface, also for the scripts that Word would take another one for.
pub(super) fn fonts() -> RunFonts {
    RunFonts::new().ascii(FONT).hi_ansi(FONT).cs(FONT).east_asia(FONT)
}

/// A run. Line ends and tabs are marks of their own in the format, other controls are none at all.
pub(super) fn run(text: &str, look: Look) -> Run {
    let mut run = Run::new().size(look.half_points());
    if look.bold {
        run = run.bold();
    }
    if look.italic {
        run = run.italic();
    }
    let text = crate::text::nfc(text).replace("\r\n", "\n");
    for (i, line) in text.split('\n').enumerate() {
        if i > 0 {
            run = run.add_break(BreakType::TextWrapping);
        }
        for (i, stretch) in line.split('\t').enumerate() {
            if i > 0 {
                run = run.add_tab();
            }
            let stretch: String = stretch.chars().filter(|c| is_written(*c)).collect();
            if !stretch.is_empty() {
                run = run.add_text(stretch);
            }
        }
    }
    run
}

/// A line or more, all looking alike. The mark at its end too: it has a height.
pub(super) fn paragraph(text: &str, look: Look, align: AlignmentType) -> Paragraph {
    Paragraph::new().align(align).size(look.half_points()).add_run(run(text, look))
}

pub(super) fn centred(text: &str, look: Look) -> Paragraph {
    paragraph(text, look, AlignmentType::Center)
}

/// Running text.
pub(super) fn running(text: &str, look: Look) -> Paragraph {
    paragraph(text, look, AlignmentType::Both)
        .indent(None, Some(SpecialIndentType::FirstLine(signed(FIRST_LINE))), None, None)
        .line_spacing(lines(RUNNING).before(GAP))
}

/// Says that the height is a multiple: LibreOffice takes it for a length otherwise, and the marks of
/// one line strike the letters of another.
pub(super) fn lines(height: i32) -> LineSpacing {
    LineSpacing::new().line(height).line_rule(LineSpacingType::Auto)
}

/// With room above it.
pub(super) fn below(paragraph: Paragraph, room: Twips) -> Paragraph {
    paragraph.line_spacing(LineSpacing::new().before(room))
}

/// A line of `length`, in the middle of a column: the upper edge of a paragraph without height.
/// (Underlined words would be as long as the words.)
pub(super) fn rule(length: Twips, column: Twips) -> Paragraph {
    let side = signed(column.saturating_sub(length) / 2);
    let edge = ParagraphBorder::new(ParagraphBorderPosition::Top).size(RULE).color("000000");
    let mut rule = nothing().indent(Some(side), None, Some(side), None);
    rule.property = rule.property.set_borders(ParagraphBorders::with_empty().set(edge));
    rule.line_spacing(exactly(RULE_BELOW).before(RULE_ABOVE))
}

const RULE_ABOVE: Twips = 50;
const RULE_BELOW: i32 = 40;

/// A box around a few words, `width` wide, `left` from the margin, in a column.
pub(super) fn boxed(
    words: &str,
    look: Look,
    (left, width): (Twips, Twips),
    column: Twips,
) -> Paragraph {
    use ParagraphBorderPosition::{Bottom, Left, Right, Top};
    let mut borders = ParagraphBorders::with_empty();
    for side in [Left, Right, Top, Bottom] {
        borders = borders.set(ParagraphBorder::new(side).size(8).space(2).color("000000"));
    }
    let right = column.saturating_sub(left + width);
    let mut boxed =
        centred(words, look).indent(Some(signed(left)), None, Some(signed(right)), None);
    boxed.property = boxed.property.set_borders(borders);
    boxed
}

/// A paragraph that takes hardly any room: where the format wants one.
pub(super) fn nothing() -> Paragraph {
    Paragraph::new().size(2).line_spacing(exactly(20))
}

fn exactly(twips: i32) -> LineSpacing {
    LineSpacing::new().before(0).after(0).line(twips).line_rule(LineSpacingType::Exact)
}

/// Lengths on a sheet of paper are far below the limit of either type.
pub(super) fn signed(twips: Twips) -> i32 {
    i32::try_from(twips).unwrap_or(i32::MAX)
}
