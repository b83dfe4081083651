//! Patterns: what an engine writes under them arrives, and what the `jsonschema` crate takes as well.

use extract::Extract;
use fastrand::Rng;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    formats::spoil,
    sample::{Sampler, seed},
};

const DOCUMENTS: usize = 120;

/// Text under one pattern, judged by three: an engine, the `jsonschema` crate and the arrival check.
fn try_pattern<T: Extract>(pattern: &str) {
    let schema = extract::json_schema::<T>();
    let seed = seed(&["patterns", pattern]);
    let mut sampler = Sampler::new(&schema, seed);
    let mut random = Rng::with_seed(seed);
    let schema = serde_json::from_str(schema.as_str()).expect("a schema is JSON");
    let judge = jsonschema::validator_for(&schema).expect("a schema");
    for _ in 0..DOCUMENTS {
        let document = sampler.document();
        let Ok(json) = serde_json::from_str::<Value>(&document) else {
            // Half of a surrogate pair.
            continue;
        };
        let text = json["v"].as_str().expect("a string").to_owned();
        for text in [spoil(&text, &mut random), spoil(&text, &mut random), text] {
            let document = json!({ "v": text });
            let valid = judge.is_valid(&document);
            let read = extract::from_json::<T>(&document.to_string());
            assert_eq!(read.is_ok(), valid, "{pattern}: {text:?}: {:?}", read.err());
        }
        let read = extract::from_json::<T>(&document);
        assert!(read.is_ok(), "{pattern}: {document}: {:?}", read.err());
    }
}

macro_rules! patterns {
    ($($pattern:literal)*) => {$({
        #[derive(Deserialize, Extract)]
        #[allow(dead_code)]
        struct One {
            #[extract(pattern = $pattern)]
            v: String,
        }
        try_pattern::<One>($pattern);
    })*};
}

#[test]
fn three_judges_agree_on_patterns() {
    patterns! {
        "^[A-Z]{2}[0-9]{2}([A-Z0-9]{4}){2,7}[A-Z0-9]{0,2}$"
        r"^\d{4}-\d{2}$"
        r"^\w+( \w+)*$"
        r"^\D\W$"
        "^(red|green|blue)$"
        "^(?:ab)+c?$"
        "^(a|b)$|^c{2,3}$"
        r"^[^a-z\n]{3,}$"
        "^[-a-c]+$"
        r"^[\]\[\^\-\\]{2}$"
        r"^\x41\u00e9\/\.\*$"
        "^[à-ü]{1,4}$"
        r"^a\tb\nc$"
        "^ht+ps?://"
        "[a-y]$"
        "[0-9]"
        "^$"
        "^[a-m]|[n-z]$"
    }
}
