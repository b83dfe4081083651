use std::marker::PhantomData;

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Id<T> {
    text: String,
    of: PhantomData<T>,
}

#[derive(Deserialize, Extract)]
struct Invoice {
    id: Id<u8>,
}

fn main() {}
