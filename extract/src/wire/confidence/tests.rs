use super::*;

fn tokens(texts: &[(&str, f64)]) -> Vec<TokenLogprob> {
    texts.iter().map(|(text, logprob)| TokenLogprob::new(*text, *logprob)).collect()
}

fn of_bytes(bytes: &[u8], logprob: f64) -> TokenLogprob {
    TokenLogprob { bytes: Some(bytes.to_vec()), ..TokenLogprob::new("\u{fffd}", logprob) }
}

fn text(tokens: &[TokenLogprob]) -> String {
    let bytes: Vec<u8> = tokens.iter().flat_map(TokenLogprob::as_bytes).copied().collect();
    String::from_utf8(bytes).expect("UTF-8")
}

/// The sums are those of the tokens as they are written above them, added by hand.
fn expect(tokens: &[TokenLogprob], sums: &[(&str, f64)]) {
    let answer = text(tokens);
    for (path, sum) in sums {
        let found = confidence(&answer, tokens, path).unwrap_or_else(|| panic!("{answer}: {path}"));
        assert!((found - sum.exp()).abs() < 1e-12, "{answer}: {path} is {found}");
    }
}

#[test]
fn each_value_has_the_product_of_its_tokens() {
    let tokens = tokens(&[
        ("{", -0.01),
        ("\"number\":", -0.02),
        ("\"2024", -0.5),
        ("-17\"", -0.25),
        (",\"lines\":[{", -0.04),
        ("\"price\":", -0.08),
        ("12", -1.5),
        (".50", -0.125),
        ("}]", -0.16),
        ("}", -0.32),
    ]);
    expect(
        &tokens,
        &[
            ("number", -0.75),                         // -0.5 - 0.25
            ("lines[0].price", -1.625),                // -1.5 - 0.125
            ("lines[0]", -0.04 - 0.08 - 1.625 - 0.16), // its bracket is in the token of `lines`
            ("lines", -0.04 - 0.08 - 1.625 - 0.16),    // the same tokens
            ("$", -0.01 - 0.02 - 0.75 - 1.905 - 0.32), // all ten
        ],
    );
}

