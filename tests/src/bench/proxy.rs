//! A TCP proxy on loopback that counts bytes and flights, and can add a delay in each direction.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// The proxy; dropping it cuts every connection.
pub(crate) struct Proxy {
    pub(crate) port: u16,
    totals: Arc<Totals>,
    _tasks: JoinSet<()>,
}

struct Totals {
    start: Instant,
    connections: AtomicU64,
    up: AtomicU64,
    down: AtomicU64,
    /// A flight is a run of bytes one way with none the other way between.
    flights: AtomicU64,
    last_byte_us: AtomicU64,
}

/// The counts at one moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Snapshot {
    connections: u64,
    up: u64,
    down: u64,
    flights: u64,
}

#[derive(Clone, Copy)]
enum Direction {
    Up = 1,
    Down = 2,
}

impl Proxy {
    /// In front of a port on loopback.
    pub(crate) async fn start(target: u16, delay: Duration) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let totals = Arc::new(Totals {
            start: Instant::now(),
            connections: AtomicU64::new(0),
            up: AtomicU64::new(0),
            down: AtomicU64::new(0),
            flights: AtomicU64::new(0),
            last_byte_us: AtomicU64::new(0),
        });
        let mut tasks = JoinSet::new();
        let counted = totals.clone();
        tasks.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                connections.spawn(pass(client, target, counted.clone(), delay));
            }
        });
        Ok(Self { port, totals, _tasks: tasks })
    }

    /// The counts now.
    pub(crate) fn snapshot(&self) -> Snapshot {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Snapshot {
            connections: read(&self.totals.connections),
            up: read(&self.totals.up),
            down: read(&self.totals.down),
            flights: read(&self.totals.flights),
        }
    }

    /// What has passed since.
    pub(crate) fn since(&self, before: Snapshot) -> Value {
        let now = self.snapshot();
        json!({
            "connections": now.connections - before.connections,
            "upBytes": now.up - before.up,
            "downBytes": now.down - before.down,
            "flights": now.flights - before.flights,
        })
    }

    /// Waits until no byte has passed for that long, counted from now; gives the time of the last.
    pub(crate) async fn until_quiet(&self, quiet: Duration) -> Instant {
        let asked = Instant::now();
        loop {
            let last_us = self.totals.last_byte_us.load(Ordering::Relaxed);
            let last = self.totals.start + Duration::from_micros(last_us);
            if last.max(asked).elapsed() >= quiet {
                return last;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

async fn pass(client: TcpStream, target: u16, totals: Arc<Totals>, delay: Duration) {
    let Ok(server) = TcpStream::connect(SocketAddr::from((Ipv4Addr::LOCALHOST, target))).await
    else {
        return;
    };
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    totals.connections.fetch_add(1, Ordering::Relaxed);
    let last = AtomicU8::new(0);
    let (client_reads, client_writes) = client.into_split();
    let (server_reads, server_writes) = server.into_split();
    let count = |direction: Direction, bytes: usize| {
        let counter = match direction {
            Direction::Up => &totals.up,
            Direction::Down => &totals.down,
        };
        counter.fetch_add(bytes as u64, Ordering::Relaxed);
        let elapsed = u64::try_from(totals.start.elapsed().as_micros()).unwrap_or(u64::MAX);
        totals.last_byte_us.store(elapsed, Ordering::Relaxed);
        if last.swap(direction as u8, Ordering::Relaxed) != direction as u8 {
            totals.flights.fetch_add(1, Ordering::Relaxed);
        }
    };
    tokio::join!(
        forward(client_reads, server_writes, delay, |bytes| count(Direction::Up, bytes)),
        forward(server_reads, client_writes, delay, |bytes| count(Direction::Down, bytes)),
    );
}

async fn forward(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    delay: Duration,
    count: impl Fn(usize),
) {
    let mut buffer = vec![0; 64 * 1024];
    if delay.is_zero() {
        while let Ok(bytes) = from.read(&mut buffer).await {
            if bytes == 0 {
                break;
            }
            count(bytes);
            if to.write_all(&buffer[..bytes]).await.is_err() {
                break;
            }
        }
        let _ = to.shutdown().await;
        return;
    }
    let (sender, mut due) = mpsc::unbounded_channel::<(tokio::time::Instant, Vec<u8>)>();
    let read = async move {
        while let Ok(bytes) = from.read(&mut buffer).await {
            if bytes == 0 {
                break;
            }
            count(bytes);
            let at = tokio::time::Instant::now() + delay;
            if sender.send((at, buffer[..bytes].to_vec())).is_err() {
                break;
            }
        }
    };
    let write = async move {
        while let Some((at, bytes)) = due.recv().await {
            tokio::time::sleep_until(at).await;
            if to.write_all(&bytes).await.is_err() {
                return;
            }
        }
        let _ = to.shutdown().await;
    };
    tokio::join!(read, write);
}
