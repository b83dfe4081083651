use extract::Extract;

#[derive(Extract)]
struct Invoice {
    number: String,
}

fn main() {}
