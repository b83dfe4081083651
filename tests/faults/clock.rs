//! A clock that waits for nothing, and whose alarms ring when the test says so.

use std::{
    future::{self, Future},
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard},
    task::{Context, Poll, Waker},
    time::{Duration, SystemTime},
};

use extract::transport::{BoxFuture, Clock};

/// The longest wait between two tries. Every longer sleep is the alarm of a try.
const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// Sunday, 6 November 1994, 08:49:37.
const START: Duration = Duration::from_secs(784_111_777);

/// Keeps every wait, and lets its time pass at once.
#[derive(Clone, Default)]
pub struct TestClock(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    now: Duration,
    waits: Vec<Duration>,
    during_wait: Option<BoxFuture<'static, ()>>,
    /// How often the alarm may still be looked at before it rings.
    looks: Option<usize>,
    alarm: Option<Waker>,
}

impl TestClock {
    /// The alarm of this try rings: at once, or after the client has gone on so many times.
    pub fn ring_after(&self, looks: usize) {
        let mut state = self.lock();
        state.looks = Some(looks);
        if let Some(alarm) = state.alarm.take() {
            alarm.wake();
        }
    }

    /// Does this in the next wait.
    pub fn in_the_next_wait(&self, act: impl Future<Output = ()> + Send + 'static) {
        self.lock().during_wait = Some(Box::pin(act));
    }

    /// The waits since this was asked before, in seconds.
    pub fn waits(&self) -> Vec<f64> {
        std::mem::take(&mut self.lock().waits).iter().map(Duration::as_secs_f64).collect()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }
}

impl Clock for TestClock {
    fn now(&self) -> Duration {
        self.lock().now
    }

    fn wall(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + START + self.now()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        let clock = self.clone();
        if time > LONGEST_WAIT {
            return Box::pin(Alarm { clock, time });
        }
        Box::pin(async move {
            let act = clock.lock().during_wait.take();
            act.unwrap_or_else(|| Box::pin(future::ready(()))).await;
            let mut state = clock.lock();
            state.waits.push(time);
            state.now += time;
        })
    }

    fn random(&self) -> f64 {
        0.0
    }
}

/// It is looked at whenever the client has gone on: in the same task, after the work.
struct Alarm {
    clock: TestClock,
    time: Duration,
}

impl Future for Alarm {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.clock.lock();
        match state.looks {
            Some(0) => {
                state.looks = None;
                state.now += self.time;
                return Poll::Ready(());
            }
            Some(looks) => state.looks = Some(looks - 1),
            None => {}
        }
        state.alarm = Some(context.waker().clone());
        Poll::Pending
    }
}
