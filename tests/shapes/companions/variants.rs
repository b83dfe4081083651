//! What is shown of enums.

use extract::{Extract, Partial, json::Filling};
use serde::Deserialize;

use super::{Plain, Size, shows};

#[derive(Deserialize, Extract)]
#[extract(partial)]
enum External {
    Unit,
    #[serde(rename = "word", alias = "text")]
    Newtype(String),
    Struct {
        name: String,
        #[serde(flatten)]
        size: Size,
    },
    Tuple(u8, Vec<String>),
}

#[derive(Deserialize, Extract)]
#[extract(partial)]
#[serde(tag = "kind", rename_all = "lowercase", rename_all_fields = "UPPERCASE")]
enum Internal {
    Unit,
    #[serde(alias = "moved")]
    Newtype(Box<Size>),
    Whole(Plain),
    Struct {
        name: String,
        next: Option<Box<Internal>>,
    },
    #[serde(other)]
    Other,
}

#[derive(Deserialize, Extract)]
#[extract(partial)]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    Unit,
    Newtype(String),
    Struct { t: String, c: u8 },
    Tuple(u8, String),
}

#[test]
fn a_variant_is_there_with_its_name() {
    type T = External;
    shows::<T>(r#"{"value":"Unit"#, "Absent");
    shows::<T>(r#"{"value":"Unit""#, "Done(Unit)");
    shows::<T>(r#"{"value":"Tuple""#, "Absent");
    shows::<T>(r#"{"value":{"#, "Absent");
    shows::<T>(r#"{"value":{"Other":{"name":"a"}}"#, "Absent");
    shows::<T>(r#"{"value":{"word""#, "Growing(Newtype(Absent))");
    shows::<T>(r#"{"value":{"text":"a"#, r#"Growing(Newtype(Growing("a")))"#);
    shows::<T>(r#"{"value":{"word":"a"}"#, r#"Done(Newtype(Done("a")))"#);
    shows::<T>(
        r#"{"value":{"Tuple":{"_1":["a"#,
        r#"Growing(Tuple(Absent, Growing([Growing("a")])))"#,
    );
    shows::<T>(r#"{"value":{"Struct":{"#, "Growing(Struct { name: Absent, size: Absent })");
    shows::<T>(
        r#"{"value":{"Struct":{"height":1,"name":"a"#,
        r#"Growing(Struct { name: Growing("a"), size: Growing(Size { width: Absent, height: Done(1) }) })"#,
    );
    shows::<T>(
        r#"{"value":{"Struct":{"height":1,"name":"a","width":2}"#,
        r#"Growing(Struct { name: Done("a"), size: Done(Size { width: Done(2), height: Done(1) }) })"#,
    );
}

#[test]
fn a_variant_is_there_with_its_tag() {
    type T = Internal;
    shows::<T>(r#"{"value":{"kind":"unit"#, "Absent");
    shows::<T>(r#"{"value":{"kind":"unit""#, "Growing(Unit)");
    shows::<T>(r#"{"value":{"kind":"unit"}"#, "Done(Unit)");
    shows::<T>(r#"{"value":{"kind":"else","x":[1]}"#, "Done(Other)");
    shows::<T>(r#"{"value":{"kind":5,"NAME":"a"}"#, "Absent");
    shows::<T>(r#"{"value":{"kind":"moved""#, "Growing(Newtype(Absent))");
    shows::<T>(
        r#"{"value":{"kind":"moved","width":1"#,
        "Growing(Newtype(Growing(Size { width: Absent, height: Absent })))",
    );
    shows::<T>(
        r#"{"value":{"kind":"newtype","height":1,"#,
        "Growing(Newtype(Growing(Size { width: Absent, height: Done(1) })))",
    );
    shows::<T>(
        r#"{"value":{"kind":"newtype","height":1}"#,
        "Done(Newtype(Done(Size { width: Absent, height: Done(1) })))",
    );
    shows::<T>(r#"{"value":{"kind":"whole","size":1,"#, "Growing(Whole(Absent))");
    shows::<T>(r#"{"value":{"kind":"whole","size":1}"#, "Done(Whole(Done(Plain { size: 1 })))");
    shows::<T>(
        r#"{"value":{"kind":"struct","NAME":"a","NEXT":{"kind":"struct","NAME":"b"#,
        r#"Growing(Struct { name: Done("a"), next: Growing(Some(Struct { name: Growing("b"), next: Absent })) })"#,
    );

    type A = Adjacent;
    shows::<A>(r#"{"value":{"t":"Unit"}"#, "Done(Unit)");
    shows::<A>(r#"{"value":{"t":"Newtype""#, "Growing(Newtype(Absent))");
    shows::<A>(r#"{"value":{"t":"Newtype","c":"a"#, r#"Growing(Newtype(Growing("a")))"#);
    shows::<A>(
        r#"{"value":{"t":"Struct","c":{"c":1,"t":"a"#,
        r#"Growing(Struct { t: Growing("a"), c: Done(1) })"#,
    );
    shows::<A>(
        r#"{"value":{"t":"Tuple","c":{"_0":1,"_1":"a"#,
        r#"Growing(Tuple(Done(1), Growing("a")))"#,
    );
}

/// As lenient servers write it.
#[test]
fn what_came_before_a_tag_is_there_at_the_end() {
    type T = Internal;
    let late = r#"{"value":{"NAME":"a","kind":"struct","NEXT":{"NEXT":{"kind":"whole","size":1},"NAME":"b","kind":"struct"#;
    shows::<T>(late, "Growing(Struct { name: Absent, next: Absent })");
    shows::<T>(
        &format!("{late}\"}}"),
        concat!(
            r#"Growing(Struct { name: Absent, next: Done(Some(Struct { name: Done("b"), "#,
            r#"next: Done(Some(Whole(Done(Plain { size: 1 })))) })) })"#,
        ),
    );
    shows::<T>(
        &format!("{late}\"}}}}"),
        concat!(
            r#"Done(Struct { name: Done("a"), next: Done(Some(Struct { name: Done("b"), "#,
            r#"next: Done(Some(Whole(Done(Plain { size: 1 })))) })) })"#,
        ),
    );
    shows::<T>(
        r#"{"value":{"height":1,"kind":"newtype","width":2}"#,
        "Done(Newtype(Done(Size { width: Done(2), height: Done(1) })))",
    );
    shows::<Adjacent>(
        r#"{"value":{"c":{"c":1,"t":"a"},"t":"Struct"}"#,
        r#"Done(Struct { t: Done("a"), c: Done(1) })"#,
    );
    shows::<Adjacent>(r#"{"value":{"c":"a","t":"Newtype"}"#, r#"Done(Newtype(Done("a")))"#);
}

#[test]
fn variants_are_reached_through_the_alias() {
    let mut external = Filling::<Vec<External>>::default();
    external
        .push(r#"{"value":["Unit",{"word":"a"},{"Tuple":{"_0":1}},{"Struct":{"name":"n"#)
        .unwrap();
    let seen: Vec<_> = external
        .partial()
        .unwrap()
        .iter()
        .map(|part| match part.get().unwrap() {
            Partial::<External>::Unit => "unit".to_owned(),
            Partial::<External>::Newtype(word) => word.done().unwrap().clone(),
            Partial::<External>::Tuple(size, _) => size.done().unwrap().to_string(),
            Partial::<External>::Struct { name, size: _ } => name.get().unwrap().clone(),
        })
        .collect();
    assert_eq!(seen, ["unit", "a", "1", "n"]);
}
