use extract::Extract;

#[derive(Extract)]
struct Invoice {
    lines: Vec<Option<&'static [u8]>>,
}

fn main() {}
