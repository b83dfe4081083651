//! Dates and times of time 0.3, in the forms in which it writes them for people. Patterns, but for
//! the date: strict mode has no format for the others.

use time::{
    Date, Duration, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcDateTime, UtcOffset, Weekday,
};

macro_rules! date_and_time {
    () => {
        concat!(
            "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
            " ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9][.][0-9]{1,9}",
        )
    };
}

text_of_a_form! {
    "time03::Date" Date: format "date", "a date as 2024-05-01";
    // Seconds with a fraction, which is never left out.
    "time03::Duration" Duration: pattern "^-?[0-9]{1,18}[.][0-9]{1,9}$", "seconds with a fraction as 90.5";
    "time03::OffsetDateTime" OffsetDateTime: pattern concat!(
        date_and_time!(),
        " [+-]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$",
    ), "a date and time with its offset as 2024-05-01 15:30:00.0 +02:00:00";
    "time03::PrimitiveDateTime" PrimitiveDateTime: pattern concat!(date_and_time!(), "$"), "a date and time as 2024-05-01 15:30:00.0";
    "time03::Time" Time: pattern "^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9][.][0-9]{1,9}$", "a time of day as 15:30:00.0";
    "time03::UtcDateTime" UtcDateTime: pattern concat!(date_and_time!(), "$"), "a date and time in UTC as 2024-05-01 15:30:00.0";
    "time03::UtcOffset" UtcOffset: pattern "^[+-]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$", "an offset from UTC as +02:00:00";
}

names! {
    "time03::Month" Month: January February March April May June July August September October
        November December;
    "time03::Weekday" Weekday: Monday Tuesday Wednesday Thursday Friday Saturday Sunday;
}
