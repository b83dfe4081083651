//! Dates, times and spans of chrono and time, and spans of jiff.

use chrono::{FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use extract::Extract;
use jiff::{SignedDuration, Span, ToSpan};
use serde::Deserialize;
use time::{OffsetDateTime, PrimitiveDateTime, UtcDateTime, UtcOffset};

use crate::shape::{Shape, shape};

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Chrono {
    /// Of departure.
    day: NaiveDate,
    leaves: NaiveTime,
    arrives: NaiveDateTime,
    booked: chrono::DateTime<Utc>,
    paid: Option<chrono::DateTime<FixedOffset>>,
    weekday: chrono::Weekday,
    again: chrono::Weekday,
    month: chrono::Month,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Time {
    /// Of departure.
    day: time::Date,
    leaves: time::Time,
    arrives: PrimitiveDateTime,
    booked: OffsetDateTime,
    logged: UtcDateTime,
    offset: UtcOffset,
    took: time::Duration,
    weekday: time::Weekday,
    month: time::Month,
}

#[derive(Debug, Deserialize, Extract)]
#[extract(partial)]
struct Spans {
    exact: SignedDuration,
    calendar: Span,
}

impl PartialEq for Spans {
    fn eq(&self, other: &Self) -> bool {
        self.exact == other.exact && self.calendar.fieldwise() == other.calendar.fieldwise()
    }
}

fn chrono_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 2, 29).unwrap()
}

fn time_day() -> time::Date {
    time::Date::from_calendar_date(2024, time::Month::February, 29).unwrap()
}

const HOURS: &str = r"T([0-9]{1,5}H([0-9]{1,5}M)?([0-9]{1,5}([.][0-9]{1,9})?S)?|[0-9]{1,5}M([0-9]{1,5}([.][0-9]{1,9})?S)?|[0-9]{1,5}([.][0-9]{1,9})?S)";

pub fn shapes() -> Vec<Box<dyn Shape>> {
    vec![
        shape::<Chrono>(
            "chrono",
            r##"{"type":"object","properties":{
                "day":{"type":"string","description":"Of departure.","format":"date"},
                "leaves":{"type":"string","pattern":"^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,9})?$"},
                "arrives":{"type":"string","pattern":"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,9})?$"},
                "booked":{"type":"string","format":"date-time"},
                "paid":{"type":["string","null"],"format":"date-time"},
                "weekday":{"$ref":"#/$defs/Weekday"},
                "again":{"$ref":"#/$defs/Weekday"},
                "month":{"type":"string","enum":["January","February","March","April","May","June","July","August","September","October","November","December"]}},
                "required":["day","leaves","arrives","booked","paid","weekday","again","month"],"additionalProperties":false,
                "$defs":{"Weekday":{"type":"string","enum":["Mon","Tue","Wed","Thu","Fri","Sat","Sun"]}}}"##,
        )
        .example(
            r#"{"day":"2024-02-29","leaves":"23:59:59.123456789","arrives":"0000-01-01T00:00:00",
                "booked":"1970-01-01t01:00:00+01:00","paid":"9999-12-31T23:59:59.5-23:59","weekday":"Mon",
                "again":"Sun","month":"December"}"#,
            Chrono {
                day: chrono_day(),
                leaves: NaiveTime::from_hms_nano_opt(23, 59, 59, 123_456_789).unwrap(),
                arrives: NaiveDate::from_ymd_opt(0, 1, 1).unwrap().and_time(NaiveTime::MIN),
                booked: Utc.timestamp_opt(0, 0).unwrap(),
                paid: FixedOffset::west_opt(23 * 3600 + 59 * 60)
                    .unwrap()
                    .with_ymd_and_hms(9999, 12, 31, 23, 59, 59)
                    .unwrap()
                    .checked_add_signed(chrono::TimeDelta::milliseconds(500)),
                weekday: chrono::Weekday::Mon,
                again: chrono::Weekday::Sun,
                month: chrono::Month::December,
            },
        )
        .done(),
        shape::<Time>(
            "time",
            r#"{"type":"object","properties":{
                "day":{"type":"string","description":"Of departure.","format":"date"},
                "leaves":{"type":"string","pattern":"^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9][.][0-9]{1,9}$"},
                "arrives":{"type":"string","pattern":"^<date> ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9][.][0-9]{1,9}$"},
                "booked":{"type":"string","pattern":"^<date> ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9][.][0-9]{1,9} [+-]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$"},
                "logged":{"type":"string","pattern":"^<date> ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9][.][0-9]{1,9}$"},
                "offset":{"type":"string","pattern":"^[+-]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$"},
                "took":{"type":"string","pattern":"^-?[0-9]{1,18}[.][0-9]{1,9}$"},
                "weekday":{"type":"string","enum":["Monday","Tuesday","Wednesday","Thursday","Friday","Saturday","Sunday"]},
                "month":{"type":"string","enum":["January","February","March","April","May","June","July","August","September","October","November","December"]}},
                "required":["day","leaves","arrives","booked","logged","offset","took","weekday","month"],"additionalProperties":false}"#,
        )
        .part("<date>", "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
        .example(
            r#"{"day":"2024-02-29","leaves":"23:59:59.123456789","arrives":"0000-01-01 00:00:00.0",
                "booked":"9999-12-31 23:59:59.5 -23:59:59","logged":"2024-02-29 12:00:00.25","offset":"+01:30:00",
                "took":"-999999999999999999.999999999","weekday":"Monday","month":"May"}"#,
            Time {
                day: time_day(),
                leaves: time::Time::from_hms_nano(23, 59, 59, 123_456_789).unwrap(),
                arrives: time::Date::from_calendar_date(0, time::Month::January, 1)
                    .unwrap()
                    .midnight(),
                booked: time::Date::from_calendar_date(9999, time::Month::December, 31)
                    .unwrap()
                    .with_hms_milli(23, 59, 59, 500)
                    .unwrap()
                    .assume_offset(UtcOffset::from_hms(-23, -59, -59).unwrap()),
                logged: time_day().with_hms_milli(12, 0, 0, 250).unwrap().as_utc(),
                offset: UtcOffset::from_hms(1, 30, 0).unwrap(),
                took: time::Duration::new(-999_999_999_999_999_999, -999_999_999),
                weekday: time::Weekday::Monday,
                month: time::Month::May,
            },
        )
        .done(),
        shape::<Spans>(
            "jiff",
            r#"{"type":"object","properties":{
                "exact":{"type":"string","pattern":"^-?P<hours>$"},
                "calendar":{"type":"string","pattern":"^-?P(([0-9]{1,4}Y([0-9]{1,5}M)?([0-9]{1,5}D)?|[0-9]{1,5}M([0-9]{1,5}D)?|[0-9]{1,5}D)(<hours>)?|<hours>|[0-9]{1,5}W)$"}},
                "required":["exact","calendar"],"additionalProperties":false}"#,
        )
        .part("<hours>", HOURS)
        .example(
            r#"{"exact":"-PT99999H99999M99999.999999999S","calendar":"P1Y2M3DT4H5M6.000000007S"}"#,
            Spans {
                exact: -SignedDuration::new(99_999 * 3600 + 99_999 * 60 + 99_999, 999_999_999),
                calendar: 1
                    .year()
                    .months(2)
                    .days(3)
                    .hours(4)
                    .minutes(5)
                    .seconds(6)
                    .nanoseconds(7),
            },
        )
        .example(
            r#"{"exact":"PT0S","calendar":"-P99999W"}"#,
            Spans { exact: SignedDuration::ZERO, calendar: -99_999.weeks() },
        )
        .done(),
    ]
}
