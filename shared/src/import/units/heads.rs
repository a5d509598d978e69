//! The words unit names begin with, and what kind of body they mean.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::domain::directory::UnitKind;
use crate::import::words::{Word, gap_before, phrase_at, spelling};

/// The beginning of a unit's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::import) struct Head {
    /// Folded words, blank-separated.
    pub(in crate::import) words: &'static str,
    /// The kind of body.
    pub(in crate::import) kind: UnitKind,
    /// The id of a body there is one of in a commune, or of one named by this head alone.
    pub(in crate::import) id: Option<&'static str>,
    /// Of a single syllable its marks: "sở" is a head, "số" is not.
    marks: Option<&'static str>,
    /// What must follow for it to be a name.
    follow: Follow,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Follow {
    /// Complete or unmistakable as it is.
    Anything,
    /// A capital, a figure, the commune, or one of these words: else it is an ordinary word.
    NameOr(&'static [&'static str]),
}

const fn whole(words: &'static str, kind: UnitKind, id: &'static str) -> Head {
    Head { words, kind, id: Some(id), marks: None, follow: Follow::Anything }
}

const fn clear(words: &'static str, kind: UnitKind) -> Head {
    Head { words, kind, id: None, marks: None, follow: Follow::Anything }
}

const fn named(words: &'static str, kind: UnitKind, small: &'static [&'static str]) -> Head {
    Head { words, kind, id: None, marks: None, follow: Follow::NameOr(small) }
}

const fn single(
    words: &'static str,
    marks: &'static str,
    kind: UnitKind,
    small: &'static [&'static str],
) -> Head {
    Head { words, kind, id: None, marks: Some(marks), follow: Follow::NameOr(small) }
}

use UnitKind::{CongAn, Dang, DoanThe, Group, Khac, Phong, QuanSu, SuNghiep, Thon};

