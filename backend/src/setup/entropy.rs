//! Where new ids come from: the system, or a seed when a demo must come out the same.

use sha2::{Digest, Sha256};
use shared::id::{AccountId, CommuneId, DocumentId, PlanId};
use shared::time::TimestampMs;
use uuid::{Builder, Uuid};

/// A source of random bytes. Ids only: passwords and tokens always come from the system.
#[derive(Debug)]
pub struct Entropy {
    seed: Option<u64>,
    drawn: u64,
}

impl Entropy {
    /// The system's randomness.
    pub const fn system() -> Self {
        Self { seed: None, drawn: 0 }
    }

    /// The same bytes for the same seed.
    pub const fn seeded(seed: u64) -> Self {
        Self { seed: Some(seed), drawn: 0 }
    }

    /// Random bytes.
    ///
    /// # Panics
    ///
    /// If the system has no randomness.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        const { assert!(N <= 32, "one digest is enough") };
        let mut bytes = [0; N];
        match self.seed {
            None => getrandom::fill(&mut bytes).expect("the system gives random bytes"),
            Some(seed) => {
                let mut hash = Sha256::new();
                hash.update(b"soxa demo");
                hash.update(seed.to_be_bytes());
                hash.update(self.drawn.to_be_bytes());
                bytes.copy_from_slice(&hash.finalize()[..N]);
            }
        }
        self.drawn += 1;
        bytes
    }

    /// A UUIDv7 of that moment.
    pub fn uuid(&mut self, at: TimestampMs) -> Uuid {
        Builder::from_unix_timestamp_millis(at.0, &self.bytes()).into_uuid()
    }

    /// A new account.
    pub fn account_id(&mut self, at: TimestampMs) -> AccountId {
        AccountId::new(self.uuid(at))
    }

    /// A new commune.
    pub fn commune_id(&mut self, at: TimestampMs) -> CommuneId {
        CommuneId::new(self.uuid(at))
    }

    /// A new plan.
    pub fn plan_id(&mut self, at: TimestampMs) -> PlanId {
        PlanId::new(self.uuid(at))
    }

    /// A new document.
    pub fn document_id(&mut self) -> DocumentId {
        DocumentId::new(self.bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_itself_and_the_system_does_not() {
        let draw = |mut entropy: Entropy| [entropy.document_id(), entropy.document_id()];
        assert_eq!(draw(Entropy::seeded(1)), draw(Entropy::seeded(1)));
        assert_ne!(draw(Entropy::seeded(1)), draw(Entropy::seeded(2)));
        assert_ne!(draw(Entropy::system()), draw(Entropy::system()));
        let [one, two] = draw(Entropy::seeded(1));
        assert_ne!(one, two);
    }
}
