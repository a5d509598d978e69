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
    "cap phat",
    "cham lo",
    "chi dao",
    "chinh trang",
    "chu dong",
    "chu tri",
    "chuan bi",
    "co nhiem vu",
    "co trach nhiem",
    "cong khai",
    "cu can bo",
    "cung cap",
    "dam bao",
    "dang ky",
    "dang tai",
    "danh gia",
    "dau moi",
    "dau tu",
    "day manh",
    "de xuat",
    "dinh huong",
    "don dep",
    "don doc",
    "don ve sinh",
    "duy tri",
    "giai quyet",
    "giam sat",
    "giao ban",
    "gioi thieu",
    "ho tro",
    "hoan thanh",
    "huong dan",
    "huy dong",
    "in an",
    "ket noi",
    "khai thac",
    "khao sat",
    "khen thuong",
    "khoi cong",
    "kiem tra",
    "kip thoi",
    "ky ket",
    "lam dau moi",
    "lanh dao",
    "lap dat",
    "lap ho so",
    "len ke hoach",
    "lien he",
    "mo chuyen muc",
    "mo lop",
    "mo rong",
    "mua sam",
    "nang cao",
    "ngan chan",
    "nghiem thu",
    "nghien cuu",
    "nhan rong",
    "niem yet",
    "phan cong",
    "phan loai",
    "phat dong",
    "phat hanh",
    "phat hien",
    "phat huy",
    "phat to roi",
    "pho bien",
    "phoi hop",
    "phong ngua",
    "phu trach",
    "quan ly",
    "quan tam",
    "quan triet",
    "quang ba",
    "ra soat",
    "san sang",
    "sap xep",
    "so hoa",
    "so ket",
    "su dung",
    "sua chua",
    "tang cuong",
    "tap hop",
    "tap huan",
    "tap trung",
    "tham dinh",
    "tham gia",
    "tham muu",
    "thanh toan",
    "thay the",
    "theo doi",
    "thong bao",
    "thong ke",
    "thong qua",
    "thu gom",
    "thu thap",
    "thuc hien",
    "thuong xuyen",
    "tiep nhan",
    "tiep thu",
    "tiep tuc",
    "to chuc",
    "toa dam",
    "tong hop",
    "tong ket",
    "trang tri",
    "trao tang",
    "trien khai",
    "trong cay",
    "trong cong tac",
    "trong qua trinh",
    "trong rung",
    "trong viec",
    "truy quet",
    "tuan tra",
    "tuyen truyen",
    "van dong",
    "van hanh",
    "xac minh",
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
