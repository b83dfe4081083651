use std::{
    fmt,
    time::{Duration, Instant},
};

use nix::sys::{
    resource::{UsageWho, getrusage},
    time::TimeVal,
};
use tokio::task::JoinSet;

use crate::{Meeting, Result};

/// How many calls are made, and how many of them at once.
#[derive(Clone, Copy)]
pub struct Load {
    pub calls: u64,
    pub in_flight: usize,
}

pub struct Cost {
    cpu: Duration,
    peak_kib: u64,
    wall: Duration,
}

impl Load {
    /// Each call in a task, the next one as soon as one is done.
    pub async fn run<F>(self, call: impl Fn() -> F) -> Result<Cost>
    where
        F: Future<Output = Result<Meeting>> + Send + 'static,
    {
        let (started, cpu) = (Instant::now(), cpu()?);
        let mut tasks: JoinSet<Result<Meeting>> = JoinSet::new();
        let mut minutes = 0;
        for _ in 0..self.calls {
            if tasks.len() == self.in_flight
                && let Some(done) = tasks.join_next().await
            {
                minutes += done??.minutes;
            }
            tasks.spawn(call());
        }
        while let Some(done) = tasks.join_next().await {
            minutes += done??.minutes;
        }
        // So that nobody leaves out the value.
        if minutes != 45 * self.calls {
            return Err(format!("{minutes} minutes in {} meetings of 45", self.calls).into());
        }
        Ok(Cost { cpu: self::cpu()? - cpu, peak_kib: peak_kib()?, wall: started.elapsed() })
    }
}

/// Of this process, in the kernel as well.
fn cpu() -> Result<Duration> {
    let usage = getrusage(UsageWho::RUSAGE_SELF)?;
    let duration =
        |time: TimeVal| Duration::new(time.tv_sec() as u64, time.tv_usec() as u32 * 1000);
    Ok(duration(usage.user_time()) + duration(usage.system_time()))
}

/// The resident memory at its highest. The figure of `getrusage` would begin with that of the script.
fn peak_kib() -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next()).ok_or("no `VmHWM`")?;
    Ok(number.parse()?)
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { cpu, peak_kib, wall } = self;
        write!(f, "{} {peak_kib} {}", cpu.as_secs_f64(), wall.as_secs_f64())
    }
}
