//! Letters that are small in the file and shown as capitals, by the properties of their run or style.

use std::ops::Range;

use super::blocks::{Block, each};

/// Where the text of a paragraph is shown in capitals: bytes of it, in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Capitals(Vec<Range<usize>>);

impl Capitals {
    /// Notes one more stretch, behind those there are; gives the bytes that it takes to remember.
    pub(super) fn note(&mut self, stretch: Range<usize>) -> usize {
        match self.0.last_mut().filter(|last| last.end == stretch.start) {
            Some(last) => last.end = stretch.end,
            None => {
                self.0.push(stretch);
                return size_of::<Range<usize>>();
            }
        }
        0
    }

    /// The text was converted from one of `old` bytes to one of `new`: its stretches are not known
    /// any more, unless all of it is one.
    pub(super) fn converted(&mut self, old: usize, new: usize) {
        let all = matches!(self.0.as_slice(), [one] if *one == (0..old));
        self.0.clear();
        self.0.extend(all.then_some(0..new));
    }

    fn shown(&self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        let mut done = 0;
        for stretch in &self.0 {
            shown.push_str(&text[done..stretch.start]);
            shown.push_str(&text[stretch.clone()].to_uppercase());
            done = stretch.end;
        }
        shown + &text[done..]
    }
}

/// Writes the text of all paragraphs as it is shown.
pub(super) fn write_out(blocks: &mut [Block]) {
    each(blocks, &mut |para| {
        if !para.capitals.0.is_empty() {
            para.text = std::mem::take(&mut para.capitals).shown(&para.text);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_are_written_as_shown() {
        let text = "Phó Chủ tịch xã";
        let mut capitals = Capitals::default();
        assert!(capitals.note(0..4) > 0);
        assert_eq!(capitals.note(4..5), 0, "it goes on");
        capitals.note(11..text.len());
        assert_eq!(capitals.shown(text), "PHÓ Chủ TỊCH XÃ");
        capitals.converted(text.len(), 3);
        assert_eq!(capitals.shown(text), text);
        capitals.note(0..text.len());
        capitals.converted(text.len(), 4);
        assert_eq!(capitals.shown("Phó"), "PHÓ");
    }
}
