use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(from = "std::time::Duration")]
struct Length {
    seconds: u64,
}

impl From<std::time::Duration> for Length {
    fn from(duration: std::time::Duration) -> Self {
        Self { seconds: duration.as_secs() }
    }
}

fn main() {}
