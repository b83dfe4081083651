use extract::Extract;

#[derive(Extract)]
struct Invoice {
    print: fn(&str) -> String,
}

fn main() {}
