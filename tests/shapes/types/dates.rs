//! Dates and times of jiff.

use extract::Extract;
use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time, date, time},
};
use serde::Deserialize;

use crate::shape::{Shape, shape};

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Trip {
    /// Of departure.
    day: Date,
    leaves: Time,
    arrives: DateTime,
    booked: Timestamp,
    stops: Vec<Option<Time>>,
}

pub fn shapes() -> Vec<Box<dyn Shape>> {
    vec![
        shape::<Trip>(
            "fields",
            r#"{"type":"object","properties":{
                "day":{"type":"string","description":"Of departure.","format":"date"},
                "leaves":{"type":"string","pattern":"^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,9})?$"},
                "arrives":{"type":"string","pattern":"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,9})?$"},
                "booked":{"type":"string","pattern":"^([0-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-8])-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"},
                "stops":{"type":"array","items":{"type":["string","null"],"pattern":"^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,9})?$"}}},
                "required":["day","leaves","arrives","booked","stops"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"day":"2024-02-29","leaves":"23:59:59.123456789","arrives":"0001-01-01T00:00:00",
                "booked":"1970-01-01T01:00:00+01:00","stops":[null,"07:30:00"]}"#,
            Trip {
                day: date(2024, 2, 29),
                leaves: time(23, 59, 59, 123_456_789),
                arrives: date(1, 1, 1).at(0, 0, 0, 0),
                booked: Timestamp::UNIX_EPOCH,
                stops: vec![None, Some(time(7, 30, 0, 0))],
            },
        )
        .done(),
        shape::<Timestamp>(
            "root",
            r#"{"type":"object","properties":{"value":{"type":"string","pattern":"^([0-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-8])-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .example(r#"{"value":"1970-01-01T00:00:01.5Z"}"#, Timestamp::new(1, 500_000_000).unwrap())
        .done(),
    ]
}
