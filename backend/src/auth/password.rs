//! Passwords: argon2id with the parameters of OWASP's cheat sheet (19 MiB, 2 passes, 1 lane).
//!
//! They cost about 30 ms on a small server. A few run at a time, so that a flood of sign-ins costs
//! waiting and not memory. Hashes carry their parameters: raising them here keeps old ones valid.

use std::fmt;
use std::sync::{Arc, LazyLock};

use argon2::password_hash::phc;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use serde::Deserialize;
use shared::limits::{PASSWORD_BYTES_MAX, PASSWORD_CHARS_MIN};
use tokio::sync::Semaphore;

use crate::store::model::PasswordHash;

/// Memory of one hash, in KiB.
const MEMORY_KIB: u32 = 19 * 1024;
/// Passes over it.
const PASSES: u32 = 2;
/// Lanes.
const LANES: u32 = 1;
/// Hashes computed at the same time: bounds memory at 80 MiB.
const AT_ONCE: usize = 4;

/// A password as typed. Does not print.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Password(String);

/// Why a password cannot be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefused {
    /// Shorter than [`PASSWORD_CHARS_MIN`].
    #[error("a password has at least {PASSWORD_CHARS_MIN} characters")]
    TooShort,
    /// Longer than [`PASSWORD_BYTES_MAX`].
    #[error("a password has at most {PASSWORD_BYTES_MAX} bytes")]
    TooLong,
}

impl Password {
    /// Takes a password as typed.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// A password that nobody chose: 80 bits, easy to read out (no look-alikes).
    ///
    /// # Panics
    ///
    /// If the system has no randomness.
    pub fn generate() -> Self {
        const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).expect("the system gives random bytes");
        let letters: Vec<char> =
            bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
        let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
        Self(groups.join("-"))
    }

    /// The password, to show once to who made the account.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether it may be set. Nothing is asked but length: rules on letters and digits make
    /// passwords worse.
    pub fn check(&self) -> Result<(), PasswordRefused> {
        if self.0.chars().count() < PASSWORD_CHARS_MIN {
            Err(PasswordRefused::TooShort)
        } else if self.0.len() > PASSWORD_BYTES_MAX {
            Err(PasswordRefused::TooLong)
        } else {
            Ok(())
        }
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// Hashes and verifies, off the async threads.
#[derive(Debug, Clone)]
pub struct Passwords {
    permits: Arc<Semaphore>,
}

impl Passwords {
    /// With the parameters of this module.
    pub fn new() -> Self {
        Self { permits: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Hashes a password with a new salt.
    pub async fn hash(&self, password: &Password) -> Result<PasswordHash, PasswordRefused> {
        password.check()?;
        let password = password.clone();
        Ok(self.run(move || hash(password.0.as_bytes())).await)
    }

    /// Whether the password fits the hash. Without a hash the answer is no, after the same work.
    pub async fn verify(&self, password: &Password, hash: Option<PasswordHash>) -> bool {
        if password.0.len() > PASSWORD_BYTES_MAX {
            return false;
        }
        let password = password.clone();
        self.run(move || {
            let known = hash.is_some();
            let hash = hash.unwrap_or_else(|| DUMMY.clone());
            let Ok(parsed) = phc::PasswordHash::new(hash.expose()) else { return false };
            let fits = argon2().verify_password(password.0.as_bytes(), &parsed).is_ok();
            fits && known
        })
        .await
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        let _permit = self.permits.acquire().await.expect("the semaphore is never closed");
        tokio::task::spawn_blocking(work).await.expect("hashing does not panic")
    }
}

impl Default for Passwords {
    fn default() -> Self {
        Self::new()
    }
}

/// What an unknown name is verified against, so that it takes as long as a known one.
static DUMMY: LazyLock<PasswordHash> = LazyLock::new(|| hash(b"nobody's password"));

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).expect("constants in range");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hash(password: &[u8]) -> PasswordHash {
    let hash: phc::PasswordHash =
        argon2().hash_password(password).expect("length is checked, the system gives a salt");
    PasswordHash::new(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_password_fits_its_hash() {
        let passwords = Passwords::new();
        let right = Password::new("Mật khẩu dài 1");
        let hash = passwords.hash(&right).await.expect("acceptable");
        assert!(hash.expose().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.expose());
        assert!(passwords.verify(&right, Some(hash.clone())).await);
        assert!(!passwords.verify(&Password::new("Mật khẩu dài 2"), Some(hash)).await);
        assert!(!passwords.verify(&Password::new("nobody's password"), None).await);
    }

    #[test]
    fn length_is_all_that_is_asked() {
        assert_eq!(Password::new("1234567").check(), Err(PasswordRefused::TooShort));
        assert_eq!(Password::new("x".repeat(257)).check(), Err(PasswordRefused::TooLong));
        assert_eq!(Password::new("cà phê sữa đá").check(), Ok(()));
    }

    #[test]
    fn a_generated_password_is_new_and_long_and_does_not_print() {
        let one = Password::generate();
        assert_eq!(one.expose().len(), 19);
        assert_ne!(one.expose(), Password::generate().expose());
        assert_eq!(format!("{one:?}"), "Password(…)");
    }
}
