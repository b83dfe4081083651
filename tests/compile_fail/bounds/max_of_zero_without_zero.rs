use std::num::NonZeroI8;

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Dive {
    #[extract(max = 0)]
    metres: NonZeroI8,
}

fn main() {}
