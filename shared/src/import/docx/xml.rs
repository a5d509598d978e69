//! XML as a stream of elements and text: no DTD, no entities, bounded depth.

use quick_xml::{
    Reader,
    events::{BytesRef, BytesStart, Event},
};

use super::super::error::{ImportError, TooMuch};
use super::package::damaged;
use crate::limits::{IMPORT_ATTRIBUTE_BYTES_MAX, IMPORT_XML_DEPTH_MAX};

/// What comes next in a part.
pub(super) enum Token<'a> {
    Open(Tag<'a>),
    /// The end of the element opened last.
    Close,
    Text(String),
    /// The end of the part.
    End,
}

/// The beginning of an element.
pub(super) struct Tag<'a>(BytesStart<'a>);

impl Tag<'_> {
    /// Its name without prefix.
    pub(super) fn name(&self) -> String {
        String::from_utf8_lossy(self.0.local_name().as_ref()).into_owned()
    }

    /// An attribute by its name without prefix; what no attribute of Word is as long as counts as
    /// absent.
    pub(super) fn attr(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        attributes.with_checks(false);
        let found =
            attributes.flatten().find(|one| one.key.local_name().as_ref() == name.as_bytes())?;
        if found.value.len() > IMPORT_ATTRIBUTE_BYTES_MAX {
            return None;
        }
        let value = String::from_utf8_lossy(&found.value).into_owned();
        Some(match quick_xml::escape::unescape(&value) {
            Ok(plain) => plain.into_owned(),
            Err(_) => value,
        })
    }

    /// `val`, which nearly every element of the format has.
    pub(super) fn val(&self) -> Option<String> {
        self.attr("val")
    }

    /// Whether a switch is on: present, and not said to be off.
    pub(super) fn is_on(&self) -> bool {
        !matches!(self.val().as_deref(), Some("0" | "false" | "off" | "none"))
    }
}

/// A part being read.
pub(super) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    depth: usize,
    part: &'a str,
}

impl<'a> Xml<'a> {
    pub(super) fn new(bytes: &'a [u8], part: &'a str) -> Self {
        let mut reader = Reader::from_reader(bytes);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, depth: 0, part }
    }

    pub(super) fn next(&mut self) -> Result<Token<'a>, ImportError> {
        loop {
            let event = self.reader.read_event().map_err(|_| damaged(self.part))?;
            return Ok(match event {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > IMPORT_XML_DEPTH_MAX {
                        return Err(ImportError::TooMuch(TooMuch::Depth));
                    }
                    Token::Open(Tag(start))
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    Token::Close
                }
                Event::Text(text) => {
                    let text = text.xml10_content().map_err(|_| damaged(self.part))?;
                    Token::Text(text.into_owned())
                }
                Event::CData(text) => {
                    let text = text.xml10_content().map_err(|_| damaged(self.part))?;
                    Token::Text(text.into_owned())
                }
                Event::GeneralRef(entity) => Token::Text(self.resolve(&entity)?),
                Event::DocType(_) => return Err(ImportError::Dtd),
                Event::Eof if self.depth == 0 => Token::End,
                Event::Eof => return Err(damaged(self.part)),
                _ => continue,
            });
        }
    }

    /// Leaves out the rest of the element opened last.
    pub(super) fn skip(&mut self) -> Result<(), ImportError> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            if matches!(self.next()?, Token::End) {
                break;
            }
        }
        Ok(())
    }

    fn resolve(&self, entity: &BytesRef<'_>) -> Result<String, ImportError> {
        if let Some(letter) = entity.resolve_char_ref().map_err(|_| damaged(self.part))? {
            return Ok(letter.to_string());
        }
        let name = entity.decode().map_err(|_| damaged(self.part))?;
        let plain = quick_xml::escape::resolve_xml_entity(&name).ok_or(ImportError::Dtd)?;
        Ok(plain.to_owned())
    }
}
