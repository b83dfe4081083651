use extract::Extract;

#[derive(Extract)]
struct Nested<T> {
    value: T,
    inner: Option<Box<Nested<Vec<T>>>>,
}

fn main() {}
