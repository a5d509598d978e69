//! Any bytes as the chunks of a device's store.
#![no_main]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use libfuzzer_sys::fuzz_target;

// Automerge panics on some chunks, which the engine catches (DESIGN §3): libFuzzer's hook, which
// ends the process at any panic, goes; one that nobody catches still does.
/// Ends the process at the allocation that is too much, so that its input is kept: libFuzzer looks at
/// the memory once a second, when the input may be another one.
struct Limited;

/// Live bytes, and how many may be.
static LIVE: AtomicUsize = AtomicUsize::new(0);
const LIVE_BYTES_MAX: usize = 1 << 30;

// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Limited {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let live = LIVE.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        if live > LIVE_BYTES_MAX {
            std::process::abort();
        }
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Limited = Limited;

fuzz_target!(init: drop(std::panic::take_hook()), |bytes: &[u8]| fuzz::wire::device_store(bytes));
