//! Carrying a caret or an edit over to a text that others have changed meanwhile.

use super::{Splice, splice_between, utf16_len};

/// Largest table for the word-by-word comparison, in cells; beyond it one wide splice must do.
const CELLS_MAX: usize = 250_000;

/// The replacements that turn `before` into `after`, word by word, in the order of the text.
/// Offsets count in `before`.
///
/// Where [`splice_between`] gives one splice over everything between the first and the last
/// difference, this keeps the words that stayed, so that a caret among them stays too.
pub fn splices_between(before: &str, after: &str) -> Vec<Splice> {
    let Some(outer) = splice_between(before, after) else { return Vec::new() };
    let start = byte_at(before, outer.at);
    let end = byte_at(before, outer.at + outer.remove);
    let old: Vec<&str> = words(&before[start..end]).collect();
    let new: Vec<&str> = words(&outer.insert).collect();
    if old.is_empty() || new.is_empty() || old.len().saturating_mul(new.len()) > CELLS_MAX {
        return vec![outer];
    }
    let mut splices = Vec::new();
    let (mut at, mut i, mut j) = (outer.at, 0, 0);
    let mut open = Splice { at, remove: 0, insert: String::new() };
    for (same_old, same_new) in common(&old, &new).into_iter().chain([(old.len(), new.len())]) {
        open.remove += old[i..same_old].iter().map(|word| utf16_len(word)).sum::<usize>();
        open.insert.extend(new[j..same_new].iter().copied());
        at += open.remove;
        if open.remove > 0 || !open.insert.is_empty() {
            splices.push(open);
        }
        if let Some(word) = old.get(same_old) {
            at += utf16_len(word);
        }
        open = Splice { at, remove: 0, insert: String::new() };
        (i, j) = (same_old + 1, same_new + 1);
    }
    splices
}

/// Where a caret at `position` of the old text stands after the splices. Text inserted right at
/// the caret comes behind it; a caret inside removed text goes to where that text was.
pub fn carry(position: usize, splices: &[Splice]) -> usize {
    let mut shift: isize = 0;
    for splice in splices {
        if splice.at >= position {
            break;
        }
        let inserted = utf16_len(&splice.insert);
        if splice.at + splice.remove > position {
            // Inside: keep as far into the replacement as it was into the replaced.
            let into = (position - splice.at).min(inserted);
            return splice.at.saturating_add_signed(shift) + into;
        }
        shift += isize::try_from(inserted).unwrap_or(isize::MAX)
            - isize::try_from(splice.remove).unwrap_or(isize::MAX);
    }
    position.saturating_add_signed(shift)
}

/// What `local` did to `base`, done to `remote`. Both sides' words survive; where both replaced
/// the same words, both replacements stand.
///
/// Documents merge exactly, by Automerge. This is for the one case in which the version that a
/// person typed into is lost: a journal whose base was never stored.
pub fn merge(base: &str, local: &str, remote: &str) -> String {
    let theirs = splices_between(base, remote);
    let mut merged: Vec<u16> = remote.encode_utf16().collect();
    // From the end, so that earlier offsets stay true.
    for splice in splices_between(base, local).iter().rev() {
        let start = carry(splice.at, &theirs).min(merged.len());
        let end = carry(splice.at + splice.remove, &theirs).clamp(start, merged.len());
        // Others may have written into what is removed here: their words are kept.
        let kept: Vec<u16> = theirs
            .iter()
            .filter(|their| {
                their.at >= splice.at && their.at + their.remove <= splice.at + splice.remove
            })
            .filter(|_| splice.remove > 0)
            .flat_map(|their| their.insert.encode_utf16())
            .collect();
        merged.splice(start..end, kept.into_iter().chain(splice.insert.encode_utf16()));
    }
    String::from_utf16_lossy(&merged)
}

