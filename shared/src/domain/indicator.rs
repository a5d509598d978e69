//! The indicators (`chỉ tiêu`) of the periodic report: the catalogue of DOMAIN §3.3 as data, and
//! which of them a task's words suggest.

use std::collections::BTreeSet;

use crate::text::fold;

/// An indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Indicator {
    /// Its code: `TT01`.
    pub code: &'static str,
    /// What it counts, in the words of the report.
    pub words: &'static str,
    /// Unit of count (`đơn vị tính`).
    pub counted_in: &'static str,
    /// What it counts, in English.
    pub english: &'static str,
    /// How its figure comes about.
    pub form: Form,
    /// Where it is several figures: what each counts, and in what unit.
    pub parts: &'static [(&'static str, &'static str)],
    /// Folded phrases of tasks that are counted by it.
    signs: &'static [&'static str],
}

/// How an indicator's figure comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The sum of what records count.
    Sum,
    /// How many different things records are about.
    Distinct,
    /// The same for villages, of all that there are.
    Villages,
    /// The sum of what records count, of as many as there are: in percent.
    Share,
    /// Typed in (`nhập tay`): no kind of record counts for it.
    Entered,
}

impl Indicator {
    /// How many figures it has.
    pub const fn figures(&self) -> usize {
        if self.parts.is_empty() { 1 } else { self.parts.len() }
    }

    /// What a figure of it counts, and in what unit.
    pub fn figure(&self, part: usize) -> (&'static str, &'static str) {
        self.parts.get(part).copied().unwrap_or((self.words, self.counted_in))
    }
}

