use extract::Extract;
use serde::Deserialize;

// With 10, 110 and 1,110 properties.
type Ten = (u8, u8, u8, u8, u8, u8, u8, u8, u8, u8);
type Hundred = (Ten, Ten, Ten, Ten, Ten, Ten, Ten, Ten, Ten, Ten);
type Thousand =
    (Hundred, Hundred, Hundred, Hundred, Hundred, Hundred, Hundred, Hundred, Hundred, Hundred);

// With 5,000 properties; the list adds `value`.
#[derive(Deserialize, Extract)]
struct Form {
    thousands: (Thousand, Thousand, Thousand, Thousand),
    hundreds: (Hundred, Hundred, Hundred, Hundred),
    tens: (Ten, Ten, Ten, Ten, Ten, Ten, Ten, Ten, Ten),
    last: (u8, u8, u8, u8, u8, u8, u8, u8, u8),
}

fn main() {
    extract::json_schema::<Vec<Form>>();
}
