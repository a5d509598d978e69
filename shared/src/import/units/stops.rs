//! Words at which a list of units has ended: what the units do begins.

use std::collections::BTreeMap;
use std::sync::LazyLock;

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
    "bao quan",
    "bao ve",
    "bien soan",
    "bien tap",
    "bieu dien",
    "bieu duong",
    "binh xet",
    "bo sung",
    "bo tri",
    "boi duong",
    "boi thuong",
    "cai tao",
    "cam ket",
    "can cu",
    "can doi",
    "canh bao",
    "cap giay",
    "cap nhat",
    "cap phat",
    "cham lo",
    "cham soc",
    "chi dao",
    "chi tra",
    "chia nhom",
    "chia se",
    "chieu phim",
    "chinh trang",
    "cho y kien",
    "chu dong",
    "chu tri",
    "chuan bi",
    "chung thuc",
    "chup anh",
    "co nhiem vu",
    "co trach nhiem",
    "cong bo",
    "cong khai",
    "cu can bo",
    "cung cap",
    "cuu tro",
    "dam bao",
    "dang bai",
    "dang ky",
    "dang tai",
    "danh gia",
    "dao dat",
    "dau moi",
    "dau tu",
    "day manh",
    "day nghe",
    "de ra",
    "de xuat",
    "di doi",
    "dien tap",
    "dinh huong",
    "doi thoai",
    "don dep",
    "don doc",
    "don ranh",
    "don ve sinh",
    "dong gop",
    "dong vien",
    "dua tin",
    "duy tri",
    "gan bien",
    "giai dap",
    "giai ngan",
    "giai phong",
    "giai quyet",
    "giam sat",
    "giao ban",
    "giao luu",
    "giao nhiem vu",
    "gioi thieu",
    "gop y",
    "hien dat",
    "ho tro",
    "hoa giai",
    "hoan thanh",
    "hoc tap",
    "hop ban",
    "hop dan",
    "huong dan",
    "huy dong",
    "in an",
    "ket noi",
    "khac phuc",
    "khai thac",
    "kham benh",
    "kham suc",
    "khao sat",
    "khen thuong",
    "khoi cong",
    "khoi thong",
    "kiem dem",
    "kiem ke",
    "kiem soat",
    "kiem tra",
    "kip thoi",
    "ky cam",
    "ky ket",
    "lam dau moi",
    "lam duong",
    "lam ve sinh",
    "lam viec voi",
    "lang nghe",
    "lanh dao",
    "lap bien ban",
    "lap danh sach",
    "lap dat",
    "lap ho so",
    "lat duong",
    "lay mau",
    "len ke hoach",
    "len phuong an",
    "lien he",
    "mo chuyen muc",
    "mo lop",
    "mo rong",
    "mua sam",
    "nang cao",
    "nang cap",
    "ngan chan",
    "nghiem thu",
    "nghien cuu",
    "nhac nho",
    "nhac viec",
    "nhan dien",
    "nhan rong",
    "niem yet",
    "nuoi day",
    "phan bo",
    "phan cong",
    "phan loai",
    "phan ro",
    "phat dong",
    "phat hanh",
    "phat hien",
    "phat huy",
    "phat quang",
    "phat song",
    "phat thanh",
    "phat tin",
    "phat to roi",
    "pho bien",
    "phoi hop",
    "phong ngua",
    "phu trach",
    "phun thuoc",
    "quan ly",
    "quan tam",
    "quan triet",
    "quang ba",
    "quay phim",
    "quyen gop",
    "ra quan",
    "ra soat",
    "san sang",
    "sap xep",
    "so hoa",
    "so ket",
    "so tan",
    "su dung",
    "sua chua",
    "sua duong",
    "tai dinh",
    "tang cuong",
    "tap hop",
    "tap huan",
    "tap trung",
    "tham dinh",
    "tham gia",
    "tham muu",
    "tham quan",
    "thanh toan",
    "thay the",
    "theo doi",
    "thi dau",
    "thong bao",
    "thong ke",
    "thong qua",
    "thong tin den",
    "thu gom",
    "thu hoi",
    "thu nop",
    "thu thap",
    "thuc hien",
    "thuong xuyen",
    "tiem phong",
    "tiep nhan",
    "tiep thu",
    "tiep tuc",
    "tiep xuc",
    "to chuc",
    "to giac",
    "toa dam",
    "ton tao",
    "tong hop",
    "tong ket",
    "tra loi",
    "trang tri",
    "trao tang",
    "treo bang",
    "treo co",
    "trich kinh phi",
    "trien khai",
    "trien lam",
    "trong cay",
    "trong coi",
    "trong cong tac",
    "trong qua trinh",
    "trong rung",
    "trong viec",
    "truc ban",
    "truc chot",
    "truy quet",
    "tu bo",
    "tu van",
    "tuan tra",
    "tuyen truyen",
    "ung ho",
    "ung pho",
    "van dong",
    "van hanh",
    "ve sinh moi truong",
    "viet bai",
    "xac minh",
    "xac nhan",
    "xay dung",
    "xay moi",
    "xu ly",
    "xu phat",
];

/// The phrases by their first word.
static BY_FIRST: LazyLock<BTreeMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut by_first: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for phrase in PHRASES {
        by_first.entry(phrase.split(' ').next().unwrap_or_default()).or_default().push(phrase);
    }
    by_first
});

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

/// Whether the work of units begins at word `index`. A name that is `whole` does not go on with what
/// also ends names: "các đoàn thể | giám sát", "Ủy ban Kiểm tra | kiểm tra".
pub(super) fn begins_work(text: &str, words: &[Word<'_>], index: usize, whole: bool) -> bool {
    let word = &words[index];
    let plural = index > 0 && words[index - 1].fold == "cac";
    if !word.is_small() || plural || BODIES.iter().any(|body| phrase_at(words, index, body)) {
        return false;
    }
    WORDS.contains(&word.text)
        || BY_FIRST.get(word.fold.as_str()).into_iter().flatten().any(|phrase| {
            phrase_at(words, index, phrase) && (whole || !ends_name(text, words, index, phrase))
        })
}

/// Whether a role begins at word `index`: "chủ trì", "phối hợp với …", "cùng phối hợp". It ends a
/// list of names wherever it stands.
pub(super) fn begins_role(words: &[Word<'_>], index: usize) -> bool {
    let skip = usize::from(words[index].fold == "cung");
    words[index].is_small()
        && (phrase_at(words, index + skip, "phoi hop")
            || phrase_at(words, index, "chu tri")
            || ["la don vi", "la co quan"].iter().any(|role| phrase_at(words, index, role)))
}

/// Whether a phrase that could begin the work ends a name here.
fn ends_name(text: &str, words: &[Word<'_>], index: usize, phrase: &str) -> bool {
    let after = index + phrase.split(' ').count();
    let last = match words.get(after) {
        None => true,
        Some(_) => {
            ["xa", "phuong", "dac khu", "thi tran"]
                .iter()
                .any(|level| phrase_at(words, after, level))
                || gap_before(text, words, after).contains([',', ';', '.'])
        }
    };
    last && NAME_ENDS.contains(&phrase)
}
