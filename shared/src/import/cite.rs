//! Documents the text cites: "Nghị định số 09/2017/NĐ-CP ngày 09/02/2017 của Chính phủ".

use super::{
    when,
    words::{Word, gap_before, phrase_at, words},
};

/// A citation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Citation {
    /// Kind, number, date and issuer, as written.
    pub(super) full: String,
    /// Without the issuer, if it has a number; else as `full`.
    pub(super) short: String,
    /// What tells it apart from others: its number, or its folded words.
    pub(super) key: String,
    /// Where it starts in the text, in bytes.
    pub(super) start: usize,
}

/// Kinds of documents that are cited by number, folded; the longer before the shorter.
const NUMBERED: &[&str] = &[
    "thong tu lien tich",
    "chuong trinh hanh dong",
    "nghi quyet lien tich",
    "bo luat",
    "luat",
    "phap lenh",
    "nghi quyet",
    "nghi dinh",
    "quyet dinh",
    "chi thi",
    "thong tu",
    "thong tri",
    "ket luan",
    "ke hoach",
    "chuong trinh",
    "cong van",
    "cong dien",
    "huong dan",
    "quy dinh",
    "quy che",
    "thong bao",
    "to trinh",
    "bao cao",
    "de an",
];

/// Small words at which the name of an issuer, or of a document without number, ends.
const ENDS: &[&str] = &[
    "bên", "căn", "cho", "đã", "để", "đến", "gồm", "khi", "là", "mà", "nhằm", "nếu", "ngày", "như",
    "tại", "theo", "trên", "trong", "về", "với", "được", "và", "do", "gắn", "này", "nêu", "đối",
    "thì", "có", "còn", "sẽ", "nói", "cùng", "từ", "phải",
];

/// Pairs of folded words at which it ends too.
const END_PAIRS: &[&str] = &[
    "ban hanh",
    "de ra",
    "giao nhiem",
    "huong dan",
    "phe duyet",
    "quy dinh",
    "sua doi",
    "thuc hien",
    "trien khai",
    "chi tiet",
    "bo sung",
    "xac dinh",
    "yeu cau",
    "dat ra",
    "to chuc thuc",
];

