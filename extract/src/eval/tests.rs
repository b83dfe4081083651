use serde_json::json;

use super::*;

/// What one comparison counts: right, wrong, missed.
fn counts(how: How, gold: Value, found: Value) -> (u64, u64, u64) {
    let mut evaluation = Evaluation::default().field("a", how);
    evaluation.add("d", &json!({ "a": gold }), Some(&json!({ "a": found }))).unwrap();
    let score = evaluation.scores().fields.remove(0).1;
    (score.right, score.wrong, score.missed)
}

#[test]
fn each_way_of_comparing_counts_what_it_says() {
    let number = How::Number { tolerance: 0.01 };
    let cases = [
        (How::Exact, json!(1), json!(1.0), (1, 0, 0)),
        (How::Exact, json!("a"), json!("A"), (0, 1, 1)),
        (How::Exact, json!({"x":[1]}), json!({"x":[1.0]}), (1, 0, 0)),
        (How::Exact, json!({"x":1}), json!({"y":1}), (0, 1, 1)),
        (How::Exact, json!(null), json!(null), (0, 0, 0)),
        (How::Exact, json!(null), json!(0), (0, 1, 0)),
        (How::Exact, json!(0), json!(null), (0, 0, 1)),
        (How::Exact, json!(1_u64 << 53), json!((1_u64 << 53) + 1), (0, 1, 1)),
        (number, json!(1), json!(1.005), (1, 0, 0)),
        (number, json!(1), json!(1.02), (0, 1, 1)),
        (number, json!(119.0), json!(119.01), (1, 0, 0)),
        (number, json!(119.0), json!(119.0101), (0, 1, 1)),
        (number, json!("inf"), json!("inf"), (0, 1, 1)),
        (number, json!("1.50"), json!(1.5), (1, 0, 0)),
        (number, json!("x"), json!("x"), (0, 1, 1)),
        (How::Text, json!(" A  b\n"), json!("a B"), (1, 0, 0)),
        (How::Text, json!("a"), json!("b"), (0, 1, 1)),
        (How::Set, json!([1, 2, 2]), json!([2, 3, 1]), (2, 1, 1)),
        (How::Set, json!([]), json!([]), (0, 0, 0)),
        (How::Set, json!(["a"]), json!(null), (0, 0, 1)),
        (How::Set, json!("a"), json!(["a"]), (1, 0, 0)),
        (How::Set, json!(["a"]), json!(["A"]), (0, 1, 1)),
        (How::TextSet, json!(["a  b", "c", "c"]), json!(["C", " A b", "d"]), (2, 1, 1)),
        (How::TextSet, json!([1]), json!([1.0]), (1, 0, 0)),
        (How::TextSet, json!(null), json!(["a"]), (0, 1, 0)),
    ];
    for (how, gold, found, expected) in cases {
        let told = format!("{how:?} {gold} {found}");
        assert_eq!(counts(how, gold, found), expected, "{told}");
    }
}

#[test]
fn items_of_lists_are_compared_by_place_or_by_key() {
    let gold = json!({ "lines": [{ "sku": "a", "n": 1 }, { "sku": "b", "n": 2 }] });
    let found = json!({ "lines": [{ "sku": "b", "n": 2 }, { "sku": "a", "n": 1 }, { "sku": "c", "n": 9 }] });
    let by_place = Evaluation::default().field("lines[].n", How::Exact);
    for (mut evaluation, expected) in
        [(by_place.clone(), (0, 3, 2)), (by_place.key("lines", "sku"), (2, 1, 0))]
    {
        evaluation.add("d", &gold, Some(&found)).unwrap();
        let scores = evaluation.scores();
        let score = scores.of("lines[].n").unwrap();
        assert_eq!((score.right, score.wrong, score.missed), expected);
        let last = score.differences.last().unwrap();
        assert_eq!(last.to_string(), "d lines[2].n: 9 and not nothing");
    }
}