/// The catalogue, in the report's order.
pub const INDICATORS: &[Indicator] = &[
    Indicator {
        code: "CT01",
        words: "Văn bản chỉ đạo, triển khai đã ban hành",
        counted_in: "văn bản",
        english: "Directives issued",
        form: Form::Sum,
        parts: &[],
        signs: &[
            "kien toan",
            "van ban chi dao",
            "chi dao trien khai",
            "ban hanh van ban",
            "phoi hop trong cong tac",
        ],
    },
    Indicator {
        code: "NS01",
        words: "Cán bộ được phân công phụ trách TTĐN",
        counted_in: "người",
        english: "Staff put in charge",
        form: Form::Distinct,
        parts: &[],
        signs: &["kien toan", "nhan su", "can bo phu trach", "phan cong can bo"],
    },
    Indicator {
        code: "TH01",
        words: "Lớp tập huấn",
        counted_in: "lớp",
        english: "Training courses",
        form: Form::Distinct,
        parts: &[],
        signs: &["tap huan", "boi duong", "dao tao", "nang cao nang luc"],
    },
    Indicator {
        code: "TH02",
        words: "Lượt người tham gia tập huấn",
        counted_in: "lượt người",
        english: "Attendances at training",
        form: Form::Sum,
        parts: &[],
        signs: &["tap huan", "boi duong", "dao tao", "nang cao nang luc"],
    },
    Indicator {
        code: "TT01",
        words: "Tin, bài trên Trang TTĐT xã",
        counted_in: "tin, bài",
        english: "News items and articles on the website",
        form: Form::Sum,
        parts: &[],
        signs: &[
            "trang thong tin dien tu",
            "tin bai",
            "dang tai",
            "noi dung tuyen truyen",
            "nen tang so",
        ],
    },
    Indicator {
        code: "TT02",
        words: "Bài đăng mạng xã hội (Zalo, Facebook)",
        counted_in: "bài",
        english: "Posts on social networks",
        form: Form::Sum,
        parts: &[],
        signs: &["mang xa hoi", "zalo", "facebook", "noi dung tuyen truyen", "nen tang so"],
    },
    Indicator {
        code: "TT03",
        words: "Video",
        counted_in: "sản phẩm",
        english: "Videos",
        form: Form::Sum,
        parts: &[],
        signs: &["video", "phim", "clip", "noi dung tuyen truyen", "nen tang so"],
    },
    Indicator {
        code: "TT04",
        words: "Ảnh, đồ họa",
        counted_in: "sản phẩm",
        english: "Photos and graphics",
        form: Form::Sum,
        parts: &[],
        signs: &["hinh anh", "do hoa", "infographic", "noi dung tuyen truyen", "nen tang so"],
    },
    Indicator {
        code: "TT05",
        words: "Chương trình truyền thanh / lượt phát",
        counted_in: "chương trình, lượt",
        english: "Loudspeaker programmes and broadcasts",
        form: Form::Sum,
        parts: &[("Chương trình truyền thanh", "chương trình"), ("Lượt phát truyền thanh", "lượt")],
        signs: &["truyen thanh", "phat thanh", "loa", "noi dung tuyen truyen"],
    },
    Indicator {
        code: "TT06",
        words: "Pa nô, băng rôn, tờ rơi",
        counted_in: "cái, tờ",
        english: "Panels, banners and leaflets",
        form: Form::Sum,
        parts: &[],
        signs: &["pa no", "bang ron", "to roi", "khau hieu", "noi dung tuyen truyen"],
    },
    Indicator {
        code: "TT07",
        words: "Lượt xem, tiếp cận",
        counted_in: "lượt",
        english: "Views and reach",
        form: Form::Sum,
        parts: &[],
        signs: &["luot xem", "tiep can", "noi dung tuyen truyen", "nen tang so"],
    },
    Indicator {
        code: "TN01",
        words: "Buổi tuyên truyền trực tiếp",
        counted_in: "buổi",
        english: "Meetings held in person",
        form: Form::Sum,
        parts: &[],
        signs: &[
            "tuyen truyen truc tiep",
            "tuyen truyen mieng",
            "hop thon",
            "hoi nghi tuyen truyen",
            "noi dung tuyen truyen",
            "tinh hinh the gioi",
        ],
    },
    Indicator {
        code: "TN02",
        words: "Lượt người dự tuyên truyền trực tiếp",
        counted_in: "lượt người",
        english: "Attendances at meetings",
        form: Form::Sum,
        parts: &[],
        signs: &[
            "tuyen truyen truc tiep",
            "tuyen truyen mieng",
            "hop thon",
            "hoi nghi tuyen truyen",
            "noi dung tuyen truyen",
            "tinh hinh the gioi",
        ],
    },
    Indicator {
        code: "TN03",
        words: "Thôn có hoạt động",
        counted_in: "thôn (%)",
        english: "Villages with activities",
        form: Form::Villages,
        parts: &[],
        signs: &[
            "tuyen truyen truc tiep",
            "hop thon",
            "tung thon",
            "den tung ho",
            "noi dung tuyen truyen",
        ],
    },
    Indicator {
        code: "TG01",
        words: "Tin, buổi về thế giới, hội nhập",
        counted_in: "tin, buổi",
        english: "Items and meetings on the world and integration",
        form: Form::Sum,
        parts: &[("Tin, bài về thế giới, hội nhập", "tin"), ("Buổi về thế giới, hội nhập", "buổi")],
        signs: &["the gioi", "hoi nhap", "cong tac doi ngoai"],
    },
    Indicator {
        code: "BG01",
        words: "Buổi biên giới, pháp luật",
        counted_in: "buổi",
        english: "Meetings on border and law",
        form: Form::Sum,
        parts: &[],
        signs: &["bien gioi", "chu quyen", "phap luat ve buon lau", "xuat nhap canh"],
    },
    Indicator {
        code: "BG02",
        words: "Lượt người dự buổi biên giới, pháp luật",
        counted_in: "lượt người",
        english: "Attendances at meetings on border and law",
        form: Form::Sum,
        parts: &[],
        signs: &["bien gioi", "chu quyen", "phap luat ve buon lau", "xuat nhap canh"],
    },
    Indicator {
        code: "QC01",
        words: "Tin, bài về quyền con người",
        counted_in: "tin",
        english: "Items on human rights",
        form: Form::Sum,
        parts: &[],
        signs: &["quyen con nguoi", "nhan quyen"],
    },
    Indicator {
        code: "QC02",
        words: "Buổi về quyền con người",
        counted_in: "buổi",
        english: "Meetings on human rights",
        form: Form::Sum,
        parts: &[],
        signs: &["quyen con nguoi", "nhan quyen"],
    },
    Indicator {
        code: "BC01",
        words: "Lần cung cấp thông tin định kỳ",
        counted_in: "lần",
        english: "Periodic information to the press",
        form: Form::Sum,
        parts: &[],
        signs: &["cung cap thong tin cho bao chi", "thong cao bao chi", "hop bao"],
    },
    Indicator {
        code: "BC02",
        words: "Lần cung cấp thông tin đột xuất",
        counted_in: "lần",
        english: "Ad hoc information to the press",
        form: Form::Sum,
        parts: &[],
        signs: &["cung cap thong tin cho bao chi", "thong cao bao chi", "nguoi phat ngon"],
    },
    Indicator {
        code: "BC03",
        words: "Cung cấp thông tin đúng hạn",
        counted_in: "%",
        english: "Information given on time",
        form: Form::Share,
        parts: &[],
        signs: &["cung cap thong tin cho bao chi"],
    },
    Indicator {
        code: "BC04",
        words: "Tin báo chí về xã",
        counted_in: "tin",
        english: "Press items about the commune",
        form: Form::Sum,
        parts: &[],
        signs: &["xu ly thong tin bao chi", "theo doi thong tin bao chi", "thong tin bao chi neu"],
    },
    Indicator {
        code: "BC05",
        words: "Tin báo chí chưa chính xác, sai sự thật",
        counted_in: "tin",
        english: "Of these inaccurate or false",
        form: Form::Sum,
        parts: &[],
        signs: &["xu ly thong tin bao chi", "thong tin sai su that", "sai lech"],
    },
    Indicator {
        code: "BC06",
        words: "Văn bản phản hồi, đề nghị cải chính",
        counted_in: "văn bản",
        english: "Responses and requests for correction",
        form: Form::Sum,
        parts: &[],
        signs: &["xu ly thong tin bao chi", "cai chinh", "phan hoi thong tin"],
    },
    Indicator {
        code: "BC07",
        words: "Tin đã cải chính",
        counted_in: "tin",
        english: "Corrected items",
        form: Form::Sum,
        parts: &[],
        signs: &["xu ly thong tin bao chi", "cai chinh"],
    },
    Indicator {
        code: "SK01",
        words: "Sự kiện, hội nghị, giao lưu",
        counted_in: "sự kiện",
        english: "Events, conferences and exchanges",
        form: Form::Sum,
        parts: &[],
        signs: &["giao luu", "su kien", "hoi cho", "le hoi"],
    },
    Indicator {
        code: "SK02",
        words: "Đoàn khách",
        counted_in: "đoàn",
        english: "Visiting delegations",
        form: Form::Sum,
        parts: &[],
        signs: &["doan khach", "tiep doan", "giao luu"],
    },
    Indicator {
        code: "SK03",
        words: "Lượt người dự sự kiện",
        counted_in: "lượt người",
        english: "Attendances at events",
        form: Form::Sum,
        parts: &[],
        signs: &["giao luu", "su kien", "le hoi"],
    },
    Indicator {
        code: "SP01",
        words: "Sản phẩm được quảng bá",
        counted_in: "sản phẩm",
        english: "Products promoted",
        form: Form::Entered,
        parts: &[],
        signs: &["san pham", "ocop", "dac san", "quang ba san pham"],
    },
    Indicator {
        code: "SP02",
        words: "Hoạt động xúc tiến",
        counted_in: "hoạt động",
        english: "Promotion actions",
        form: Form::Sum,
        parts: &[],
        signs: &["xuc tien", "quang ba san pham"],
    },
    Indicator {
        code: "KT01",
        words: "Tập thể được khen",
        counted_in: "tập thể",
        english: "Collectives commended",
        form: Form::Entered,
        parts: &[],
        signs: &["khen thuong", "giay khen", "bieu duong"],
    },
    Indicator {
        code: "KT02",
        words: "Cá nhân được khen",
        counted_in: "người",
        english: "Persons commended",
        form: Form::Entered,
        parts: &[],
        signs: &["khen thuong", "giay khen", "bieu duong"],
    },
    Indicator {
        code: "KP01",
        words: "Kinh phí duyệt",
        counted_in: "đồng",
        english: "Funding approved",
        form: Form::Entered,
        parts: &[],
        signs: &[],
    },
    Indicator {
        code: "KP02",
        words: "Kinh phí thực hiện",
        counted_in: "đồng",
        english: "Funding spent",
        form: Form::Entered,
        parts: &[],
        signs: &[],
    },
    Indicator {
        code: "KP03",
        words: "Kinh phí quyết toán",
        counted_in: "đồng",
        english: "Funding settled",
        form: Form::Entered,
        parts: &[],
        signs: &[],
    },
];

