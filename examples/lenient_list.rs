//! One bad row does not lose the others.
//!
//! ```console
//! cargo run --example lenient_list
//! ```

use extract::{Extract, Lenient};
use serde::Deserialize;

#[derive(Debug, Deserialize, Extract)]
struct Price {
    article: String,
    #[extract(min = 0)]
    cents: u32,
    per: Unit,
}

#[derive(Debug, Deserialize, Extract)]
enum Unit {
    Piece,
    Kilogram,
}

const LIST: &str =
    "Tea 3.50 a piece, apples 2.20 a kilogram, ribbon 0.80 a metre, eggs on request.";

#[tokio::main]
async fn main() -> examples::Result {
    // What a server may answer that does not hold the model to the schema.
    let answer = r#"{"value":[
        {"article":"tea","cents":350,"per":"Piece"},
        {"article":"apples","cents":220,"per":"Kilogram"},
        {"article":"ribbon","cents":80,"per":"Metre"},
        {"article":"eggs","cents":null,"per":"Piece"}]}"#;
    let api = examples::connect([answer]).await?;

    let prices = api.client.extractor::<Lenient<Vec<Price>>>(&api.model);
    let found = prices.extract(LIST).await?.value;

    for Price { article, cents, per } in &found.items {
        println!("{article}: {cents} cents, {per:?}");
    }
    for bad in &found.bad {
        println!("\nrow {}: {}", bad.index() + 1, bad.raw());
        for violation in bad.violations() {
            println!("  {violation}");
        }
    }
    Ok(())
}