/// Heads by what they mean, longer before shorter where one begins the other.
const HEADS: &[Head] = &[
    // the office before its departments
    whole("van phong hdnd va ubnd", Phong, "VP"),
    whole("van phong hdnd ubnd", Phong, "VP"),
    whole("van phong hoi dong nhan dan va uy ban nhan dan", Phong, "VP"),
    whole("van phong hoi dong nhan dan uy ban nhan dan", Phong, "VP"),
    whole("van phong ubnd", Phong, "VP"),
    whole("van phong uy ban nhan dan", Phong, "VP"),
    whole("van phong dang uy", Dang, "VPDU"),
    clear("van phong", Phong),
    single(
        "phong",
        "phòng",
        Phong,
        &[
            "kinh te",
            "van hoa",
            "noi vu",
            "tai chinh",
            "giao duc",
            "tu phap",
            "nong nghiep",
            "y te",
            "chuyen mon",
            "ha tang",
        ],
    ),
    // the Party
    whole("ban xay dung dang", Dang, "XDD"),
    whole("ban tuyen giao", Dang, "TG"),
    whole("ban dan van", Dang, "DV"),
    named("ban to chuc", Dang, &[]),
    whole("co quan uy ban kiem tra", Dang, "UBKT"),
    whole("uy ban kiem tra", Dang, "UBKT"),
    whole("ban thuong vu dang uy", Dang, "BTV"),
    whole("ban chap hanh dang bo", Dang, "BCH"),
    whole("thuong truc dang uy", Dang, "TTDU"),
    whole("dang uy", Dang, "DU"),
    clear("dang bo", Dang),
    clear("chi bo", Dang),
    // order and defence
    whole("cong an", CongAn, "CA"),
    whole("ban chi huy quan su", QuanSu, "QS"),
    whole("ban chqs", QuanSu, "QS"),
    whole("ban chi huy phong thu khu vuc", QuanSu, "PTKV"),
    clear("don bien phong", QuanSu),
    clear("bo doi bien phong", QuanSu),
    // mass organisations
    whole("uy ban mat tran to quoc", DoanThe, "MTTQ"),
    whole("uy ban mttq", DoanThe, "MTTQ"),
    whole("ub mttq", DoanThe, "MTTQ"),
    whole("ubmttq", DoanThe, "MTTQ"),
    whole("ubmttqvn", DoanThe, "MTTQ"),
    whole("ban thuong truc uy ban mat tran to quoc", DoanThe, "MTTQ"),
    whole("ban thuong truc ub mttq", DoanThe, "MTTQ"),
    whole("mat tran to quoc", DoanThe, "MTTQ"),
    whole("mttq", DoanThe, "MTTQ"),
    clear("ban cong tac mat tran", DoanThe),
    whole("hoi dong nhan dan", Khac, "HDND"),
    whole("thuong truc hoi dong nhan dan", Khac, "TTHDND"),
    whole("thuong truc hdnd", Khac, "TTHDND"),
    whole("hdnd", Khac, "HDND"),
    named("hoi dong", Khac, &[]),
    single(
        "hoi",
        "hội",
        DoanThe,
        &[
            "phu nu",
            "nong dan",
            "cuu chien binh",
            "chu thap do",
            "nguoi cao tuoi",
            "lien hiep",
            "khuyen hoc",
            "ccb",
            "lhpn",
        ],
    ),
    single("doan", "đoàn", DoanThe, &["thanh nien", "tncs"]),
    clear("lien doan", DoanThe),
    named("cong doan", DoanThe, &["co so", "vien chuc"]),
    // service units
    clear("trung tam", SuNghiep),
    single("tram", "trạm", SuNghiep, &["y te", "khuyen nong", "thu y", "truyen thanh"]),
    single(
        "truong",
        "trường",
        SuNghiep,
        &[
            "tieu hoc",
            "mam non",
            "trung hoc",
            "thcs",
            "thpt",
            "pho thong",
            "ptdt",
            "ptdtbt",
            "tieu hoc",
        ],
    ),
    single("dai", "đài", SuNghiep, &["truyen thanh", "phat thanh"]),
    named("thu vien", SuNghiep, &[]),
    named("bao tang", SuNghiep, &[]),
    clear("ban quan ly", SuNghiep),
    // villages
    clear("khu pho", Thon),
    clear("to dan pho", Thon),
    clear("khu dan cu", Thon),
    single("thon", "thôn", Thon, &[]),
    single("ban", "bản", Thon, &[]),
    single("xom", "xóm", Thon, &[]),
    single("ap", "ấp", Thon, &[]),
    single("buon", "buôn", Thon, &[]),
    single("lang", "làng", Thon, &[]),
    clear("truong thon", Thon),
    // the committee and whatever else leads or helps
    whole("chu tich ubnd", Khac, "CT"),
    whole("chu tich uy ban nhan dan", Khac, "CT"),
    whole("uy ban nhan dan", Khac, "UBND"),
    whole("ubnd", Khac, "UBND"),
    clear("ban chi dao", Khac),
    clear("ban bien tap", Khac),
    clear("ban giam hieu", SuNghiep),
    single("ban", "ban", Khac, &["chi huy", "nhan dan", "phat trien"]),
    single("to", "tổ", Khac, &["cong nghe", "cong tac", "giup viec"]),
    single("doi", "đội", Khac, &["thong tin", "van nghe"]),
    named("cong chuc", Khac, &["van hoa", "van phong", "tu phap", "tai chinh"]),
    named("bo phan", Khac, &["mot cua", "tiep nhan", "van hoa", "ke toan"]),
    named("co quan", Khac, &["thue", "bao hiem"]),
    named("buu dien", Khac, &["van hoa", "xa"]),
    single("hat", "hạt", Khac, &["kiem lam"]),
    clear("hat kiem lam", Khac),
    clear("chi cuc", Khac),
    clear("hop tac xa", Khac),
    named("htx", Khac, &[]),
    named("cong ty", Khac, &[]),
    named("ngan hang", Khac, &["chinh sach", "nong nghiep"]),
    single("quy", "quỹ", Khac, &["tin dung"]),
    named("kho bac", Khac, &["nha nuoc"]),
    single("so", "sở", Khac, &[]),
    single("nha", "nhà", Khac, &["van hoa"]),
    clear("dien luc", Khac),
    clear("bao hiem xa hoi", Khac),
    clear("buu chinh", Khac),
    clear("toa an nhan dan", Khac),
    clear("vien kiem sat nhan dan", Khac),
    clear("benh vien", SuNghiep),
    clear("phong kham", SuNghiep),
    clear("vnpt", Khac),
    clear("viettel", Khac),
    clear("mobifone", Khac),
];