/// The indicator of a code.
pub fn find(code: &str) -> Option<&'static Indicator> {
    INDICATORS.iter().find(|indicator| indicator.code == code)
}

/// What counts when a sign stands in the title; in the content it counts one.
const IN_TITLE: usize = 3;
/// From how much on an indicator is suggested: a sign in the title, or two in the content.
const ENOUGH: usize = 2;
/// Most suggestions for one task; more would be no help.
const SUGGESTED_MAX: usize = 10;

/// Indicators that a task's words suggest, the likeliest first. A suggestion only: a person taps it.
pub fn suggest(title: &str, content: &[String]) -> Vec<&'static Indicator> {
    let title = spaced(title);
    let content = spaced(&content.join(" "));
    let mut scored: Vec<(usize, &Indicator)> = INDICATORS
        .iter()
        .map(|indicator| {
            let found = |text: &str| {
                let signs: BTreeSet<&str> = indicator.signs.iter().copied().collect();
                signs.into_iter().filter(|sign| text.contains(&format!(" {sign} "))).count()
            };
            (IN_TITLE * found(&title) + found(&content), indicator)
        })
        .filter(|(score, _)| *score >= ENOUGH)
        .collect();
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    scored.into_iter().take(SUGGESTED_MAX).map(|(_, indicator)| indicator).collect()
}

