//! An allocator that counts.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

/// The system's allocator, and the bytes that it has given out.
#[derive(Debug, Default)]
pub struct Heap {
    now: AtomicUsize,
    peak: AtomicUsize,
}

impl Heap {
    pub const fn new() -> Self {
        Self { now: AtomicUsize::new(0), peak: AtomicUsize::new(0) }
    }

    pub fn now(&self) -> usize {
        self.now.load(Relaxed)
    }

    /// The most since the start, or since the last call of this.
    pub fn take_peak(&self) -> usize {
        self.peak.swap(self.now(), Relaxed)
    }

    fn add(&self, bytes: usize) {
        let now = self.now.fetch_add(bytes, Relaxed) + bytes;
        self.peak.fetch_max(now, Relaxed);
    }

    fn remove(&self, bytes: usize) {
        self.now.fetch_sub(bytes, Relaxed);
    }
}

// SAFETY: every call is handed on as it came.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        self.add(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        self.remove(layout.size());
        unsafe { System.dealloc(pointer, layout) }
    }

    // The system moves large blocks without a copy.
    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if size > layout.size() {
            self.add(size - layout.size());
        } else {
            self.remove(layout.size() - size);
        }
        unsafe { System.realloc(pointer, layout, size) }
    }
}
