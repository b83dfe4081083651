use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
enum Discount {
    Percent {
        #[extract(min = 0, max = 1000)]
        value: i8,
    },
    Cents(#[extract(min = -5)] u16),
}

fn main() {}
