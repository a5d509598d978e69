//! Words at which a list of units has ended: what the units do begins.

use crate::import::words::{Word, gap_before, phrase_at};

/// Small words, with their marks, that no unit's name goes on with.
const WORDS: &[&str] = &[
    "để", "nhằm", "theo", "là", "chịu", "sẽ", "phải", "được", "gửi", "khi", "nếu", "căn", "tại",
    "do", "trình", "giúp", "lập", "cử", "mời", "bằng", "từ", "đến", "trước",
];

/// Folded beginnings of what units do.
const PHRASES: &[&str] = &[
    "ban hanh",
    "bao cao",
    "bao dam",
    "bao ve",
    "bien soan",
    "bien tap",
    "bieu duong",
    "bo sung",
    "bo tri",
    "boi duong",
    "cai tao",
    "can cu",
    "cap nhat",
    "cham lo",
    "chi dao",
    "chu dong",
    "chu tri",
    "chuan bi",
    "co nhiem vu",
    "co trach nhiem",
    "cong khai",
    "cu can bo",
    "cung cap",
    "dam bao",
    "danh gia",
    "dang tai",
    "dau moi",
    "dau tu",
    "day manh",
    "de xuat",
    "dinh huong",
    "don doc",
    "duy tri",
    "giai quyet",
    "giam sat",
    "giao ban",
    "ho tro",
    "hoan thanh",
    "huong dan",
    "huy dong",
    "ket noi",
    "khai thac",
    "khao sat",
    "khen thuong",
    "kiem tra",
    "kip thoi",
    "ky ket",
    "lam dau moi",
    "lanh dao",
    "lien he",
    "mo lop",
    "mo chuyen muc",
    "mo rong",
    "mua sam",
    "nang cao",
    "ngan chan",
    "nghien cuu",
    "nhan rong",
    "niem yet",
    "phan cong",
    "phat dong",
    "phat hien",
    "phat huy",
    "pho bien",
    "phoi hop",
    "phong ngua",
    "phu trach",
    "quan ly",
    "quan tam",
    "quan triet",
    "ra soat",
    "san sang",
    "so ket",
    "sua chua",
    "su dung",
    "tang cuong",
    "tap huan",
    "tap trung",
    "tham dinh",
    "tham gia",
    "tham muu",
    "thanh toan",
    "theo doi",
    "thong bao",
    "thong ke",
    "thong qua",
    "thu gom",
    "thuc hien",
    "thuong xuyen",
    "tiep nhan",
    "tiep tuc",
    "to chuc",
    "tong hop",
    "tong ket",
    "trien khai",
    "trong viec",
    "trong cong tac",
    "trong qua trinh",
    "tuan tra",
    "tuyen truyen",
    "van dong",
    "van hanh",
    "xay dung",
    "xu ly",
];

/// Of these, the ones that also end names: "Trung tâm Dịch vụ tổng hợp".
const NAME_ENDS: &[&str] = &[
    "giam sat",
    "ho tro",
    "huong dan",
    "kiem tra",
    "quan ly",
    "tiep nhan",
    "tong hop",
    "tuyen truyen",
    "van dong",
    "xay dung",
];

/// What "tổ chức" means when it is a body and not a doing.
const BODIES: &[&str] = &["to chuc chinh tri", "to chuc xa hoi", "to chuc doan the"];

/// Whether the work of units begins at word `index`.
pub(super) fn begins_work(text: &str, words: &[Word<'_>], index: usize) -> bool {
    let word = &words[index];
    let plural = index > 0 && words[index - 1].fold == "cac";
    if !word.is_small() || plural || BODIES.iter().any(|body| phrase_at(words, index, body)) {
        return false;
    }
    WORDS.contains(&word.text)
        || PHRASES
            .iter()
            .any(|phrase| phrase_at(words, index, phrase) && !ends_name(text, words, index, phrase))
}

/// Whether a phrase that could begin the work ends a name here.
fn ends_name(text: &str, words: &[Word<'_>], index: usize, phrase: &str) -> bool {
    let after = index + phrase.split(' ').count();
    let last = match words.get(after) {
        None => true,
        Some(word) => {
            matches!(word.fold.as_str(), "xa" | "phuong")
                || gap_before(text, words, after).contains([',', ';', '.'])
        }
    };
    last && NAME_ENDS.contains(&phrase)
}
