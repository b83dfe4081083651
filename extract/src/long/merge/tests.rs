use super::*;
use crate::{Error, Extraction, error::NotSent};

/// An item is a key and something else, and a part a list of them; `!` is one that failed.
fn parts(lists: &[&str], ranges: &[Range<usize>]) -> Parts<Vec<String>> {
    let part = |(list, range): (&&str, &Range<usize>)| {
        let items = list.split(' ').filter(|item| !item.is_empty()).map(str::to_owned);
        let result = match *list {
            "!" => Err(Error::from(NotSent::new("no"))),
            _ => Ok(Extraction::new(items.collect())),
        };
        Part { range: range.clone(), result }
    };
    Parts { parts: lists.iter().zip(ranges).map(part).collect() }
}

fn merged(lists: &[&str]) -> (String, Vec<String>) {
    let ranges: Vec<_> = (0..lists.len()).map(|n| n * 80..n * 80 + 100).collect();
    let merged = parts(lists, &ranges).merge(|list| list, |item| item.chars().next());
    let doubts = merged.doubts.iter().map(|doubt| format!("{doubt:?}")).collect();
    (merged.items.join(" "), doubts)
}

#[test]
fn neighbours_share_what_meets() {
    let cases: &[(&[&str], &str)] = &[
        (&[], ""),
        (&["a b c"], "a b c"),
        (&["a b c", "c d", "d e f"], "a b c d e f"),
        (&["a b", "c d"], "a b c d"),
        (&["a b", "a b", "a b c"], "a b c"),
        (&["a b", "", "b c"], "a b b c"),
        (&["", "", ""], ""),
    ];
    for (lists, items) in cases {
        assert_eq!(merged(lists).0, *items, "{lists:?}");
    }
}

#[test]
fn what_is_in_doubt_is_told() {
    let cases: &[(&[&str], &str, &[&str])] = &[
        (&["a b c1", "b c2 d"], "a b c2 d", &[r#"Differs { item: 2, other: "c1", part: 0 }"#]),
        (&["a b1 c", "b2 c d"], "a b1 c d", &[r#"Differs { item: 1, other: "b2", part: 1 }"#]),
        (&["a b1", "b2 c"], "a b2 c", &[r#"Differs { item: 1, other: "b1", part: 0 }"#]),
        (
            &["a b c x", "y c d e"],
            "a b c d e",
            &[
                r#"Half { other: "y", part: 1, before: 2 }"#,
                r#"Half { other: "x", part: 0, before: 3 }"#,
            ],
        ),
        (&["a b c d e", "b c e f"], "a b c d e f", &["Once { item: 3, part: 0 }"]),
        (&["a b d e", "b c d e f"], "a b c d e f", &["Once { item: 2, part: 1 }"]),
        (&["a b c d", "b d e"], "a b c d e", &[r#"Half { other: "b", part: 1, before: 3 }"#]),
        (&["a b c a", "a d"], "a b c a d", &["Repeated { items: [0, 3] }"]),
        (&["a b c d", "e f g a"], "a b c d e f g a", &["Repeated { items: [0, 7] }"]),
        (&["a b", "!", "d e"], "a b d e", &["Unread { part: 1, range: 100..160 }"]),
        (
            &["!", "!"],
            "",
            &["Unread { part: 0, range: 0..100 }", "Unread { part: 1, range: 80..180 }"],
        ),
    ];
    for (lists, items, doubts) in cases {
        assert_eq!(
            merged(lists),
            ((*items).to_owned(), doubts.iter().map(|s| s.to_string()).collect()),
            "{lists:?}"
        );
    }
}

/// Items in windows that overlap, with halves at their edges: every item once, in order.
#[test]
fn whatever_the_windows_every_item_stands_there_once() {
    let mut seed = 7_u64;
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695);
        (seed >> 33) as usize % below
    };
    for round in 0..500 {
        let count = 20 + random(60);
        let (mut lists, mut ranges, mut halves) = (Vec::new(), Vec::new(), 0);
        let (mut start, mut earlier) = (0, 0);
        while earlier < count {
            // Two items at least that neighbours have in common.
            let end = (earlier.max(start + 4) + random(9)).min(count);
            let mut list: Vec<_> = (start..end).map(|item| item.to_string()).collect();
            if start > 0 && random(2) == 0 {
                list.insert(0, format!("half {round}"));
                halves += 1;
            }
            if end < count && random(2) == 0 {
                list.push(format!("other half {round}"));
                halves += 1;
            }
            lists.push(list);
            ranges.push(start..end);
            earlier = end;
            start = end.saturating_sub(2 + random(2)).max(start + 1);
        }
        let parts = lists.into_iter().zip(ranges);
        let mut parts = Parts {
            parts: parts
                .map(|(list, range)| Part { range, result: Ok(Extraction::new(list)) })
                .collect(),
        };
        let merged = parts.merge(|list| list, |item| item.clone());
        let expected: Vec<_> = (0..count).map(|item| item.to_string()).collect();
        assert_eq!(merged.items, expected, "round {round}");
        let is_half = |doubt: &Doubt<String>| matches!(doubt, Doubt::Half { .. });
        assert_eq!(merged.doubts.iter().filter(|doubt| is_half(doubt)).count(), halves);
        assert!(merged.doubts.iter().all(is_half), "{:?}", merged.doubts);
    }
}

#[test]
fn parts_that_share_no_text_share_no_item() {
    let mut parts = parts(&["a b", "b c"], &[0..100, 100..200]);
    let merged = parts.merge(|list| list, |item| item.clone());
    assert_eq!(merged.items.join(" "), "a b b c");
    assert_eq!(merged.doubts, [Doubt::Repeated { items: vec![1, 2] }]);
}
