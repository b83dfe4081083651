use streaming::{orders::Orders, stream::Stream, orders, heap::Heap};
use extract::{json::Filling, wire::{Answer, Endpoint, Piece}};
#[global_allocator]
static HEAP: Heap = Heap::new();
fn main() -> streaming::Result {
    let size = std::env::args().nth(1).unwrap().parse()?;
    let s = Stream::new(&orders::answer(size)?);
    let before = HEAP.now();
    let show = |what: &str| { println!("{what:20} now {:>9} peak {:>9}", HEAP.now() - before, HEAP.take_peak() - before); HEAP.take_peak(); };
    HEAP.take_peak();
    let mut answer = Endpoint::Responses.stream(None);
    let mut n = 0;
    for chunk in s.chunks() {
        answer.push(chunk);
        while let Some(p) = answer.next() { std::hint::black_box(p?); }
        n += 1;
        if n == s.deltas + 6 { show("wire: deltas"); }
    }
    show("wire: finals");
    let r = answer.finish()?;
    show("wire: finish");
    drop(r);
    show("dropped");
    let mut filling = Filling::<Orders>::default();
    let d = streaming::arms::deltas(&s)?;
    let base = HEAP.now() - before;
    HEAP.take_peak();
    for d in &d { filling.push(d)?; }
    println!("deltas: {base}, OrderPartial {} Order {}", std::mem::size_of::<extract::Partial<orders::Order>>(), std::mem::size_of::<orders::Order>());
    show("filling");
    let text = filling.into_text();
    show("text");
    let v: Orders = extract::from_json(&text)?;
    show("value");
    drop(text);
    show("value");
    drop(v);
    show("none");
    Ok(())
}
