//! document.xml as paragraphs and tables, as a reader sees them: insertions in, deletions and hidden
//! text out, text boxes behind the paragraph they hang on.

use super::super::error::{ImportError, TooMuch};
use super::super::legacy::{self, Legacy};
use super::blocks::{Block, Cell, Paragraph, Row};
use super::numbering::Numbering;
use super::open::{Here, Open, Run};
use super::styles::{Styles, heading_level};
use super::xml::{Tag, Token, Xml};
use crate::limits::{
    IMPORT_CELLS_MAX, IMPORT_COLUMNS_MAX, IMPORT_LINES_MAX, IMPORT_PARAGRAPHS_MAX,
    IMPORT_TEXT_BYTES_MAX,
};

/// Reads the blocks of a part; counts what it has read.
pub(super) struct Walker<'a> {
    pub(super) styles: &'a Styles,
    pub(super) numbering: Numbering,
    /// Encodings of fonts that text was converted from.
    pub(super) converted: Vec<Legacy>,
    /// Whether changes were tracked.
    pub(super) tracked: bool,
    paragraphs: usize,
    cells: usize,
    /// Letters read so far.
    letters: usize,
    /// Bytes of text kept so far, marks included, and the line breaks among them.
    bytes: usize,
    breaks: usize,
}

impl<'a> Walker<'a> {
    pub(super) fn new(styles: &'a Styles, numbering: Numbering) -> Self {
        Self {
            styles,
            numbering,
            converted: Vec::new(),
            tracked: false,
            paragraphs: 0,
            cells: 0,
            letters: 0,
            bytes: 0,
            breaks: 0,
        }
    }

    /// All blocks of a part.
    pub(super) fn read(&mut self, bytes: &[u8], part: &str) -> Result<Vec<Block>, ImportError> {
        let mut xml = Xml::new(bytes, part);
        let mut here = Here::default();
        while self.step(&mut xml, &mut here)? {}
        Ok(here.finish())
    }

    /// Everything up to the end of the element that is open.
    fn children(&mut self, xml: &mut Xml<'_>, here: &mut Here) -> Result<(), ImportError> {
        while self.step(xml, here)? {}
        Ok(())
    }

    /// One token; false at the end of the element.
    fn step(&mut self, xml: &mut Xml<'_>, here: &mut Here) -> Result<bool, ImportError> {
        match xml.next()? {
            Token::Open(tag) => self.element(&tag, xml, here)?,
            Token::Close | Token::End => return Ok(false),
            Token::Text(_) => {}
        }
        Ok(true)
    }

