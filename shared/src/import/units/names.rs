//! When two spellings name the same unit, and the short ids made from names.

use super::list::Mention;
use crate::domain::directory::UnitKind;
use crate::import::words::{join_folds, words};

/// Abbreviations of general administrative use, folded, and what they stand for. "TT" is not among
/// them: it has several meanings.
const ABBREVIATIONS: &[(&str, &str)] = &[
    ("ubnd", "uy ban nhan dan"),
    ("hdnd", "hoi dong nhan dan"),
    ("ub", "uy ban"),
    ("mttq", "mat tran to quoc"),
    ("mttqvn", "mat tran to quoc"),
    ("ubmttq", "uy ban mat tran to quoc"),
    ("ubmttqvn", "uy ban mat tran to quoc"),
    ("lhpn", "lien hiep phu nu"),
    ("ccb", "cuu chien binh"),
    ("chqs", "chi huy quan su"),
    ("tncs", "thanh nien cong san"),
    ("vhxh", "van hoa xa hoi"),
    ("vh", "van hoa"),
    ("xh", "xa hoi"),
    ("htx", "hop tac xa"),
    ("ubkt", "uy ban kiem tra"),
];

/// Whether a folded word is an abbreviation of what stands inside names.
pub(in crate::import) fn is_abbreviation(fold: &str) -> bool {
    ABBREVIATIONS.iter().any(|(short, _)| *short == fold)
        || matches!(fold, "khhgd" | "tdtt" | "thcs" | "thpt" | "ptdtbt" | "gdtx")
}

/// Long and short forms of the same body.
const SAME: &[(&str, &str)] = &[
    ("ban thuong truc uy ban mat tran to quoc", "mat tran to quoc"),
    ("uy ban mat tran to quoc", "mat tran to quoc"),
    ("doan thanh nien cong san ho chi minh", "doan thanh nien"),
    ("doan thanh nien cong san hcm", "doan thanh nien"),
    ("doan thanh nien cong san", "doan thanh nien"),
    ("hoi lien hiep phu nu", "hoi phu nu"),
];

/// Words that say what kind of body it is and do not belong into an id.
const GENERIC: &[&str] = &[
    "trung tam",
    "hop tac xa",
    "bo phan",
    "van phong",
    "phong",
    "ban",
    "tram",
    "truong",
    "hoi",
    "doan",
    "to",
    "doi",
    "dai",
    "so",
];

/// Letters of an id, at most.
const ID_LETTERS: usize = 8;

/// The commune the text speaks of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::import) struct Commune {
    /// "xã", "phường", "đặc khu".
    pub(in crate::import) level: String,
    /// Its name as mostly written.
    pub(in crate::import) name: String,
}

/// What two mentions of one unit have in common.
pub(in crate::import) fn key(mention: &Mention, commune: &Commune) -> String {
    match &mention.group {
        Some(super::groups::GroupKind::Other(name)) => format!("cac {}", stem(name, commune)),
        Some(group) => format!("cac {}", group.id().unwrap_or_default()),
        None => stem(&mention.name, commune),
    }
}

/// A name folded, with abbreviations written out and without its commune.
pub(in crate::import) fn stem(name: &str, commune: &Commune) -> String {
    let mut parts: Vec<String> = Vec::new();
    for word in words(name) {
        let long = ABBREVIATIONS.iter().find(|(short, _)| *short == word.fold);
        match long {
            Some((_, long)) => parts.extend(long.split(' ').map(str::to_owned)),
            None if word.fold == "va" => {}
            None => parts.push(word.fold),
        }
    }
    let own: Vec<String> = words(&commune.name).into_iter().map(|word| word.fold).collect();
    trim_tail(&mut parts, &["viet", "nam"]);
    if !own.is_empty() {
        let own: Vec<&str> = own.iter().map(String::as_str).collect();
        trim_tail(&mut parts, &own);
    }
    for level in [&["dac", "khu"][..], &["thi", "tran"], &["cap", "xa"], &["xa"], &["phuong"]] {
        trim_tail(&mut parts, level);
    }
    trim_tail(&mut parts, &["cua"]);
    trim_tail(&mut parts, &["tren", "dia", "ban"]);
    trim_tail(&mut parts, &["viet", "nam"]);
    if parts.len() > 2 && parts.ends_with(&["dang".to_owned(), "uy".to_owned()]) {
        parts.pop();
    }
    let joined = parts.join(" ");
    for (long, short) in SAME {
        if joined == *long {
            return (*short).to_owned();
        }
    }
    joined
}