fn ends_at(found: &[Word<'_>], index: usize) -> bool {
    let word = &found[index];
    word.is_small()
        && (ENDS.contains(&word.text) || END_PAIRS.iter().any(|pair| phrase_at(found, index, pair)))
}

/// Longest issuer or title of a document without number, in words.
const NAME_WORDS_MAX: usize = 14;

/// All citations of a text, in order.
pub(super) fn citations(text: &str) -> Vec<Citation> {
    let found = words(text);
    let mut citations = Vec::new();
    let mut index = 0;
    while index < found.len() {
        match citation_at(text, &found, index) {
            Some((mut many, next)) => {
                citations.append(&mut many);
                index = next.max(index + 1);
            }
            None => index += 1,
        }
    }
    citations
}

/// Whether a document's kind stands at `index` and a number follows it.
pub(super) fn numbered_at(text: &str, found: &[Word<'_>], index: usize) -> bool {
    kind_at(found, index).is_some_and(|length| number_after(text, found, index + length).is_some())
}

fn kind_at(found: &[Word<'_>], index: usize) -> Option<usize> {
    if !found[index].is_capitalised() {
        return None;
    }
    NUMBERED.iter().find(|kind| phrase_at(found, index, kind)).map(|kind| kind.split(' ').count())
}

fn citation_at(text: &str, found: &[Word<'_>], index: usize) -> Option<(Vec<Citation>, usize)> {
    let length = kind_at(found, index)?;
    let start = found[index].start;
    let kind = &text[start..found[index + length - 1].end()];
    let Some(mut number) = number_after(text, found, index + length) else {
        return unnumbered(text, found, index, length);
    };
    let mut citations = Vec::new();
    let mut from = start;
    loop {
        let head = if from == start {
            text[from..number.end].to_owned()
        } else {
            format!("{kind} số {}", number.text)
        };
        let mut end = number.end;
        let mut next = next_word(found, end);
        if let Some(date_end) = date_after(text, found, next) {
            end = date_end;
            next = next_word(found, end);
        }
        let short = format!("{head}{}", &text[number.end..end]);
        let issuer_end = issuer_after(text, found, next);
        let full = format!("{short}{}", &text[end..issuer_end.unwrap_or(end)]);
        citations.push(Citation { full, short, key: number.text.to_uppercase(), start: from });
        let after = next_word(found, issuer_end.unwrap_or(end));
        // "Nghị quyết số 57-NQ/TW, 59-NQ/TW": more numbers of the same kind.
        let gap = gap_before(text, found, after);
        let more = issuer_end.is_none() && matches!(gap, ", " | "; ")
            || (gap == " " && found.get(after).is_some_and(|w| w.fold == "va"));
        let skip = after
            + usize::from(
                found.get(after).is_some_and(|word| word.fold == "va" || word.fold == "so"),
            );
        match more.then(|| number_at(text, found, skip)).flatten() {
            Some(another) => {
                from = another.start;
                number = another;
            }
            None => return Some((citations, after)),
        }
    }
}

struct Number<'a> {
    text: &'a str,
    start: usize,
    end: usize,
}

fn next_word(found: &[Word<'_>], end: usize) -> usize {
    found.partition_point(|word| word.start < end)
}

/// The number behind a kind, with or without "số".
fn number_after<'a>(text: &'a str, found: &[Word<'_>], index: usize) -> Option<Number<'a>> {
    // "Luật Báo chí số 103/2016/QH13": the title stands between kind and number.
    for index in (index..).take(NAME_WORDS_MAX) {
        let word = found.get(index)?;
        let gap = gap_before(text, found, index);
        if gap.contains([',', ';', ':', '(']) || gap.contains(". ") {
            return None;
        }
        if word.fold == "so" {
            return number_at(text, found, index + 1);
        }
        if word.text.starts_with(|c: char| c.is_ascii_digit()) {
            return number_at(text, found, index);
        }
        if ends_at(found, index) || word.fold == "cua" {
            return None;
        }
    }
    None
}

/// A number with its symbol: digits, then `/` or `-`, and capitals among what follows.
pub(super) fn number_text(text: &str) -> Option<&str> {
    let end =
        text.find(|c: char| c.is_whitespace() || ",;:()\"”".contains(c)).unwrap_or(text.len());
    // Scanners leave a blank behind the dash: "57- NQ/TW".
    let rest = text[end..].strip_prefix(' ').filter(|rest| rest.starts_with(char::is_uppercase));
    let end = match rest.filter(|_| text[..end].ends_with('-')) {
        Some(rest) => {
            end + 1
                + rest
                    .find(|c: char| c.is_whitespace() || ",;:()".contains(c))
                    .unwrap_or(rest.len())
        }
        None => end,
    };
    let number = text[..end].trim_end_matches(['.', '/', '-']);
    let digits = number.find(|c: char| !c.is_ascii_digit())?;
    let symbol = digits > 0 && number[digits..].starts_with(['/', '-']);
    (symbol && number[digits..].chars().any(char::is_uppercase)).then_some(number)
}

fn number_at<'a>(text: &'a str, found: &[Word<'_>], index: usize) -> Option<Number<'a>> {
    let start = found.get(index)?.start;
    let number = number_text(&text[start..])?;
    Some(Number { text: number, start, end: start + number.len() })
}

/// Where a date behind the number ends: "ngày 09/02/2017", "ngày 9 tháng 2 năm 2017".
fn date_after(text: &str, found: &[Word<'_>], index: usize) -> Option<usize> {
    let word = found.get(index).filter(|word| word.fold == "ngay")?;
    if gap_before(text, found, index).trim() != "" {
        return None;
    }
    let (_, length) = when::date_at(&text[word.end()..])?;
    Some(word.end() + length)
}

/// Where "của …" behind a number or date ends.
fn issuer_after(text: &str, found: &[Word<'_>], index: usize) -> Option<usize> {
    let gap_is_blank = |at: usize| gap_before(text, found, at).trim().is_empty();
    if !gap_is_blank(index)
        || found.get(index)?.fold != "cua"
        || !found.get(index + 1)?.is_capitalised()
    {
        return None;
    }
    Some(name_end(text, found, index + 1))
}

/// Where a name that begins at word `index` ends.
fn name_end(text: &str, found: &[Word<'_>], index: usize) -> usize {
    let listed = matches!(found[index].fold.as_str(), "bo" | "so");
    let mut end = found[index].end();
    for at in index + 1..found.len().min(index + NAME_WORDS_MAX) {
        let word = &found[at];
        let gap = gap_before(text, found, at);
        let in_list = listed
            && gap == ", "
            && word.is_capitalised()
            && kind_at(found, at).is_none()
            && word.fold != "uy"
            && word.fold != "bo";
        if !(gap == " " || gap == " - " || in_list) {
            break;
        }
        let last_of_list =
            listed && word.fold == "va" && found.get(at + 1).is_some_and(Word::is_capitalised);
        if ends_at(found, at) && !last_of_list {
            break;
        }
        end = word.end();
    }
    end
}

/// "Nghị quyết Đại hội …", "Luật Báo chí", "Hiến pháp": documents known by name.
fn unnumbered(
    text: &str,
    found: &[Word<'_>],
    index: usize,
    length: usize,
) -> Option<(Vec<Citation>, usize)> {
    let next = found.get(index + length)?;
    let congress =
        phrase_at(found, index, "nghi quyet") && phrase_at(found, index + length, "dai hoi");
    let law = matches!(found[index].fold.as_str(), "luat" | "bo" | "phap") && next.is_capitalised();
    let named = (congress || law) && gap_before(text, found, index + length) == " ";
    let capitals_only = found[index].is_all_caps();
    if !named || capitals_only {
        return None;
    }
    let end = name_end(text, found, index);
    let full = text[found[index].start..end].to_owned();
    let key = super::words::fold_words(&full);
    let start = found[index].start;
    Some((vec![Citation { short: full.clone(), full, key, start }], next_word(found, end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full(text: &str) -> Vec<String> {
        citations(text).into_iter().map(|citation| citation.full).collect()
    }

    #[test]
    fn kind_number_date_issuer() {
        assert_eq!(
            full("theo Nghị định số 47/2020/NĐ-CP ngày 09/4/2020 của Chính phủ về quản lý dữ liệu"),
            ["Nghị định số 47/2020/NĐ-CP ngày 09/4/2020 của Chính phủ"]
        );
        assert_eq!(
            full(
                "Thông tư số 05/2024/TT-BTTTT ngày 1 tháng 6 năm 2024 của Bộ Văn hóa, Thể thao và Du lịch quy định chi tiết"
            ),
            [
                "Thông tư số 05/2024/TT-BTTTT ngày 1 tháng 6 năm 2024 của Bộ Văn hóa, Thể thao và Du lịch"
            ]
        );
        assert_eq!(
            full(
                "Kết luận 12-KL/TW của Bộ Chính trị, Kế hoạch 15/KH-UBND của Ủy ban nhân dân tỉnh Lào Cai về"
            ),
            [
                "Kết luận 12-KL/TW của Bộ Chính trị",
                "Kế hoạch 15/KH-UBND của Ủy ban nhân dân tỉnh Lào Cai"
            ]
        );
        assert_eq!(
            citations("(Quyết định số 31/QĐ-TTg của Thủ tướng Chính phủ phê duyệt Đề án)")[0].short,
            "Quyết định số 31/QĐ-TTg"
        );
    }

    #[test]
    fn a_blank_inside_a_number() {
        assert_eq!(
            full("Nghị quyết số 57- NQ/TW của Bộ Chính trị"),
            ["Nghị quyết số 57- NQ/TW của Bộ Chính trị"]
        );
    }

    #[test]
    fn several_numbers_of_one_kind() {
        assert_eq!(
            full("các Nghị quyết số 57-NQ/TW, 59-NQ/TW và 66-NQ/TW của Bộ Chính trị"),
            [
                "Nghị quyết số 57-NQ/TW",
                "Nghị quyết số 59-NQ/TW",
                "Nghị quyết số 66-NQ/TW của Bộ Chính trị"
            ]
        );
    }

    #[test]
    fn documents_known_by_name() {
        assert_eq!(
            full("mà Nghị quyết Đại hội Đảng bộ phường lần thứ I đã đề ra"),
            ["Nghị quyết Đại hội Đảng bộ phường lần thứ I"]
        );
        assert_eq!(
            full("thực hiện Luật Báo chí và Luật An ninh mạng"),
            ["Luật Báo chí", "Luật An ninh mạng"]
        );
        assert_eq!(
            full("Luật Di sản văn hóa số 45/2024/QH15"),
            ["Luật Di sản văn hóa số 45/2024/QH15"]
        );
    }

    #[test]
    fn mere_words_cite_nothing() {
        assert_eq!(
            full("Kế hoạch này; chính sách, pháp luật của Nhà nước; Quyết định của Chủ tịch; 24/7"),
            [""; 0]
        );
    }
}
