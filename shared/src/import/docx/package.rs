//! The parts of a .docx: a ZIP archive read by its central directory, under limits.

use std::collections::BTreeMap;
use std::io::Read;

use flate2::{Crc, read::DeflateDecoder};

use super::super::error::{ImportError, TooMuch};
use crate::limits::{IMPORT_DOCX_BYTES_MAX, IMPORT_XML_BYTES_MAX, IMPORT_ZIP_ENTRIES_MAX};

/// Longest comment behind the directory, in bytes, and the record before it.
const END_BYTES_MAX: usize = 65_535 + END_BYTES;
const END_BYTES: usize = 22;
const ENTRY_BYTES: usize = 46;
const LOCAL_BYTES: usize = 30;

/// An opened archive. Nothing of it is inflated before it is asked for.
pub(super) struct Package<'a> {
    bytes: &'a [u8],
    /// By name, in lower case: names of parts are compared so.
    entries: BTreeMap<String, Entry>,
    /// What may still be inflated, in bytes.
    left: usize,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    method: u16,
    crc: u32,
    packed: usize,
    size: usize,
    offset: usize,
}

/// A file that breaks the format.
pub(super) fn damaged(part: &str) -> ImportError {
    ImportError::Damaged { part: part.to_owned() }
}

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, ImportError> {
        if bytes.len() > IMPORT_DOCX_BYTES_MAX {
            return Err(ImportError::TooLarge { bytes: bytes.len(), max: IMPORT_DOCX_BYTES_MAX });
        }
        let entries = directory(bytes).ok_or_else(|| damaged("zip"))??;
        Ok(Self { bytes, entries, left: IMPORT_XML_BYTES_MAX })
    }

    /// Names of all parts, in lower case.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// A part's bytes, if there is one of that name.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, ImportError> {
        let Some(entry) = self.entries.get(&key(name)).copied() else { return Ok(None) };
        if entry.size > self.left {
            return Err(ImportError::TooMuch(TooMuch::Inflated));
        }
        let packed = self.packed(entry).ok_or_else(|| damaged(name))?;
        let mut data = Vec::new();
        match entry.method {
            0 => data.extend_from_slice(&packed[..packed.len().min(self.left + 1)]),
            8 => {
                let limit = u64::try_from(self.left + 1).unwrap_or(u64::MAX);
                let read = DeflateDecoder::new(packed).take(limit).read_to_end(&mut data);
                read.map_err(|_| damaged(name))?;
            }
            _ => return Err(damaged(name)),
        }
        self.left =
            self.left.checked_sub(data.len()).ok_or(ImportError::TooMuch(TooMuch::Inflated))?;
        let mut crc = Crc::new();
        crc.update(&data);
        if crc.sum() != entry.crc || data.len() != entry.size {
            return Err(damaged(name));
        }
        Ok(Some(data))
    }

    /// The packed bytes of an entry.
    fn packed(&self, entry: Entry) -> Option<&'a [u8]> {
        let local = self.bytes.get(entry.offset..)?;
        if !local.starts_with(b"PK\x03\x04") {
            return None;
        }
        let start = LOCAL_BYTES + usize::from(u16_at(local, 26)?) + usize::from(u16_at(local, 28)?);
        local.get(start..start.checked_add(entry.packed)?)
    }
}

fn key(name: &str) -> String {
    name.trim_start_matches('/').to_ascii_lowercase()
}

/// The central directory, if it is one.
fn directory(bytes: &[u8]) -> Option<Result<BTreeMap<String, Entry>, ImportError>> {
    let tail = bytes.len().saturating_sub(END_BYTES_MAX);
    let at = bytes[tail..].windows(4).rposition(|window| window == b"PK\x05\x06")?;
    let end = &bytes[tail + at..];
    let count = usize::from(u16_at(end, 10)?);
    if count > IMPORT_ZIP_ENTRIES_MAX {
        return Some(Err(ImportError::TooMuch(TooMuch::Entries)));
    }
    let mut rest = bytes.get(size_at(end, 16)?..tail + at)?;
    let mut entries = BTreeMap::new();
    for _ in 0..count {
        if !rest.starts_with(b"PK\x01\x02") {
            return None;
        }
        let lengths = [u16_at(rest, 28)?, u16_at(rest, 30)?, u16_at(rest, 32)?].map(usize::from);
        let name = rest.get(ENTRY_BYTES..ENTRY_BYTES + lengths[0])?;
        let entry = Entry {
            method: u16_at(rest, 10)?,
            crc: u32_at(rest, 16)?,
            packed: size_at(rest, 20)?,
            size: size_at(rest, 24)?,
            offset: size_at(rest, 42)?,
        };
        // Two entries of one name: readers differ in which they take.
        if entries.insert(key(&String::from_utf8_lossy(name)), entry).is_some() {
            return None;
        }
        rest = rest.get(ENTRY_BYTES + lengths.iter().sum::<usize>()..)?;
    }
    Some(Ok(entries))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn size_at(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32_at(bytes, at)?).ok()
}
