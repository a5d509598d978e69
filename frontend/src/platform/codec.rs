//! What happens to bytes between memory and the device's store: where encryption at rest goes
//! (DESIGN §6).

/// Turns what is stored into what is kept, and back. `key` is bound to the value: bytes moved
/// under another key must not decode.
pub trait Codec {
    /// Before writing.
    fn encode(&self, key: &str, plain: &[u8]) -> Vec<u8>;

    /// After reading; nothing if the bytes are damaged or not meant for this key.
    fn decode(&self, key: &str, stored: Vec<u8>) -> Option<Vec<u8>>;
}

/// Keeps bytes as they are, until accounts have a PIN.
#[derive(Debug, Clone, Copy)]
pub struct Plain;

impl Codec for Plain {
    fn encode(&self, _key: &str, plain: &[u8]) -> Vec<u8> {
        plain.to_vec()
    }

    fn decode(&self, _key: &str, stored: Vec<u8>) -> Option<Vec<u8>> {
        Some(stored)
    }
}
