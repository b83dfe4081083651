use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
enum Priority {
    #[extract(desciption = "today")]
    High,
    Low,
}

fn main() {}
