//! What a report counts, counted a second time; and what a fingerprint tells apart.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{count, types};

#[test]
fn a_report_agrees_with_a_second_count() {
    for (group, shape) in types::all() {
        let schema = shape.schema();
        let report = schema.report();
        let json: Value = serde_json::from_str(schema.as_str()).expect("a schema is JSON");
        let found = [report.properties, report.depth, report.enum_values, report.characters];
        let counted = [
            count::properties(&json),
            count::depth(&json),
            count::enum_values(&json),
            count::characters(&json),
        ];
        let about = format!("{group}: {}: {report}", shape.name());
        assert_eq!(found.map(|count| count.found), counted, "{about}");
        assert_eq!(found.map(|count| count.limit), [5_000, 10, 1_000, 120_000]);
        assert_eq!(report.definitions, count::definitions(&json), "{about}");
        assert_eq!(report.name, schema.name());
        assert!(found.iter().all(|count| count.is_kept()), "{about}");
    }
}

#[test]
fn a_fingerprint_tells_schemas_apart() {
    let mut seen = BTreeMap::new();
    for (_, shape) in types::all() {
        let schema = shape.schema();
        let fingerprint = schema.fingerprint();
        assert!(
            fingerprint.len() == 16 && fingerprint.bytes().all(|byte| byte.is_ascii_hexdigit())
        );
        let sent = (schema.name().to_owned(), schema.to_string());
        assert_eq!(*seen.entry(fingerprint).or_insert(sent.clone()), sent);
    }
    assert!(seen.len() > 100, "{} fingerprints", seen.len());
}
