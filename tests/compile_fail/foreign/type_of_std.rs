use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Job {
    file: std::ffi::OsString,
}

fn main() {}
