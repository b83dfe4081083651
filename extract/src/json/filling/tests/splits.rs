//! A text shows the same however it is split.

use super::*;

/// Split anywhere, a text shows the same.
fn stays_the_same_when_split<T>(document: &str)
where
    T: Extract + Streamed<Partial: Debug + PartialEq>,
{
    let whole = filled::<T>(&[document]);
    let mut slowly = Filling::<T>::default();
    let bounds = document.char_indices().map(|(at, _)| at).chain([document.len()]);
    let mut last = 0;
    for cut in bounds {
        assert_eq!(slowly.push(&document[last..cut]), Ok(()));
        last = cut;
        let (start, rest) = document.split_at(cut);
        let mut split = filled::<T>(&[start]);
        assert_eq!(split.part(), slowly.part(), "{start}");
        assert_eq!(split.push(rest), Ok(()));
        assert_eq!(split.part(), whole.part(), "{document} split at {cut}");
    }
    assert!(slowly.part().is_done(), "{document}");
}

#[test]
fn a_text_shows_the_same_however_it_is_split() {
    stays_the_same_when_split::<String>(r#"{"value":"a\u00e4\ud83d\ude00\n\"ä😀"}"#);
    stays_the_same_when_split::<Vec<Option<f64>>>(r#" { "value" : [ 1.5e3 , null,-0 ] } "#);
    stays_the_same_when_split::<BTreeMap<String, (u8, Vec<String>)>>(
        r#"{"value":[{"key":"a\"","value":{"_0":1,"_1":["x","\u0079"]}},{"value":{"_1":[],"_0":2},"key":"b"}]}"#,
    );
    stays_the_same_when_split::<Vec<Line>>(
        r#"{"value":[{"text":"]}\\\"","cents":7},{"cents":8,"text":""}]}"#,
    );
    stays_the_same_when_split::<As<Tree, TreePart>>(
        r#"{"name":"a","left":{"name":"b","left":null,"more":[]},"more":[{"name":"c","left":null,"more":[{"name":"d","left":null,"more":[]}]}]}"#,
    );
    stays_the_same_when_split::<Vec<As<Outside, OutsidePart>>>(
        r#"{"value":[{"Text":{"of":"a"}},"Nothing",{"Text":{"of":""}}]}"#,
    );
    stays_the_same_when_split::<Vec<As<Inside, InsidePart>>>(
        r#"{"value":[{"is":"text","of":"a"}]}"#,
    );
}
