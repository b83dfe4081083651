use super::*;

const TABLE: &str = r#"{
    "plain": { "as_of": "2026-01-02", "standard": { "input": 2, "output": 8.5 } },
    "cached": {
        "as_of": "2026-01-03", "source": "a letter",
        "standard": { "input": 1.25, "cached": 0.125, "output": 10 },
        "batch": { "input": 0.625, "output": 5 },
        "flex": { "input": 0.625, "cached": 0.0625, "output": 5 }
    },
    "long": {
        "as_of": "2026-01-04", "long_above": 272000,
        "standard": {
            "input": 0.1, "cached": 0.01, "cache_write": 0.125, "output": 0.5,
            "long": { "input": 0.2, "cached": 0.02, "cache_write": 0.25, "output": 0.75 }
        },
        "priority": { "input": 0.2, "cached": 0.02, "cache_write": 0.25, "output": 1 }
    },
    "dear": { "as_of": "2026-01-05", "standard": { "input": 18446744073709.551615, "output": 0.000001 } },
    "dated-2024-05-13": { "as_of": "2026-01-06", "standard": { "input": 5, "output": 15 } },
    "dated": { "as_of": "2026-01-06", "standard": { "input": 2.5, "output": 10 } },
    "ft:plain:acme::1": { "as_of": "2026-01-07", "standard": { "input": 3, "output": 9 } }
}"#;

fn usage(counts: [Option<u64>; 4]) -> Usage {
    let [input, cached, cache_write, output] = counts;
    Usage { input, cached, cache_write, output, reasoning: None }
}

#[test]
fn a_price_is_that_of_the_sheet_or_not_known() {
    use Tier::{Batch, Flex, Priority, Standard};
    let all = |input, cached, written, output| {
        usage([Some(input), Some(cached), Some(written), Some(output)])
    };
    let some = |input, output| usage([Some(input), None, None, Some(output)]);
    let cases = [
        // 1,000 x 2.00 + 10 x 8.50
        ("plain", Standard, some(1_000, 10), Some("0.002085")),
        ("plain", Standard, all(1_000, 900, 50, 10), Some("0.002085")),
        ("plain", Standard, some(0, 0), Some("0")),
        ("plain", Standard, usage([None, None, None, Some(10)]), None),
        ("plain", Standard, usage([Some(10), None, None, None]), None),
        ("plain", Standard, Usage::default(), None),
        ("plain", Batch, some(1, 1), None),
        // 400 x 1.25 + 600 x 0.125 + 20 x 10.00
        ("cached", Standard, all(1_000, 600, 0, 20), Some("0.000775")),
        // Written without a price of its own: 400 x 1.25 all the same.
        ("cached", Standard, all(1_000, 600, 100, 20), Some("0.000775")),
        ("cached", Standard, some(1_000, 20), None),
        ("cached", Standard, all(10, 11, 0, 1), None),
        // Without a discount of the cache: 1,000 x 0.625 + 20 x 5.00
        ("cached", Batch, all(1_000, 600, 0, 20), Some("0.000725")),
        ("cached", Batch, some(1_000, 20), Some("0.000725")),
        // 400 x 0.625 + 600 x 0.0625 + 20 x 5.00
        ("cached", Flex, all(1_000, 600, 0, 20), Some("0.0003875")),
        ("cached", Priority, all(1, 0, 0, 1), None),
        // 100 x 0.10 + 600 x 0.01 + 300 x 0.125 + 20 x 0.50
        ("long", Standard, all(1_000, 600, 300, 20), Some("0.0000635")),
        ("long", Standard, usage([Some(1_000), Some(600), None, Some(20)]), None),
        // 272,000 x 0.10; one more, and all cost 0.20: 272,001 x 0.20
        ("long", Standard, all(272_000, 0, 0, 0), Some("0.0272")),
        ("long", Standard, all(272_001, 0, 0, 0), Some("0.0544002")),
        // 100,000 x 0.02 + 200,000 x 0.25 + 1,000 x 0.75
        ("long", Standard, all(300_000, 100_000, 200_000, 1_000), Some("0.05275")),
        ("long", Priority, all(272_000, 0, 0, 0), Some("0.0544")),
        ("long", Priority, all(272_001, 0, 0, 0), None),
        ("unknown", Standard, some(1, 1), None),
        ("", Standard, some(1, 1), None),
    ];
    let prices = Prices::from_json(TABLE).expect("a table");
    for (model, tier, usage, expected) in cases {
        let expected = expected.map(|text| text.parse().expect("money"));
        assert_eq!(prices.cost(model, tier, &usage), expected, "{model} {tier:?} {usage:?}");
    }
}