    fn element(
        &mut self,
        tag: &Tag<'_>,
        xml: &mut Xml<'_>,
        here: &mut Here,
    ) -> Result<(), ImportError> {
        let name = tag.name();
        match name.as_str() {
            "p" => self.paragraph(xml, here)?,
            "pPr" => self.paragraph_properties(xml, here)?,
            "r" => {
                here.run = Run::default();
                self.children(xml, here)?;
                here.run = Run::default();
            }
            "rFonts" => {
                here.run.font = tag.attr("ascii").or_else(|| tag.attr("hAnsi"));
                xml.skip()?;
            }
            "rStyle" => {
                here.run.style = tag.val();
                xml.skip()?;
            }
            "caps" => {
                here.run.capitals = Some(tag.is_on());
                xml.skip()?;
            }
            "vanish" => {
                here.run.hidden = tag.is_on();
                xml.skip()?;
            }
            "t" => {
                let mut text = String::new();
                loop {
                    match xml.next()? {
                        Token::Text(more) => text.push_str(&more),
                        Token::Open(_) => xml.skip()?,
                        Token::Close | Token::End => break,
                    }
                }
                self.text(&text, here)?;
            }
            "tab" | "ptab" => self.mark("\t", xml, here)?,
            "br" | "cr" => self.mark("\n", xml, here)?,
            "noBreakHyphen" => self.mark("-", xml, here)?,
            "sym" => self.mark("•", xml, here)?,
            "tbl" => {
                self.cell()?;
                let mut inner = Here::default();
                self.children(xml, &mut inner)?;
                let rows = std::mem::take(&mut inner.rows);
                here.blocks.push(Block::Table(rows));
                here.blocks.extend(inner.finish());
            }
            "tr" => {
                self.cell()?;
                let mut inner = Here::default();
                self.children(xml, &mut inner)?;
                let row = Row { cells: std::mem::take(&mut inner.cells), before: inner.before };
                if !inner.deleted {
                    here.rows.push(row);
                    here.blocks.extend(inner.finish());
                }
            }
            "tc" => {
                self.cell()?;
                let mut inner = Here::default();
                self.children(xml, &mut inner)?;
                let (span, goes_on) = (inner.span.clamp(1, IMPORT_COLUMNS_MAX), inner.goes_on);
                match here.cells.last_mut().filter(|_| inner.joins) {
                    Some(left) => left.join(inner.finish(), span),
                    None => here.cells.push(Cell { blocks: inner.finish(), span, goes_on }),
                }
            }
            "gridSpan" | "gridBefore" => {
                let columns = tag.val().and_then(|value| value.parse().ok()).unwrap_or(1);
                let columns = usize::min(columns, IMPORT_COLUMNS_MAX);
                *(if name == "gridSpan" { &mut here.span } else { &mut here.before }) = columns;
                xml.skip()?;
            }
            "vMerge" | "hMerge" => {
                let goes_on = tag.val().is_none_or(|value| value == "continue");
                *(if name == "vMerge" { &mut here.goes_on } else { &mut here.joins }) = goes_on;
                xml.skip()?;
            }
            "trPr" => self.row_properties(xml, here)?,
            "txbxContent" => {
                let mut inner = Here::default();
                self.children(xml, &mut inner)?;
                match &mut here.para {
                    Some(para) => para.boxes.extend(inner.finish()),
                    None => here.blocks.extend(inner.finish()),
                }
            }
            "AlternateContent" => self.alternatives(xml, here)?,
            "del" | "moveFrom" | "cellDel" => {
                self.tracked = true;
                xml.skip()?;
            }
            "ins" | "moveTo" => {
                self.tracked = true;
                self.children(xml, here)?;
            }
            "sectPr" | "tblPr" | "tblGrid" | "instrText" | "delText" | "sdtPr" | "sdtEndPr"
            | "softHyphen" => xml.skip()?,
            // Properties as they were before a tracked change.
            _ if name.ends_with("Change") => xml.skip()?,
            _ => self.children(xml, here)?,
        }
        Ok(())
    }

    fn paragraph(&mut self, xml: &mut Xml<'_>, here: &mut Here) -> Result<(), ImportError> {
        self.paragraphs += 1;
        if self.paragraphs > IMPORT_PARAGRAPHS_MAX {
            return Err(ImportError::TooMuch(TooMuch::Paragraphs));
        }
        let outer = here.para.replace(std::mem::take(&mut here.joined));
        self.children(xml, here)?;
        let Some(para) = std::mem::replace(&mut here.para, outer) else { return Ok(()) };
        if para.end_deleted {
            let Open { text, capitals, boxes, .. } = para;
            here.joined = Open { text, capitals, ..Open::default() };
            here.blocks.extend(boxes);
            return Ok(());
        }
        let style = para.style.as_deref();
        let by_style = self.styles.numbering(style);
        let list = match (para.num_id, by_style) {
            (Some(id), styled) => {
                Some((id, para.level.or(styled.and_then(|list| list.1)).unwrap_or(0)))
            }
            (None, Some((id, level, of))) => {
                let level = para.level.or_else(|| self.numbering.level_of(id, &of)).or(level);
                Some((id, level.unwrap_or(0)))
            }
            (None, None) => None,
        };
        let mark =
            list.filter(|(id, _)| *id != 0).and_then(|(id, level)| self.numbering.count(id, level));
        self.keep(mark.as_deref().unwrap_or_default())?;
        let heading = para.heading.or_else(|| self.styles.heading(style));
        let Open { text, capitals, boxes, .. } = para;
        here.blocks.push(Block::Para(Paragraph { text, capitals, mark, heading }));
        here.blocks.extend(boxes);
        Ok(())
    }

