//! What a commune's staff does with activity records in a season, made from a seed so that every
//! system gets the same edits: the workload that the peers are measured with, word for word.

use std::collections::BTreeMap;

use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use sha2::{Digest, Sha256};

use super::words;

/// How much there is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Options {
    pub(crate) seed: u32,
    pub(crate) units: usize,
    pub(crate) records_per_unit: usize,
    pub(crate) field_edits_per_record: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { seed: 20_260, units: 30, records_per_unit: 200, field_edits_per_record: 5 }
    }
}

/// 2026-01-01T14:00:00+07:00.
const FIRST_TIMESTAMP: i64 = 1_767_250_800_000;

/// The value of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Value {
    Text(String),
    Number(i64),
    List(Vec<String>),
}

/// Fields with their values, in the order of writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fields(pub(crate) Vec<(String, Value)>);

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        BTreeMap::deserialize(deserializer).map(|map: BTreeMap<_, _>| Self(Vec::from_iter(map)))
    }
}

impl Fields {
    fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The text of a field; empty if it is none.
    pub(crate) fn text(&self, name: &str) -> &str {
        match self.get(name) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }
}

/// One saved change: one transaction, one undo step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "lowercase")]
pub(crate) enum Edit {
    Create {
        record: Fields,
    },
    Set {
        id: String,
        fields: Fields,
    },
    /// An edit inside `result`; offsets in UTF-16 units.
    Splice {
        id: String,
        at: usize,
        remove: usize,
        insert: String,
        fields: Fields,
    },
}

impl Edit {
    /// `participants` and `updatedAt` of a record.
    pub(crate) fn participants(id: &str, participants: i64, updated_at: i64) -> Self {
        let fields = vec![number("participants", participants), number("updatedAt", updated_at)];
        Self::Set { id: id.to_owned(), fields: Fields(fields) }
    }
}

fn text(name: &str, text: impl Into<String>) -> (String, Value) {
    (name.to_owned(), Value::Text(text.into()))
}

fn number(name: &str, number: i64) -> (String, Value) {
    (name.to_owned(), Value::Number(number))
}

/// Mulberry32: 32-bit state, 32-bit output; integers only.
struct Random(u32);

impl Random {
    fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_add(0x6d2b_79f5);
        let mut t = self.0;
        t = (t ^ (t >> 15)).wrapping_mul(t | 1);
        t ^= t.wrapping_add((t ^ (t >> 7)).wrapping_mul(t | 61));
        t ^ (t >> 14)
    }

    fn below(&mut self, bound: usize) -> usize {
        self.next() as usize % bound
    }

    fn number(&mut self, bound: u32) -> i64 {
        i64::from(self.next() % bound)
    }

    fn pick<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }

    fn pick_front<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len()) * self.below(list.len()) / list.len()]
    }

    fn hex(&mut self, digits: usize) -> String {
        let mut text = String::new();
        while text.len() < digits {
            text.push_str(&format!("{:08x}", self.next()));
        }
        text.truncate(digits);
        text
    }

    fn uuid(&mut self) -> String {
        let digits = self.hex(32);
        let parts = [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]];
        parts.join("-")
    }

    fn person(&mut self) -> String {
        let family = self.pick(words::FAMILY_NAMES);
        let middle = self.pick(words::MIDDLE_NAMES);
        format!("{family} {middle} {}", self.pick(words::GIVEN_NAMES))
    }

    fn date(&mut self) -> String {
        let month = 1 + self.below(12);
        format!("2026-{month:02}-{:02}", 1 + self.below(28))
    }

    fn place(&mut self, unit: usize) -> String {
        let name = words::UNIT_NAMES[unit % words::UNIT_NAMES.len()];
        format!("{} {name}", self.pick(words::SITES))
    }

    fn url(&mut self) -> String {
        format!("https://xa-minh-tan.example.vn/tin/2026/{}", self.hex(12))
    }
}

