//! The clock, handed in so that tests can set it.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use shared::time::TimestampMs;

/// Tells the time.
#[derive(Clone)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    System,
    Set(Arc<AtomicU64>),
}

impl Clock {
    /// The system's clock.
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands until [`advance`](Self::advance) moves it.
    pub fn set_to(now: TimestampMs) -> Self {
        Self(Source::Set(Arc::new(AtomicU64::new(now.0))))
    }

    /// Moves a clock made by [`set_to`](Self::set_to); the system's goes on by itself.
    pub fn advance(&self, ms: u64) {
        if let Source::Set(now) = &self.0 {
            now.fetch_add(ms, Ordering::SeqCst);
        }
    }

    /// Now.
    pub fn now(&self) -> TimestampMs {
        match &self.0 {
            Source::System => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                TimestampMs(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
            }
            Source::Set(now) => TimestampMs(now.load(Ordering::SeqCst)),
        }
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({})", self.now().0)
    }
}
