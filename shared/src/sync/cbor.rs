//! CBOR as automerge-repo's clients write it: definite and indefinite lengths, tagged typed
//! arrays, unknown keys. Reads into a small tree whose size is bounded; writes definite lengths.

use std::borrow::Cow;

use minicbor::data::Type;
use minicbor::decode::{Decoder, Error};

use crate::limits::{CBOR_DEPTH_MAX, CBOR_ITEMS_MAX};

/// A CBOR value, as far as the protocol needs it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value<'a> {
    Uint(u64),
    Text(Cow<'a, str>),
    Bytes(Cow<'a, [u8]>),
    Array(Vec<Value<'a>>),
    /// Entries with text keys; others are dropped.
    Map(Vec<(Cow<'a, str>, Value<'a>)>),
    Bool(bool),
    /// Anything else.
    Other,
}

impl<'a> Value<'a> {
    /// Reads exactly one value.
    pub(crate) fn decode(bytes: &'a [u8]) -> Option<Self> {
        let mut reader = Reader { decoder: Decoder::new(bytes), items: CBOR_ITEMS_MAX };
        let value = reader.value(CBOR_DEPTH_MAX).ok()?;
        (reader.decoder.position() == bytes.len()).then_some(value)
    }

    /// The value of a key, if this is a map that has it. The last one counts.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        let Self::Map(entries) = self else { return None };
        entries.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    pub(crate) fn as_uint(&self) -> Option<u64> {
        if let Self::Uint(number) = self { Some(*number) } else { None }
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub(crate) fn as_bytes(&self) -> Option<&[u8]> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }

    pub(crate) fn as_array(&self) -> Option<&[Self]> {
        if let Self::Array(items) = self { Some(items) } else { None }
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(flag) = self { Some(*flag) } else { None }
    }
}

struct Reader<'a> {
    decoder: Decoder<'a>,
    items: usize,
}

impl<'a> Reader<'a> {
    fn value(&mut self, depth: usize) -> Result<Value<'a>, Error> {
        let (Some(items), Some(deeper)) = (self.items.checked_sub(1), depth.checked_sub(1)) else {
            return Err(Error::message("too much"));
        };
        self.items = items;
        Ok(match self.decoder.datatype()? {
            Type::U8 | Type::U16 | Type::U32 | Type::U64 => Value::Uint(self.decoder.u64()?),
            Type::F16 | Type::F32 | Type::F64 => self.float()?,
            Type::Bool => Value::Bool(self.decoder.bool()?),
            Type::Bytes => Value::Bytes(Cow::Borrowed(self.decoder.bytes()?)),
            Type::BytesIndef => {
                let mut joined = Vec::new();
                for part in self.decoder.bytes_iter()? {
                    joined.extend_from_slice(part?);
                }
                Value::Bytes(Cow::Owned(joined))
            }
            Type::String => Value::Text(Cow::Borrowed(self.decoder.str()?)),
            Type::StringIndef => {
                let mut joined = String::new();
                for part in self.decoder.str_iter()? {
                    joined.push_str(part?);
                }
                Value::Text(Cow::Owned(joined))
            }
            Type::Array | Type::ArrayIndef => {
                let mut left = self.decoder.array()?;
                let mut items = Vec::new();
                while self.another(&mut left)? {
                    items.push(self.value(deeper)?);
                }
                Value::Array(items)
            }
            Type::Map | Type::MapIndef => {
                let mut left = self.decoder.map()?;
                let mut entries = Vec::new();
                while self.another(&mut left)? {
                    let key = self.value(deeper)?;
                    let value = self.value(deeper)?;
                    if let Value::Text(key) = key {
                        entries.push((key, value));
                    }
                }
                Value::Map(entries)
            }
            // A typed array (tag 64 is Uint8Array): what is tagged is what counts.
            Type::Tag => {
                self.decoder.tag()?;
                self.value(deeper)?
            }
            _ => {
                self.decoder.skip()?;
                Value::Other
            }
        })
    }

    /// JavaScript may write a whole number as a float.
    fn float(&mut self) -> Result<Value<'a>, Error> {
        let number = match self.decoder.datatype()? {
            Type::F16 => {
                self.decoder.skip()?;
                return Ok(Value::Other);
            }
            Type::F32 => f64::from(self.decoder.f32()?),
            _ => self.decoder.f64()?,
        };
        let whole = number.fract() == 0.0 && (0.0..=9_007_199_254_740_992.0).contains(&number);
        Ok(if whole { Value::Uint(number as u64) } else { Value::Other })
    }

    /// Whether another item follows in an array or map of known or unknown length.
    fn another(&mut self, left: &mut Option<u64>) -> Result<bool, Error> {
        if let Some(left) = left {
            let more = *left > 0;
            *left = left.saturating_sub(1);
            return Ok(more);
        }
        if self.decoder.datatype()? == Type::Break {
            self.decoder.skip()?;
            return Ok(false);
        }
        Ok(true)
    }
}

