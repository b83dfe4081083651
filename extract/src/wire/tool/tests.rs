use super::*;
use crate::error::Rule;

const OBJECT: &str = r#"{"type":"object","properties":{"value":{"type":"string"}},"required":["value"],"additionalProperties":false}"#;

#[test]
fn each_endpoint_has_its_spelling() {
    let tool = Tool::of::<String>("shout");
    assert_eq!(tool.schema().as_str(), OBJECT);
    let members = format!(r#""name":"shout","parameters":{OBJECT},"strict":true"#);
    let cases = [
        (Endpoint::Responses, format!(r#"{{"type":"function",{members}}}"#)),
        (Endpoint::Chat, format!(r#"{{"type":"function","function":{{{members}}}}}"#)),
    ];
    for (endpoint, expected) in cases {
        assert_eq!(tool.json(endpoint).expect("a tool"), expected);
    }
}

#[test]
fn names_and_descriptions_that_the_api_refuses_are_errors() {
    let long = "n".repeat(65);
    for name in ["", "get weather", "r\u{e9}sum\u{e9}", "a.b", &long] {
        let error = Tool::of::<bool>(name).json(Endpoint::Chat).expect_err(name);
        assert!(matches!(error, Error::Config(_)), "{error:?}");
        assert!(error.to_string().starts_with(&format!("`{name}` is no name of a tool")));
    }
    for name in ["a", "get-weather_2", &"n".repeat(64)] {
        assert!(Tool::of::<bool>(name).json(Endpoint::Chat).is_ok(), "{name}");
    }
    let json = |description: &str| {
        Tool::of::<bool>("f").description(description).json(Endpoint::Responses)
    };
    // Characters are counted and not bytes.
    assert!(json(&"\u{e9}".repeat(1024)).is_ok());
    let cases = [
        ("", "the description of the tool `f` is empty, leave it out"),
        (
            &"d".repeat(1025),
            "the description of the tool `f` has 1025 characters, the API takes 1024",
        ),
    ];
    for (description, message) in cases {
        assert_eq!(json(description).expect_err(description).to_string(), message);
    }
}

#[test]
fn a_call_is_read_or_says_why_not() {
    let tool = Tool::of::<Vec<u8>>("pick");
    let whole = |arguments: &str| Call::new("call_1", "pick", arguments);
    assert_eq!(tool.read(&whole(r#"{"value":[1,2]}"#)).expect("two numbers"), [1, 2]);

    let Err(Error::Invalid(wrong)) = tool.read(&whole(r#"{"value":[-1,"x"]}"#)) else {
        panic!("neither is a number of this type");
    };
    assert_eq!(wrong.violations().len(), 2);
    assert_eq!(wrong.raw(), r#"{"value":[-1,"x"]}"#);

    let Err(Error::Invalid(wrong)) = tool.read(&Call::new("1", "drop", r#"{"value":[1]}"#)) else {
        panic!("another tool is called");
    };
    assert_eq!(wrong.violations()[0].rule(), Rule::Tool);
    assert_eq!(wrong.raw(), r#"{"value":[1]}"#);

    // What is whole by accident is still cut off.
    let cut = whole(r#"{"value":[1,2]}"#).cut_off(Some("max_output_tokens".to_owned()));
    let Err(Error::Truncated(cut)) = tool.read(&cut) else { panic!("the call is cut off") };
    assert_eq!(cut.stated_reason(), Some("max_output_tokens"));
    assert_eq!(cut.items::<u8>("value"), [1, 2]);

    let Err(Error::Empty(empty)) = tool.read(&whole("")) else { panic!("nothing is there") };
    assert_eq!(empty.reason(), "the model called `pick` without arguments");
}
