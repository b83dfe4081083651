use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Call {
    #[extract(as = "(u64, std::ffi::OsString)")]
    length: std::time::Duration,
}

fn main() {}
