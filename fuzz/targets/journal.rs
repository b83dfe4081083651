//! A journal that was flipped, cut, mixed up or made up: what it knows is what was written under that key,
//! what it does not know is counted, and it can be added to.

#![no_main]

use libfuzzer_sys::fuzz_target;

/// A refusal, a failure, an answer that is no value, three that are, and one that came after the failure.
const REAL: &[u8] = include_bytes!("../data/journal");

fuzz_target!(|program: &[u8]| extract::pipeline::attack_journal(REAL, program));
