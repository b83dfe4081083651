//! Dates, times and spans of jiff 0.2. Where a format of strict mode allows more than the type
//! reads, or has no form without an offset, a pattern stands in its place.

use jiff::{
    SignedDuration, Span, Timestamp,
    civil::{Date, DateTime, Time},
};

macro_rules! hours_to_seconds {
    () => {
        concat!(
            "T([0-9]{1,5}H([0-9]{1,5}M)?([0-9]{1,5}([.][0-9]{1,9})?S)?",
            "|[0-9]{1,5}M([0-9]{1,5}([.][0-9]{1,9})?S)?",
            "|[0-9]{1,5}([.][0-9]{1,9})?S)",
        )
    };
}

text_of_a_form! {
    "jiff02::Date" Date: format "date", "a date as 2024-05-01";
    "jiff02::DateTime" DateTime: pattern concat!(
        "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
        "T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,9})?$",
    ), "a date and time as 2024-05-01T15:30:00";
    // The format `duration` has any number of digits, and years, which vary in length.
    "jiff02::SignedDuration" SignedDuration: pattern concat!("^-?P", hours_to_seconds!(), "$"), "a duration in hours, minutes and seconds as PT5H30M";
    "jiff02::Span" Span: pattern concat!(
        "^-?P(([0-9]{1,4}Y([0-9]{1,5}M)?([0-9]{1,5}D)?|[0-9]{1,5}M([0-9]{1,5}D)?|[0-9]{1,5}D)",
        "(", hours_to_seconds!(), ")?|", hours_to_seconds!(), "|[0-9]{1,5}W)$",
    ), "a duration as P1Y2M10DT2H30M";
    "jiff02::Time" Time:
        pattern "^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,9})?$", "a time of day as 15:30:00";
    // Timestamps end within the year 9999.
    "jiff02::Timestamp" Timestamp: pattern concat!(
        "^([0-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-8])",
        "-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
        "T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,9})?",
        "(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$",
    ), "a point in time as 2024-05-01T15:30:00Z";
}