/// Folded, with single blanks between words and around, punctuation gone.
fn spaced(text: &str) -> String {
    let folded = fold(text);
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    format!(" {} ", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(title: &str, content: &[&str]) -> Vec<&'static str> {
        let content: Vec<String> = content.iter().map(|text| (*text).to_owned()).collect();
        suggest(title, &content).into_iter().map(|indicator| indicator.code).collect()
    }

    #[test]
    fn every_code_stands_once() {
        let codes: BTreeSet<&str> = INDICATORS.iter().map(|indicator| indicator.code).collect();
        assert_eq!(codes.len(), INDICATORS.len());
        assert_eq!(find("TT05").map(|found| found.counted_in), Some("chương trình, lượt"));
        assert_eq!(find("XX01"), None);
    }

    #[test]
    fn signs_are_folded_words() {
        for indicator in INDICATORS {
            for sign in indicator.signs {
                assert_eq!(spaced(sign).trim(), *sign, "{}", indicator.code);
            }
        }
    }

    #[test]
    fn a_task_s_words_suggest_its_indicators() {
        let training = codes("Tập huấn cho cán bộ thôn", &["Mở 02 lớp."]);
        assert_eq!(training, ["TH01", "TH02"]);
        let online = codes(
            "Đăng tải trên nền tảng số",
            &[
                "Đăng tin, bài trên Trang thông tin điện tử; làm video, hình ảnh; đăng Zalo, Facebook.",
            ],
        );
        for code in ["TT01", "TT02", "TT03", "TT04"] {
            assert!(online.contains(&code), "{code}: {online:?}");
        }
        assert!(codes("Sửa đường liên thôn", &["Đổ bê tông 02 km."]).is_empty());
    }

    /// What people chose by hand for a whole plan is mostly among what is suggested.
    #[test]
    fn suggestions_find_most_of_what_people_chose() {
        let bundled = include_str!("../../../backend/demo/plan.json");
        let plan: crate::import::ImportedPlan = serde_json::from_str(bundled).expect("a plan");
        let (mut chosen, mut found, mut offered) = (0, 0, 0);
        for task in &plan.tasks {
            let suggested = suggest(&task.title, &task.content);
            offered += suggested.len();
            chosen += task.indicators.len();
            found += task
                .indicators
                .iter()
                .filter(|code| suggested.iter().any(|indicator| indicator.code == **code))
                .count();
        }
        assert!(found * 10 >= chosen * 7, "{found} of {chosen} found");
        assert!(offered <= chosen * 2, "{offered} offered for {chosen}");
    }
}
