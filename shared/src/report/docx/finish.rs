//! What the library writes, made to say all that the document needs.
//!
//! docx-rs writes the properties of a paragraph, a row, a section in an order of its own. The schema
//! (ECMA-376 part 1, §17) has them in a sequence; what reads the file may hold it to that. It has no
//! word for the language, none for a row of heads that is repeated, and numbers paragraphs across
//! documents, so that the same paper would differ. [`ordered`] mends these in one pass.

use quick_xml::Reader;
use quick_xml::errors::Error;
use quick_xml::events::Event;

use super::text::TABLE_HEAD;
use crate::report::paper::Paper;

/// Instead of the library's settings, which lay out text as Japanese.
pub(super) const SETTINGS: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">"#,
    r#"<w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>"#,
    r#"<w:characterSpacingControl w:val="doNotCompress"/><w:compat>"#,
    r#"<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>"#,
    r#"</w:compat><w:themeFontLang w:val="vi-VN"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/>"#,
    r#"</w:settings>"#
);

/// The language of all text.
const LANGUAGE: &str = r#"<w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="vi-VN"/>"#;

/// The sequences that the schema asks for, as far as something of them is written. What is in none
/// stays where it is, behind.
const SEQUENCES: &[(&str, &[&str])] = &[
    (
        "w:pPr",
        &[
            "w:pStyle",
            "w:keepNext",
            "w:keepLines",
            "w:pageBreakBefore",
            "w:widowControl",
            "w:numPr",
            "w:pBdr",
            "w:shd",
            "w:tabs",
            "w:spacing",
            "w:ind",
            "w:jc",
            "w:textAlignment",
            "w:outlineLvl",
            "w:rPr",
            "w:sectPr",
        ],
    ),
    (
        "w:rPr",
        &[
            "w:rStyle",
            "w:rFonts",
            "w:b",
            "w:bCs",
            "w:i",
            "w:iCs",
            "w:caps",
            "w:strike",
            "w:vanish",
            "w:color",
            "w:spacing",
            "w:sz",
            "w:szCs",
            "w:u",
            "w:lang",
        ],
    ),
    (
        "w:tblPr",
        &[
            "w:tblStyle",
            "w:tblW",
            "w:jc",
            "w:tblInd",
            "w:tblBorders",
            "w:shd",
            "w:tblLayout",
            "w:tblCellMar",
        ],
    ),
    ("w:tblCellMar", &["w:top", "w:left", "w:bottom", "w:right"]),
    ("w:tcPr", &["w:tcW", "w:gridSpan", "w:vMerge", "w:tcBorders", "w:shd", "w:tcMar", "w:vAlign"]),
    ("w:pBdr", &["w:top", "w:left", "w:bottom", "w:right"]),
    (
        "w:sectPr",
        &[
            "w:headerReference",
            "w:footerReference",
            "w:type",
            "w:pgSz",
            "w:pgMar",
            "w:pgNumType",
            "w:cols",
            "w:titlePg",
            "w:docGrid",
        ],
    ),
    (
        "w:style",
        &[
            "w:name",
            "w:basedOn",
            "w:next",
            "w:link",
            "w:uiPriority",
            "w:semiHidden",
            "w:unhideWhenUsed",
            "w:qFormat",
            "w:pPr",
            "w:rPr",
            "w:tblPr",
            "w:tcPr",
        ],
    ),
];

/// An element that is not closed yet.
struct Open {
    name: String,
    /// Its start, without the brackets.
    head: String,
    /// What it holds: each thing with its place in the sequence.
    parts: Vec<(usize, String)>,
}

impl Open {
    fn new(name: String, head: String) -> Self {
        Self { name, head, parts: Vec::new() }
    }

    fn sequence(&self) -> Option<&'static [&'static str]> {
        SEQUENCES.iter().find(|(name, _)| *name == self.name).map(|(_, sequence)| *sequence)
    }

    fn push(&mut self, name: &str, text: String) {
        let Some(sequence) = self.sequence() else {
            // outside a sequence all is one text
            match self.parts.last_mut() {
                Some((_, last)) => last.push_str(&text),
                None => self.parts.push((0, text)),
            }
            return;
        };
        let place = sequence.iter().position(|other| *other == name);
        self.parts.push((place.unwrap_or(sequence.len()), text));
    }

    fn close(mut self) -> String {
        self.parts.sort_by_key(|(place, _)| *place);
        let inside: String = self.parts.into_iter().map(|(_, text)| text).collect();
        let (name, head) = (&self.name, &self.head);
        match name.as_str() {
            "w:tr" => format!("<{head}>{}</{name}>", repeated(inside)),
            "" => inside,
            _ => format!("<{head}>{inside}</{name}>"),
        }
    }
}

