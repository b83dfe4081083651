//! The answer: a list of objects with strings, numbers, escapes, nulls and an enum.

use extract::Extract;
use serde::{Deserialize, Serialize};

use crate::{Result, chance::Chance};

#[derive(Debug, PartialEq, Deserialize, Serialize, Extract)]
#[extract(partial)]
pub struct Orders {
    pub orders: Vec<Order>,
}

/// An order as received.
#[derive(Debug, PartialEq, Deserialize, Serialize, Extract)]
#[extract(partial)]
pub struct Order {
    pub number: String,
    pub customer: String,
    pub article: String,
    pub status: Status,
    #[extract(min = 1)]
    pub quantity: u32,
    pub price: f64,
    pub paid: bool,
    /// What the customer wrote, word for word.
    pub note: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize, Extract)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Received,
    Confirmed,
    Shipped,
}

/// The JSON of as many orders as fit into so many bytes.
pub fn answer(bytes: usize) -> Result<String> {
    const CLOSE: &str = "]}";
    let mut chance = Chance::new(bytes as u64);
    let mut text = r#"{"orders":["#.to_owned();
    for index in 0.. {
        let mut order = serde_json::to_string(&order(index, &mut chance))?;
        // Some models write letters as escapes.
        if chance.one_in(3) {
            order = order.replace('ü', "\\u00fc").replace('ß', "\\u00df");
        }
        let comma = if index == 0 { "" } else { "," };
        if text.len() + comma.len() + order.len() + CLOSE.len() > bytes {
            break;
        }
        text.push_str(comma);
        text.push_str(&order);
    }
    text.push_str(CLOSE);
    Ok(text)
}

fn order(index: usize, chance: &mut Chance) -> Order {
    const CUSTOMERS: [&str; 5] =
        ["Anna Weiß", "Fährverbund Seeland", "Müller & Töchter KG", "J. O'Neill", "宇野商店"];
    const ARTICLES: [&str; 5] = [
        "Sheave liner 300 mm, rubber, shore 80",
        "Deep groove bearing 6208-2RS",
        "Schrauben M8 × 40, verzinkt",
        "Rope clip \"Heavy\" 3/8\"",
        "Spring pack for grip (set of 2)",
    ];
    const NOTES: [&str; 4] = [
        "Please deliver to the back door.\nRing twice, the bell is weak.",
        "As last time: \"no plastic\", and the invoice by post.",
        "Bitte vor dem 3. Mai, danach ist Betriebsruhe; Rückfragen an C:\\Büro\\Einkauf.",
        "Split it if you must 🚚 but send the bearings first",
    ];
    Order {
        number: format!("2026-{index:06}"),
        customer: chance.pick(&CUSTOMERS).to_owned(),
        article: chance.pick(&ARTICLES).to_owned(),
        status: chance.pick(&[Status::Received, Status::Confirmed, Status::Shipped]),
        quantity: 1 + chance.below(500) as u32,
        price: chance.below(200_000) as f64 / 100.0,
        paid: chance.one_in(2),
        note: chance.one_in(3).then(|| chance.pick(&NOTES).to_owned()),
    }
}
