//! Session tokens: 256 random bits that cannot be printed.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::store::model::TokenHash;

/// A session's token. Only [`Secret::expose`] shows it; `Debug` does not.
#[derive(Clone)]
pub struct Secret([u8; 32]);

impl Secret {
    /// A new token from the system's randomness.
    ///
    /// # Panics
    ///
    /// If the system has no randomness: there is no safe way to go on.
    pub fn random() -> Self {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).expect("the system gives random bytes");
        Self(bytes)
    }

    /// Reads what [`expose`](Self::expose) wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).ok().map(|()| Self(bytes))
    }

    /// The token, for the cookie and nothing else.
    pub fn expose(&self) -> String {
        hex::encode(self.0)
    }

    /// What the store keeps. The token has 256 random bits, so a plain hash is enough.
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.0).into())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_back_and_never_printed() {
        let token = Secret::random();
        let text = token.expose();
        let again = Secret::parse(&text).expect("reads back");
        assert_eq!(again.hash(), token.hash());
        assert_eq!(format!("{token:?}"), "Secret(…)");
        assert_ne!(Secret::random().hash(), token.hash());
        assert!(Secret::parse(&text[1..]).is_none());
    }
}
