//! What a report counts, counted a second time; and what a fingerprint tells apart.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{count, shape::Shape, types};

/// The second count takes every `properties` for a keyword; in these types it is a key as well.
const ODD: [&str; 2] = ["keywords", "variants"];

#[test]
fn a_report_agrees_with_a_second_count() {
    for (group, shape) in types::all().into_iter().filter(|(_, it)| !ODD.contains(&it.name())) {
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
fn a_report_is_a_line_of_figures_beside_their_limits() {
    assert_eq!(
        extract::json_schema::<Vec<Option<(u8, bool)>>>().report().to_string(),
        "integer_boolean_or_null_list: 3 of 5000 properties, 2 of 10 levels, 0 of 1000 enum values, \
         9 of 120000 characters, 0 definitions",
    );
}

#[test]
fn a_fingerprint_tells_schemas_apart() {
    let sent = |shape: &dyn Shape| (shape.schema().name().to_owned(), shape.schema().to_string());
    let all = types::all();
    let schemas: BTreeSet<_> = all.iter().map(|(_, shape)| sent(shape.as_ref())).collect();
    let fingerprints: BTreeSet<_> =
        all.iter().map(|(_, shape)| shape.schema().fingerprint()).collect();
    assert_eq!(fingerprints.len(), schemas.len());
    for fingerprint in fingerprints {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        assert!(fingerprint.len() == 16 && fingerprint.bytes().all(is_digit), "{fingerprint}");
    }
}
