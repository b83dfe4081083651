use super::*;

fn ids(documents: &[Document]) -> Vec<&str> {
    documents.iter().map(|document| document.id.as_str()).collect()
}

fn tree() -> Scratch {
    let scratch = Scratch::new();
    for name in
        ["b.txt", "a/z.TXT", "a/b.md", "a.txt", ".hidden", ".git/config", "README", "a/c/d.pdf"]
    {
        scratch.file(name, format!("content of {name}"));
    }
    scratch
}

#[test]
fn files_come_in_the_order_of_their_paths() {
    let scratch = tree();
    let cases = [
        (folder(&scratch.0), vec!["README", "a.txt", "b.txt"]),
        (
            folder(&scratch.0).recursive(),
            vec!["README", "a.txt", "a/b.md", "a/c/d.pdf", "a/z.TXT", "b.txt"],
        ),
        (
            folder(&scratch.0).recursive().extensions(["txt", ".PDF"]),
            vec!["a.txt", "a/c/d.pdf", "a/z.TXT", "b.txt"],
        ),
    ];
    for (source, expected) in cases {
        assert_eq!(ids(&all(source.open().unwrap())), expected);
    }
}

#[test]
fn text_is_text_and_other_files_are_left_to_the_client() {
    let scratch = Scratch::new();
    let pdf = scratch.file("a.pdf", b"%PDF\xff");
    let image = scratch.file("b.JPG", b"\xff\xd8");
    scratch.file("copyright", "\u{feff}three");
    let found = all(folder(&scratch.0).open().unwrap());
    let expected = [Input::default().file(pdf), Input::default().file(image), Input::text("three")];
    assert!(found.into_iter().map(|document| document.input).eq(expected));
}

#[test]
fn what_is_no_document_is_refused_with_its_reason() {
    let scratch = Scratch::new();
    scratch.file("bad.txt", b"abc\xff");
    scratch.file("empty.txt", "");
    scratch.file("empty.pdf", "");
    scratch.file("fine.txt", "fine");
    let large = scratch.file("large.txt", "");
    fs::File::options().write(true).open(large).unwrap().set_len(MAX_BYTES + 1).unwrap();
    let told = refused(folder(&scratch.0).open());
    for reason in [
        "`bad.txt`: is neither PDF, PNG, JPEG, WebP, GIF nor UTF-8 text, see its byte 3",
        "`empty.pdf`: is empty",
        "`empty.txt`: is empty",
        "`large.txt`: is larger than 50000000 bytes",
    ] {
        assert!(told.contains(reason), "{told}");
    }
    assert!(!told.contains("fine"));
    assert!(refused(folder("/does/not/exist").open()).contains("`/does/not/exist`"));
    assert!(refused(folder(scratch.0.join("fine.txt")).open()).contains("fine.txt"));
}

#[cfg(unix)]
#[test]
fn links_are_followed_and_loops_are_refused() {
    use std::os::unix::{ffi::OsStrExt, fs::symlink, net::UnixListener};

    let scratch = tree();
    symlink("../b.txt", scratch.0.join("a/link.txt")).unwrap();
    symlink("a/c", scratch.0.join("e")).unwrap();
    let found = all(folder(&scratch.0).recursive().extensions(["pdf", "txt"]).open().unwrap());
    let expected = ["a.txt", "a/c/d.pdf", "a/link.txt", "a/z.TXT", "b.txt", "e/d.pdf"];
    assert_eq!(ids(&found), expected);

    symlink("..", scratch.0.join("a/up")).unwrap();
    symlink("nowhere", scratch.0.join("lost.txt")).unwrap();
    symlink("round", scratch.0.join("round")).unwrap();
    let _socket = UnixListener::bind(scratch.0.join("socket")).unwrap();
    let name = std::ffi::OsStr::from_bytes(b"a\xff.txt");
    fs::write(scratch.0.join(name), "text").unwrap();
    let told = refused(folder(&scratch.0).recursive().open());
    for reason in [
        "`a/up`: is a link to a folder around it",
        "`lost.txt`: No such file",
        "`round`: ",
        "`socket`: is no ordinary file",
        "the folder: the name \"a\\xFF.txt\" in it is not UTF-8",
    ] {
        assert!(told.contains(reason), "{reason}: {told}");
    }
    assert!(!told.contains("more,"), "{told}");
}

#[test]
fn a_file_that_is_gone_gives_one_error_and_ends() {
    let scratch = tree();
    let mut documents = folder(&scratch.0).open().unwrap();
    fs::remove_file(scratch.0.join("a.txt")).unwrap();
    scratch.file("aa.txt", "new");
    assert_eq!(documents.next().unwrap().unwrap().id, "README");
    let error = documents.next().unwrap().unwrap_err().to_string();
    assert!(error.contains("`a.txt`: No such file"), "{error}");
    assert!(documents.next().is_none());
}

#[cfg(unix)]
#[test]
fn a_link_to_a_folder_that_is_gone_is_refused_whatever_is_wanted() {
    let tree = tree();
    std::os::unix::fs::symlink("/nowhere/at/all", tree.0.join("may")).unwrap();
    let opened = folder(&tree.0).recursive().extensions(["txt"]).open();
    let error = opened.unwrap_err().to_string();
    assert!(error.contains("`may`"), "{error}");
}
