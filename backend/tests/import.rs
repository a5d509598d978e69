//! `soxa import-plan` as people run it: the binary, a file, and what comes out.
//!
//! The fixture plans arrive at their data whatever encoding or file they come in; a repair that is refused is
//! not made; what is no plan ends with code 2, one line that says why, and nothing on standard output.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

fn plans() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/plans")
}

/// Every file of this kind in some folders that has its data beside it.
fn with_data(folders: &[PathBuf], ending: &str) -> Vec<PathBuf> {
    let files = folders.iter().flat_map(|folder| std::fs::read_dir(folder).expect("the fixtures"));
    let mut found: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
    found.retain(|path| {
        path.extension().is_some_and(|end| end == ending) && path.with_extension("json").is_file()
    });
    found.sort();
    found
}

/// Every fixture plan written as text.
fn fixtures() -> Vec<PathBuf> {
    let found = with_data(&[plans(), plans().join("other")], "txt");
    assert!(found.len() > 10, "the fixtures are where they were");
    found
}

fn soxa(file: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_soxa"));
    command.args(["import-plan", "--dry-run", "--json"]).args(more).arg(file);
    command.output().expect("soxa runs")
}

fn plan(file: &Path, more: &[&str]) -> Value {
    let output = soxa(file, more);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{}: {said}", file.display());
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn json(file: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(file).expect("the data")).expect("JSON")
}

#[test]
fn every_fixture_arrives_at_its_data() {
    for file in fixtures() {
        assert_eq!(plan(&file, &[]), json(&file.with_extension("json")), "{}", file.display());
    }
}

#[test]
fn what_a_word_processor_saved_arrives_at_its_data() {
    let files = with_data(&[plans().join("docx")], "docx");
    assert_eq!(files.len(), 3, "the fixtures are where they were");
    for file in files {
        assert_eq!(plan(&file, &[]), json(&file.with_extension("json")), "{}", file.display());
    }
}

#[test]
fn the_encoding_makes_no_difference() {
    let folder = tempfile::tempdir().expect("a folder");
    for file in fixtures() {
        let text = std::fs::read_to_string(&file).expect("the fixture");
        let crlf = text.replace('\n', "\r\n");
        let wide = |unit: fn(u16) -> [u8; 2], mark: &[u8]| {
            mark.iter().copied().chain(crlf.encode_utf16().flat_map(unit)).collect::<Vec<u8>>()
        };
        let variants = [
            ("crlf", crlf.clone().into_bytes()),
            ("bom", [b"\xef\xbb\xbf", text.as_bytes()].concat()),
            ("nfd", text.nfd().collect::<String>().into_bytes()),
            ("utf-16le", wide(u16::to_le_bytes, b"\xff\xfe")),
            ("utf-16be", wide(u16::to_be_bytes, b"\xfe\xff")),
        ];
        for (name, bytes) in variants {
            let variant = folder.path().join(name);
            std::fs::write(&variant, bytes).expect("the folder is writable");
            let data = json(&file.with_extension("json"));
            assert_eq!(plan(&variant, &[]), data, "{} as {name}", file.display());
        }
    }
}

#[test]
fn a_refused_repair_is_not_made() {
    let file = plans().join("xa-na-khoang.txt");
    let usual = plan(&file, &[]);
    let repairs = usual["corrections"].as_array().expect("repairs");
    let repair =
        repairs.iter().find(|one| one["before"] == "Na Khoang").expect("the commune's name");
    let refusal = format!("{}:Na Khoang", repair["line"]);
    let refused = plan(&file, &["--refuse", &refusal]);
    assert_eq!(refused["corrections"].as_array().map(Vec::len), Some(repairs.len() - 1));
    assert!(usual.to_string().contains("điều kiện của xã Nà Khoang"));
    assert!(refused.to_string().contains("điều kiện của xã Na Khoang"));
    let output = soxa(&file, &["--refuse", "no line"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("LINE:TEXT"));
}

#[test]
fn what_is_no_plan_ends_with_two_and_a_word() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, bytes: &[u8]| {
        let file = folder.path().join(name);
        std::fs::write(&file, bytes).expect("the folder is writable");
        file
    };
    let cases = [
        (plans().join("cong-van.txt"), "CÔNG VĂN"),
        (write("empty.txt", b""), "no text"),
        (write("scan.pdf", b"%PDF-1.7\n%\xe2\xe3"), "PDF"),
        (write("cut.docx", b"PK\x03\x04rest"), "damaged"),
        (write("greeting.txt", "Xin chào.\n".as_bytes()), "KẾ HOẠCH"),
        (write("aims.txt", "KẾ HOẠCH\nVề A\nI. MỤC ĐÍCH\nVui.\n".as_bytes()), "tasks"),
        (folder.path().join("missing.txt"), "missing.txt"),
    ];
    for (file, word) in cases {
        let output = soxa(&file, &[]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{}: {said}", file.display());
        assert!(said.contains(word) && said.lines().count() == 1, "{}: {said}", file.display());
        assert!(output.stdout.is_empty(), "{}", file.display());
    }
    // Nothing was created beside the files that were read.
    assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 5);
}

#[test]
fn without_json_lines_that_were_not_understood_are_shown() {
    let file = plans().join("xa-dong-vai.txt");
    let output = Command::new(env!("CARGO_BIN_EXE_soxa"))
        .args(["import-plan".as_ref(), file.as_os_str()])
        .output()
        .expect("soxa runs");
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && shown.contains("CHƯƠNG TRÌNH: "), "{shown}");
    assert!(shown.contains("not understood 52: PHỤ LỤC"), "{shown}");
}