#[test]
fn keys_are_the_same_by_the_value_of_their_numbers() {
    let gold = json!({ "lines": [{ "sku": 1, "n": "a" }, { "sku": 2, "n": "b" }, { "n": "c" }] });
    let found = json!({ "lines": [{ "sku": null, "n": "c" }, { "sku": 2.0, "n": "b" }, { "sku": 1.0, "n": "a" }] });
    let mut evaluation = Evaluation::default().field("lines[].n", How::Exact).key("lines", "sku");
    evaluation.add("d", &gold, Some(&found)).unwrap();
    let scores = evaluation.scores();
    assert_eq!(scores.of("lines[].n").map(|score| (score.right, score.wrong)), Some((3, 0)));
}

#[test]
fn keys_are_named_as_fields_are() {
    let gold = json!([{ "a": [{ "id": 1, "b": 1 }, { "id": 2, "b": 2 }] }]);
    let found = json!([{ "a": [{ "id": 2, "b": 2 }, { "id": 1, "b": 1 }] }]);
    let by_place = Evaluation::default().field("[].a[].b", How::Exact);
    for (list, right) in [("[].a", Some(2)), ("[].a[]", Some(2)), ("a", Some(2)), ("b", None)] {
        let mut evaluation = by_place.clone().key(list, "id");
        let added = evaluation.add("d", &gold, Some(&found));
        let scores = evaluation.scores();
        let score = scores.of("[].a[].b").filter(|_| added.is_ok()).map(|score| score.right);
        assert_eq!(score, right, "{list}: {added:?}");
    }
}

#[test]
fn lists_in_lists_and_roots_that_are_lists_are_reached() {
    let gold = json!([{ "a": [{ "b": 1 }, { "b": 2 }] }, { "a": [] }]);
    let mut evaluation = Evaluation::default().field("[].a[].b", How::Exact);
    evaluation.add("d", &gold, Some(&gold)).unwrap();
    evaluation.add("e", &gold, None::<&Value>).unwrap();
    let scores = evaluation.scores();
    let score = scores.of("[].a[].b").unwrap();
    assert_eq!((score.right, score.wrong, score.missed), (2, 0, 2));
    assert_eq!((score.precision(), score.recall()), (Some(1.0), Some(0.5)));
    assert_eq!((scores.documents, scores.missing), (2, 1));
}

#[test]
fn the_table_is_for_people_and_json_for_machines() {
    let mut evaluation = Evaluation::default().field("total", How::Exact).field("po", How::Text);
    evaluation.add("d", &json!({ "total": 1 }), Some(&json!({ "total": 2 }))).unwrap();
    let scores = evaluation.scores();
    assert_eq!(
        scores.to_string(),
        "field     right     wrong    missed precision    recall\n\
         total         0         1         1     0.000     0.000\n\
         po            0         0         0         -         -\n\
         1 documents, 0 of them without a result"
    );
    let written = serde_json::to_value(&scores).unwrap();
    assert_eq!(written["fields"]["total"]["wrong"], 1);
    assert_eq!(written["fields"]["total"]["differences"][0]["gold"], 1);
}

#[test]
fn numbers_are_compared_as_they_are_written() {
    let mut evaluation = Evaluation::default().field("a", How::Exact);
    let found = std::collections::BTreeMap::from([("a", 0.1_f32)]);
    evaluation.add("d", &json!({ "a": 0.1 }), Some(&found)).unwrap();
    assert_eq!(evaluation.scores().of("a").unwrap().right, 1);
}

#[test]
#[should_panic(expected = "neither gold values nor results state `totl`")]
fn a_field_that_nothing_states_has_no_score_to_pass() {
    let mut evaluation = Evaluation::default().field("totl", How::Exact);
    evaluation.add("d", &json!({ "total": 1 }), Some(&json!({ "total": 1 }))).unwrap();
    crate::assert_score!(evaluation.scores(), "totl" >= 0.9);
}
