use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Address {
    note: String,
}

#[derive(Deserialize, Extract)]
struct Contact {
    #[serde(flatten)]
    address: Address,
    phone: String,
}

#[derive(Deserialize, Extract)]
struct Remark {
    #[serde(alias = "note")]
    text: String,
}

#[derive(Deserialize, Extract)]
struct Customer {
    #[serde(flatten)]
    remark: Remark,
    #[serde(flatten)]
    contact: Contact,
}

fn main() {}
