//! Formats of strict mode on text: what an engine writes arrives, and what the `jsonschema` crate
//! refuses does not, but for a closed list of differences.

use extract::Extract;
use fastrand::Rng;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::sample::{Sampler, seed};

const DOCUMENTS: usize = 400;

/// The text with one character changed, left out or put in.
pub fn spoil(text: &str, random: &mut Rng) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    let other =
        *random.choice(&['a', 'Z', '0', '9', '-', '.', ':', '@', ' ', 'T', 'é', '"', '_']).unwrap();
    let position = random.usize(..=characters.len());
    match random.u8(..3) {
        0 => characters.insert(position, other),
        1 if position < characters.len() => drop(characters.remove(position)),
        _ => {
            if let Some(character) = characters.get_mut(position) {
                *character = other;
            }
        }
    }
    characters.into_iter().collect()
}

/// Where the arrival check takes more than the `jsonschema` crate, since engines write such text.
pub fn wider(format: &str, text: &str) -> bool {
    let domain = text.rsplit_once('@').map_or(text, |(_, domain)| domain);
    let strict_label = |label: &str| {
        let bytes = label.as_bytes();
        label.len() <= 63 && bytes.get(2..4) != Some(b"--")
    };
    match format {
        // A leap second in the middle of a day.
        "time" | "date-time" => text.contains(":60"),
        // Labels that look encoded, names and domains longer than mail servers take.
        "hostname" | "email" => {
            text.len() > 253
                || text.find('@').is_some_and(|end| end > 64)
                || !domain.split('.').all(strict_label)
        }
        _ => false,
    }
}

/// The crate computes with the bytes of dates and times without a look whether they are digits.
fn is_not_of_digits(format: &str, text: &str) -> bool {
    let of_digits = |text: &str, form: &str| {
        let fits = |(byte, wanted): (u8, u8)| wanted != b'0' || byte.is_ascii_digit();
        text.len() >= form.len() && text.bytes().zip(form.bytes()).all(fits)
    };
    let of_date = |date: &str| of_digits(date, "0000-00-00");
    let of_time = |time: &str| {
        let offset = time.rfind(['+', '-']).map(|sign| &time[sign..]);
        of_digits(time, "00:00:00") && offset.is_none_or(|offset| of_digits(offset, "+00:00"))
    };
    match (format, text.split_once(['T', 't'])) {
        ("date", _) => !of_date(text),
        ("time", _) => !of_time(text),
        ("date-time", Some((date, time))) => !of_date(date) || !of_time(time),
        _ => false,
    }
}

#[derive(Default)]
struct Counts {
    taken: usize,
    refused: usize,
}

fn try_format<T: Extract>(format: &str) {
    let schema = extract::json_schema::<T>();
    let seed = seed(&["formats", format]);
    let mut sampler = Sampler::new(&schema, seed);
    let mut random = Rng::with_seed(seed);
    let schema = serde_json::from_str(schema.as_str()).expect("a schema is JSON");
    let options = jsonschema::options().should_validate_formats(true);
    let judge = options.build(&schema).expect("a schema");
    let mut counts = Counts::default();
    let mut compare = |text: &str| {
        let document = json!({ "v": text });
        let read = extract::from_json::<T>(&document.to_string()).is_ok();
        let valid = judge.is_valid(&document);
        let excused = if read { wider(format, text) } else { is_not_of_digits(format, text) };
        assert!(read == valid || excused, "{format}: {text:?}: {valid}");
        if read {
            counts.taken += 1
        } else {
            counts.refused += 1
        }
        read
    };
    for _ in 0..DOCUMENTS {
        let document: Value = serde_json::from_str(&sampler.document()).expect("JSON");
        let text = document["v"].as_str().expect("a string");
        // February 29 of a year that has none is the only text that an engine writes in vain.
        assert!(compare(text) || text.contains("-02-29"), "{format}: {text:?}");
        let mut spoiled = text.to_owned();
        for _ in 0..6 {
            spoiled = spoil(&spoiled, &mut random);
            compare(&spoiled);
        }
    }
    assert!(counts.taken > DOCUMENTS / 2 && counts.refused > DOCUMENTS, "{format}");
}

macro_rules! formats {
    ($($format:literal)*) => {$({
        #[derive(Deserialize, Extract)]
        #[allow(dead_code)]
        struct One {
            #[extract(format = $format)]
            v: String,
        }
        try_format::<One>($format);
    })*};
}

#[test]
fn three_judges_agree_on_formats() {
    formats! {
        "date" "date-time" "duration" "email" "hostname" "ipv4" "ipv6" "time" "uuid"
    }
}
