//! Each supported type of other crates by itself, with what makes values of it.

use bigdecimal::BigDecimal;
use chrono::{FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use compact_str::CompactString;
use extract::{Base64, Extract};
use indexmap::{IndexMap, IndexSet};
use jiff::{SignedDuration, Timestamp, civil, tz::TimeZone as Zone};
use proptest::{
    collection::vec,
    prelude::{Strategy, any},
    sample::select,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use time::{OffsetDateTime, PrimitiveDateTime, UtcDateTime, UtcOffset};
use url::Url;
use uuid::Uuid;

use super::alone::alone;
use crate::{shape::Shape, values::text};

/// Seconds from the start of the year 1 to the end of the year 9997: a day more fits everywhere.
const SECONDS: std::ops::Range<i64> = -62_135_596_800..253_339_228_800;
const NANOS: std::ops::Range<u32> = 0..1_000_000_000;

pub fn shapes() -> Vec<Box<dyn Shape>> {
    let mut all = of_chrono();
    all.extend(of_jiff());
    all.extend(of_time());
    all.extend(of_text());
    all
}

fn moment() -> impl Strategy<Value = chrono::DateTime<Utc>> {
    (SECONDS, NANOS).prop_map(|(secs, nanos)| Utc.timestamp_opt(secs, nanos).unwrap())
}

fn of_chrono() -> Vec<Box<dyn Shape>> {
    let day = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
    let noon = day.and_hms_opt(12, 0, 0).unwrap();
    vec![
        alone("chrono NaiveDate", r#"{"value":"2024-02-29"}"#, day, || {
            moment().prop_map(|moment| moment.date_naive())
        }),
        alone("chrono NaiveTime", r#"{"value":"12:00:00"}"#, noon.time(), || {
            moment().prop_map(|moment| -> NaiveTime { moment.time() })
        }),
        alone("chrono NaiveDateTime", r#"{"value":"2024-02-29T12:00:00"}"#, noon, || {
            moment().prop_map(|moment| -> NaiveDateTime { moment.naive_utc() })
        }),
        alone("chrono Utc", r#"{"value":"2024-02-29T12:00:00Z"}"#, noon.and_utc(), moment),
        alone(
            "chrono FixedOffset",
            r#"{"value":"2024-02-29T12:00:00+00:00"}"#,
            noon.and_utc().fixed_offset(),
            || {
                (moment(), -1439..1440i32).prop_map(|(moment, minutes)| {
                    moment.with_timezone(&FixedOffset::east_opt(minutes * 60).unwrap())
                })
            },
        ),
        alone("chrono Weekday", r#"{"value":"Mon"}"#, chrono::Weekday::Mon, || {
            (0..7u8).prop_map(|day| chrono::Weekday::try_from(day).unwrap())
        }),
        alone("chrono Month", r#"{"value":"May"}"#, chrono::Month::May, || {
            (1..=12u8).prop_map(|month| chrono::Month::try_from(month).unwrap())
        }),
    ]
}

fn timestamp() -> impl Strategy<Value = Timestamp> {
    (SECONDS, 0..1_000_000_000i32).prop_map(|(secs, nanos)| Timestamp::new(secs, nanos).unwrap())
}

fn civil_time() -> impl Strategy<Value = civil::DateTime> {
    timestamp().prop_map(|moment| moment.to_zoned(Zone::UTC).datetime())
}

/// Fields as they are: jiff does not compare spans by `==`.
#[derive(Debug, Serialize, Deserialize, Extract)]
#[extract(partial)]
struct Span(jiff::Span);

impl PartialEq for Span {
    fn eq(&self, other: &Self) -> bool {
        self.0.fieldwise() == other.0.fieldwise()
    }
}

fn span() -> impl Strategy<Value = Span> {
    let calendar = (0..=9_999i64, 0..=99_999i64, 0..=99_999i64);
    let clock = (0..=99_999i64, 0..=99_999i64, 0..=9_999i64, 0..1_000i64);
    (calendar, clock, any::<bool>()).prop_map(|((years, months, days), clock, negative)| {
        let (hours, minutes, seconds, milliseconds) = clock;
        let span = jiff::Span::new().years(years).months(months).days(days);
        let span = span.hours(hours).minutes(minutes).seconds(seconds).milliseconds(milliseconds);
        Span(if negative { span.negate() } else { span })
    })
}

fn of_jiff() -> Vec<Box<dyn Shape>> {
    let noon = civil::date(2024, 2, 29).at(12, 0, 0, 0);
    vec![
        alone("jiff Date", r#"{"value":"2024-02-29"}"#, noon.date(), || {
            civil_time().prop_map(|at| at.date())
        }),
        alone("jiff Time", r#"{"value":"12:00:00"}"#, noon.time(), || {
            civil_time().prop_map(|at| at.time())
        }),
        alone("jiff DateTime", r#"{"value":"2024-02-29T12:00:00"}"#, noon, civil_time),
        alone(
            "jiff Timestamp",
            r#"{"value":"1970-01-01T00:00:00Z"}"#,
            Timestamp::UNIX_EPOCH,
            timestamp,
        ),
        alone("jiff SignedDuration", r#"{"value":"PT1H"}"#, SignedDuration::from_hours(1), || {
            (-359_996_400..=359_996_400i64, 0..1_000_000_000i32).prop_map(|(secs, nanos)| {
                SignedDuration::new(secs, if secs < 0 { -nanos } else { nanos })
            })
        }),
        alone("jiff Span", r#"{"value":"P1Y"}"#, Span(jiff::Span::new().years(1)), span),
    ]
}

