use std::{
    pin::{Pin, pin},
    sync::Arc,
    time::Duration,
};

use http::HeaderMap;
use tokio::sync::{Notify, Semaphore};

use super::{
    Allowance, Clock, Need, Take,
    clock::within,
    concurrency::{Concurrency, NoPlace, Place},
};
use crate::error::NotSent;

/// An allowance that always says "at once" shall not keep a processor busy until the deadline.
const SHORTEST_WAIT: Duration = Duration::from_millis(1);

/// How often one who can ask elsewhere looks up from the queue.
const LOOK_UP: Duration = Duration::from_secs(1);
const LONGEST_SETTLING: Duration = Duration::from_secs(5);

/// Where requests wait for their turn: first come, first served, one at the front.
pub(super) struct Gate {
    turn: Semaphore,
    concurrency: Concurrency,
    allowance: Arc<dyn Allowance>,
    clock: Arc<dyn Clock>,
    /// Something was given back; only the one at the front waits for it.
    changed: Notify,
}

/// The right to send one request, until it is dropped.
pub(super) struct Slot<'a> {
    gate: &'a Gate,
    place: Place,
    need: Need,
}

impl Gate {
    pub(super) fn new(
        most_in_flight: u32,
        allowance: Arc<dyn Allowance>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            turn: Semaphore::new(1),
            concurrency: Concurrency::new(most_in_flight),
            allowance,
            clock,
            changed: Notify::new(),
        }
    }

    /// How long a call may wait for its turn that has so much time left: until an answer could no longer be
    /// in time, but for half of it at least. Whoever sends later pays for an answer that comes too late; and
    /// where more is asked than the limit allows, each call would leave the queue at its very end.
    pub(super) fn patience(&self, left: Duration) -> Duration {
        let needed = self.concurrency.answer_time().saturating_mul(2);
        left.saturating_sub(needed).max(left / 2)
    }

    /// Waits for a place in flight and for the allowance; an outage only if told so.
    pub(super) async fn enter(&self, need: Need, waits_out: bool) -> Result<Slot<'_>, NotSent> {
        let goes_elsewhere = || !waits_out && self.concurrency.is_down(self.clock.now());
        if goes_elsewhere() {
            return Err(NotSent::outage());
        }
        // Never closed; and if it were, to go on is better than to stop.
        let mut turn = pin!(self.turn.acquire());
        let _turn = loop {
            if waits_out {
                break turn.await.ok();
            }
            match within(&*self.clock, LOOK_UP, turn.as_mut()).await {
                Some(turn) => break turn.ok(),
                None if goes_elsewhere() => return Err(NotSent::outage()),
                None => {}
            }
        };
        let place = loop {
            if goes_elsewhere() {
                return Err(NotSent::outage());
            }
            match self.concurrency.enter(self.clock.now()) {
                Ok(place) => break place,
                Err(NoPlace::Full) => self.changed.notified().await,
                Err(NoPlace::Paused(time)) => self.wait(time).await,
            }
        };
        let slot = Slot { gate: self, place, need };
        loop {
            match self.allowance.take(need).await {
                Take::Taken => return Ok(slot),
                Take::TooLarge { limit } => return Err(too_large(need, limit)),
                Take::Wait(time) => self.wait(time).await,
            }
        }
    }

    /// What those in the queue wait for now.
    pub(super) fn obstacle(&self) -> &'static str {
        let now = self.clock.now();
        match self.concurrency.obstacle(now) {
            _ if self.concurrency.is_down(now) => "a service whose last answers were all failures",
            Some(NoPlace::Full) => "a place in flight",
            Some(NoPlace::Paused(_)) => "a service that asked for a pause",
            None => "room in the rate limit",
        }
    }

    /// Until the time is over or something was given back.
    async fn wait(&self, time: Duration) {
        within(&*self.clock, time.max(SHORTEST_WAIT), pin!(self.changed.notified())).await;
    }

    pub(super) fn learn(&self, headers: &HeaderMap) {
        self.allowance.learn(headers);
    }
}

impl Slot<'_> {
    /// An answer came after this time.
    pub(super) fn answered(&self, took: Duration) {
        self.gate.concurrency.answered(self.place, took);
    }

    /// Whether a try got too little time to tell whether the server answers.
    pub(super) fn is_too_short(&self, time: Duration) -> bool {
        time < self.gate.concurrency.answer_time()
    }

    /// The server said no, which it can only if it is there.
    pub(super) fn declined(&self) {
        self.gate.concurrency.is_up();
    }

    /// The server failed, perhaps because it gets too much.
    pub(super) fn failed(&self, too_much: bool) {
        self.gate.concurrency.failed(self.place, too_much, self.gate.clock.now());
    }

    /// So many tokens were really used. An answer that is there waits for these books only for a while.
    pub(super) async fn settle(&self, used: u64) {
        let mut settling = self.gate.allowance.settle(self.need, used);
        within(&*self.gate.clock, LONGEST_SETTLING, Pin::new(&mut settling)).await;
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        self.gate.concurrency.leave();
        self.gate.changed.notify_one();
    }
}

fn too_large(need: Need, limit: u64) -> NotSent {
    NotSent::new(format!(
        "it has about {} tokens, and the rate limit allows {limit}; split it or raise the limit",
        need.input
    ))
}
