//! The provinces of Viet Nam, before and after 1 July 2025: a closed list that spelling can be held against.

use super::Repair;
use crate::import::words::{Word, capitalised, gap_before, spelling, with_case_of, words};

/// Provinces and centrally run cities, of both lists.
const PROVINCES: &[&str] = &[
    "An Giang",
    "Bà Rịa - Vũng Tàu",
    "Bắc Giang",
    "Bắc Kạn",
    "Bạc Liêu",
    "Bắc Ninh",
    "Bến Tre",
    "Bình Định",
    "Bình Dương",
    "Bình Phước",
    "Bình Thuận",
    "Cà Mau",
    "Cần Thơ",
    "Cao Bằng",
    "Đà Nẵng",
    "Đắk Lắk",
    "Đắk Nông",
    "Điện Biên",
    "Đồng Nai",
    "Đồng Tháp",
    "Gia Lai",
    "Hà Giang",
    "Hà Nam",
    "Hà Nội",
    "Hà Tĩnh",
    "Hải Dương",
    "Hải Phòng",
    "Hậu Giang",
    "Hồ Chí Minh",
    "Hòa Bình",
    "Huế",
    "Hưng Yên",
    "Khánh Hòa",
    "Kiên Giang",
    "Kon Tum",
    "Lai Châu",
    "Lâm Đồng",
    "Lạng Sơn",
    "Lào Cai",
    "Long An",
    "Nam Định",
    "Nghệ An",
    "Ninh Bình",
    "Ninh Thuận",
    "Phú Thọ",
    "Phú Yên",
    "Quảng Bình",
    "Quảng Nam",
    "Quảng Ngãi",
    "Quảng Ninh",
    "Quảng Trị",
    "Sóc Trăng",
    "Sơn La",
    "Tây Ninh",
    "Thái Bình",
    "Thái Nguyên",
    "Thanh Hóa",
    "Thừa Thiên Huế",
    "Tiền Giang",
    "Trà Vinh",
    "Tuyên Quang",
    "Vĩnh Long",
    "Vĩnh Phúc",
    "Yên Bái",
];

/// The provinces, their words made once.
#[derive(Debug, Clone)]
pub(in crate::import) struct Provinces {
    /// Name, and its words with their folds.
    all: Vec<(&'static str, Vec<Word<'static>>)>,
}

impl Provinces {
    pub(in crate::import) fn new() -> Self {
        Self { all: PROVINCES.iter().map(|name| (*name, words(name))).collect() }
    }

    /// The province named behind "tỉnh" or "thành phố" at word `index`, and the range of its words.
    fn after(
        &self,
        text: &str,
        found: &[Word<'_>],
        index: usize,
    ) -> Option<(&(&'static str, Vec<Word<'static>>), usize)> {
        let word = found[index].text.to_lowercase();
        let city = word == "phố" && index > 0 && found[index - 1].fold == "thanh";
        if word != "tỉnh" && !city {
            return None;
        }
        let first = index + 1;
        let here = |name: &[Word<'_>]| {
            name.iter().enumerate().all(|(offset, part)| {
                let gap = gap_before(text, found, first + offset);
                found
                    .get(first + offset)
                    .is_some_and(|word| word.is_capitalised() && word.fold == part.fold)
                    && matches!(gap, " " | " - " | " – ")
            })
        };
        let province =
            self.all.iter().filter(|(_, name)| here(name)).max_by_key(|(_, name)| name.len())?;
        Some((province, first))
    }

    /// Repairs of provinces' names: "tỉnh Lang Sơn".
    pub(super) fn repairs(&self, text: &str, found: &[Word<'_>]) -> Vec<Repair> {
        let mut repairs = Vec::new();
        for index in 0..found.len() {
            let Some(((_, name), first)) = self.after(text, found, index) else { continue };
            for (offset, part) in name.iter().enumerate() {
                let word = &found[first + offset];
                if spelling(word.text) != spelling(part.text) {
                    let after = with_case_of(word.text, &part.text.to_lowercase());
                    repairs.push(Repair { range: word.start..word.end(), after });
                }
            }
        }
        repairs
    }

    /// The province a line names, properly spelled.
    pub(in crate::import) fn named_in(&self, text: &str) -> Option<String> {
        let found = words(text);
        (0..found.len())
            .find_map(|index| self.after(text, &found, index))
            .map(|((name, _), _)| capitalised(name))
    }
}
