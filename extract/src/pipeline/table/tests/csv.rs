use super::*;

#[derive(Deserialize, Extract)]
#[allow(dead_code, reason = "what a table is made of stands in the answer")]
struct Guest {
    name: String,
    age: Option<u8>,
    share: f64,
    came: bool,
}

#[test]
fn text_is_quoted_and_null_is_empty() {
    let text = csv_of::<Guest>(&[
        r#"{"name":"","age":null,"share":0.1,"came":true}"#,
        r#"{ "name" : "a \"b\", c\r\nd", "age": 5.0, "share": 1e300, "came": false }"#,
    ]);
    let rows = [
        "id,name,age,share,came",
        "\"d\",\"\",,0.1,true",
        "\"d\",\"a \"\"b\"\", c\r\nd\",5,1e300,false",
        "",
    ];
    assert_eq!(text, rows.join("\r\n"));
}

#[test]
fn a_table_without_rows_has_its_columns() {
    assert_eq!(csv_of::<Guest>(&[]), "id,name,age,share,came\r\n");
}
