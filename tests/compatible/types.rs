//! Small types, each with one thing of [the shapes](../../docs/shapes.md).

use std::collections::BTreeMap;

use extract::Extract;
use jiff::{Timestamp, civil};
use serde::Deserialize;

#[derive(Debug, Deserialize, Extract)]
#[serde(rename_all = "camelCase")]
pub struct Guest {
    /// Family name first.
    pub full_name: String,
    pub vegetarian: bool,
}

#[derive(Debug, Deserialize, Extract)]
pub enum Mood {
    Good,
    Bad,
}

#[derive(Debug, Deserialize, Extract)]
pub struct Measure {
    pub port: u8,
    #[extract(min = 1, max = 12)]
    pub month: u32,
    pub serial: u64,
    #[extract(min = -273.15, max = 1000.0)]
    pub celsius: f64,
}

#[derive(Debug, Deserialize, Extract)]
pub struct Prices {
    #[extract(max_items = 3)]
    pub cents: BTreeMap<String, u32>,
}

#[derive(Debug, Deserialize, Extract)]
pub struct Weather {
    pub now: Mood,
    /// Absent where nobody says so.
    pub tomorrow: Option<Mood>,
}

#[derive(Debug, Deserialize, Extract)]
pub enum Payment {
    Cash,
    Card { last_digits: u16 },
    Voucher(String),
}

#[derive(Debug, Deserialize, Extract)]
#[serde(tag = "kind", content = "content")]
pub enum Shape {
    Circle { radius: f32 },
    Square(u16),
}

#[derive(Debug, Deserialize, Extract)]
#[serde(tag = "kind")]
pub enum Event {
    Joined { name: String },
    Left { after_minutes: u16 },
}

#[derive(Debug, Deserialize, Extract)]
pub struct Drawing {
    pub shape: Shape,
    pub event: Event,
}

#[derive(Debug, Deserialize, Extract)]
pub struct Meeting {
    pub day: civil::Date,
    pub time: civil::Time,
    pub created: Timestamp,
}

#[derive(Debug, Deserialize, Extract)]
pub struct Point {
    pub at: (i16, i16),
    pub letter: char,
}

#[derive(Debug, Deserialize, Extract)]
pub struct Route {
    pub from: Place,
    pub to: Place,
}

#[derive(Debug, Deserialize, Extract)]
pub struct Place {
    pub city: String,
    pub floor: i8,
}

#[derive(Debug, Deserialize, Extract)]
pub struct Part {
    pub id: u8,
    #[extract(max_items = 2)]
    pub parts: Vec<Part>,
}

#[derive(Debug, Deserialize, Extract)]
pub struct Table {
    #[extract(min_items = 1, max_items = 3)]
    pub guests: Vec<Guest>,
    pub corners: [i8; 4],
}

#[derive(Debug, Deserialize, Extract)]
pub struct Label {
    #[extract(pattern = "^[A-Z]{2}-[0-9]{3}$")]
    pub number: String,
    #[extract(min = 0, multiple_of = 5, max = 100)]
    pub percent: u8,
}

#[derive(Debug, Deserialize, Extract)]
pub struct Invoice {
    pub title: String,
    #[serde(flatten)]
    pub place: Place,
    pub paid: bool,
}
