//! CPU seconds for an event of 4 MiB, and for as many bytes of small events: `events ROUNDS`.
//!
//! Both come in chunks of 1 KiB. Prints a line for each round: what, bytes, seconds.

use std::hint::black_box;

use extract::wire::Sse;
use streaming::{Result, clock, orders, stream::Stream};

const BYTES: usize = 4 << 20;
const CHUNK: usize = 1 << 10;

fn main() -> Result {
    let rounds: usize = std::env::args().nth(1).ok_or("events ROUNDS")?.parse()?;
    let mut small = Stream::new(&orders::answer(BYTES / 40)?).bytes;
    small.truncate(BYTES);
    let text = serde_json::to_string(&orders::answer(BYTES)?)?;
    let large = format!(
        "event: response.output_text.done\ndata: {{\"type\":\"response.output_text.done\",\
         \"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,\"logprobs\":[],\"text\":{text}}}\n\n"
    );
    for _ in 0..rounds {
        for (name, bytes) in [("small", small.as_slice()), ("large", large.as_bytes())] {
            let seconds = clock::each(5, || frames(bytes))?;
            println!("{name} {} {seconds}", bytes.len());
        }
    }
    Ok(())
}

fn frames(bytes: &[u8]) -> Result {
    let mut sse = Sse::default();
    for mut chunk in bytes.chunks(CHUNK) {
        while let Some(event) = sse.next(&mut chunk) {
            black_box(event?);
        }
    }
    Ok(())
}
