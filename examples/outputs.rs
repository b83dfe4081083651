//! Runs every example against the local server and compares what it prints with `output/NAME.txt`.
//! `UPDATE_OUTPUT=1 cargo test --package examples` writes those files anew; then read them.

use std::{env, fs, path::PathBuf, process::Command};

/// Each example and what it is told. The server would run for ever, so it only says what it can do.
const EXAMPLES: [(&str, &[&str]); 14] = [
    ("blocking", &[]),
    ("by_hand", &[]),
    ("chat", &[]),
    ("constraints", &[]),
    ("dialects", &[]),
    ("errors", &[]),
    ("images_and_files", &[]),
    ("lenient_list", &[]),
    ("local_server", &["--help"]),
    ("nested_enums", &[]),
    ("quickstart", &[]),
    ("reask", &[]),
    ("runtime_schema", &[]),
    ("tools", &[]),
];

#[test]
fn examples_print_what_is_committed() {
    let update = env::var_os("UPDATE_OUTPUT").is_some();
    for (name, arguments) in EXAMPLES {
        let printed = run(name, arguments);
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("output/{name}.txt"));
        if update {
            fs::write(&path, &printed).unwrap();
        }
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(printed, committed, "{name} prints other than {}", path.display());
    }
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
