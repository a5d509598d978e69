//! A report as a Word file, laid out by Nghị định 30/2020 (DOMAIN §4).
//!
//! The same paper gives the same bytes: no clock, no randomness, fixed times in the archive. What
//! the library beneath writes is put in order by [`finish`], which also says why.

mod appendix;
mod body;
mod finish;
mod heading;
mod measure;
mod page;
mod text;

use std::io::{Cursor, Write};

use docx_rs::{Docx, Paragraph, Style, StyleType, Table, XMLDocx};
use zip::write::SimpleFileOptions;

use super::error::{ExportError, check};
use super::paper::Paper;
use page::Sheet;

/// A piece of the document.
enum Block {
    Paragraph(Box<Paragraph>),
    Table(Box<Table>),
}

impl From<Paragraph> for Block {
    fn from(paragraph: Paragraph) -> Self {
        Self::Paragraph(Box::new(paragraph))
    }
}

impl From<Table> for Block {
    fn from(table: Table) -> Self {
        Self::Table(Box::new(table))
    }
}

/// The paper as the bytes of a `.docx`.
pub fn docx(paper: &Paper) -> Result<Vec<u8>, ExportError> {
    check(paper)?;
    let mut sheets = vec![report(paper)];
    sheets.extend(paper.appendices.iter().map(|appendix| appendix::sheet(paper, appendix)));
    let parts = document(sheets).build();
    pack(parts, paper).map_err(|error| ExportError::Document(error.to_string()))
}

/// The report itself, without its appendices.
fn report(paper: &Paper) -> Sheet {
    let mut blocks = heading::blocks(paper);
    blocks.extend(body::blocks(paper));
    Sheet { blocks, landscape: false }
}

/// All sheets with their own page numbers. The last one's properties are the document's.
fn document(mut sheets: Vec<Sheet>) -> Docx {
    let head = Style::new(text::TABLE_HEAD, StyleType::Paragraph)
        .name("Table Head")
        .based_on("Normal")
        .bold();
    let mut docx = Docx::new()
        .default_fonts(text::fonts())
        .default_size(text::BODY.half_points())
        .default_line_spacing(text::lines(text::SINGLE).before(0).after(0))
        .add_style(head)
        .header(page::number());
    let last = sheets.pop();
    for sheet in sheets {
        let end = page::end().section_property(page::properties(sheet.landscape));
        docx = add(docx, sheet.blocks);
        docx = docx.add_paragraph(end);
    }
    if let Some(sheet) = last {
        docx = add(docx, sheet.blocks).add_paragraph(page::end());
        docx.document.section_property =
            page::last(docx.document.section_property, sheet.landscape);
    }
    docx
}

fn add(docx: Docx, blocks: Vec<Block>) -> Docx {
    blocks.into_iter().fold(docx, |docx, block| match block {
        Block::Paragraph(paragraph) => docx.add_paragraph(*paragraph),
        Block::Table(table) => docx.add_table(*table),
    })
}

/// The archive, by the writer that workbooks are made with: the library's own would store the parts
/// without compression, and a report is sent over slow networks.
fn pack(parts: XMLDocx, paper: &Paper) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    // The library's footnotes are left out: nothing leads to them.
    let mut files = vec![
        ("[Content_Types].xml".to_owned(), parts.content_type),
        ("_rels/.rels".to_owned(), parts.rels),
        ("docProps/app.xml".to_owned(), parts.doc_props.app),
        ("docProps/core.xml".to_owned(), finish::core_properties(paper).into_bytes()),
        ("docProps/custom.xml".to_owned(), parts.doc_props.custom),
        ("word/_rels/document.xml.rels".to_owned(), parts.document_rels),
        ("word/document.xml".to_owned(), finish::ordered(&parts.document)?),
        ("word/styles.xml".to_owned(), finish::ordered(&parts.styles)?),
        ("word/settings.xml".to_owned(), finish::SETTINGS.as_bytes().to_vec()),
        ("word/fontTable.xml".to_owned(), parts.font_table),
        ("word/comments.xml".to_owned(), parts.comments),
        ("word/commentsExtended.xml".to_owned(), parts.comments_extended),
        ("word/numbering.xml".to_owned(), parts.numberings),
    ];
    for (i, header) in parts.headers.iter().enumerate() {
        files.push((format!("word/header{}.xml", i + 1), finish::ordered(header)?));
    }
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    for (name, bytes) in files {
        zip.start_file(name, options)?;
        zip.write_all(&bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}
