//! Runs every example against the local server and compares what it prints with `output/NAME.txt`.
//! Of the view that fills in, what a terminal shows at 10, 50 and 100 % of the answer is compared
//! with `terminal/PERCENT.txt`.
//!
//! `UPDATE_OUTPUT=1 cargo test --package examples` writes those files anew; then read them.

use std::{env, fs, num::NonZero, path::PathBuf, process::Command};

/// Each example and what it is told. The server would run for ever, so it only says what it can do.
const EXAMPLES: [(&str, &[&str]); 17] = [
    ("blocking", &[]),
    ("by_hand", &[]),
    ("chat", &[]),
    ("constraints", &[]),
    ("corpus", &["--out", CORPUS, "--errors", "0.6", "--faults", "0.5", "--seed", "1"]),
    ("dialects", &[]),
    ("errors", &[]),
    ("images_and_files", &[]),
    ("lenient_list", &[]),
    ("local_server", &["--help"]),
    ("nested_enums", &[]),
    ("quickstart", &[]),
    ("reask", &[]),
    ("rows", &[]),
    ("runtime_schema", &[]),
    ("terminal", &[]),
    ("tools", &[]),
];

/// Where the example `corpus` writes.
const CORPUS: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/corpus");

const ROWS: NonZero<u16> = NonZero::new(24).unwrap();
const COLUMNS: NonZero<u16> = NonZero::new(80).unwrap();
/// Ends each picture that `terminal` draws.
const SHOW: &str = "\x1b[?2026l";

#[test]
fn examples_print_what_is_committed() {
    // A journal of an earlier run would be read.
    let _ = fs::remove_dir_all(CORPUS);
    for (name, arguments) in EXAMPLES {
        compare(&format!("output/{name}.txt"), &run(name, arguments));
    }
}

/// `scripts/terminal` looks at the same files through a real pseudo-terminal and another emulator.
#[test]
fn the_terminal_view_shows_what_is_committed() {
    // Between a program and a terminal stands a driver that writes CR LF for LF.
    let drawn = run("terminal", &["--draw"]).replace('\n', "\r\n");
    let (pictures, last) = drawn.rsplit_once(SHOW).unwrap();
    let pictures: Vec<&str> = pictures.split(SHOW).collect();
    let mut terminal = vt100::Parser::new(ROWS, COLUMNS, 0);
    let mut shown = 0;
    for percent in [10, 50, 100] {
        let end = (pictures.len() * percent).div_ceil(100);
        pictures[shown..end].iter().for_each(|picture| terminal.process(picture.as_bytes()));
        shown = end;
        if percent == 100 {
            terminal.process(last.as_bytes());
        }
        compare(&format!("terminal/{percent}.txt"), &format!("{}\n", terminal.screen().contents()));
    }
}

fn compare(path: &str, printed: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path);
    if env::var_os("UPDATE_OUTPUT").is_some() {
        fs::write(&path, printed).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(printed, committed, "what is printed differs from {}", path.display());
}

fn run(name: &str, arguments: &[&str]) -> String {
    // Cargo builds the examples of a package with its tests, beside them.
    let tests = env::current_exe().unwrap();
    let example = tests.parent().unwrap().with_file_name("examples").join(name);
    let output = Command::new(&example)
        .args(arguments)
        .env_remove("OPENAI_API_KEY")
        .env_remove("OPENAI_BASE_URL")
        .env_remove("OPENAI_MODEL")
        .output()
        .unwrap_or_else(|error| panic!("{}: {error}", example.display()));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name} failed: {errors}");
    String::from_utf8(output.stdout).unwrap()
}
