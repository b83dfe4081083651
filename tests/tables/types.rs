//! A type with a column of every kind, and documents of it in the strict shape.

use std::collections::{BTreeMap, BTreeSet};

use extract::{Extract, Lenient};
use fastrand::Rng;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize, Extract)]
pub struct Everything {
    text: String,
    letter: char,
    yes: bool,
    u8: u8,
    u16: u16,
    u32: u32,
    u64: u64,
    i8: i8,
    i16: i16,
    i32: i32,
    i64: i64,
    f64: f64,
    f32: f32,
    maybe: Option<String>,
    /// `null` in each document.
    never: Option<u16>,
    /// `null` in each document.
    no_list: Option<Vec<f64>>,
    names: Vec<String>,
    set: BTreeSet<u8>,
    maybe_names: Option<Vec<Option<String>>>,
    nested: Vec<Vec<i32>>,
    pair: (i32, Option<String>),
    place: Place,
    maybe_place: Option<Place>,
    note: Option<Note>,
    lines: Vec<Line>,
    prices: BTreeMap<String, f64>,
    by_colour: BTreeMap<Colour, Option<bool>>,
    colour: Colour,
    maybe_colour: Option<Colour>,
    payment: Payment,
    event: Option<Event>,
    replies: Vec<Reply>,
    size: Size,
    tree: Tree,
    day: jiff::civil::Date,
    maybe_day: Option<jiff::civil::Date>,
    #[extract(format = "date")]
    text_day: String,
    booked: jiff::Timestamp,
    uuid: uuid::Uuid,
    amount: rust_decimal::Decimal,
    nothing: (),
    lenient: Lenient<Vec<u8>>,
    id: String,
    #[serde(rename = "a, \"b\"\n<c>")]
    odd: u8,
    #[serde(flatten)]
    address: Address,
}

#[derive(Serialize, Deserialize, Extract)]
struct Place {
    city: String,
    zip: Option<u32>,
    deep: Deep,
}

#[derive(Serialize, Deserialize, Extract)]
struct Deep {
    yes: bool,
    note: Note,
}

/// Nothing in it is always stated.
#[derive(Serialize, Deserialize, Extract)]
struct Note {
    text: Option<String>,
    lines: Option<Vec<String>>,
}

#[derive(Serialize, Deserialize, Extract)]
struct Line {
    article: String,
    cents: u64,
    tags: Option<Vec<String>>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Extract)]
#[serde(rename_all = "lowercase")]
enum Colour {
    Red,
    Blue,
    Green,
}

#[derive(Serialize, Deserialize, Extract)]
enum Payment {
    Free,
    Card { digits: String, limit: Option<i32> },
    Voucher(Option<String>),
    Parts(u8, bool),
}

#[derive(Serialize, Deserialize, Extract)]
#[serde(tag = "kind")]
enum Event {
    Arrived { by: String },
    Left,
}

#[derive(Serialize, Deserialize, Extract)]
#[serde(tag = "type", content = "details")]
enum Reply {
    Yes,
    Other(Vec<String>),
}

#[derive(Serialize, Deserialize, Extract)]
#[serde(untagged)]
enum Size {
    Number(f64),
    Word(String),
}

#[derive(Serialize, Deserialize, Extract)]
struct Tree {
    name: String,
    children: Vec<Tree>,
}

#[derive(Serialize, Deserialize, Extract)]
struct Address {
    street: Option<String>,
}

const TEXTS: [&str; 26] = [
    "",
    " ",
    "  padded  ",
    "null",
    "NULL",
    "NA",
    "nan",
    "true",
    "0123",
    "1e5",
    "2024-05-01",
    "=1+1",
    "+1",
    "-1",
    "@x",
    "'x'",
    "a,b;c\td",
    "she said \"no\"",
    "\"\"",
    "line\nbreak",
    "cr\r\nlf\rcr",
    "<b>&amp;</b><script>",
    "é ü ß 🦀 𝄞 \u{202e}x",
    "\u{feff}x",
    "{\"a\":[1,\" \"]}",
    "\\ \\n \u{1} \u{7f}",
];

const FLOATS: [f64; 9] = [
    0.0,
    -0.0,
    0.1,
    0.30000000000000004,
    -1.5e-7,
    1e300,
    f64::MAX,
    5e-324,
    9_007_199_254_740_993.0,
];

/// The widest whole number that the schema allows.
const WIDEST: i64 = 9_223_372_036_854_774_784;