    fn paragraph_properties(
        &mut self,
        xml: &mut Xml<'_>,
        here: &mut Here,
    ) -> Result<(), ImportError> {
        let mut spare = Open::default();
        let para = here.para.as_mut().unwrap_or(&mut spare);
        let mut depth = 1usize;
        while depth > 0 {
            let tag = match xml.next()? {
                Token::Open(tag) => tag,
                Token::Close => {
                    depth -= 1;
                    continue;
                }
                Token::Text(_) => continue,
                Token::End => break,
            };
            let number = tag.val().and_then(|value| value.parse::<u32>().ok());
            match tag.name().as_str() {
                "pStyle" => para.style = tag.val(),
                "numId" => para.num_id = number,
                "ilvl" => para.level = number.and_then(|level| usize::try_from(level).ok()),
                "outlineLvl" => para.heading = number.and_then(heading_level),
                "del" | "moveFrom" => para.end_deleted = true,
                "sectPr" | "tabs" => {
                    xml.skip()?;
                    continue;
                }
                name if name.ends_with("Change") => {
                    xml.skip()?;
                    continue;
                }
                _ => {}
            }
            depth += 1;
        }
        self.tracked |= para.end_deleted;
        Ok(())
    }

    fn row_properties(&mut self, xml: &mut Xml<'_>, here: &mut Here) -> Result<(), ImportError> {
        loop {
            match xml.next()? {
                Token::Open(tag) => {
                    match tag.name().as_str() {
                        "del" => here.deleted = true,
                        "gridBefore" => {
                            let columns = tag.val().and_then(|value| value.parse().ok());
                            here.before = usize::min(columns.unwrap_or(0), IMPORT_COLUMNS_MAX);
                        }
                        _ => {}
                    }
                    xml.skip()?;
                }
                Token::Text(_) => {}
                Token::Close | Token::End => break,
            }
        }
        self.tracked |= here.deleted;
        Ok(())
    }

    /// The same content in several forms: the first that has text.
    fn alternatives(&mut self, xml: &mut Xml<'_>, here: &mut Here) -> Result<(), ImportError> {
        let before = self.letters;
        loop {
            match xml.next()? {
                Token::Open(_) if self.letters > before => xml.skip()?,
                Token::Open(_) => self.children(xml, here)?,
                Token::Text(_) => {}
                Token::Close | Token::End => return Ok(()),
            }
        }
    }

    /// Counts text before it is kept: whatever is more than a page may hold is refused here already.
    fn keep(&mut self, text: &str) -> Result<(), ImportError> {
        self.bytes += text.len();
        if self.bytes > IMPORT_TEXT_BYTES_MAX {
            return Err(ImportError::TooMuch(TooMuch::Text));
        }
        Ok(())
    }

    /// Counts a cell, a row or a table.
    fn cell(&mut self) -> Result<(), ImportError> {
        self.cells += 1;
        if self.cells > IMPORT_CELLS_MAX {
            return Err(ImportError::TooMuch(TooMuch::Cells));
        }
        Ok(())
    }

    fn text(&mut self, text: &str, here: &mut Here) -> Result<(), ImportError> {
        let Some(para) = here.para.as_mut().filter(|_| !here.run.hidden) else { return Ok(()) };
        self.letters += text.len();
        self.keep(text)?;
        let start = para.text.len();
        let style = para.style.as_deref();
        let font = here.run.font.as_deref().or_else(|| self.styles.font(style));
        match font.and_then(legacy::of_font) {
            Some((encoding, capitals)) => match legacy::convert(encoding, text, capitals) {
                Some(plain) => {
                    para.text.push_str(&plain);
                    if plain != text && !self.converted.contains(&encoding) {
                        self.converted.push(encoding);
                    }
                }
                // Typed as Unicode in the old font.
                None => para.text.push_str(text),
            },
            None => para.text.push_str(text),
        }
        let run = here.run.style.as_deref();
        let by_style = || run.and_then(|style| self.styles.capitals(Some(style)));
        let shown = here.run.capitals.or_else(by_style).or_else(|| self.styles.capitals(style));
        if shown == Some(true) {
            self.bytes += para.capitals.note(start..para.text.len());
        }
        Ok(())
    }

    fn mark(&mut self, mark: &str, xml: &mut Xml<'_>, here: &mut Here) -> Result<(), ImportError> {
        if let Some(para) = here.para.as_mut().filter(|_| !here.run.hidden) {
            para.text.push_str(mark);
            self.breaks += usize::from(mark == "\n");
            self.keep(mark)?;
            if self.breaks > IMPORT_LINES_MAX {
                return Err(ImportError::TooManyLines { lines: self.breaks });
            }
        }
        xml.skip()
    }
}
