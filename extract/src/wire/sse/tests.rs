use super::*;

type Seen = Vec<(String, String)>;

/// What stands in a stream, and what comes of it: names and data.
type Case = (&'static str, &'static [u8], &'static [(&'static str, &'static str)]);

/// What comes of a stream that is cut into chunks of this size.
fn read(stream: &[u8], size: usize) -> Seen {
    let mut sse = Sse::default();
    let mut seen = Vec::new();
    let mut note = |event: SseEvent<'_>| {
        let data = String::from_utf8_lossy(event.data).into_owned();
        seen.push((event.name.to_owned(), data));
    };
    for mut chunk in stream.chunks(size) {
        while let Some(event) = sse.next(&mut chunk) {
            note(event.expect("a short event"));
        }
        assert!(chunk.is_empty(), "all of a chunk is read");
    }
    if let Some(event) = sse.finish() {
        note(event);
    }
    seen
}

const CASES: &[Case] = &[
    ("LF", b"data: a\n\ndata: b\n\n", &[("", "a"), ("", "b")]),
    ("CRLF", b"data: a\r\n\r\ndata: b\r\n\r\n", &[("", "a"), ("", "b")]),
    ("CR", b"data: a\r\rdata: b\r\r", &[("", "a"), ("", "b")]),
    (
        "all line ends",
        b"data: a\r\n\ndata: b\n\r\ndata: c\r\n\r",
        &[("", "a"), ("", "b"), ("", "c")],
    ),
    ("LF behind CR is no second line", b"data: a\r\ndata: b\r\n\r\n", &[("", "a\nb")]),
    ("a name", b"event: note\ndata: a\n\n", &[("note", "a")]),
    ("a name behind the data", b"data: a\nevent: note\n\n", &[("note", "a")]),
    ("the last name", b"event: one\nevent: two\ndata: a\n\n", &[("two", "a")]),
    ("a name is of one event", b"event: note\ndata: a\n\ndata: b\n\n", &[("note", "a"), ("", "b")]),
    ("a name without data is no event", b"event: note\n\ndata: a\n\n", &[("", "a")]),
    ("several lines", b"data: a\ndata: b\ndata: c\n\n", &[("", "a\nb\nc")]),
    ("lines without anything", b"data: a\ndata:\ndata\ndata: b\n\n", &[("", "a\n\n\nb")]),
    ("data without anything", b"data:\n\ndata\n\n", &[("", ""), ("", "")]),
    ("one blank goes", b"data:a\n\ndata: a\n\ndata:  a\n\n", &[("", "a"), ("", "a"), ("", " a")]),
    ("colons in data", b"data: a: b\n\ndata::\n\n", &[("", "a: b"), ("", ":")]),
    ("comments", b": ping\ndata: a\n:\n: keep-alive\n\n", &[("", "a")]),
    ("a comment alone", b": OPENROUTER PROCESSING\n\ndata: a\n\n", &[("", "a")]),
    ("a comment between lines", b"data: a\n: ping\ndata: b\n\n", &[("", "a\nb")]),
    ("id and retry", b"id: 7\nretry: 100\ndata: a\n\nid: 8\n\n", &[("", "a")]),
    ("fields that nobody knows", b"dat: a\ndatas: b\n data: c\ndata: d\n\n", &[("", "d")]),
    ("blank lines", b"\n\n\r\n\rdata: a\n\n\n\n\ndata: b\n\n", &[("", "a"), ("", "b")]),
    ("a byte order mark", b"\xef\xbb\xbfdata: a\n\n", &[("", "a")]),
    ("a mark before a blank line", b"\xef\xbb\xbf\ndata: a\n\n", &[("", "a")]),
    ("a mark later on is no mark", b"data: a\n\n\xef\xbb\xbfdata: b\n\n", &[("", "a")]),
    ("two marks", b"\xef\xbb\xbf\xef\xbb\xbfdata: a\n\n", &[]),
    ("characters of several bytes", "data: Ä😀\n\n".as_bytes(), &[("", "Ä😀")]),
    ("blanks behind data stay", b"data: a \n\n", &[("", "a ")]),
    ("a NUL", b"data: a\0b\n\n", &[("", "a\0b")]),
    ("no last blank line", b"data: {\"a\":1}\n", &[("", "{\"a\":1}")]),
    ("no last line end", b"event: e\ndata: {\"a\":1}", &[("e", "{\"a\":1}")]),
    ("a last line of several", b"data: {\"a\":\ndata: 1}", &[("", "{\"a\":\n1}")]),
    ("a last CR", b"data: {\"a\":1}\r", &[("", "{\"a\":1}")]),
    ("the end without a blank line", b"data: {}\n\ndata: [DONE]", &[("", "{}"), ("", "[DONE]")]),
    ("the end with blanks", b"data: {}\n\ndata:   [DONE] \n", &[("", "{}"), ("", "  [DONE] ")]),
    ("an event that is cut off", b"data: {}\n\ndata: {\"a\":", &[("", "{}")]),
    ("a field that is cut off", b"data: {}\n\ndat", &[("", "{}")]),
    ("a last event that is no JSON", b"data: {}\n\ndata: word\n", &[("", "{}")]),
    ("a name that is cut off", b"data: {}\nevent: no", &[("no", "{}")]),
    ("a body that is no stream", b"{\"a\":1}", &[]),
    ("nothing", b"", &[]),
];

