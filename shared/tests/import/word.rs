//! Word files for tests, made here: a ZIP of XML, the same bytes each time.

use std::io::Write;

use flate2::{Compression, Crc, write::DeflateEncoder};

/// Parts of an archive by name.
pub(crate) type Parts = Vec<(String, Vec<u8>)>;

/// An archive of some parts, deflated.
pub(crate) fn zip(parts: &Parts) -> Vec<u8> {
    let mut file = Vec::new();
    let mut directory = Vec::new();
    for (name, data) in parts {
        let mut crc = Crc::new();
        crc.update(data);
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(data).expect("memory");
        let packed = encoder.finish().expect("memory");
        let mut common = Vec::new();
        for value in [20u16, 0, 8, 0, 0x21] {
            common.extend(value.to_le_bytes());
        }
        common.extend(crc.sum().to_le_bytes());
        common.extend((packed.len() as u32).to_le_bytes());
        common.extend((data.len() as u32).to_le_bytes());
        common.extend((name.len() as u16).to_le_bytes());
        common.extend(0u16.to_le_bytes());
        let offset = file.len() as u32;
        file.extend(b"PK\x03\x04");
        file.extend(&common);
        file.extend(name.as_bytes());
        file.extend(packed);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let start = file.len() as u32;
    file.extend(&directory);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend((parts.len() as u16).to_le_bytes());
    file.extend((parts.len() as u16).to_le_bytes());
    file.extend((directory.len() as u32).to_le_bytes());
    file.extend(start.to_le_bytes());
    file.extend(0u16.to_le_bytes());
    file
}

const NAMESPACES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml""#;

/// The parts of a document with this body, numbering and styles.
pub(crate) fn parts(body: &str, numbering: &str, styles: &str) -> Parts {
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let head = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
    let part = |name: &str, text: String| (name.to_owned(), text.into_bytes());
    vec![
        part("[Content_Types].xml", format!("{head}<Types/>")),
        part(
            "_rels/.rels",
            format!(
                r#"{head}<Relationships><Relationship Id="r1" Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>"#
            ),
        ),
        part(
            "word/_rels/document.xml.rels",
            format!(
                r#"{head}<Relationships><Relationship Id="r1" Type="{office}/styles" Target="styles.xml"/><Relationship Id="r2" Type="{office}/numbering" Target="numbering.xml"/></Relationships>"#
            ),
        ),
        part(
            "word/document.xml",
            format!(
                "{head}<w:document {NAMESPACES}><w:body>{body}<w:sectPr/></w:body></w:document>"
            ),
        ),
        part(
            "word/numbering.xml",
            format!("{head}<w:numbering {NAMESPACES}>{numbering}</w:numbering>"),
        ),
        part("word/styles.xml", format!("{head}<w:styles {NAMESPACES}>{styles}</w:styles>")),
    ]
}

/// A document with this body only.
pub(crate) fn docx(body: &str) -> Vec<u8> {
    zip(&parts(body, "", ""))
}

/// Text with what XML reserves written out.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A run; tabs and line breaks as Word writes them.
pub(crate) fn run(text: &str) -> String {
    let text = escape(text)
        .replace('\t', "</w:t><w:tab/><w:t xml:space=\"preserve\">")
        .replace('\n', "</w:t><w:br/><w:t xml:space=\"preserve\">");
    format!(r#"<w:r><w:t xml:space="preserve">{text}</w:t></w:r>"#)
}

/// A paragraph.
pub(crate) fn p(text: &str) -> String {
    format!("<w:p>{}</w:p>", run(text))
}

/// A paragraph of a list.
pub(crate) fn item(list: u32, level: u32, text: &str) -> String {
    format!(
        r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list}"/></w:numPr></w:pPr>{}</w:p>"#,
        run(text)
    )
}

/// A paragraph of a style.
pub(crate) fn styled(style: &str, text: &str) -> String {
    format!(r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{}</w:p>"#, run(text))
}

/// A cell; its paragraphs are the lines of `text`. `how` are its properties.
pub(crate) fn cell(text: &str, how: &str) -> String {
    let paras: String = text.split('\n').map(p).collect();
    format!("<w:tc><w:tcPr>{how}</w:tcPr>{paras}</w:tc>")
}

/// A row of plain cells.
pub(crate) fn row(cells: &[&str]) -> String {
    let cells: String = cells.iter().map(|text| cell(text, "")).collect();
    format!("<w:tr>{cells}</w:tr>")
}

/// A table of rows.
pub(crate) fn table(rows: &[String]) -> String {
    format!("<w:tbl><w:tblPr/><w:tblGrid/>{}</w:tbl>", rows.concat())
}

/// Merged with the cell above, or the first of such cells.
pub(crate) const MERGED: &str = "<w:vMerge/>";
pub(crate) const MERGE: &str = r#"<w:vMerge w:val="restart"/>"#;

/// A list: format, text of its mark and style for each level.
pub(crate) fn list(id: u32, levels: &[(&str, &str, &str)]) -> String {
    let levels: String = levels
        .iter()
        .enumerate()
        .map(|(level, (format, text, style))| {
            let style = if style.is_empty() { String::new() } else { format!(r#"<w:pStyle w:val="{style}"/>"#) };
            format!(
                r#"<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{format}"/>{style}<w:lvlText w:val="{text}"/></w:lvl>"#
            )
        })
        .collect();
    format!(
        r#"<w:abstractNum w:abstractNumId="{id}">{levels}</w:abstractNum><w:num w:numId="{id}"><w:abstractNumId w:val="{id}"/></w:num>"#
    )
}

/// A paragraph style that is a heading.
pub(crate) fn heading_style(id: &str, level: u32) -> String {
    format!(
        r#"<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="heading {level}"/><w:pPr><w:outlineLvl w:val="{}"/></w:pPr></w:style>"#,
        level - 1
    )
}
