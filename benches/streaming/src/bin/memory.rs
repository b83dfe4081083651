//! Heap bytes at most while an arm reads an answer, and those of its value: `memory ARM BYTES`.

use streaming::{Result, arms::Arm, heap::Heap, orders, stream::Stream};

#[global_allocator]
static HEAP: Heap = Heap::new();

fn main() -> Result {
    let mut words = std::env::args().skip(1);
    let (Some(arm), Some(bytes)) = (words.next(), words.next()) else {
        return Err("memory ARM BYTES".into());
    };
    let arm: Arm = arm.parse()?;
    let stream = Stream::new(&orders::answer(bytes.parse()?)?);
    let before = HEAP.now();
    HEAP.take_peak();
    let value = arm.run(&stream, &[])?.ok_or("no value")?;
    let (peak, heap) = (HEAP.take_peak() - before, HEAP.now() - before);
    println!("{peak} {}", heap + size_of_val(&value));
    Ok(())
}