/// A part in the schema's order, with language and repeated rows, without numbers of paragraphs.
pub(super) fn ordered(part: &[u8]) -> Result<Vec<u8>, Error> {
    let mut reader = Reader::from_reader(part);
    let mut open = vec![Open::new(String::new(), String::new())];
    loop {
        let event = reader.read_event()?;
        let (name, text) = match event {
            Event::Eof => break,
            Event::Start(start) => {
                let name = String::from_utf8_lossy(start.name().as_ref()).into_owned();
                let head = head(&name, &start);
                open.push(Open::new(name, head));
                continue;
            }
            Event::Empty(start) => {
                let name = String::from_utf8_lossy(start.name().as_ref()).into_owned();
                if name == "w:rPr" {
                    // says nothing, and may not stand in every place where the library puts it
                    continue;
                }
                let text = format!("<{}/>", head(&name, &start).trim_end());
                (name, text)
            }
            Event::End(_) => {
                // The reader checks that ends belong to starts; the first of the stack has neither.
                let Some(mut closed) = open.pop() else { break };
                let parent = open.last().map(|open| open.name.as_str());
                if closed.name == "w:rPr" && parent == Some("w:rPrDefault") {
                    closed.push("w:lang", LANGUAGE.to_owned());
                }
                (closed.name.clone(), closed.close())
            }
            Event::Decl(decl) => (String::new(), format!("<?{}?>", lossy(&decl))),
            Event::Text(text) => (String::new(), lossy(&text)),
            Event::GeneralRef(reference) => (String::new(), format!("&{};", lossy(&reference))),
            Event::CData(_) | Event::Comment(_) | Event::PI(_) | Event::DocType(_) => continue,
        };
        if let Some(parent) = open.last_mut() {
            parent.push(&name, text);
        }
    }
    Ok(open.into_iter().map(Open::close).collect::<String>().into_bytes())
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A start as it was, but for the number of a paragraph and the style that all others come from.
fn head(name: &str, start: &[u8]) -> String {
    match name {
        "w:p" => name.to_owned(),
        // the schema has no type of a column's width
        "w:gridCol" => lossy(start).replace(r#" w:type="dxa""#, ""),
        "w:style" => {
            let head = lossy(start);
            let normal = head.contains(r#"w:styleId="Normal""#);
            if normal { format!(r#"{head} w:default="1""#) } else { head }
        }
        _ => lossy(start),
    }
}

/// A row of heads, with the word for it.
fn repeated(row: String) -> String {
    let heads = format!(r#"<w:pStyle w:val="{TABLE_HEAD}"/>"#);
    if row.contains(&heads) { row.replacen("</w:trPr>", "<w:tblHeader/></w:trPr>", 1) } else { row }
}

/// Title, issuer and day of the file itself. A draft's day is the first of its year: it has none, and
/// the file must not differ from one minute to the next.
pub(super) fn core_properties(paper: &Paper) -> String {
    let issuer = match paper.issuer_name.as_str() {
        "" => paper.issuer.join(" "),
        name => name.to_owned(),
    };
    let date = paper.date.filter(|_| !paper.draft);
    let date = date.map_or_else(|| format!("{:04}-01-01", paper.year), |date| date.to_string());
    let text = |text: &str| {
        let text = crate::text::nfc(text);
        let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        quick_xml::escape::escape(text.as_str()).into_owned()
    };
    let (title, subject, issuer) = (text(&paper.type_name), text(&paper.subject), text(&issuer));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
         <cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
         <dc:title>{title}</dc:title><dc:subject>{subject}</dc:subject><dc:creator>{issuer}</dc:creator>\
         <cp:lastModifiedBy>{issuer}</cp:lastModifiedBy>\
         <dcterms:created xsi:type=\"dcterms:W3CDTF\">{date}T00:00:00Z</dcterms:created>\
         <dcterms:modified xsi:type=\"dcterms:W3CDTF\">{date}T00:00:00Z</dcterms:modified>\
         <dc:language>vi-VN</dc:language></cp:coreProperties>"
    )
}
