use extract::Extract;
use serde::Serialize;

mod foreign {
    pub struct Duration {
        seconds: u64,
    }

    impl Duration {
        pub fn seconds(&self) -> u64 {
            self.seconds
        }
    }
}

#[derive(Extract, Serialize)]
#[serde(remote = "foreign::Duration")]
struct Seconds {
    #[serde(getter = "foreign::Duration::seconds")]
    seconds: u64,
}

fn main() {}
