//! Names with a letter or a mark wrong, and names that only look so.

use super::*;

fn names(lines: &[(bool, &str)]) -> Names {
    Names::collect(lines.iter().copied())
}

fn repaired(names: &Names, text: &str) -> Vec<(String, String)> {
    names.repairs(text).into_iter().map(|r| (text[r.range].to_owned(), r.after)).collect()
}

#[test]
fn the_title_decides_how_the_commune_is_written() {
    let names = names(&[
        (true, "ỦY BAN NHÂN DÂN XÃ NÀ SẦM"),
        (true, "Chuyển đổi số trên địa bàn xã Nà Sầm năm 2026"),
        (false, "xã Na Sầm và xã Na Sầm, xã Na Sầm"),
        (false, "xã Nà Sẩm"),
    ]);
    assert_eq!(names.commune, Commune { level: "xã".into(), name: "Nà Sầm".into() });
    assert_eq!(
        repaired(&names, "trên địa bàn xã Na Sầm năm nay"),
        [("Na Sầm".into(), "Nà Sầm".into())]
    );
    assert_eq!(repaired(&names, "ĐẢNG BỘ XÃ NA SẦM"), [("NA SẦM".into(), "NÀ SẦM".into())]);
    assert_eq!(repaired(&names, "tại Nà Sẩm."), [("Nà Sẩm".into(), "Nà Sầm".into())]);
    for text in
        ["xã Nà Sầm", "thôn Na Sầm", "Hoàng Na Sầm", "xã hội", "XÃ HỘI", "hợp tác xã Na Sâm"]
    {
        assert_eq!(repaired(&names, text), [], "{text}");
    }
}

#[test]
fn where_the_tone_stands_is_no_misspelling() {
    let names = names(&[(true, "xã Hòa Thuận"), (false, "xã Hoà Thuận")]);
    assert_eq!(repaired(&names, "xã Hoà Thuận"), []);
}

#[test]
fn a_lone_letter_is_repaired_but_not_a_neighbour() {
    let title = (true, "xã Tân Lập");
    let body = (false, "xã Tân Lập, xã Tân Lập");
    let misread = names(&[title, body, (false, "xã Tàn Lạp; xã Tân Lcập; xã Tân Tập")]);
    assert_eq!(repaired(&misread, "xã Tân Lcập").len(), 1);
    let neighbour = names(&[title, body, (false, "xã Tân Hợp và xã Tân Hợp, xã Tân Long")]);
    for text in ["xã Tân Hợp", "xã Tân Long"] {
        assert_eq!(repaired(&neighbour, text), [], "{text}");
    }
}

/// "Tân Thành" and "Tân Thanh" are both names of communes: where the text shows that it speaks of
/// two, neither is a misspelling of the other.
#[test]
fn a_commune_of_nearly_the_same_name_stays() {
    let title = (true, "Chuyển đổi số trên địa bàn xã Tân Thành");
    for line in [
        "phối hợp với xã Tân Thanh giữ đường biên",
        "tuyến đường nối xã Tân Thành và xã Tân Thanh",
        "giáp các xã Tân Thanh, Hòa Bình",
        "hội thi cùng xã Hòa Lạc, xã Tân Thanh",
        "đoàn xã Tân Thanh, huyện Văn Lãng",
        "thôn Tân Thanh",
    ] {
        let names = names(&[title, (false, "của xã Tân Thành"), (false, line)]);
        assert_eq!(names.commune.name, "Tân Thành");
        for text in [line, "xã Tân Thanh", "tại Tân Thanh."] {
            assert_eq!(repaired(&names, text), [], "{line} / {text}");
        }
    }
    let often = (false, "đoàn xã Tân Thanh");
    assert_eq!(repaired(&names(&[title, often, often, often]), "xã Tân Thanh"), []);
    assert_eq!(repaired(&names(&[title, often]), "xã Tân Thanh").len(), 1);
}

#[test]
fn villages_and_provinces() {
    let names = names(&[
        (true, "xã Nà Sầm tỉnh Lào Cai"),
        (false, "thôn Khòn Cải, thôn Khòn Cải, thôn Khòn Cải"),
        (false, "thôn Khòn Cái"),
    ]);
    assert_eq!(repaired(&names, "tại thôn Khòn Cái"), [("Khòn Cái".into(), "Khòn Cải".into())]);
    assert_eq!(repaired(&names, "tỉnh Lao Cai"), [("Lao".into(), "Lào".into())]);
    assert_eq!(repaired(&names, "TỈNH TUYÊN QUANG"), []);
}
