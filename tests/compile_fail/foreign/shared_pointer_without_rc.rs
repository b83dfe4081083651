use std::rc::Rc;

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Invoice {
    seller: Rc<str>,
}

fn main() {}
