//! How far a run is: a bar on a terminal, lines elsewhere.

mod shown;
mod text;
mod window;

use std::{
    fmt,
    io::{self, Write},
    sync::Arc,
    task::Context,
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use self::window::Window;
use super::{Report, told::told};
use crate::transport::{BoxFuture, Clock};

/// How often a bar is drawn when nothing happens.
const TICK: Duration = Duration::from_millis(500);
/// How often it is drawn at most.
const SHORTEST: Duration = Duration::from_millis(100);
const PACE: Duration = Duration::from_secs(10);

/// Shows how far a run is, on stderr: [`Run::progress`](super::Run::progress) takes it.
///
/// ```
/// use extract::{pipeline::{Document, Progress}, testing::Server};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let server = Server::start().await?;
/// # server.respond(|_| extract::testing::Outcome::answer(serde_json::json!({ "value": 3 })));
/// let guests = server.client().extractor::<u8>("gpt-5-mini");
/// let letters = (0..100).map(|n| Document::new(n.to_string(), "three of us"));
///
/// let mut outcomes = guests.run(letters).progress(Progress::new()).start().await?;
/// while let Some(outcome) = outcomes.next().await {
///     outcomes.suspend(|| println!("{}: has a value: {}", outcome.id, outcome.result.is_ok()));
/// }
/// # Ok(()) }
/// ```
///
/// Documents so far and in all (if the iterator of the run knows how many there are), documents a second
/// over the last half minute, tokens, money by the prices of the run, those that gave no value, those that
/// the journal knew, how long a request waits for the rate limit or a place in flight, and how long the rest
/// will take. At the end one line says what the run came to. On a terminal that is a bar, which is drawn
/// anew in place; in a pipe or a file it is a line every 10 seconds.
///
/// Nothing is written to stdout. Where that is the same terminal, print through
/// [`Outcomes::suspend`](super::Outcomes::suspend), which takes the bar away meanwhile.
///
/// It is drawn while outcomes are awaited: a program that works on one for long sees the bar stand still.
#[must_use = "give it to `Run::progress`"]
pub struct Progress {
    pace: Duration,
    to: Option<Box<dyn Write + Send>>,
}

impl Progress {
    /// On stderr.
    pub fn new() -> Self {
        Self { pace: PACE, to: None }
    }

    /// Time between two lines where there is no terminal; default 10 seconds. A bar does not heed it.
    pub fn every(mut self, pace: Duration) -> Self {
        self.pace = pace;
        self
    }

    /// Writes lines there, and never a bar: a file, a log. What cannot be written is not shown.
    pub fn to(mut self, writer: impl Write + Send + 'static) -> Self {
        self.to = Some(Box::new(writer));
        self
    }
}

impl Default for Progress {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Progress").field("pace", &self.pace).finish_non_exhaustive()
    }
}

/// The progress of a run that has begun.
pub(super) struct Show {
    clock: Arc<dyn Clock>,
    face: Face,
    /// Documents in all.
    whole: Option<u64>,
    window: Window,
    last: Duration,
    alarm: Option<BoxFuture<'static, ()>>,
    is_over: bool,
}

enum Face {
    Bar(ProgressBar),
    Lines(Box<dyn Write + Send>, Duration),
}

impl Show {
    pub(super) fn new(progress: Progress, clock: Arc<dyn Clock>, whole: Option<u64>) -> Self {
        let Progress { pace, to } = progress;
        let target = ProgressDrawTarget::stderr();
        let face = match to {
            Some(writer) => Face::Lines(writer, pace),
            None if target.is_hidden() => Face::Lines(Box::new(io::stderr()), pace),
            None => Face::Bar(bar(target, whole)),
        };
        let last = clock.now();
        let mut window = Window::default();
        window.add(last, 0);
        Self { clock, face, whole, window, last, alarm: None, is_over: false }
    }

    /// Shows it where it is time to.
    pub(super) fn look(&mut self, context: &mut Context<'_>, report: impl FnOnce() -> Report) {
        let now = self.clock.now();
        let mut is_due = match self.face {
            Face::Bar(_) => now.saturating_sub(self.last) >= SHORTEST,
            Face::Lines(..) => false,
        };
        let alarm = self.alarm.get_or_insert_with(|| self.clock.sleep(self.face.pause()));
        if alarm.as_mut().poll(context).is_ready() {
            is_due = true;
            let mut next = self.clock.sleep(self.face.pause());
            // Polled, so that it wakes whoever awaits the outcomes. One that is over at once, on a clock that
            // does not wait, is set again at the next look: it would keep a processor busy.
            self.alarm = next.as_mut().poll(context).is_pending().then_some(next);
        }
        if is_due && !self.is_over {
            self.show(now, &report());
        }
    }

    fn show(&mut self, now: Duration, report: &Report) {
        self.last = now;
        self.window.add(now, report.total() - report.from_journal);
        let text = text::state(report, self.whole, self.window.rate());
        match &mut self.face {
            Face::Bar(bar) => {
                bar.tick();
                // `set_position` draws, with the text of before; this waits for the text.
                *bar = bar.clone().with_position(report.total());
                bar.set_message(text);
            }
            Face::Lines(writer, _) => write(writer, &text),
        }
    }

    /// Says what the run came to.
    pub(super) fn finish(&mut self, report: &Report) {
        if std::mem::replace(&mut self.is_over, true) {
            return;
        }
        let text = told(report, self.whole);
        match &mut self.face {
            Face::Bar(bar) => {
                bar.finish_and_clear();
                write(&mut io::stderr(), &text);
            }
            Face::Lines(writer, _) => write(writer, &text),
        }
    }

    pub(super) fn suspend<R>(&self, print: impl FnOnce() -> R) -> R {
        match &self.face {
            Face::Bar(bar) => bar.suspend(print),
            Face::Lines(..) => print(),
        }
    }
}

impl Face {
    fn pause(&self) -> Duration {
        match self {
            Self::Bar(_) => TICK,
            // An endless row of lines would leave no time for the run.
            Self::Lines(_, pace) => (*pace).max(SHORTEST),
        }
    }
}

fn bar(target: ProgressDrawTarget, whole: Option<u64>) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(whole, target);
    let template = if whole.is_some() { "[{bar:20}] {wide_msg}" } else { "{spinner} {wide_msg}" };
    // A test draws both.
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    bar
}

/// One write for a line, so that nothing comes between its parts.
fn write(writer: &mut dyn Write, text: &str) {
    let _ = writer.write_all(format!("{text}\n").as_bytes()).and_then(|()| writer.flush());
}
