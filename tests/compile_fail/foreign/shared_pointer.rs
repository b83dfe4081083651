use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Invoice {
    seller: std::rc::Rc<String>,
}

fn main() {}
