//! Dates and times of chrono 0.4.

use chrono::{DateTime, Month, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Weekday};
use serde::de::DeserializeOwned;

use crate::schema::{Extract, Node, named, probe};

text_of_a_form! {
    "chrono04::NaiveDate" NaiveDate: format "date", "a date as 2024-05-01";
    "chrono04::NaiveDateTime" NaiveDateTime: pattern concat!(
        "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
        "T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,9})?$",
    ), "a date and time as 2024-05-01T15:30:00";
    "chrono04::NaiveTime" NaiveTime:
        pattern "^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,9})?$", "a time of day as 15:30:00";
}

/// In every time zone that serde reads: `Utc`, `FixedOffset`, and `Local` with chrono's `clock`.
impl<Z: TimeZone> Extract for DateTime<Z>
where
    Self: DeserializeOwned,
{
    const ID: u64 = named("chrono04::DateTime");
    const NODE: &'static Node =
        &Node::format("date-time", "a point in time as 2024-05-01T15:30:00Z", probe::<Self>);
}

opaque!(DateTime<Z>, for [Z: TimeZone] where [Self: DeserializeOwned];);

names! {
    "chrono04::Month" Month: January February March April May June July August September October
        November December;
    "chrono04::Weekday" Weekday: Mon Tue Wed Thu Fri Sat Sun;
}
