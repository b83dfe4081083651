//! Dates and times of jiff 0.2. Where a format of strict mode allows more than the type reads, or
//! has no form without an offset, a pattern stands in its place.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
};

use super::probe;
use crate::schema::{Extract, Kind, Node, named};

impl Extract for Date {
    const ID: u64 = named("jiff02::Date");
    const NODE: &'static Node = &Node::leaf(Kind::String {
        format: Some("date"),
        pattern: None,
        told: Some("a date as 2024-05-01"),
        probe: probe::<Self>,
    });
}

impl Extract for DateTime {
    const ID: u64 = named("jiff02::DateTime");
    const NODE: &'static Node = &Node::leaf(Kind::String {
        format: None,
        pattern: Some(concat!(
            "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
            "T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?$",
        )),
        told: Some("a date and time as 2024-05-01T15:30:00"),
        probe: probe::<Self>,
    });
}

impl Extract for Time {
    const ID: u64 = named("jiff02::Time");
    const NODE: &'static Node = &Node::leaf(Kind::String {
        format: None,
        pattern: Some("^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?$"),
        told: Some("a time of day as 15:30:00"),
        probe: probe::<Self>,
    });
}

impl Extract for Timestamp {
    const ID: u64 = named("jiff02::Timestamp");
    const NODE: &'static Node = &Node::leaf(Kind::String {
        format: None,
        // Timestamps end within the year 9999.
        pattern: Some(concat!(
            "^([0-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-8])",
            "-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
            "T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?",
            "(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$",
        )),
        told: Some("a point in time as 2024-05-01T15:30:00Z"),
        probe: probe::<Self>,
    });
}
