use super::*;

#[test]
fn columns_become_input_id_and_meta() {
    let scratch = Scratch::new();
    let text = "\u{feff}pages,body,city,n\r\n7,one,Rom,a\r\n\r\n,\"two,\n\"\"2\"\"\",\u{d6},b\r\n3,three,,c";
    let expected = [
        Document::new("a", "one").with(letter("Rom", Some(7))),
        Document::new("b", "two,\n\"2\"").with(letter("\u{d6}", None)),
        Document::new("c", "three").with(letter("", Some(3))),
    ];
    for separator in [',', ';', '\t', '|'] {
        // The one within quotes has to stay.
        let text =
            text.replace(',', &separator.to_string()).replace(&format!("two{separator}"), "two,");
        let path = scratch.file("a.csv", text);
        let open = csv(&path).separator(separator).input("body").id("n").meta::<Letter>().open();
        assert_eq!(all(open.unwrap()), expected);
        let lines = all(csv(&path).separator(separator).input("body").open().unwrap());
        let ids: Vec<_> = lines.iter().map(|document| document.id.as_str()).collect();
        assert_eq!(ids, ["2", "4", "6"]);
    }
}

#[test]
fn rows_that_are_no_documents_are_refused_with_their_reasons() {
    let scratch = Scratch::new();
    let cases: [(&[u8], &str); 9] = [
        (b"b,two", "line 3: it has 2 values, and the header 4"),
        (b"b,two,Rom,7,8", "line 3: it has 5 values, and the header 4"),
        (b"b,,Rom,7", "line 3: `text` is empty"),
        (b"a,two,Rom,7", "the id `a` stands there twice"),
        (b"b,two,Rom,x", "line 3: `pages`: invalid digit"),
        (b"b,two,Rom,256", "line 3: `pages`: number too large"),
        (b"b,t\xff,Rom,7", "line 3: value 2 is not UTF-8"),
        (b"b,\"two,Rom,7", "line 3: a quote that opens there is never closed"),
        (b"b,two,Rom,\"7\nc,three,Rom,8\n", "line 3: a quote that opens there is never closed"),
    ];
    for (row, reason) in cases {
        let path = scratch.file("a.csv", [b"n,text,city,pages\na,one,Rom,1\n", row].concat());
        let told = refused(csv(&path).id("n").meta::<Letter>().open());
        assert!(told.contains(reason), "{reason}: {told}");
    }
}

#[test]
fn several_broken_rows_are_told_together() {
    let scratch = Scratch::new();
    let path = scratch.file("a.csv", format!("text,n\n{}ok,2\n", "x\n,\n".repeat(10)));
    let told = refused(csv(&path).open());
    assert!(told.contains("line 2: it has 1 values") && told.contains("line 3: `text` is empty"));
    assert!(told.ends_with("; and 15 more, 20 in all"), "{told}");
}

#[test]
fn a_header_that_does_not_fit_is_refused() {
    let scratch = Scratch::new();
    let cases = [
        ("", ',', "it has no header"),
        ("\n\n", ',', "it has no header"),
        ("n;text\n1;a\n", ',', "it has no column `text`; it has `n;text`"),
        ("text,n,text\na,1,b\n", ',', "the column `text` stands there twice"),
        ("text,\"n\na,1", ',', "a quote that opens there is never closed"),
        ("text\na", '\u{a7}', "'\u{a7}' is not ASCII"),
    ];
    for (text, separator, reason) in cases {
        let told = refused(csv(scratch.file("a.csv", text)).separator(separator).open());
        assert!(told.contains(reason), "{reason}: {told}");
    }
    // Many tables end each line with a separator.
    let path = scratch.file("a.csv", "text,,\na,,\n");
    assert_eq!(all(csv(path).open().unwrap()), [Document::new("2", "a")]);
}

#[test]
fn no_more_of_a_row_is_read_than_a_request_takes() {
    let scratch = Scratch::new();
    let path = scratch.file("a.csv", "text\n\"");
    fs::File::options().write(true).open(&path).unwrap().set_len(1 << 40).unwrap();
    let told = refused(csv(&path).open());
    assert!(told.contains(&format!("it is longer than {MAX_BYTES} bytes")), "{told}");
}

