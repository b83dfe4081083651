use extract::Extract;

trait Payment {}

#[derive(Extract)]
struct Invoice {
    paid: Box<dyn Payment>,
}

fn main() {}
