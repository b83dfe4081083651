use std::collections::BTreeMap;

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    row: u8,
    seat: u8,
}

#[derive(Deserialize, Extract)]
struct Hall {
    guests: BTreeMap<Place, String>,
}

fn main() {}