/// A document, chosen at random; some say in each column what is hardest there.
pub fn document(random: &mut Rng) -> Value {
    let mut pick = Pick(random);
    let mut fields = json!({
        "text": pick.text(),
        "letter": pick.one(&["a", "\"", "\n", "é", "🦀", ",", " "]),
        "yes": pick.yes(),
        "u8": pick.one(&[0, 7, u8::MAX]),
        "u16": pick.one(&[0, u16::MAX]),
        "u32": pick.one(&[0, u32::MAX]),
        "u64": pick.one(&[0, (1 << 53) + 1, WIDEST as u64]),
        "i8": pick.one(&[i8::MIN, 0, i8::MAX]),
        "i16": pick.one(&[i16::MIN, 0, i16::MAX]),
        "i32": pick.one(&[i32::MIN, 0, i32::MAX]),
        "i64": pick.one(&[-WIDEST, -(1 << 53) - 1, WIDEST]),
        "f64": pick.one(&FLOATS),
        "f32": pick.one(&[0.1, -2.5, 16_777_216.0]),
        "maybe": pick.maybe(Pick::text),
        "never": null,
        "no_list": null,
        "names": pick.list(Pick::text),
    });
    let more = json!({
        "set": pick.one(&[json!([]), json!([1]), json!([1, 2, 255])]),
        "maybe_names": pick.maybe(|pick| pick.list(|pick| pick.maybe(Pick::text))),
        "nested": pick.list(|pick| pick.list(|pick| pick.one(&[-1, 0, 1]).into())),
        "pair": { "_0": pick.one(&[i32::MIN, 5]), "_1": pick.maybe(Pick::text) },
        "place": pick.place(),
        "maybe_place": pick.maybe(Pick::place),
        "note": pick.maybe(Pick::note),
        "lines": pick.list(|pick| {
            let tags = pick.maybe(|pick| pick.list(Pick::text));
            json!({ "article": pick.text(), "cents": pick.one(&[0, WIDEST as u64]), "tags": tags })
        }),
        "prices": pick.entries(&["", "tea", "a \"b\"\n"], |pick| pick.one(&FLOATS).into()),
        "by_colour": pick.entries(&["red", "blue"], |pick| pick.maybe(|pick| pick.yes().into())),
        "colour": pick.colour(),
        "maybe_colour": pick.maybe(Pick::colour),
        "payment": pick.payment(),
        "event": pick.maybe(|pick| {
            let by = pick.text();
            pick.one(&[json!({ "kind": "Arrived", "by": by }), json!({ "kind": "Left" })])
        }),
        "replies": pick.list(|pick| {
            let details = pick.list(Pick::text);
            pick.one(&[json!({ "type": "Yes" }), json!({ "type": "Other", "details": details })])
        }),
        "size": pick.one(&[json!(1.5), json!("wide"), json!("1.5"), json!("")]),
        "tree": pick.tree(3),
    });
    let rest = json!({
        "day": pick.day(),
        "maybe_day": pick.maybe(Pick::day),
        "text_day": pick.day(),
        "booked": pick.one(&["2024-05-01T12:30:00.123456789Z", "1969-12-31T23:59:59Z"]),
        "uuid": "67e55044-10b1-426f-9247-bb680e5fe0c8",
        "amount": pick.one(&["0", "-12.50", "123456789012345678.0123456789"]),
        "nothing": null,
        "lenient": pick.list(|pick| pick.one(&[0, 255]).into()),
        "id": pick.text(),
        "a, \"b\"\n<c>": 7,
        "street": pick.maybe(Pick::text),
    });
    for part in [more, rest] {
        if let (Value::Object(fields), Value::Object(part)) = (&mut fields, part) {
            fields.extend(part);
        }
    }
    fields
}

struct Pick<'r>(&'r mut Rng);

impl Pick<'_> {
    fn one<V: Clone>(&mut self, of: &[V]) -> V {
        of[self.0.usize(..of.len())].clone()
    }

    fn yes(&mut self) -> bool {
        self.0.bool()
    }

    fn text(&mut self) -> Value {
        self.one(&TEXTS).into()
    }

    fn maybe(&mut self, make: impl FnOnce(&mut Self) -> Value) -> Value {
        if self.yes() { make(self) } else { Value::Null }
    }

    fn list(&mut self, mut make: impl FnMut(&mut Self) -> Value) -> Value {
        let length = self.0.usize(..4);
        (0..length).map(|_| make(self)).collect()
    }

    fn entries(&mut self, keys: &[&str], mut make: impl FnMut(&mut Self) -> Value) -> Value {
        let entry = |key: &&str| json!({ "key": key, "value": make(self) });
        let entries: Vec<Value> = keys.iter().map(entry).collect();
        let length = self.0.usize(..=entries.len());
        entries.into_iter().take(length).collect()
    }

    fn colour(&mut self) -> Value {
        self.one(&["red", "blue", "green"]).into()
    }

    fn day(&mut self) -> Value {
        self.one(&["0001-01-01", "1969-12-31", "2024-02-29", "9999-12-31"]).into()
    }

    fn note(&mut self) -> Value {
        let lines = self.maybe(|pick| pick.list(Pick::text));
        json!({ "text": self.maybe(Pick::text), "lines": lines })
    }

    fn place(&mut self) -> Value {
        let zip = self.maybe(|pick| pick.one(&[0, u32::MAX]).into());
        let deep = json!({ "yes": self.yes(), "note": self.note() });
        json!({ "city": self.text(), "zip": zip, "deep": deep })
    }

    fn payment(&mut self) -> Value {
        let limit = self.maybe(|pick| pick.one(&[i32::MIN, 0]).into());
        let card = json!({ "Card": { "digits": self.text(), "limit": limit } });
        let voucher = json!({ "Voucher": self.maybe(Pick::text) });
        let parts = json!({ "Parts": { "_0": self.one(&[0, 255]), "_1": self.yes() } });
        self.one(&[json!("Free"), card, voucher, parts])
    }

    fn tree(&mut self, depth: u32) -> Value {
        let children = match depth {
            0 => json!([]),
            _ => self.list(|pick| pick.tree(depth - 1)),
        };
        json!({ "name": self.text(), "children": children })
    }
}
