//! Rules of fields: what the schema says of them, and what it leaves to the description.

use std::collections::BTreeMap;

use extract::Extract;
use serde::Deserialize;

use crate::shape::{Shape, shape};

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Steps {
    #[extract(exclusive_min = 5)]
    above: u8,
    #[extract(exclusive_max = 5)]
    below: i16,
    #[extract(exclusive_min = -1, exclusive_max = 1.5)]
    between: f64,
    #[extract(multiple_of = 5, max = 60)]
    fives: Option<u32>,
    #[extract(multiple_of = 0.25, min = -100, max = 100)]
    quarters: f64,
    #[extract(multiple_of = 0.1, min = 0, max = 100)]
    tenths: f32,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Texts {
    #[extract(pattern = "^[A-Z]{2}[0-9]{2}$")]
    code: String,
    /// The article.
    #[extract(pattern = r"^\d{3}-\w+$", max_len = 40)]
    article: Option<String>,
    #[extract(pattern = "[a-m]")]
    somewhere: Box<String>,
    /// As printed.
    #[extract(min_len = 1, max_len = 3)]
    short: String,
    #[extract(min_len = 2)]
    long: Option<String>,
    #[extract(max_len = 5, min_len = 5)]
    exact: String,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Formats {
    #[extract(format = "date")]
    date: String,
    #[extract(format = "date-time")]
    date_time: String,
    #[extract(format = "duration")]
    duration: String,
    #[extract(format = "email")]
    email: Option<String>,
    #[extract(format = "hostname")]
    hostname: String,
    #[extract(format = "ipv4")]
    ipv4: String,
    #[extract(format = "ipv6")]
    ipv6: String,
    #[extract(format = "time")]
    time: String,
    #[extract(format = "uuid")]
    uuid: String,
}

/// A country.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Country(
    /// Two letters.
    #[extract(pattern = "^[A-Z]{2}$")]
    String,
);

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Places {
    countries: BTreeMap<String, Country>,
    pair: (Country, bool),
    way: Way,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
enum Way {
    Walk(#[extract(exclusive_max = 100)] u8),
    Ride {
        #[extract(multiple_of = 10)]
        price: u32,
    },
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Sets {
    #[extract(unique, max_items = 4)]
    flags: Vec<bool>,
    /// Who came.
    #[extract(unique)]
    guests: Option<Vec<Option<u8>>>,
}

fn is_even(number: &u8) -> Result<(), String> {
    if number.is_multiple_of(2) { Ok(()) } else { Err(format!("{number} is odd")) }
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Judged {
    #[extract(validate = is_even)]
    even: u8,
}

pub fn shapes() -> Vec<Box<dyn Shape>> {
    vec![
        shape::<Steps>(
            "exclusive bounds and steps",
            r#"{"type":"object","properties":{
                "above":{"type":"integer","exclusiveMinimum":5,"maximum":255},
                "below":{"type":"integer","minimum":-32768,"exclusiveMaximum":5},
                "between":{"type":"number","exclusiveMinimum":-1,"exclusiveMaximum":1.5},
                "fives":{"type":["integer","null"],"minimum":0,"maximum":60,"multipleOf":5},
                "quarters":{"type":"number","minimum":-100,"maximum":100,"multipleOf":0.25},
                "tenths":{"type":"number","minimum":0,"maximum":100,"multipleOf":0.1}},
                "required":["above","below","between","fives","quarters","tenths"],
                "additionalProperties":false}"#,
        )
        .example(
            r#"{"above":6,"below":4,"between":1.49,"fives":60,"quarters":-0.75,"tenths":0.3}"#,
            Steps {
                above: 6,
                below: 4,
                between: 1.49,
                fives: Some(60),
                quarters: -0.75,
                tenths: 0.3,
            },
        )
        .done(),
        shape::<Texts>(
            "patterns and lengths",
            r#"{"type":"object","properties":{
                "code":{"type":"string","pattern":"^[A-Z]{2}[0-9]{2}$"},
                "article":{"type":["string","null"],"description":"The article.\nAt most 40 characters.",
                "pattern":"^\\d{3}-\\w+$"},
                "somewhere":{"type":"string","pattern":"[a-m]"},
                "short":{"type":"string","description":"As printed.\n1 to 3 characters."},
                "long":{"type":["string","null"],"description":"At least 2 characters."},
                "exact":{"type":"string","description":"Exactly 5 characters."}},
                "required":["code","article","somewhere","short","long","exact"],
                "additionalProperties":false}"#,
        )
        .example(
            r#"{"code":"AB12","article":"123-ax","somewhere":"nix","short":"äöü","long":null,"exact":"12345"}"#,
            Texts {
                code: "AB12".into(),
                article: Some("123-ax".into()),
                somewhere: Box::new("nix".into()),
                short: "äöü".into(),
                long: None,
                exact: "12345".into(),
            },
        )
        .done(),
        shape::<Formats>(
            "formats",
            r#"{"type":"object","properties":{
                "date":{"type":"string","format":"date"},
                "date_time":{"type":"string","format":"date-time"},
                "duration":{"type":"string","format":"duration"},
                "email":{"type":["string","null"],"format":"email"},
                "hostname":{"type":"string","format":"hostname"},
                "ipv4":{"type":"string","format":"ipv4"},
                "ipv6":{"type":"string","format":"ipv6"},
                "time":{"type":"string","format":"time"},
                "uuid":{"type":"string","format":"uuid"}},
                "required":["date","date_time","duration","email","hostname","ipv4","ipv6","time","uuid"],
                "additionalProperties":false}"#,
        )
        .example(
            r#"{"date":"2024-02-29","date_time":"2024-02-29T12:00:00Z","duration":"P1DT2H","email":null,
                "hostname":"example.org","ipv4":"127.0.0.1","ipv6":"::1","time":"12:00:00+02:00",
                "uuid":"f81d4fae-7dec-11d0-a765-00a0c91e6bf6"}"#,
            Formats {
                date: "2024-02-29".into(),
                date_time: "2024-02-29T12:00:00Z".into(),
                duration: "P1DT2H".into(),
                email: None,
                hostname: "example.org".into(),
                ipv4: "127.0.0.1".into(),
                ipv6: "::1".into(),
                time: "12:00:00+02:00".into(),
                uuid: "f81d4fae-7dec-11d0-a765-00a0c91e6bf6".into(),
            },
        )
        .done(),
        shape::<Places>(
            "rules below maps, tuples and variants",
            r##"{"type":"object","properties":{
                "countries":{"type":"array","items":{"type":"object","properties":{
                "key":{"type":"string"},"value":{"$ref":"#/$defs/Country"}},
                "required":["key","value"],"additionalProperties":false}},
                "pair":{"type":"object","properties":{
                "_0":{"$ref":"#/$defs/Country"},"_1":{"type":"boolean"}},
                "required":["_0","_1"],"additionalProperties":false},
                "way":{"anyOf":[
                {"type":"object","properties":{
                "Walk":{"type":"integer","minimum":0,"exclusiveMaximum":100}},
                "required":["Walk"],"additionalProperties":false},
                {"type":"object","properties":{"Ride":{"type":"object","properties":{
                "price":{"type":"integer","minimum":0,"maximum":4294967295,"multipleOf":10}},
                "required":["price"],"additionalProperties":false}},
                "required":["Ride"],"additionalProperties":false}]}},
                "required":["countries","pair","way"],"additionalProperties":false,
                "$defs":{"Country":{"type":"string","description":"A country.\nTwo letters.",
                "pattern":"^[A-Z]{2}$"}}}"##,
        )
        .example(
            r#"{"countries":[{"key":"a","value":"DE"}],"pair":{"_0":"FR","_1":true},"way":{"Ride":{"price":30}}}"#,
            Places {
                countries: BTreeMap::from([("a".into(), Country("DE".into()))]),
                pair: (Country("FR".into()), true),
                way: Way::Ride { price: 30 },
            },
        )
        .done(),
        shape::<Sets>(
            "lists without equal items",
            r#"{"type":"object","properties":{
                "flags":{"type":"array","description":"No two items are equal.","items":{"type":"boolean"},
                "maxItems":4},
                "guests":{"description":"Who came.\nNo two items are equal.","anyOf":[
                {"type":"array","items":{"type":["integer","null"],"minimum":0,"maximum":255}},
                {"type":"null"}]}},
                "required":["flags","guests"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"flags":[true,false],"guests":[1,null,2]}"#,
            Sets { flags: vec![true, false], guests: Some(vec![Some(1), None, Some(2)]) },
        )
        .done(),
        shape::<Judged>(
            "a function of the user's",
            r#"{"type":"object","properties":{"even":{"type":"integer","minimum":0,"maximum":255}},
                "required":["even"],"additionalProperties":false}"#,
        )
        .example(r#"{"even":4}"#, Judged { even: 4 })
        .done(),
    ]
}
