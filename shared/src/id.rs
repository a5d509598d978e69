//! The identifiers of the domain and of sync, one newtype each.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Why a text is not the identifier it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a valid {what}: {text:?}")]
pub struct InvalidId {
    /// The identifier's type, as in `record id`.
    pub what: &'static str,
    /// The text as given.
    pub text: String,
}

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Takes a UUID made elsewhere: this crate has no randomness.
            pub const fn new(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The id that is a key of a map: in the one spelling that we write, or two keys were
            /// one id.
            pub fn of_key(key: &str) -> Option<Self> {
                let id = Uuid::parse_str(key).ok()?;
                let mut buffer = Uuid::encode_buffer();
                (id.hyphenated().encode_lower(&mut buffer) == key).then_some(Self(id))
            }

            /// The UUID itself.
            pub const fn uuid(&self) -> Uuid {
                self.0
            }

            /// The 16 bytes, big-endian.
            pub fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// Reads 16 bytes, or nothing if there are not exactly 16.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                Uuid::from_slice(bytes).ok().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Uuid::parse_str(text)
                    .map(Self)
                    .map_err(|_| InvalidId { what: $what, text: text.to_owned() })
            }
        }
    };
}

uuid_id!(
    /// A commune (`xã`) on a relay. In every key and route.
    CommuneId, "commune id"
);
uuid_id!(
    /// An account; its 16 bytes are the Automerge author of what it writes.
    AccountId, "account id"
);
uuid_id!(
    /// A record in a workbook. UUIDv7, so that ids sort by the device's time of creation.
    RecordId, "record id"
);
uuid_id!(
    /// A decision, submission or other entry. UUIDv7.
    EntryId, "entry id"
);
uuid_id!(
    /// A plan (`kế hoạch`); a commune may run several in a year.
    PlanId, "plan id"
);

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes the text as it is.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({:?})", stringify!($name), self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }
    };
}

text_id!(
    /// A unit (`đơn vị`) or village (`thôn`), by its short code in the directory: `VHXH`, `THON-01`.
    UnitId
);
text_id!(
    /// A task (`nhiệm vụ`) of a plan, by its key in the plan's `tasks`.
    TaskId
);
text_id!(
    /// A peer of the automerge-repo protocol. The relay gives a session its peer id.
    PeerId
);

/// An Automerge document: 16 bytes, written as automerge-repo does (Base58Check).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId([u8; 16]);

impl DocumentId {
    /// Takes 16 bytes made elsewhere.
    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The 16 bytes.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&bs58::encode(self.0).with_check().into_string())
    }
}

impl fmt::Debug for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DocumentId({self})")
    }
}

impl FromStr for DocumentId {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let invalid = || InvalidId { what: "document id", text: text.to_owned() };
        let bytes = bs58::decode(text).with_check(None).into_vec().map_err(|_| invalid())?;
        bytes.try_into().map(Self).map_err(|_| invalid())
    }
}

impl Serialize for DocumentId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DocumentId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl EntryId {
    /// The record under this key, if it is one: what a role lays on a unit stands among what it
    /// decided.
    pub const fn laid_record(&self) -> RecordId {
        RecordId::new(self.uuid())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_id_is_written_as_automerge_repo_writes_it() {
        let id = DocumentId::new(*b"0123456789abcdef");
        let text = id.to_string();
        assert_eq!(text.parse(), Ok(id));
        let mut damaged = text.into_bytes();
        damaged[3] = if damaged[3] == b'2' { b'3' } else { b'2' };
        let damaged = String::from_utf8(damaged).expect("ASCII");
        assert!(damaged.parse::<DocumentId>().is_err(), "the checksum must catch a typing slip");
    }

    #[test]
    fn a_record_id_keeps_its_bytes() {
        let id: RecordId = "0190a4a5-0000-7000-8000-000000000001".parse().expect("valid");
        assert_eq!(RecordId::from_slice(id.as_bytes()), Some(id));
        assert!("not-an-id".parse::<RecordId>().is_err());
        let text = id.to_string();
        assert_eq!(RecordId::of_key(&text), Some(id));
        for other in [text.to_uppercase(), text.replace('-', "")] {
            assert_eq!(other.parse(), Ok(id), "as people may type it");
            assert_eq!(RecordId::of_key(&other), None, "two keys are never one id");
        }
    }
}
