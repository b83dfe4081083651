use std::{
    collections::BTreeSet,
    error::Error as StdError,
    fmt,
    sync::{Arc, Mutex, Once},
};

use extract::sight::{Attempted, CallInfo, Finished, Observer, Wait};

pub const KEY: &str = "sk-MarkedKey0123456789";
pub const API_KEY: &str = "MarkedApiKey0123456789";
pub const PROXY: &str = "MarkedProxyToken0123456789";
pub const QUERY: &str = "MarkedQuery0123456789";
pub const SECRETS: [&str; 4] = [KEY, API_KEY, PROXY, QUERY];

/// Looks for the secrets in whatever it is shown.
#[derive(Default)]
pub struct Search {
    hits: Mutex<Vec<String>>,
    /// The names that stood in what was shown: those of types among them.
    words: Mutex<BTreeSet<String>>,
}

impl Search {
    pub fn start() -> Arc<Self> {
        listen_to_log();
        Arc::default()
    }

    pub fn text(&self, text: &str) {
        for secret in SECRETS {
            // One that is cut off is as good as whole.
            let secret = &secret[..secret.len() - 1];
            if let Some(place) = text.find(secret) {
                let around = text.get(place.saturating_sub(200)..place + secret.len());
                let hit = around.unwrap_or(secret).to_owned();
                self.hits.lock().unwrap().push(hit);
            }
        }
    }

    pub fn debug(&self, value: &impl fmt::Debug) {
        let text = format!("{value:?}");
        let words = text.split(|it: char| !it.is_ascii_alphanumeric());
        let names = words.filter(|word| word.starts_with(|it: char| it.is_ascii_uppercase()));
        self.words.lock().unwrap().extend(names.map(str::to_owned));
        self.text(&text);
        self.text(&format!("{value:#?}"));
    }

    /// The error and all that caused it.
    pub fn error(&self, error: &(impl StdError + 'static)) {
        let mut cause: Option<&(dyn StdError + 'static)> = Some(error);
        while let Some(error) = cause {
            self.text(&error.to_string());
            self.text(&format!("{error:#}"));
            self.debug(&error);
            cause = error.source();
        }
    }

    /// All lines of the crate `log` so far.
    pub fn logged(&self, target: &str) {
        let lines = std::mem::take(&mut *LINES.lock().unwrap());
        assert!(lines.iter().any(|line| line.starts_with(target)), "nothing of `{target}`");
        lines.iter().for_each(|line| self.text(line));
    }

    pub fn has_seen(&self, name: &str) -> bool {
        self.words.lock().unwrap().contains(name)
    }

    pub fn hits(&self) -> usize {
        std::mem::take(&mut *self.hits.lock().unwrap()).into_iter().collect::<BTreeSet<_>>().len()
    }

    pub fn end(&self) {
        let hits = self.hits.lock().unwrap();
        assert!(hits.is_empty(), "{} hits:\n{}", hits.len(), hits.join("\n---\n"));
    }
}

/// Shows all that an observer is told.
pub struct Loud(pub Arc<Search>);

impl Observer for Loud {
    fn waited(&self, call: &CallInfo<'_>, wait: Wait) {
        self.0.debug(&(call, wait));
    }

    fn attempted(&self, call: &CallInfo<'_>, tried: &Attempted<'_>) {
        self.0.debug(&(call, tried));
    }

    fn finished(&self, call: &CallInfo<'_>, end: &Finished<'_>) {
        self.0.debug(&(call, end));
    }
}

static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Keeps what any test of this process logs.
struct Lines;

impl log::Log for Lines {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        LINES.lock().unwrap().push(format!("{}: {}", record.target(), record.args()));
    }

    fn flush(&self) {}
}

fn listen_to_log() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        log::set_logger(&Lines).expect("the only logger");
        log::set_max_level(log::LevelFilter::Trace);
    });
}
