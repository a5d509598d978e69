//! Headings by their style alone, numbered as a reader would.

use std::collections::BTreeSet;

use super::super::{
    body::begins_plan,
    encoding::visible,
    labels::label,
    marker::{Marker, marked},
    source::{Place, SourceLine},
    words::squeeze,
};
use super::{blocks::Block, render::para_lines};
use crate::text::nfc;

/// A paragraph whose style is a heading's.
struct Styled {
    level: u8,
    text: String,
    marker: Option<Marker>,
}

/// Makes headings of paragraphs that are ones by their style alone: each level of headings without
/// a mark. Where a level has marks, one without is text like any other.
pub(super) fn place(lines: &mut [SourceLine], blocks: &[Block]) {
    let styled: Vec<Styled> = blocks.iter().filter_map(styled).collect();
    // The type line and the abstract may be headings too: the first section is one by its words.
    let Some(first) = styled.iter().position(Styled::begins_plan) else { return };
    let styled = &styled[first..];
    let top = styled.iter().map(|one| one.level).min().unwrap_or(0);
    let levels: BTreeSet<u8> = styled.iter().map(|one| one.level).collect();
    let bare: Vec<u8> = levels.into_iter().filter(|level| is_bare(styled, top, *level)).collect();
    let mut open: Vec<(u32, Marker)> = Vec::new();
    let mut next = styled.iter().peekable();
    for line in lines {
        let Some(one) = next.next_if(|one| one.text == line.text) else { continue };
        let depth = usize::from(one.level - top).min(open.len());
        let count = open.get(depth).map_or(0, |(count, _)| *count) + 1;
        let marker = match (&one.marker, open[..depth].last()) {
            (Some(marker), _) => marker.clone(),
            (None, _) if !bare.contains(&one.level) => continue,
            (None, None) => Marker::Roman(count),
            (None, Some((_, Marker::Number(above)))) => {
                Marker::Number(above.iter().copied().chain([count]).collect())
            }
            (None, Some((_, above))) => {
                let marker = Marker::Number(vec![count]);
                if above.rank() >= marker.rank() {
                    continue;
                }
                marker
            }
        };
        open.truncate(depth);
        if one.marker.is_none() {
            line.place = Place::Heading(marker.clone());
        }
        open.push((count, marker));
    }
}

fn styled(block: &Block) -> Option<Styled> {
    let Block::Para(para) = block else { return None };
    let level = para.heading?;
    let first = para_lines(para).into_iter().find(|line| line.contains(char::is_alphanumeric))?;
    let text = nfc(&visible(&first));
    let marker = marked(&text).map(|(marker, _)| marker);
    Some(Styled { level, text, marker })
}

/// Whether the headings of a level are ones by their style.
fn is_bare(styled: &[Styled], top: u8, level: u8) -> bool {
    if styled.iter().all(|one| one.marker.is_none()) {
        return true;
    }
    // Who writes marks elsewhere may style what is no heading: a label, a sentence, a signature.
    let below = |one: &Styled| one.marker.as_ref().is_none_or(|marker| !marker.is_section());
    styled.iter().filter(|one| one.level == level).all(|one| {
        one.marker.is_none()
            && label(&one.text).is_none()
            && !one.text.trim_end().ends_with(['.', ';', ',', ':'])
            && (level == top || one.text.contains(char::is_lowercase))
    }) && (level > top || styled.iter().all(below))
}

impl Styled {
    fn begins_plan(&self) -> bool {
        let text = squeeze(&self.text);
        begins_plan(marked(&text).map_or(text.as_str(), |(_, rest)| rest))
    }
}