#[test]
fn a_stream_is_read_alike_however_it_is_cut() {
    for (name, stream, events) in CASES {
        let expected: Seen =
            events.iter().map(|(name, data)| ((*name).to_owned(), (*data).to_owned())).collect();
        for size in (1..=7).chain([usize::MAX]) {
            assert_eq!(read(stream, size), expected, "{name}, chunks of {size}");
        }
    }
}

#[test]
fn lines_are_found_wherever_they_end() {
    for length in 0..3 * BLOCK {
        for end in ["\n\n", "\r\n\r\n", "\r\r"] {
            let data = "x".repeat(length);
            let stream = format!("data: {data}{end}data: y{end}");
            let expected = [(String::new(), data), (String::new(), "y".to_owned())];
            for size in [1, BLOCK - 1, BLOCK, BLOCK + 1, usize::MAX] {
                assert_eq!(read(stream.as_bytes(), size), expected, "{end:?} in chunks of {size}");
            }
        }
    }
}

#[test]
fn an_event_in_one_chunk_is_lent_from_there() {
    let stream = b"event: note\ndata: a\n\n";
    let mut chunk = &stream[..];
    let mut sse = Sse::default();
    let event = sse.next(&mut chunk).expect("an event").expect("a short event");
    assert!(stream.as_ptr_range().contains(&event.data.as_ptr()));
    assert!(stream.as_ptr_range().contains(&event.name.as_ptr()));
}

#[test]
fn what_is_too_long_ends_the_stream() {
    const LONGEST: usize = 20;
    let cases: [(&[u8], usize); 6] = [
        (b"data: 14 more bytes!\n\ndata: a\n\n", 2),
        (b"data: 15 more bytes!!\n\ndata: a\n\n", 0),
        (b"data: a\n\ndata: no end of it, ever", 1),
        (b": a comment, too, of any kind\ndata: a\n\n", 0),
        (b"data: 1234567890\ndata: 12345678\n\ndata: a\n\n", 2),
        (b"data: 1234567890\ndata: 1234567890\n\ndata: a\n\n", 0),
    ];
    for (stream, events) in cases {
        for size in (1..=7).chain([usize::MAX]) {
            let mut sse = Sse::new(LONGEST);
            let (mut good, mut bad) = (0, 0);
            for mut chunk in stream.chunks(size) {
                while let Some(event) = sse.next(&mut chunk) {
                    match event {
                        Ok(_) => good += 1,
                        Err(_) => bad += 1,
                    }
                }
                assert!(chunk.is_empty());
            }
            let is_whole = !String::from_utf8_lossy(stream).contains("ever") && events == 2;
            assert_eq!((good, bad), (events, usize::from(!is_whole)), "chunks of {size}");
            assert_eq!(sse.finish(), None);
        }
    }
}
