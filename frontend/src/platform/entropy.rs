//! Randomness: ids and the seed of actors and jitter.

use uuid::Uuid;

use super::clock;

/// 32 bytes from the browser's generator.
pub fn bytes_32() -> [u8; 32] {
    let mut bytes = [0; 32];
    fill(&mut bytes);
    bytes
}

/// A UUIDv7: sorts by this device's clock.
pub fn uuid_v7() -> Uuid {
    let mut random = [0; 10];
    fill(&mut random);
    uuid::Builder::from_unix_timestamp_millis(clock::now().0, &random).into_uuid()
}

#[expect(clippy::expect_used, reason = "a browser without randomness cannot make ids that differ")]
fn fill(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the browser gives random bytes");
}
