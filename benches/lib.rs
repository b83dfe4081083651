//! Ratios within one run: what our work costs beside the least that any program must do for it.
//!
//! The arms of a comparison take turns, so that a noisy machine slows all of them alike, and the
//! quickest of many rounds counts.

#![allow(clippy::disallowed_methods, reason = "a benchmark needs the time itself")]

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

/// One way to do the work.
pub struct Arm<'a> {
    name: &'static str,
    /// At most this many times the first arm, if there is a goal.
    goal: Option<f64>,
    work: Box<dyn FnMut() + 'a>,
}

impl<'a> Arm<'a> {
    /// What the others are compared with.
    pub fn limit<T>(name: &'static str, work: impl FnMut() -> T + 'a) -> Self {
        Self::new(name, None, work)
    }

    /// What others do, to compare with.
    pub fn other<T>(name: &'static str, work: impl FnMut() -> T + 'a) -> Self {
        Self::new(name, None, work)
    }

    /// What shall cost at most `goal` times the limit.
    pub fn with_goal<T>(name: &'static str, goal: f64, work: impl FnMut() -> T + 'a) -> Self {
        Self::new(name, Some(goal), work)
    }

    fn new<T>(name: &'static str, goal: Option<f64>, mut work: impl FnMut() -> T + 'a) -> Self {
        let work = Box::new(move || {
            black_box(work());
        });
        Self { name, goal, work }
    }
}

const ROUNDS: usize = 60;
/// Long enough for the clock, short enough that a round is rarely interrupted.
const ROUND: Duration = Duration::from_millis(4);

/// Prints one line for each arm; false if one of them misses its goal.
pub fn compare(title: &str, mut arms: Vec<Arm<'_>>) -> bool {
    println!("{title}");
    let times: Vec<u32> = arms.iter_mut().map(repetitions).collect();
    let mut quickest = vec![f64::INFINITY; arms.len()];
    for _ in 0..ROUNDS {
        for ((arm, times), quickest) in arms.iter_mut().zip(&times).zip(&mut quickest) {
            let started = Instant::now();
            for _ in 0..*times {
                (arm.work)();
            }
            *quickest = quickest.min(started.elapsed().as_secs_f64() / f64::from(*times));
        }
    }
    let limit = quickest.first().copied().unwrap_or(f64::NAN);
    let mut all_met = true;
    for (arm, seconds) in arms.iter().zip(&quickest) {
        let ratio = seconds / limit;
        let verdict = match arm.goal {
            None => String::new(),
            Some(goal) if ratio <= goal => format!("goal {goal}: met"),
            Some(goal) => {
                all_met = false;
                format!("goal {goal}: MISSED")
            }
        };
        let micros = seconds * 1e6;
        println!("  {:<44} {micros:>10.2} µs {ratio:>6.2}x  {verdict}", arm.name);
    }
    all_met
}

/// How often the work fits into a round.
fn repetitions(arm: &mut Arm<'_>) -> u32 {
    let mut times = 1;
    loop {
        let started = Instant::now();
        for _ in 0..times {
            (arm.work)();
        }
        if started.elapsed() >= ROUND || times >= 1 << 20 {
            return times;
        }
        times *= 2;
    }
}
