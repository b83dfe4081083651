use extract::Extract;
use serde::Deserialize;

fn check(_: &u8) -> Result<(), String> {
    Ok(())
}

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(validate = check)]
    value: Option<u8>,
}

fn main() {}