/// Words that begin units and other things: with one of these behind it, it is another thing.
const OTHERWISE: &[(&str, &[&str])] = &[
    ("to", &["chuc", "quoc", "truong"]),
    ("doi", &["ngu", "tuong", "voi", "song", "truong"]),
    ("hoi", &["nghi", "thao", "thi", "dien", "vien", "hop", "tu", "hoa", "truong"]),
    ("ban", &["hanh", "sac", "do", "tin", "quyen", "than", "ngay", "be", "dau"]),
    ("doan", &["the", "vien", "ket", "truong"]),
    ("truong", &["hop", "thon", "ban", "phong", "khu", "xom"]),
    ("nha", &["nuoc", "o", "may", "dat"]),
    ("so", &["huu", "thich"]),
    ("phong", &["chong", "ngua", "trao", "tranh", "tuc", "thu"]),
    ("lang", &["xom"]),
    ("ap", &["dung", "luc"]),
];

/// The heads by their first word: at each word of a text only a few are held against it.
static BY_FIRST: LazyLock<BTreeMap<&'static str, Vec<&'static Head>>> = LazyLock::new(|| {
    let mut by_first: BTreeMap<&str, Vec<&Head>> = BTreeMap::new();
    for head in HEADS {
        by_first.entry(head.words.split(' ').next().unwrap_or_default()).or_default().push(head);
    }
    by_first
});

fn heads_of(word: &Word<'_>) -> impl Iterator<Item = &'static Head> + use<> {
    BY_FIRST.get(word.fold.as_str()).into_iter().flatten().copied()
}

/// The common beginning of all groups.
const GROUP: Head =
    Head { words: "cac", kind: Group, id: None, marks: None, follow: Follow::Anything };

/// Words for a commune-level area; a name that ends with one belongs to the commune itself.
pub(in crate::import) const COMMUNE: &[&str] = &["xa", "phuong", "dac khu", "thi tran"];

/// The head that begins at word `index`, if a unit's name begins there.
pub(in crate::import) fn head_at(text: &str, words: &[Word<'_>], index: usize) -> Option<Head> {
    let first = words.get(index)?;
    if first.fold == "cac"
        && words
            .get(index + 1)
            .is_some_and(|next| gap_before(text, words, index + 1) == " " && !next.fold.is_empty())
    {
        return Some(GROUP);
    }
    let mut found: Option<Head> = None;
    for head in heads_of(first) {
        let longer = found.is_none_or(|other| other.words.len() < head.words.len());
        if longer && phrase_at(words, index, head.words) && fits(text, words, index, head) {
            found = Some(*head);
        }
    }
    found
}

/// The head that begins at word `index` where only names are expected: with a capital it begins one
/// whatever follows, unless that makes another word of it ("Tổ chức", "Hội nghị").
pub(in crate::import) fn any_head_at(text: &str, words: &[Word<'_>], index: usize) -> Option<Head> {
    let first = words.get(index).filter(|word| word.is_capitalised())?;
    let head = heads_of(first).find(|head| {
        matches!(head.follow, Follow::NameOr(_))
            && phrase_at(words, index, head.words)
            && head.marks.is_none_or(|marks| spelling(first.text) == spelling(marks))
    })?;
    let next = index + head.words.split(' ').count();
    let glued = gap_before(text, words, next) == " ";
    let other = OTHERWISE.iter().filter(|(word, _)| *word == head.words).any(|(_, behind)| {
        glued && words.get(next).is_some_and(|word| behind.contains(&word.fold.as_str()))
    });
    (!other).then_some(*head)
}

fn fits(text: &str, words: &[Word<'_>], index: usize, head: &Head) -> bool {
    let length = head.words.split(' ').count();
    let joined = (index + 1..index + length)
        .all(|at| matches!(gap_before(text, words, at), " " | " - " | "-"));
    if !joined {
        return false;
    }
    if head.marks.is_some_and(|marks| spelling(words[index].text) != spelling(marks)) {
        return false;
    }
    let next = index + length;
    let glued = matches!(gap_before(text, words, next), " " | " - " | " – ");
    let small_head = words[index].is_small();
    match head.follow {
        Follow::Anything => !small_head || length > 1 || glued,
        Follow::NameOr(_) if !glued => false,
        Follow::NameOr(small) => {
            let Some(word) = words.get(next) else { return false };
            let named =
                word.is_capitalised() || word.text.starts_with(|c: char| c.is_ascii_digit());
            named
                || COMMUNE.iter().any(|level| phrase_at(words, next, level))
                || phrase_at(words, next, "so")
                || small.iter().any(|name| phrase_at(words, next, name))
        }
    }
}
