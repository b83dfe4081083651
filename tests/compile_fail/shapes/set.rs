use std::collections::HashSet;

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Job {
    skills: HashSet<String>,
}

fn main() {}
