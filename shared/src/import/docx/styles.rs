//! The styles of a .docx, as far as they tell of numbering, headings, fonts and capitals.

use std::collections::BTreeMap;

use super::super::error::{ImportError, TooMuch};
use super::xml::{Token, Xml};
use crate::limits::IMPORT_STYLES_MAX;

/// Styles that a style may build on, in a row.
const CHAIN_MAX: usize = 16;

/// A paragraph style.
#[derive(Debug, Clone, Default)]
struct Style {
    based_on: Option<String>,
    num_id: Option<u32>,
    level: Option<usize>,
    heading: Option<u8>,
    font: Option<String>,
    capitals: Option<bool>,
}

/// All of them, and what applies without one.
#[derive(Debug, Clone, Default)]
pub(super) struct Styles {
    by_id: BTreeMap<String, Style>,
    /// The style of paragraphs that name none.
    default: Option<String>,
    font: Option<String>,
}

impl Styles {
    pub(super) fn read(bytes: &[u8], part: &str) -> Result<Self, ImportError> {
        let mut xml = Xml::new(bytes, part);
        let mut styles = Styles::default();
        let mut open: Option<(String, Style)> = None;
        let mut depth = 0usize;
        let mut style_depth = 0usize;
        loop {
            let tag = match xml.next()? {
                Token::Open(tag) => tag,
                Token::Close => {
                    if depth == style_depth
                        && let Some((id, style)) = open.take()
                    {
                        styles.by_id.insert(id, style);
                        if styles.by_id.len() > IMPORT_STYLES_MAX {
                            return Err(ImportError::TooMuch(TooMuch::Styles));
                        }
                    }
                    depth = depth.saturating_sub(1);
                    continue;
                }
                Token::Text(_) => continue,
                Token::End => return Ok(styles),
            };
            depth += 1;
            let name = tag.name();
            if name == "style" {
                let id = tag.attr("styleId").unwrap_or_default();
                let default = matches!(tag.attr("default").as_deref(), Some("1" | "true" | "on"));
                if default && tag.attr("type").as_deref() == Some("paragraph") {
                    styles.default = Some(id.clone());
                }
                open = Some((id, Style::default()));
                style_depth = depth;
                continue;
            }
            let font = || tag.attr("ascii").or_else(|| tag.attr("hAnsi"));
            let Some((_, style)) = &mut open else {
                if name == "rFonts" && styles.font.is_none() {
                    styles.font = font();
                }
                continue;
            };
            let number = || tag.val().and_then(|value| value.parse::<u32>().ok());
            match name.as_str() {
                "name" => {
                    style.heading = style.heading.or(tag.val().and_then(|name| level_of(&name)))
                }
                "basedOn" => style.based_on = tag.val(),
                "numId" => style.num_id = number(),
                "ilvl" => style.level = number().and_then(|level| usize::try_from(level).ok()),
                "outlineLvl" => style.heading = number().and_then(heading_level),
                "rFonts" => style.font = font(),
                "caps" => style.capitals = Some(tag.is_on()),
                _ => {}
            }
        }
    }

    fn find<'a, T>(
        &'a self,
        id: Option<&str>,
        get: impl Fn(&str, &'a Style) -> Option<T>,
    ) -> Option<T> {
        let mut next = id.or(self.default.as_deref());
        for _ in 0..CHAIN_MAX {
            let (id, style) = self.by_id.get_key_value(next?)?;
            if let Some(found) = get(id, style) {
                return Some(found);
            }
            next = style.based_on.as_deref();
        }
        None
    }

    /// The list of a style: its id, the level if it says one, and the style that said so.
    pub(super) fn numbering(&self, id: Option<&str>) -> Option<(u32, Option<usize>, String)> {
        self.find(id, |id, style| Some((style.num_id?, style.level, id.to_owned())))
    }

    /// Which heading a style is, from 0.
    pub(super) fn heading(&self, id: Option<&str>) -> Option<u8> {
        self.find(id, |_, style| style.heading)
    }

    /// Whether a style shows its letters as capitals.
    pub(super) fn capitals(&self, id: Option<&str>) -> Option<bool> {
        self.find(id, |_, style| style.capitals)
    }

    /// The font of a style.
    pub(super) fn font(&self, id: Option<&str>) -> Option<&str> {
        self.find(id, |_, style| style.font.as_deref()).or(self.font.as_deref())
    }
}

/// The level of "heading 2", from 0.
fn level_of(name: &str) -> Option<u8> {
    let number = name.to_ascii_lowercase().strip_prefix("heading ")?.parse::<u32>().ok()?;
    heading_level(number.checked_sub(1)?)
}

/// An outline level of a heading; 9 means body text.
pub(super) fn heading_level(level: u32) -> Option<u8> {
    u8::try_from(level).ok().filter(|level| *level < 9)
}
