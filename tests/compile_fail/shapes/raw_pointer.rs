use extract::Extract;

#[derive(Extract)]
struct Invoice {
    next: *const u8,
}

fn main() {}
