//! One run of an arm, for an instrument that counts: `once ARM BYTES`.

use streaming::{Result, arms, arms::Arm, orders, stream::Stream};

fn main() -> Result {
    let mut words = std::env::args().skip(1);
    let (Some(arm), Some(bytes)) = (words.next(), words.next()) else {
        return Err("once ARM BYTES".into());
    };
    let arm: Arm = arm.parse()?;
    let answer = orders::answer(bytes.parse()?)?;
    let stream = Stream::new(&answer);
    // Only these need the deltas by themselves, and they take as much memory as the stream.
    let deltas = if matches!(arm, Arm::Filling | Arm::Jiter | Arm::Reader) {
        arms::deltas(&stream)?
    } else {
        Vec::new()
    };
    std::hint::black_box(arm.run(&stream, &deltas)?);
    println!("{}", answer.len());
    Ok(())
}
