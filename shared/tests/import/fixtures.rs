//! Where the fixture plans are.

use std::path::{Path, PathBuf};

use proptest::prelude::ProptestConfig;
use proptest::test_runner::RngSeed;

/// Plans of invented communes; each has its data beside it under the same name.
pub(crate) const PLANS: [&str; 3] = ["xa-na-khoang", "phuong-ben-go", "xa-dong-vai"];

/// More plans of invented communes, each on another topic and in another typography.
pub(crate) const OTHERS: [&str; 17] = [
    "other/dac-khu-hon-dau-du-lich",
    "other/phuong-an-lac-chuyen-doi-so",
    "other/phuong-cau-ong-phong-chay",
    "other/phuong-long-binh-cai-cach",
    "other/thi-tran-bac-ha-tre-em",
    "other/xa-bung-binh-phong-chong-thien-tai",
    "other/xa-cam-son-nong-thon-moi",
    "other/xa-dak-po-thang-hanh-dong",
    "other/xa-hong-thai-dang",
    "other/xa-ia-lau-y-te",
    "other/xa-kim-long-an-ninh",
    "other/xa-khuoi-sao-doi-ngoai",
    "other/xa-muong-ven-quoc-phong",
    "other/xa-nam-cat-thu-vien",
    "other/xa-phu-dien-giam-ngheo",
    "other/xa-tan-lam-moi-truong",
    "other/xa-tan-thanh-the-thao",
];

/// Plans of invented communes that a word processor saved; each has its data beside it.
pub(crate) const OFFICE: [&str; 3] = [
    "docx/phuong-rach-ban-an-toan-thuc-pham",
    "docx/xa-ea-rang-doi-ngoai",
    "docx/xa-lung-se-di-san",
];

/// A fixture's path.
pub(crate) fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/plans").join(file)
}

/// A fixture's text.
pub(crate) fn text(name: &str) -> String {
    std::fs::read_to_string(path(&format!("{name}.txt"))).expect("the fixture is in the repository")
}

/// The bytes of a fixture that a word processor saved.
pub(crate) fn office(name: &str) -> Vec<u8> {
    std::fs::read(path(&format!("{name}.docx"))).expect("the fixture is in the repository")
}

/// So many cases, the same ones at every run; `PROPTEST_RNG_SEED` and `PROPTEST_CASES` look for others.
pub(crate) fn config(cases: u32) -> ProptestConfig {
    let asked = ProptestConfig::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { asked.cases } else { cases };
    let rng_seed = match asked.rng_seed {
        RngSeed::Random => RngSeed::Fixed(20_260),
        fixed @ RngSeed::Fixed(_) => fixed,
    };
    ProptestConfig { cases, rng_seed, failure_persistence: None, ..asked }
}