#[test]
fn a_table_that_changed_gives_one_error_and_ends() {
    let scratch = Scratch::new();
    // Longer than what is read ahead.
    let long = "x".repeat(10_000);
    let whole = format!("text,n\n{long},1\n{long},2\n{long},3\n");
    let cases = [
        (format!("text,n\n{long},1\n{long},2\n"), 2, "it ends after 2 of 3 documents"),
        (whole.replacen(",2\n", "_2\n", 1), 1, "line 3: it has 1 values"),
    ];
    for (changed, good, reason) in cases {
        let path = scratch.file("a.csv", &whole);
        let documents = csv(&path).open().unwrap();
        fs::write(&path, changed).unwrap();
        let mut found: Vec<_> = documents.collect();
        let error = found.pop().unwrap().unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
        assert!(found.len() == good && found.iter().all(Result::is_ok), "{found:?}");
    }
}

#[test]
fn quotes_and_line_ends_that_would_hide_a_row_are_refused() {
    let scratch = Scratch::new();
    let cases = [
        (
            "id,text\n1,\"foo\n2,\"bar\"\n3,\"baz\"\n",
            "line 3: a value goes on behind its closing quote",
        ),
        ("id,text\n1,\"Hello\" said he\n", "line 2: a value goes on behind its closing quote"),
        (
            "id,text,city\r1,Dear Ada,London\r2,Dear Bob,Paris\r",
            "line 1: a CR stands there without an LF",
        ),
        ("text\none\n\"\"\n", "line 3: `text` is empty"),
        ("text\r\none\r\n\"\"\r\n", "line 3: `text` is empty"),
    ];
    for (text, reason) in cases {
        let told = refused(csv(scratch.file("a.csv", text)).open());
        assert!(told.contains(reason), "{reason}: {told}");
    }
}

#[test]
fn quotes_that_are_well_placed_are_read_as_they_stand() {
    let scratch = Scratch::new();
    let text =
        "\u{feff}\"text\",\"n\r\nof it\"\r\n5\" pipe,1\r\n\"5\"\" \rpipe\",\r\n\r\n \"so\" ,3\r\n";
    let found = all(csv(scratch.file("a.csv", text)).open().unwrap());
    let texts: Vec<_> = found.into_iter().map(|document| document.input).collect();
    assert_eq!(texts, ["5\" pipe", "5\" \rpipe", " \"so\" "].map(Into::into));
}

#[test]
fn a_blank_may_stand_between_values_and_a_letter_may_not() {
    let scratch = Scratch::new();
    let path = scratch.file("a.csv", "n text\n1 one\n2 \"two three\"\n");
    let found = all(csv(&path).separator(' ').id("n").open().unwrap());
    assert_eq!(found, [Document::new("1", "one"), Document::new("2", "two three")]);
    for separator in ['"', '\n', '\r', 'e', '\u{1e}'] {
        let told = refused(csv(&path).separator(separator).open());
        assert!(told.contains("cannot stand between values"), "{told}");
    }
}

/// As Python's csv module writes it with lines that end with LF, and so pandas.
#[test]
fn a_cr_in_a_bare_value_is_part_of_it() {
    let scratch = Scratch::new();
    let path = scratch.file("a.csv", "id,text\n1,a\rb\n2,\"c, d\"\n");
    let found = all(csv(path).id("id").open().unwrap());
    assert_eq!(found, [Document::new("1", "a\rb"), Document::new("2", "c, d")]);
    for text in ["id,text\n1,foo\r2,bar\n", "id,text\n1,\"foo\"\r2,\"bar\"\n"] {
        refused(csv(scratch.file("b.csv", text)).open());
    }
}

#[test]
fn a_cr_in_quotes_at_the_end_of_a_row_is_part_of_the_value() {
    let scratch = Scratch::new();
    for (text, input) in [
        ("id,text\n1,\"a\r\"\n", "a\r"),
        ("id,text\n\n1,\"a\r\"", "a\r"),
        ("id,text\r\n\r\n1,\"a\r\"\r\n", "a\r"),
        ("id,text\r\n1,\"a\"\r\n", "a"),
        ("id,text\r\n1,a\r\n", "a"),
        ("id,text\r\n1,a\r", "a"),
    ] {
        let found = all(csv(scratch.file("a.csv", text)).id("id").open().unwrap());
        assert_eq!(found, [Document::new("1", input)], "{text:?}");
    }
}