fn capitalise(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Length in UTF-16 units, which are the characters of this workload.
fn len(text: &str) -> usize {
    text.chars().count()
}

/// Makes one unit's season.
struct Season {
    random: Random,
    unit: usize,
    syllables: Vec<&'static str>,
    staff: Vec<String>,
    timestamp: i64,
}

impl Season {
    fn new(unit: usize, options: &Options) -> Self {
        let number = u32::try_from(unit + 1).unwrap_or(u32::MAX);
        let seed = options.seed.wrapping_add(number.wrapping_mul(0x9e37_79b1));
        let mut random = Random(seed);
        let staff = (0..8).map(|_| random.person()).collect();
        let syllables = words::SYLLABLES.split(' ').collect();
        Self { random, unit, syllables, staff, timestamp: FIRST_TIMESTAMP }
    }

    fn tick(&mut self) -> i64 {
        self.timestamp += 1000 + self.random.number(60_000);
        self.timestamp
    }

    fn syllable(&mut self) -> &'static str {
        self.random.pick_front(&self.syllables)
    }

    fn title(&mut self) -> String {
        let mut title = capitalise(self.syllable());
        while len(&title) < 56 {
            title = format!("{title} {}", self.syllable());
        }
        title
    }

    /// Words until there are that many characters; a full stop and a capital every 8 to 15 words.
    fn prose(&mut self, minimum: usize) -> String {
        let mut text = String::new();
        let mut words_left = 0;
        while len(&text) < minimum {
            let mut word = self.syllable().to_owned();
            if words_left == 0 {
                word = capitalise(&word);
                if !text.is_empty() {
                    text.push('.');
                }
                words_left = 8 + self.random.below(8);
            }
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&word);
            words_left -= 1;
        }
        text + "."
    }

    fn record(&mut self, timestamp: i64) -> Fields {
        Fields(vec![
            text("id", self.random.uuid()),
            text("taskId", format!("task-{:02}", 1 + self.random.below(12))),
            text("title", self.title()),
            text("date", self.random.date()),
            text("place", self.random.place(self.unit)),
            text("status", self.random.pick(words::STATUSES)),
            number("participants", self.random.number(300)),
            text("channel", self.random.pick(words::CHANNELS)),
            text("url", self.random.url()),
            text("result", self.prose(396)),
            text("lead", self.random.pick(&self.staff)),
            (
                "coordinators".to_owned(),
                Value::List((0..3).map(|_| self.random.pick(&self.staff)).collect()),
            ),
            text("createdBy", format!("can-bo-{:02}", self.unit)),
            number("updatedAt", timestamp),
        ])
    }

    fn value(&mut self, field: &str) -> (String, Value) {
        match field {
            "status" => text(field, self.random.pick(words::STATUSES)),
            "participants" => number(field, self.random.number(300)),
            "place" => text(field, self.random.place(self.unit)),
            "channel" => text(field, self.random.pick(words::CHANNELS)),
            "url" => text(field, self.random.url()),
            "lead" => text(field, self.random.pick(&self.staff)),
            _ => text(field, self.random.date()),
        }
    }

    /// Replaces one word of the created result (never the first) by four others.
    fn splice(&mut self, id: &str, result: &str) -> Edit {
        let letters: Vec<char> = result.chars().collect();
        let spaces = (0..letters.len()).filter(|at| letters[*at] == ' ');
        let starts: Vec<usize> = spaces.map(|at| at + 1).collect();
        let at = self.random.pick(&starts);
        let end = (at..letters.len()).find(|at| letters[*at] == ' ').unwrap_or(letters.len());
        let insert: Vec<_> = (0..4).map(|_| self.syllable()).collect();
        let fields = Fields(vec![number("updatedAt", self.tick())]);
        let (id, insert) = (id.to_owned(), insert.join(" "));
        Edit::Splice { id, at, remove: end - at, insert, fields }
    }
}

/// All edits that one unit makes in a season, in order.
pub(crate) fn season_edits(unit: usize, options: &Options) -> Vec<Edit> {
    let mut season = Season::new(unit, options);
    let mut edits = Vec::new();
    for _ in 0..options.records_per_unit {
        let created = season.tick();
        let record = season.record(created);
        let (id, result) = (record.text("id").to_owned(), record.text("result").to_owned());
        edits.push(Edit::Create { record });
        for _ in 0..options.field_edits_per_record {
            let field = season.random.pick(words::EDITABLE_FIELDS);
            let value = season.value(field);
            let fields = Fields(vec![value, number("updatedAt", season.tick())]);
            edits.push(Edit::Set { id: id.clone(), fields });
        }
        edits.push(season.splice(&id, &result));
    }
    edits
}

/// A workspace as it is read: records by id, fields by name.
pub(crate) type Records = BTreeMap<String, BTreeMap<String, Value>>;

/// What a unit's workspace must hold after its edits.
pub(crate) fn final_records(edits: &[Edit]) -> Records {
    let mut records = Records::new();
    for edit in edits {
        match edit {
            Edit::Create { record } => {
                let fields = record.0.iter().cloned().collect();
                records.insert(record.text("id").to_owned(), fields);
            }
            Edit::Set { id, fields } => {
                records.entry(id.clone()).or_default().extend(fields.0.iter().cloned());
            }
            Edit::Splice { id, at, remove, insert, fields } => {
                let record = records.entry(id.clone()).or_default();
                if let Some(Value::Text(result)) = record.get_mut("result") {
                    let letters: Vec<char> = result.chars().collect();
                    let before = letters[..*at].iter();
                    let after = letters[at + remove..].iter();
                    *result = before.copied().chain(insert.chars()).chain(after.copied()).collect();
                }
                record.extend(fields.0.iter().cloned());
            }
        }
    }
    records
}

/// SHA-256 over the records as JSON with sorted keys.
pub(crate) fn digest(records: &Records) -> String {
    let json = serde_json::to_vec(records).unwrap_or_default();
    hex::encode(Sha256::digest(json))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SHA-256 of what the reference implementation prints for a unit (`node workload.js UNIT`),
    /// and of its final records as JSON with sorted keys.
    const REFERENCE: [(usize, &str, &str); 2] = [
        (
            0,
            "2128ebadc3348d2a76cb3b8cd0acf463483ae56fb139fc627c2465336762c973",
            "1c747e907ff3617669b22fbca42afd5dee3cd2b027987d08148ab9003847bff2",
        ),
        (
            29,
            "e3dd1e45bf0e1de789d8ab07fa7f76ff9547d92257e8babb4bf5e0c6966b45a7",
            "331df6beea33c223f87ee7f38561802a3c258bde3dfdb19ae20b9db04da61951",
        ),
    ];

    #[test]
    fn the_edits_are_those_of_the_reference() {
        for (unit, lines, records) in REFERENCE {
            let edits = season_edits(unit, &Options::default());
            let mut hasher = Sha256::new();
            for edit in &edits {
                hasher.update(serde_json::to_string(edit).unwrap());
                hasher.update("\n");
            }
            assert_eq!(hex::encode(hasher.finalize()), lines, "unit {unit}");
            assert_eq!(digest(&final_records(&edits)), records, "unit {unit}");
        }
    }
}