/// Removes `tail` from the end, unless nothing would be left.
fn trim_tail(parts: &mut Vec<String>, tail: &[&str]) {
    if parts.len() > tail.len() && parts.iter().rev().zip(tail.iter().rev()).all(|(a, b)| a == b) {
        parts.truncate(parts.len() - tail.len());
    }
}

/// A short ASCII id for a unit with this key.
pub(in crate::import) fn short_id(mention: &Mention, key: &str) -> String {
    let fixed = match &mention.group {
        Some(group) => group.id(),
        None => mention.head.and_then(|head| head.id),
    };
    if let Some(id) = fixed {
        return id.to_owned();
    }
    let body = key.strip_prefix("cac ").unwrap_or(key);
    let kept = matches!(mention.kind, UnitKind::Thon | UnitKind::Group);
    let bare = GENERIC
        .iter()
        .filter(|_| !kept)
        .find_map(|generic| body.strip_prefix(generic).and_then(|rest| rest.strip_prefix(' ')))
        .unwrap_or(body);
    let id = initials(bare);
    if id.is_empty() { "DV".to_owned() } else { id }
}

/// The initials of folded words in capitals; figures stay whole.
pub(in crate::import) fn initials(folded: &str) -> String {
    let mut id = String::new();
    for word in folded.split(' ') {
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            id.extend(word.chars().filter(char::is_ascii_alphanumeric));
        } else {
            id.extend(word.chars().next().filter(char::is_ascii_alphanumeric));
        }
    }
    id.truncate(ID_LETTERS);
    id.to_ascii_uppercase()
}

/// The folded words of a name and how many of them end it only to say whose it is.
pub(in crate::import) fn bare_words(name: &str) -> Vec<String> {
    let found = words(name);
    let mut parts: Vec<String> = join_folds(&found).split(' ').map(str::to_owned).collect();
    for level in [&["dac", "khu"][..], &["thi", "tran"], &["xa"], &["phuong"]] {
        trim_tail(&mut parts, level);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::units::{known::Known, list};

    fn commune() -> Commune {
        Commune { level: "xã".into(), name: "Nà Sơn".into() }
    }

    fn one(name: &str) -> (String, String) {
        let mention = list::read(name, &Known::default()).units.remove(0);
        let key = key(&mention, &commune());
        let id = short_id(&mention, &key);
        (key, id)
    }

    #[test]
    fn spellings_of_one_unit_share_a_key() {
        for (a, b) in [
            ("Phòng Văn hóa - Xã hội xã", "Phòng Văn hoá và Xã hội"),
            ("Phòng Văn hóa - Xã hội xã Nà Sơn", "phòng VH-XH"),
            ("Ban Xây dựng Đảng", "Ban Xây dựng Đảng ủy xã"),
            ("Ủy ban MTTQ Việt Nam xã", "Ủy ban Mặt trận Tổ quốc Việt Nam xã Nà Sơn"),
            ("Hội LHPN xã", "Hội Phụ nữ"),
            ("Ban CHQS xã", "Ban Chỉ huy Quân sự"),
            ("Văn phòng HĐND và UBND", "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân xã"),
            ("các cơ quan, đơn vị liên quan", "Các phòng, ban"),
        ] {
            assert_eq!(one(a).0, one(b).0, "{a} / {b}");
        }
        assert_ne!(one("Công an xã").0, one("Công an tỉnh").0);
        assert_ne!(one("Đảng ủy xã").0, one("Văn phòng Đảng ủy").0);
    }

    #[test]
    fn ids_are_initials() {
        for (name, id) in [
            ("Phòng Văn hóa - Xã hội xã", "VHXH"),
            ("Phòng Kinh tế", "KT"),
            ("Văn phòng HĐND và UBND xã", "VP"),
            ("Trung tâm Dịch vụ tổng hợp", "DVTH"),
            ("Ban Xây dựng Đảng", "XDD"),
            ("Công an xã", "CA"),
            ("Ban Chỉ huy Quân sự xã", "QS"),
            ("Thôn Nà Pài", "TNP"),
            ("Tổ dân phố số 3", "TDPS3"),
            ("Các thôn", "THON"),
            ("Các trường học", "TH"),
        ] {
            assert_eq!(one(name).1, id, "{name}");
        }
    }
}
