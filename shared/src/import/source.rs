//! What a file turns into before it is read as a plan: lines, and what a line is known to be.

use super::{
    docx, encoding,
    error::{Format, ImportError},
    marker::Marker,
    notice::Notice,
};

/// A file's lines and what is to be said of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Source {
    pub(super) lines: Vec<SourceLine>,
    pub(super) notices: Vec<Notice>,
}

/// A line before it is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SourceLine {
    pub(super) text: String,
    pub(super) place: Place,
}

/// What is known of a line from where it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Place {
    /// Nothing: its words tell.
    #[default]
    Text,
    /// A heading by its style, without a mark in its text.
    Heading(Marker),
    /// A task, or a group of tasks, of a table.
    Row(Marker),
    /// Something about the task of a table above it.
    Cell,
    /// A row of a table that holds no tasks.
    Data,
    /// The names of a table's columns.
    TableHead,
    /// A row that goes on: its text stands in the lines of the row it belongs to.
    RowGoesOn,
    /// Not read: a footnote, a row without content.
    Aside,
}

impl Place {
    /// Whether the line belongs to a table of tasks.
    pub(super) fn in_task_table(&self) -> bool {
        matches!(self, Place::Row(_) | Place::Cell | Place::TableHead | Place::RowGoesOn)
    }
}

impl SourceLine {
    pub(super) fn new(text: impl Into<String>, place: Place) -> Self {
        Self { text: text.into(), place }
    }
}

/// How files that hold no plan begin.
const MAGIC: &[(&[u8], Format)] = &[
    (b"%PDF-", Format::Pdf),
    (b"\x89PNG\r\n\x1a\n", Format::Image),
    (b"\xff\xd8\xff", Format::Image),
    (b"GIF8", Format::Image),
    (b"BM", Format::Image),
    (b"II*\0", Format::Image),
    (b"MM\0*", Format::Image),
    (b"{\\rtf", Format::Rtf),
    (b"Rar!\x1a\x07", Format::Archive),
    (b"7z\xbc\xaf\x27\x1c", Format::Archive),
    (b"\x1f\x8b", Format::Archive),
];

/// Files of Office before 2007, and of later ones with a password.
const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Reads a file of whatever kind into lines.
pub(super) fn read(bytes: &[u8]) -> Result<Source, ImportError> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return docx::read(bytes);
    }
    if bytes.starts_with(OLE) {
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let locked = bytes.windows(name.len()).any(|window| window == name);
        return Err(ImportError::Format(if locked { Format::Locked } else { Format::OldOffice }));
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP".as_slice()) {
        return Err(ImportError::Format(Format::Image));
    }
    let binary = |format: &Format| *format != Format::Image || bytes.contains(&0);
    let found = MAGIC.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, format)| *format);
    if let Some(format) = found.filter(binary) {
        return Err(ImportError::Format(format));
    }
    encoding::read(bytes)
}