/// Writes CBOR.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    out: Vec<u8>,
}

impl Writer {
    pub(crate) fn finish(self) -> Vec<u8> {
        self.out
    }

    fn head(&mut self, major: u8, value: u64) {
        let major = major << 5;
        match value {
            0..24 => self.out.push(major | value as u8),
            24..0x100 => self.out.extend([major | 24, value as u8]),
            0x100..0x1_0000 => {
                self.out.push(major | 25);
                self.out.extend((value as u16).to_be_bytes());
            }
            0x1_0000..0x1_0000_0000 => {
                self.out.push(major | 26);
                self.out.extend((value as u32).to_be_bytes());
            }
            _ => {
                self.out.push(major | 27);
                self.out.extend(value.to_be_bytes());
            }
        }
    }

    pub(crate) fn uint(&mut self, value: u64) -> &mut Self {
        self.head(0, value);
        self
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.head(2, bytes.len() as u64);
        self.out.extend(bytes);
        self
    }

    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.head(3, text.len() as u64);
        self.out.extend(text.as_bytes());
        self
    }

    /// Begins an array of that many items.
    pub(crate) fn array(&mut self, items: usize) -> &mut Self {
        self.head(4, items as u64);
        self
    }

    /// Begins a map of that many entries.
    pub(crate) fn map(&mut self, entries: usize) -> &mut Self {
        self.head(5, entries as u64);
        self
    }

    pub(crate) fn bool(&mut self, flag: bool) -> &mut Self {
        self.out.push(if flag { 0xf5 } else { 0xf4 });
        self
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_cbor_x_writes_is_read() {
        // {"a": tag 64 h'0102', "b": [_ 1, 2.0], "c": {_ "x": null}} with an indefinite outer map
        let bytes = [
            0xbf, 0x61, b'a', 0xd8, 64, 0x42, 1, 2, 0x61, b'b', 0x9f, 1, 0xfb, 0x40, 0, 0, 0, 0, 0,
            0, 0, 0xff, 0x61, b'c', 0xbf, 0x61, b'x', 0xf6, 0xff, 0xff,
        ];
        let value = Value::decode(&bytes).expect("valid");
        assert_eq!(value.get("a").and_then(Value::as_bytes), Some(&[1, 2][..]));
        assert_eq!(value.get("b"), Some(&Value::Array(vec![Value::Uint(1), Value::Uint(2)])));
        assert_eq!(value.get("c").and_then(|c| c.get("x")), Some(&Value::Other));
    }

    #[test]
    fn more_after_the_value_is_no_value() {
        assert!(Value::decode(&[0xa0]).is_some());
        assert!(Value::decode(&[0xa0, 0]).is_none());
        assert!(Value::decode(&[]).is_none());
    }

    #[test]
    fn depth_and_number_of_items_are_bounded() {
        assert!(Value::decode(&[0x81; 1_000_000]).is_none(), "nested");
        let mut wide = vec![0x9a, 0, 0x10, 0, 0];
        wide.extend(vec![0; 0x10_0000]);
        assert!(Value::decode(&wide).is_none(), "wide");
        assert!(Value::decode(&[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]).is_none());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(number: u64, text: String, bytes: Vec<u8>, flag: bool) {
            let mut writer = Writer::default();
            writer.map(2).text("k").array(4).uint(number).text(&text).bytes(&bytes).bool(flag);
            writer.text("e").map(0);
            let written = writer.finish();
            let value = Value::decode(&written).expect("just written");
            let items = value.get("k").and_then(Value::as_array).expect("an array");
            prop_assert_eq!(items[0].as_uint(), Some(number));
            prop_assert_eq!(items[1].as_text(), Some(text.as_str()));
            prop_assert_eq!(items[2].as_bytes(), Some(bytes.as_slice()));
            prop_assert_eq!(items[3].as_bool(), Some(flag));
            for cut in 0..written.len() {
                prop_assert!(Value::decode(&written[..cut]).is_none());
            }
        }

        #[test]
        fn no_bytes_panic(bytes: Vec<u8>) {
            Value::decode(&bytes);
        }
    }
}
