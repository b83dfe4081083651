//! CPU seconds of one run of each arm, arm by arm in turns: `times ROUNDS ARM:BYTES…`.
//!
//! Prints a line for each round: arm, bytes of the answer, deltas, seconds.

use streaming::{
    Result,
    arms::{self, Arm},
    clock, orders,
    stream::Stream,
};

/// So many bytes of answers in a round, for the clock's sake; one run of what is slow.
const ROUND: usize = 2_000_000;

struct Case {
    name: String,
    bytes: usize,
    arm: Arm,
    stream: Stream,
    deltas: Vec<String>,
}

fn main() -> Result {
    let mut words = std::env::args().skip(1);
    let rounds: usize = words.next().ok_or("times ROUNDS ARM:BYTES…")?.parse()?;
    let cases: Vec<Case> = words.map(|word| case(&word)).collect::<Result<_>>()?;
    for _ in 0..rounds {
        for Case { name, bytes, arm, stream, deltas } in &cases {
            let runs = if *arm == Arm::Jiter { 1 } else { (ROUND / bytes).max(1) };
            let seconds = clock::each(runs, || arm.run(stream, deltas))?;
            println!("{name} {bytes} {} {seconds}", deltas.len());
        }
    }
    Ok(())
}

fn case(word: &str) -> Result<Case> {
    let (name, bytes) = word.split_once(':').ok_or("ARM:BYTES")?;
    let bytes = bytes.parse()?;
    let stream = Stream::new(&orders::answer(bytes)?);
    let deltas = arms::deltas(&stream)?;
    Ok(Case { name: name.to_owned(), bytes, arm: name.parse()?, stream, deltas })
}