#[test]
fn the_largest_numbers_overflow_nothing() {
    let prices = Prices::from_json(TABLE).expect("a table");
    let cost = prices.cost("dear", Tier::Standard, &Usage::new(u64::MAX, u64::MAX));
    // (2^64 - 1)^2 + (2^64 - 1), in millionths of a millionth
    let expected = "340282366920938463444927863.358058659840";
    assert_eq!(
        cost.map(|cost| cost.to_string()),
        Some(format!("${}", expected.trim_end_matches('0')))
    );
}

#[test]
fn snapshots_have_the_price_of_their_family_unless_they_have_their_own() {
    let prices = Prices::from_json(TABLE).expect("a table");
    let cases = [
        ("plain-2025-08-07", Some("2026-01-02")),
        ("dated", Some("2026-01-06")),
        ("dated-2024-05-13", Some("2026-01-06")),
        ("dated-2024-11-20", Some("2026-01-06")),
        ("plain-2025-8-7", None),
        ("plain-20250807", None),
        ("plain-2025-08-07-high", None),
        ("plain-0613", None),
        ("plain-mini", None),
        ("openai/plain", None),
        ("-2025-08-07", None),
        ("2025-08-07", None),
        ("ft:plain:acme::1", Some("2026-01-07")),
        ("ft:plain:acme::2", None),
        ("ft:plain-2025-08-07", None),
        ("ft:plain:acme::1-2025-08-07", None),
        ("plän-2025-08-07", None),
        ("\u{e9}-2025-08-0", None),
    ];
    for (model, expected) in cases {
        assert_eq!(prices.as_of(model), expected, "{model}");
    }
    let one = Usage::new(1_000_000, 0);
    let cost = |model| prices.cost(model, Tier::Standard, &one).map(|cost| cost.to_string());
    assert_eq!(cost("dated-2024-05-13").as_deref(), Some("$5.00"));
    assert_eq!(cost("dated-2024-11-20").as_deref(), Some("$2.50"));
    assert_eq!((prices.source("cached"), prices.source("plain")), (Some("a letter"), None));
}

#[test]
fn later_prices_replace_those_of_the_same_model() {
    let newer = r#"{ "plain": { "as_of": "2027-01-01", "standard": { "input": 1, "output": 1 } },
        "new": { "as_of": "2027-01-01", "standard": { "input": 1, "output": 1 } } }"#;
    let older = Prices::from_json(TABLE).expect("a table");
    let prices = older.clone().with(Prices::from_json(newer).expect("a table"));
    assert_eq!(
        (older.as_of("plain"), prices.as_of("plain")),
        (Some("2026-01-02"), Some("2027-01-01"))
    );
    assert_eq!(
        (prices.as_of("new"), prices.as_of("dated")),
        (Some("2027-01-01"), Some("2026-01-06"))
    );
    assert_eq!(prices.models().count(), older.models().count() + 1);
}

#[test]
fn a_table_that_is_none_is_told_with_its_place() {
    let with =
        |standard: &str| format!(r#"{{"m":{{"as_of":"2026-01-01","standard":{standard}}}}}"#);
    let cases = [
        ("[]".to_owned(), "expected a map"),
        (r#"{"m":{"standard":{"input":1,"output":1}}}"#.to_owned(), "as_of"),
        (with(r#"{"input":1}"#), "output"),
        (with(r#"{"input":1,"output":1,"cache":1}"#), "`cache`"),
        (with(r#"{"input":-1,"output":1}"#), "`-1` is no price"),
        (with(r#"{"input":1e-2,"output":1}"#), "`1e-2` is no price"),
        (with(r#"{"input":0.0000001,"output":1}"#), "`0.0000001` is no price"),
        (with(r#"{"input":"1","output":1}"#), r#"`"1"` is no price"#),
        (with(r#"{"input":99999999999999999999,"output":1}"#), "is no price"),
    ];
    for (table, word) in cases {
        let Err(Error::Config(error)) = Prices::from_json(&table) else {
            panic!("{table} is none")
        };
        let told = error.to_string();
        assert!(told.contains(word) && told.contains("line 1"), "{table}: {told}");
    }
}

#[test]
fn the_table_of_the_library_can_be_read_and_says_when_and_where_from() {
    let prices = Prices::builtin();
    assert!(prices.models().count() >= 25);
    for model in prices.models() {
        let day = prices.as_of(model).expect("a day");
        let day_of_a_snapshot = format!("{model}{}", "-2026-01-01");
        assert!(family(&format!("x-{day}")) == Some("x"), "{model}: {day}");
        assert!(prices.source(model).is_some_and(|url| url.starts_with("https://")), "{model}");
        assert_eq!(prices.as_of(&day_of_a_snapshot), Some(day), "{model}");
        let tokens = Usage { cached: Some(1), cache_write: Some(1), ..Usage::new(10, 10) };
        let [standard, batch] =
            [Tier::Standard, Tier::Batch].map(|tier| prices.cost(model, tier, &tokens));
        assert!(batch.expect(model) < standard.expect(model), "{model}");
    }
}
