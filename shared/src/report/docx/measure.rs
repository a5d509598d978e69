//! Lengths: those of the page, and how long a text is that a line is drawn under.

use unicode_normalization::UnicodeNormalization;

/// Twentieths of a point, the unit of the format.
pub(super) type Twips = u32;

/// Millimetres, to the nearest.
pub(super) const fn mm(mm: Twips) -> Twips {
    // 1440 twips an inch of 25.4 mm
    (mm * 14_400 + 127) / 254
}

/// The short and the long side of A4.
pub(super) const A4: (Twips, Twips) = (11_906, 16_838);
/// Margins (DOMAIN §4): the most at the left, where the sheet is bound.
pub(super) const LEFT: Twips = mm(30);
pub(super) const RIGHT: Twips = mm(20);
pub(super) const TOP: Twips = mm(20);
pub(super) const BOTTOM: Twips = mm(20);
/// Above the page number, which stands in the top margin.
pub(super) const HEADER: Twips = mm(10);

/// How wide the text is.
pub(super) const fn text_width(landscape: bool) -> Twips {
    let page = if landscape { A4.1 } else { A4.0 };
    page - LEFT - RIGHT
}

/// Advance widths of Times New Roman Bold, in thousandths of the size: `A` to `Z`, `a` to `z`.
const UPPER: [u32; 26] = [
    722, 667, 722, 722, 667, 611, 778, 778, 389, 500, 778, 667, 944, 722, 778, 611, 778, 722, 556,
    667, 722, 722, 1000, 722, 722, 667,
];
const LOWER: [u32; 26] = [
    500, 556, 444, 556, 444, 333, 500, 556, 278, 333, 556, 278, 833, 556, 500, 556, 556, 444, 389,
    333, 556, 500, 722, 500, 500, 444,
];

/// How long a line of bold text is at a size in points. Marks above and below add nothing.
pub(super) fn bold_length(text: &str, points: u32) -> Twips {
    let thousandths: u32 = text
        .nfd()
        .map(|c| match c {
            'A'..='Z' => UPPER[c as usize - 'A' as usize],
            'a'..='z' => LOWER[c as usize - 'a' as usize],
            'Đ' => 722,
            'đ' => 556,
            ' ' | ',' | '.' => 250,
            '-' | '(' | ')' | ':' | ';' => 333,
            '/' => 278,
            '\u{300}'..='\u{36f}' => 0,
            _ => 500,
        })
        .sum();
    thousandths * points * 20 / 1000
}

#[cfg(test)]
mod tests {
    use super::super::super::wording::STATE;
    use super::*;

    #[test]
    fn the_page_is_that_of_the_decree() {
        assert_eq!([LEFT, RIGHT, TOP, BOTTOM], [1701, 1134, 1134, 1134]);
        assert!((text_width(false).abs_diff(mm(160))) < 10);
    }

    #[test]
    fn the_longest_line_of_the_heading_fits_its_column() {
        // Measured on paper: 88.3 mm at 12 points, 95.7 mm at 13 (DOMAIN §4).
        assert!(bold_length(STATE, 12).abs_diff(mm(883) / 10) < mm(1));
        assert!(bold_length(STATE, 13).abs_diff(mm(957) / 10) < mm(1));
        assert!(bold_length(STATE, 13) < mm(100));
    }
}
