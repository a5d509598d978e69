//! Slows guessing from one address: a bucket of attempts that refills by the minute.
//!
//! A right password gives its attempt back. A whole office behind one address can sign in at half
//! past seven, and only wrong guesses use the bucket up.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};

use shared::limits::{LOGIN_ADDRESSES_MAX, LOGIN_ATTEMPTS_PER_MINUTE};
use shared::time::TimestampMs;

/// What one attempt costs, in milliseconds of refilling.
const ATTEMPT_MS: u64 = 60_000 / LOGIN_ATTEMPTS_PER_MINUTE as u64;
/// A full bucket, in milliseconds of refilling.
const FULL_MS: u64 = 60_000;

/// A bucket per address.
#[derive(Debug, Default)]
pub struct Throttle {
    /// Per address: how much is missing from the full bucket, and when that was true.
    missing: Mutex<HashMap<IpAddr, (u64, TimestampMs)>>,
}

impl Throttle {
    /// All buckets full.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes one attempt, if there is one.
    pub fn take(&self, address: IpAddr, now: TimestampMs) -> bool {
        let mut buckets = self.lock();
        if buckets.len() >= LOGIN_ADDRESSES_MAX {
            buckets.retain(|_, (missing, at)| now.since(*at) < *missing);
        }
        let address = network(address);
        if buckets.len() >= LOGIN_ADDRESSES_MAX && !buckets.contains_key(&address) {
            return false;
        }
        let (missing, at) = buckets.entry(address).or_insert((0, now));
        let still = missing.saturating_sub(now.since(*at));
        if still + ATTEMPT_MS > FULL_MS {
            return false;
        }
        (*missing, *at) = (still + ATTEMPT_MS, now);
        true
    }

    /// Gives one attempt back.
    pub fn give_back(&self, address: IpAddr) {
        if let Some((missing, _)) = self.lock().get_mut(&network(address)) {
            *missing = missing.saturating_sub(ATTEMPT_MS);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<IpAddr, (u64, TimestampMs)>> {
        self.missing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One person has a whole IPv6 /64.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => IpAddr::V4(v4),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn guesses_run_out_and_come_back() {
        let throttle = Throttle::new();
        let (here, now) = (address("192.0.2.1"), TimestampMs(1_000_000));
        let taken = (0..100).filter(|_| throttle.take(here, now)).count();
        assert_eq!(taken, LOGIN_ATTEMPTS_PER_MINUTE as usize);
        assert!(throttle.take(address("192.0.2.2"), now), "another address is not concerned");
        assert!(throttle.take(here, now.plus(ATTEMPT_MS)));
        assert!(!throttle.take(here, now.plus(ATTEMPT_MS)));
    }

    #[test]
    fn right_passwords_use_nothing_up() {
        let throttle = Throttle::new();
        let (here, now) = (address("192.0.2.1"), TimestampMs(1_000_000));
        for _ in 0..200 {
            assert!(throttle.take(here, now));
            throttle.give_back(here);
        }
    }

    #[test]
    fn one_ipv6_network_is_one_address() {
        assert_eq!(network(address("2001:db8:1:2::1")), network(address("2001:db8:1:2:ffff::9")));
        assert_ne!(network(address("2001:db8:1:2::1")), network(address("2001:db8:1:3::1")));
        assert_eq!(network(address("::ffff:192.0.2.1")), address("192.0.2.1"));
    }
}
