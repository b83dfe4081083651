use extract::Extract;
use serde::Deserialize;

// With 10, 110 and 1,110 properties.
type Ten = (u8, u8, u8, u8, u8, u8, u8, u8, u8, u8);
type Hundred = (Ten, Ten, Ten, Ten, Ten, Ten, Ten, Ten, Ten, Ten);
type Thousand =
    (Hundred, Hundred, Hundred, Hundred, Hundred, Hundred, Hundred, Hundred, Hundred, Hundred);

#[derive(Deserialize, Extract)]
struct Form {
    thousands: (Thousand, Thousand, Thousand, Thousand),
    hundreds: (Hundred, Hundred, Hundred, Hundred),
    last: Ten,
    nine: (Ten, Ten, Ten, Ten, Ten, Ten, Ten, Ten),
}

#[derive(Deserialize, Extract)]
struct Page {
    #[serde(flatten)]
    form: Form,
    rest: Ten,
}

fn main() {}
