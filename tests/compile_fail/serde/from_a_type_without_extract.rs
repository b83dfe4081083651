use std::ffi::OsString;

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(from = "OsString")]
struct Name {
    bytes: usize,
}

impl From<OsString> for Name {
    fn from(name: OsString) -> Self {
        Self { bytes: name.len() }
    }
}

fn main() {}
