//! A .docx as the importer's lines: numbering, headings, tables and text boxes as a reader sees them.
//!
//! ```text
//! ZIP (package) → XML (xml) → paragraphs and tables (walk into blocks, with styles and numbering)
//!               → converted where they are older than Unicode (fontless), in capitals where they
//!                 are shown so (capitals)
//!               → lines: tables of tasks as headings and labelled lines (render, headings, table,
//!                 grid, columns)
//! ```

mod blocks;
mod capitals;
mod columns;
mod fontless;
mod grid;
mod headings;
mod numbering;
mod open;
mod package;
pub(super) mod plain;
mod render;
mod styles;
mod table;
mod walk;
mod xml;

use super::{
    error::{Format, ImportError},
    notice::Notice,
    source::Source,
};
use numbering::Numbering;
use package::{Package, damaged};
use styles::Styles;
use walk::Walker;
use xml::{Token, Xml};

/// Reads a ZIP archive that should be a .docx.
pub(super) fn read(bytes: &[u8]) -> Result<Source, ImportError> {
    let mut package = Package::open(bytes)?;
    let main = main_part(&mut package)?;
    let parts = relations(&mut package, &relations_of(&main))?;
    let folder = main.rfind('/').map_or("", |at| &main[..=at]);
    let path = |kind: &str| {
        let target = parts.iter().find(|(end, _)| end == kind).map(|(_, target)| target.as_str());
        let target = target.unwrap_or(kind);
        match target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None if target == kind => format!("{folder}{kind}.xml"),
            None => format!("{folder}{target}"),
        }
    };
    let styles = match package.part(&path("styles"))? {
        Some(bytes) => Styles::read(&bytes, "styles.xml")?,
        None => Styles::default(),
    };
    let numbering = match package.part(&path("numbering"))? {
        Some(bytes) => Numbering::read(&bytes, "numbering.xml")?,
        None => Numbering::default(),
    };
    let mut walker = Walker::new(&styles, numbering);
    let document = package.part(&main)?.ok_or_else(|| damaged(&main))?;
    let mut blocks = walker.read(&document, &main)?;
    let body = blocks.len();
    for kind in ["footnotes", "endnotes"] {
        if let Some(bytes) = package.part(&path(kind))? {
            blocks.extend(walker.read(&bytes, kind)?);
        }
    }
    if walker.converted.is_empty() {
        walker.converted.extend(fontless::convert(&mut blocks)?);
    }
    capitals::write_out(&mut blocks);
    let notes = blocks.split_off(body);
    let lines = render::lines(&blocks, &notes)?;
    let mut notices = Vec::new();
    if package.names().any(|name| name.ends_with("vbaproject.bin")) {
        notices.push(Notice::MacrosIgnored);
    }
    if walker.tracked {
        notices.push(Notice::ChangesAccepted);
    }
    notices.extend(walker.converted.iter().map(|encoding| Notice::Converted(*encoding)));
    Ok(Source { lines, notices })
}

/// The part with the text; says what else the archive is if it has none.
fn main_part(package: &mut Package<'_>) -> Result<String, ImportError> {
    let parts = relations(package, "_rels/.rels")?;
    let main = parts.into_iter().find(|(kind, _)| kind == "officeDocument");
    let main = main.map_or_else(|| "word/document.xml".to_owned(), |(_, target)| target);
    let main = main.trim_start_matches('/').to_owned();
    let mut other = Format::Archive;
    for name in package.names() {
        other = match name {
            "xl/workbook.xml" | "xl/workbook.bin" => Format::Spreadsheet,
            "ppt/presentation.xml" => Format::Presentation,
            "mimetype" => Format::OpenDocument,
            _ if name == main.to_ascii_lowercase()
                && !matches!(other, Format::Spreadsheet | Format::Presentation) =>
            {
                return Ok(main);
            }
            _ => continue,
        };
    }
    let names: Vec<&str> = package.names().collect();
    if other == Format::Archive && names.iter().any(|name| name.starts_with("word/")) {
        return Err(damaged(&main));
    }
    Err(ImportError::Format(other))
}

/// Where a part's relations stand.
fn relations_of(part: &str) -> String {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    format!("{folder}/_rels/{name}.rels")
}

/// The relations that are looked for.
const RELATIONS: &[&str] = &["officeDocument", "styles", "numbering", "footnotes", "endnotes"];

/// The relations in a part, the first of each kind: the last word of its type, and its target.
fn relations(package: &mut Package<'_>, part: &str) -> Result<Vec<(String, String)>, ImportError> {
    let Some(bytes) = package.part(part)? else { return Ok(Vec::new()) };
    let mut xml = Xml::new(&bytes, part);
    let mut found = Vec::new();
    loop {
        match xml.next()? {
            Token::Open(tag) if tag.name() == "Relationship" => {
                let kind = tag.attr("Type").unwrap_or_default();
                let kind = kind.rsplit('/').next().unwrap_or_default();
                let new = |(other, _): &(String, String)| other != kind;
                if RELATIONS.contains(&kind) && found.iter().all(new) {
                    found.push((kind.to_owned(), tag.attr("Target").unwrap_or_default()));
                }
            }
            Token::End => return Ok(found),
            _ => {}
        }
    }
}