/// Pairs of indices of a longest common subsequence.
fn common(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let width = new.len() + 1;
    let mut lengths = vec![0u32; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            lengths[i * width + j] = if old[i] == new[j] {
                lengths[(i + 1) * width + j + 1] + 1
            } else {
                lengths[(i + 1) * width + j].max(lengths[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < old.len() && j < new.len() {
        if old[i] == new[j] {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// Splits into words (runs of letters and digits) and single other characters.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = if first.is_alphanumeric() {
            rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (word, tail) = rest.split_at(end);
        rest = tail;
        Some(word)
    })
}

/// The byte offset of a UTF-16 offset that lies on a character's boundary.
fn byte_at(text: &str, units: usize) -> usize {
    let mut counted = 0;
    for (byte, c) in text.char_indices() {
        if counted >= units {
            return byte;
        }
        counted += c.len_utf16();
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn apply(before: &str, splices: &[Splice]) -> String {
        let mut units: Vec<u16> = before.encode_utf16().collect();
        for splice in splices.iter().rev() {
            units.splice(splice.at..splice.at + splice.remove, splice.insert.encode_utf16());
        }
        String::from_utf16(&units).expect("a splice never cuts a surrogate pair")
    }

    /// Marks the caret with `|`, so that a case can be read.
    #[track_caller]
    fn check_caret(before: &str, after: &str) {
        let caret = |text: &str| utf16_len(text.split('|').next().expect("always one part"));
        let (old, new) = (before.replace('|', ""), after.replace('|', ""));
        let carried = carry(caret(before), &splices_between(&old, &new));
        assert_eq!(carried, caret(after), "{before:?} → {after:?}");
    }

    #[test]
    fn the_caret_stays_in_its_words_when_others_write() {
        check_caret("Họp thôn| sáng", "Đã họp: Họp thôn| sáng");
        check_caret("Họp thôn| sáng", "Họp thôn| sáng nay, đủ 42 hộ");
        check_caret("một hai| ba bốn", "không một hai| ba bốn năm");
        check_caret("Ph|át loa", "Hôm qua: Ph|át loa, 3 buổi");
        check_caret("|abc", "|abc xyz");
        check_caret("abc|", "x abc|");
        check_caret("Cờ 🇻🇳 đỏ| thắm", "Lá Cờ 🇻🇳 đỏ| thắm 😀");
    }

    #[test]
    fn text_inserted_at_the_caret_comes_behind_it() {
        check_caret("Họp| thôn", "Họp| toàn thôn");
    }

    #[test]
    fn a_caret_in_removed_words_goes_where_they_were() {
        check_caret("một ha|i ba", "một | ba");
    }

    #[test]
    fn both_sides_words_survive() {
        assert_eq!(merge("Họp thôn.", "Họp thôn sáng.", "Đã Họp thôn."), "Đã Họp thôn sáng.");
        assert_eq!(merge("a b c", "a x c", "a b c d"), "a x c d");
        assert_eq!(merge("", "của tôi", "của họ"), "của tôicủa họ");
        let both = merge("một hai ba", "một ba", "một hai rưỡi ba");
        assert!(both.contains("rưỡi"), "{both}");
    }

    proptest! {
        #[test]
        fn splices_turn_one_text_into_the_other(
            before in "[ab đ😀.]{0,16}", after in "[ab đ😀.]{0,16}",
        ) {
            prop_assert_eq!(apply(&before, &splices_between(&before, &after)), after);
        }

        #[test]
        fn a_carried_caret_stays_inside(
            before in "[ab đ😀.]{0,16}", after in "[ab đ😀.]{0,16}", at in 0usize..24,
        ) {
            let at = at.min(utf16_len(&before));
            prop_assert!(carry(at, &splices_between(&before, &after)) <= utf16_len(&after));
        }

        #[test]
        fn merging_one_sided_changes_gives_that_side(
            base in "[ab đ.]{0,12}", changed in "[ab đ.]{0,12}",
        ) {
            prop_assert_eq!(merge(&base, &changed, &base), changed.clone());
            prop_assert_eq!(merge(&base, &base, &changed), changed);
        }
    }
}
