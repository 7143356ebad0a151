//! The system allocator with counters that can be switched on.

use std::alloc::{GlobalAlloc, Layout, System};
use std::future::Future;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

static COUNTING: AtomicBool = AtomicBool::new(false);
static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);
static GROWTHS: AtomicU64 = AtomicU64::new(0);
static BYTES: AtomicU64 = AtomicU64::new(0);

#[global_allocator]
static ALLOCATOR: Counted = Counted;

struct Counted;

fn note(counter: &AtomicU64, bytes: usize) {
    if COUNTING.load(Relaxed) {
        counter.fetch_add(1, Relaxed);
        BYTES.fetch_add(bytes as u64, Relaxed);
    }
}

// SAFETY: every call is forwarded unchanged to the system allocator.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note(&ALLOCATIONS, layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        note(&ALLOCATIONS, layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        note(&GROWTHS, size.saturating_sub(layout.size()));
        unsafe { System.realloc(at, layout, size) }
    }
}

/// The allocations, growths and bytes that were counted.
pub(crate) struct Count {
    pub(crate) allocations: u64,
    pub(crate) growths: u64,
    pub(crate) bytes: u64,
}

/// Counts what `work` allocates.
pub(crate) async fn count(work: impl Future<Output = ()>) -> Count {
    for counter in [&ALLOCATIONS, &GROWTHS, &BYTES] {
        counter.store(0, Relaxed);
    }
    COUNTING.store(true, Relaxed);
    work.await;
    COUNTING.store(false, Relaxed);
    Count {
        allocations: ALLOCATIONS.load(Relaxed),
        growths: GROWTHS.load(Relaxed),
        bytes: BYTES.load(Relaxed),
    }
}
