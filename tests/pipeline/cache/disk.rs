//! The file: in use, damaged, not there.

use std::fs;

use extract::Error;

use super::*;

fn refusal(file: &Scratch) -> String {
    let error = Cache::open(file.path()).unwrap_err();
    assert!(matches!(error, Error::Config(_)), "{error:?}");
    let text = error.to_string();
    assert!(text.contains(&*file.path().to_string_lossy()), "{text}");
    text
}

#[tokio::test]
async fn a_file_that_is_in_use_is_refused_until_the_last_clone_is_gone() {
    let (server, file) = (echo().await, Scratch::new());
    let cache = Cache::open(file.path()).unwrap();
    let numbers = numbers(&server.client(), &cache);
    assert!(refusal(&file).contains("is in use"));
    drop(cache);
    assert!(refusal(&file).contains("is in use"));
    drop(numbers);
    Cache::open(file.path()).unwrap();
}

#[test]
fn what_is_no_cache_is_refused_and_left_alone() {
    let file = Scratch::new();
    for text in ["important", "important\n", &"important\n".repeat(10_000)] {
        fs::write(file.path(), text).unwrap();
        assert!(refusal(&file).contains("is damaged, or is no cache"));
        assert_eq!(fs::read_to_string(file.path()).unwrap(), text);
    }
    for path in ["/dev/zero", "/"] {
        let error = Cache::open(path).unwrap_err();
        assert!(error.to_string().contains("is no file"), "{error}");
    }
    let error = Cache::open("/nowhere/at/all").unwrap_err();
    assert!(error.to_string().contains("cannot be used"), "{error}");
}

/// Cut or flipped anywhere, the file is refused, or opened with less in it; no value is wrong.
#[tokio::test]
async fn a_damaged_file_is_refused_or_has_less_in_it() {
    let (server, file) = (echo().await, Scratch::new());
    let cache = Cache::open(file.path()).unwrap();
    for number in 0..20 {
        numbers(&server.client(), &cache).extract(number.to_string()).await.unwrap();
    }
    drop(cache);
    let whole = fs::read(file.path()).unwrap();
    let pages = whole.len() / 4096;
    let mut damaged = Vec::new();
    for page in 0..pages {
        // Most pages are empty.
        let start = page * 4096;
        for at in [5, 70, 1500] {
            if whole[start..start + 4096].iter().any(|byte| *byte != 0) {
                let mut bytes = whole.clone();
                bytes[start + at] ^= 1 << (at % 8);
                damaged.push(bytes);
            }
        }
        if page % 16 == 0 {
            damaged.push(whole[..start + 100].to_vec());
        }
    }
    let (mut refused, mut opened) = (0, 0);
    for bytes in damaged {
        fs::write(file.path(), &bytes).unwrap();
        match Cache::open(file.path()) {
            Err(error) => {
                assert!(matches!(error, Error::Config(_)), "{error}");
                refused += 1;
            }
            Ok(cache) => {
                opened += 1;
                for number in [0, 19] {
                    let numbers = numbers(&server.client(), &cache);
                    assert_eq!(numbers.extract(number.to_string()).await.unwrap().value, number);
                }
            }
        }
    }
    assert!(refused > 0 && opened > 0, "{refused} refused, {opened} opened");
}
