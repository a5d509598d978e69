//! How long to wait before connecting again.

use sha2::{Digest, Sha256};

use crate::limits::{BACKOFF_MS_MAX, BACKOFF_MS_MIN};

/// The pause after so many failed attempts in a row, in milliseconds: doubling up to a bound, and
/// spread over the upper half of that, so that a commune's tablets do not all come back at once.
pub(crate) fn pause(entropy: &[u8; 32], attempt: u64, failures: u32) -> u64 {
    let doubled = BACKOFF_MS_MIN.saturating_mul(1 << failures.saturating_sub(1).min(16));
    let whole = doubled.min(BACKOFF_MS_MAX);
    let mut hasher = Sha256::new();
    hasher.update(entropy);
    hasher.update(attempt.to_be_bytes());
    let digest: [u8; 32] = hasher.finalize().into();
    let spread = u64::from(u16::from_be_bytes([digest[0], digest[1]]));
    whole / 2 + whole * spread / (2 * u64::from(u16::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_bound_and_differ_between_devices() {
        for failures in 1..40 {
            let pause = pause(&[1; 32], u64::from(failures), failures);
            assert!((BACKOFF_MS_MIN / 2..=BACKOFF_MS_MAX).contains(&pause), "{failures}: {pause}");
            assert!(failures < 10 || pause >= BACKOFF_MS_MAX / 2, "{failures}: {pause}");
        }
        assert_ne!(pause(&[1; 32], 9, 9), pause(&[2; 32], 9, 9));
        assert_eq!(pause(&[1; 32], 9, 9), pause(&[1; 32], 9, 9));
    }
}