#[test]
fn a_token_that_spans_two_values_counts_for_both() {
    let spanning = tokens(&[
        (r#"{"a":"x"#, -0.5),
        (r#"y","b":1"#, -0.25), // ends `a`, begins `b`
        (r#"2,"c":tr"#, -2.0),  // ends `b`, begins `c`
        ("ue}", -0.0625),
    ]);
    expect(&spanning, &[("a", -0.75), ("b", -2.25), ("c", -2.0625)]);
    // One token around three values and all that is between them.
    let one = tokens(&[("[0,", -0.1), ("1,2,3", -0.7), (",4]", -0.2)]);
    expect(&one, &[("[0]", -0.1), ("[1]", -0.7), ("[2]", -0.7), ("[3]", -0.7), ("[4]", -0.2)]);
}

#[test]
fn a_token_beside_a_value_does_not_count() {
    let tokens = tokens(&[
        ("{\"a\":", -1.0),
        (" ", -2.0),
        ("\"", -0.25),
        ("x", -0.5),
        ("\"", -0.125),
        ("\n", -4.0),
        ("}", -8.0),
    ]);
    expect(&tokens, &[("a", -0.875), ("$", -15.875)]); // quotes count, blanks do not
}

#[test]
fn escapes_are_as_long_as_they_are_written() {
    let tokens = tokens(&[
        (r#"{"k\u0065y":"#, -0.01), // `key`
        (r#""\"#, -0.5),
        (r#"u00"#, -0.25),
        (r#"e9\"#, -0.125), // an escaped é, and the beginning of the next one
        (r#"n\\"#, -0.0625),
        (r#"\"","#, -0.03125),
        (r#""\ud83d"#, -0.02),
        (r#"\ude00""#, -0.04), // a face in two halves
        (r#":"\/"}"#, -0.08),
    ]);
    expect(
        &tokens,
        &[
            ("key", -0.5 - 0.25 - 0.125 - 0.0625 - 0.03125),
            ("[\"\u{1f600}\"]", -0.08), // not plain, so it stands in brackets
        ],
    );
}

#[test]
fn a_character_may_be_split_over_tokens_that_tell_their_bytes() {
    let tokens = [
        TokenLogprob::new("[\"", -0.5),
        of_bytes(&[0xf0, 0x9f], -1.0),
        of_bytes(&[0x98], -0.25),
        of_bytes(&[0x80, b'"', b',', b'"', 0xc3], -0.125), // ends the face, begins é
        of_bytes(&[0xa9, b'"'], -0.0625),
        TokenLogprob::new("]", -2.0),
    ];
    assert_eq!(text(&tokens), "[\"\u{1f600}\",\"é\"]");
    expect(&tokens, &[("[0]", -1.875), ("[1]", -0.1875)]);
}

#[test]
fn bytes_stand_above_the_text_of_a_token() {
    let answer = r#"{"a":1}"#;
    let whole = TokenLogprob { bytes: Some(answer.into()), ..TokenLogprob::new("other", -0.5) };
    assert_eq!(confidence(answer, &[whole], "a"), Some((-0.5_f64).exp()));
    let other = TokenLogprob { bytes: Some(b"other".to_vec()), ..TokenLogprob::new(answer, -0.5) };
    assert_eq!(confidence(answer, &[other], "a"), None);
}

#[test]
fn tokens_of_another_text_say_nothing() {
    let answer = r#"{"a":1,"b":2}"#;
    let cases: [&[(&str, f64)]; 9] = [
        &[],
        &[("", -0.5)],
        &[(r#"{"a":1,"b":2"#, -0.5)],
        &[(r#"{"a":1,"b":3}"#, -0.5)],
        &[(r#"{"a": 1,"#, -0.5), (r#""b":2}"#, -0.5)],
        &[(r#"{"a":1,"#, -0.5), (r#""b":2}]"#, -0.5)],
        &[("<think></think>", -0.5), (answer, -0.5)],
        &[(answer, 0.98)],
        &[(answer, f64::NAN)],
    ];
    for case in cases {
        let tokens = tokens(case);
        for path in ["a", "b", "$"] {
            assert_eq!(confidence(answer, &tokens, path), None, "{case:?}");
        }
        assert_eq!(confidences(answer, &tokens), [], "{case:?}");
    }
}

#[test]
fn whole_tokens_behind_the_answer_and_tokens_without_text_do_not_matter() {
    let tokens = tokens(&[
        ("[", -0.5),
        ("", -100.0),
        ("7", -0.25),
        ("", -100.0),
        ("]", -0.125),
        ("<|im_end|>", -100.0),
    ]);
    assert_eq!(confidence("[7]", &tokens, "[0]"), Some((-0.25_f64).exp()));
    assert_eq!(confidence("[7]", &tokens, "$"), Some((-0.875_f64).exp()));
}

#[test]
fn what_is_rounded_above_certain_is_certain() {
    let found = |logprob| confidence("[7]", &tokens(&[("[7]", logprob)]), "[0]");
    assert_eq!(found(1e-6), Some(1.0));
    assert_eq!(found(0.0), Some(1.0));
    assert_eq!(found(-9999.0), Some(0.0));
    assert_eq!(found(f64::NEG_INFINITY), Some(0.0));
}

#[test]
fn a_path_is_that_of_a_violation_with_or_without_its_root() {
    let answer = r#"{"lines":[{"unit price":1,"$ref":2,"a.b":3}],"stock":[{"key":"k","value":4}],"at":{"_0":5}}"#;
    let tokens: Vec<_> = answer
        .char_indices()
        .map(|(index, text)| TokenLogprob::new(text, -0.01 * index as f64))
        .collect();
    let sums = [
        (r#"lines[0]["unit price"]"#, '1'),
        (r#"$.lines[0]["unit price"]"#, '1'),
        ("lines[0].$ref", '2'),
        (r#"lines[0]["a.b"]"#, '3'),
        ("stock[0].value", '4'),
        ("$.stock[0].value", '4'),
        ("at._0", '5'),
    ];
    for (path, digit) in sums {
        let index = answer.find(digit).unwrap();
        assert_eq!(confidence(answer, &tokens, path), Some((-0.01 * index as f64).exp()), "{path}");
    }
    for path in ["lines[1]", "lines.0", "line", "lines[0].a.b", "stock.k", "[0]", "$$", "$.", "."] {
        assert_eq!(confidence(answer, &tokens, path), None, "{path}");
    }
    assert_eq!(confidence(answer, &tokens, ""), confidence(answer, &tokens, "$"));
}

#[test]
fn a_key_that_stands_twice_leads_nowhere() {
    let twice = tokens(&[(r#"{"a":1,"#, -0.5), (r#""a":2,"b":3}"#, -0.25)]);
    let answer = text(&twice);
    assert_eq!(confidence(&answer, &twice, "a"), None);
    expect(&twice, &[("b", -0.25)]);
}

#[test]
fn the_least_sure_come_first_and_equals_as_they_stand() {
    let tokens = tokens(&[
        ("{\"a\":", 0.0),
        ("true", -0.5),
        (",\"b\":{\"c\":", 0.0),
        ("null", -2.0),
        (",\"d\":", 0.0),
        ("[]", -0.5),
        ("},\"e\":", 0.0),
        ("\"x\"", -1.0),
        ("}", 0.0),
    ]);
    let found = confidences(&text(&tokens), &tokens);
    let found: Vec<_> = found.iter().map(|it| (it.path.as_str(), it.probability)).collect();
    let expected = [("$.b.c", -2.0), ("$.e", -1.0), ("$.a", -0.5), ("$.b.d", -0.5)];
    assert_eq!(found, expected.map(|(path, sum): (_, f64)| (path, sum.exp())));
}

#[test]
fn what_stands_around_the_json_has_its_tokens() {
    let tokens = tokens(&[
        ("<think>{\"a\":9}", -8.0),
        ("</think>\n", -4.0),
        ("```json\n{\"a\":", -2.0),
        ("1", -0.5),
        ("}\n```", -1.0),
    ]);
    expect(&tokens, &[("a", -0.5), ("$", -3.5)]);
}

#[test]
fn a_text_that_is_no_json_has_no_parts() {
    for answer in ["", "Graz", "{\"a\":1", "{\"a\":1}}", "[1,]"] {
        let tokens = tokens(&[(answer, -0.5)]);
        assert_eq!(confidence(answer, &tokens, "$"), None, "{answer}");
        assert_eq!(confidences(answer, &tokens), [], "{answer}");
    }
}
