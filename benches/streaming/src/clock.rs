//! CPU time, so that a busy machine does not count.

use std::time::Duration;

use nix::time::{ClockId, clock_gettime};

use crate::Result;

/// Of this thread, in user code and kernel.
pub fn cpu() -> Result<Duration> {
    Ok(clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID)?.into())
}

/// What one of so many runs took, in seconds.
pub fn each<T>(runs: usize, mut work: impl FnMut() -> Result<T>) -> Result<f64> {
    let started = cpu()?;
    for _ in 0..runs {
        std::hint::black_box(work()?);
    }
    Ok((cpu()? - started).as_secs_f64() / runs as f64)
}
