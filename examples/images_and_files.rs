//! A picture of a receipt and a PDF of an order.
//!
//! ```console
//! cargo run --example images_and_files
//! ```

use std::path::Path;

use extract::{Extract, Input};
use jiff::civil::Date;
use serde::Deserialize;

/// A receipt from a till.
#[derive(Debug, Deserialize, Extract)]
struct Receipt {
    shop: String,
    on: Date,
    #[extract(min_items = 1, max_items = 100)]
    items: Vec<Item>,
    /// What the guest saved, in cents.
    discount_cents: Option<u32>,
    #[extract(min = 0)]
    total_cents: u32,
}

#[derive(Debug, Deserialize, Extract)]
struct Item {
    name: String,
    #[extract(min = 1)]
    count: u32,
    /// For all pieces together, in cents.
    amount_cents: u32,
}

/// A purchase order.
#[derive(Debug, Deserialize, Extract)]
struct Order {
    number: String,
    deliver_by: Option<Date>,
    #[extract(min_items = 1, max_items = 100)]
    positions: Vec<Position>,
    partial_deliveries: bool,
}

#[derive(Debug, Deserialize, Extract)]
struct Position {
    article: String,
    pieces: u32,
    /// The earlier order that this position takes the place of.
    replaces: Option<String>,
}

#[tokio::main]
async fn main() -> examples::Result {
    let api = examples::connect([
        include_str!("answers/receipt.json"),
        include_str!("answers/order.json"),
    ])
    .await?;

    // Bytes that are already in memory, with the kind of picture they are.
    let receipts = api.client.extractor::<Receipt>(&api.model);
    let picture = include_bytes!("data/receipt.png").to_vec();
    let input = Input::text("Extract this receipt.").image(picture, "image/png");
    let receipt = receipts.extract(input).await?.value;
    println!("{}, {}", receipt.shop, receipt.on);
    for Item { count, name, amount_cents } in &receipt.items {
        println!("  {count} x {name:<16} {:>6.2}", f64::from(*amount_cents) / 100.0);
    }
    println!("  {:<20} {:>6.2}", "total", f64::from(receipt.total_cents) / 100.0);
    if let Some(cents) = receipt.discount_cents {
        println!("  ({:.2} saved)", f64::from(cents) / 100.0);
    }

    // A path: the file is read when the request is sent.
    let orders = api.client.extractor::<Order>(&api.model);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/order.pdf");
    let order = orders.extract(Input::text("Extract this order.").file(file)).await?.value;
    println!("\nOrder {}", order.number);
    if let Some(day) = order.deliver_by {
        println!("  deliver by {day}");
    }
    for Position { article, pieces, replaces } in &order.positions {
        print!("  {pieces:>3} x {article}");
        match replaces {
            Some(earlier) => println!(" (replaces {earlier})"),
            None => println!(),
        }
    }
    println!("  {}", if order.partial_deliveries { "in parts, if need be" } else { "all at once" });
    Ok(())
}
