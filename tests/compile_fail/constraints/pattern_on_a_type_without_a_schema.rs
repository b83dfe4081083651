use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(pattern = "^a")]
    value: std::ffi::OsString,
}

fn main() {}