fn offset_time() -> impl Strategy<Value = OffsetDateTime> {
    (SECONDS, NANOS, -86_399..86_400i32).prop_map(|(secs, nanos, offset)| {
        let at = OffsetDateTime::from_unix_timestamp(secs).unwrap();
        let at = at.replace_nanosecond(nanos).unwrap();
        let offset = UtcOffset::from_whole_seconds(offset).unwrap();
        // A local day before the year 0 has no form.
        (at + time::Duration::days(2)).to_offset(offset)
    })
}

fn of_time() -> Vec<Box<dyn Shape>> {
    let noon = OffsetDateTime::from_unix_timestamp(1_709_208_000).unwrap();
    vec![
        alone("time Date", r#"{"value":"2024-02-29"}"#, noon.date(), || {
            offset_time().prop_map(|at| at.date())
        }),
        alone("time Time", r#"{"value":"12:00:00.0"}"#, noon.time(), || {
            offset_time().prop_map(|at| at.time())
        }),
        alone(
            "time PrimitiveDateTime",
            r#"{"value":"2024-02-29 12:00:00.0"}"#,
            PrimitiveDateTime::new(noon.date(), noon.time()),
            || offset_time().prop_map(|at| PrimitiveDateTime::new(at.date(), at.time())),
        ),
        alone(
            "time OffsetDateTime",
            r#"{"value":"2024-02-29 12:00:00.0 +00:00:00"}"#,
            noon,
            offset_time,
        ),
        alone(
            "time UtcDateTime",
            r#"{"value":"2024-02-29 12:00:00.0"}"#,
            UtcDateTime::from(noon),
            || offset_time().prop_map(UtcDateTime::from),
        ),
        alone("time UtcOffset", r#"{"value":"+00:00:00"}"#, UtcOffset::UTC, || {
            offset_time().prop_map(|at| at.offset())
        }),
        alone("time Duration", r#"{"value":"-1.5"}"#, time::Duration::milliseconds(-1500), || {
            (-999_999_999_999_999_999..=999_999_999_999_999_999i64, 0..1_000_000_000i32).prop_map(
                |(secs, nanos)| time::Duration::new(secs, if secs < 0 { -nanos } else { nanos }),
            )
        }),
        alone("time Weekday", r#"{"value":"Monday"}"#, time::Weekday::Monday, || {
            (0..7u8).prop_map(|days| time::Weekday::Monday.nth_next(days))
        }),
        alone("time Month", r#"{"value":"May"}"#, time::Month::May, || {
            (1..=12u8).prop_map(|month| time::Month::try_from(month).unwrap())
        }),
    ]
}

fn of_text() -> Vec<Box<dyn Shape>> {
    vec![
        alone("Uuid", r#"{"value":"00000000-0000-0000-0000-000000000000"}"#, Uuid::nil(), || {
            any::<u128>().prop_map(Uuid::from_u128)
        }),
        alone("Url", r#"{"value":"https://a.b/"}"#, Url::parse("https://a.b/").unwrap(), || {
            "https?://[a-z]{1,8}\\.(com|org)(:[1-9][0-9]{0,3})?/[a-z0-9/._~%é-]{0,12}(\\?[a-z=&]{1,9})?"
                .prop_map(|text| Url::parse(&text).unwrap())
        }),
        alone("Decimal", r#"{"value":"-0.10"}"#, Decimal::new(-10, 2), || {
            (-999_999_999_999_999_999..=999_999_999_999_999_999i64, 0..=10u32)
                .prop_map(|(number, scale)| Decimal::new(number, scale))
        }),
        alone("BigDecimal", r#"{"value":"-0.10"}"#, "-0.10".parse().unwrap(), || {
            // With more zeros behind the point, it is written with an exponent, which has no schema.
            (any::<i64>(), 0..=5i64)
                .prop_map(|(number, scale)| BigDecimal::from_bigint(number.into(), scale))
        }),
        alone("Base64", r#"{"value":"AQI="}"#, Base64(vec![1, 2].into()), || {
            vec(any::<u8>(), 0..9).prop_map(|bytes| Base64(bytes.into()))
        }),
        alone("SmolStr", r#"{"value":"s"}"#, SmolStr::from("s"), || text().prop_map(SmolStr::from)),
        alone("CompactString", r#"{"value":"s"}"#, CompactString::from("s"), || {
            text().prop_map(CompactString::from)
        }),
        alone(
            "IndexMap",
            r#"{"value":[{"key":"k","value":1}]}"#,
            IndexMap::from([("k".to_owned(), 1)]),
            || vec((text(), any::<u8>()), 0..5).prop_map(IndexMap::from_iter),
        ),
        alone("IndexSet", r#"{"value":["a"]}"#, IndexSet::from(['a']), || {
            vec(select(vec!['a', 'é', '😀']), 0..5).prop_map(IndexSet::from_iter)
        }),
    ]
}
