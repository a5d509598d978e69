//! How many sockets are open, so that a stopping relay can wait for them.

use std::sync::Arc;

use tokio::sync::watch;

/// The count of open sockets.
#[derive(Debug, Clone)]
pub struct Sockets(Arc<watch::Sender<usize>>);

impl Sockets {
    /// None yet.
    pub fn new() -> Self {
        Self(Arc::new(watch::Sender::new(0)))
    }

    /// Waits until every socket has said goodbye.
    pub async fn closed(&self) {
        let _ = self.0.subscribe().wait_for(|open| *open == 0).await;
    }

    /// Counts a socket for as long as what it returns lives.
    pub fn enter(&self) -> Entered {
        self.0.send_modify(|open| *open += 1);
        Entered(self.clone())
    }
}

impl Default for Sockets {
    fn default() -> Self {
        Self::new()
    }
}

/// A socket that is open.
#[derive(Debug)]
pub struct Entered(Sockets);

impl Drop for Entered {
    fn drop(&mut self) {
        self.0.0.send_modify(|open| *open -= 1);
    }
}
