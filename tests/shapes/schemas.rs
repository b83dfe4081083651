//! The schemas as files, for judges in other languages: `scripts/engines`.

use std::{env, fs, path::PathBuf};

use crate::types;

/// Into the folder that `SCHEMAS` names, and else into one that cargo clears.
#[test]
fn each_schema_is_written_into_a_file_of_its_own() {
    let folder = env::var_os("SCHEMAS")
        .map_or_else(|| PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("schemas"), PathBuf::from);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("an old folder goes");
    }
    fs::create_dir_all(&folder).expect("a folder");
    let all = types::all();
    for (group, shape) in &all {
        let name = shape.name().replace(['/', '<', '>'], "_");
        let file = folder.join(format!("{group}: {name}.json"));
        fs::write(file, shape.schema().as_str()).expect("a file");
    }
    assert_eq!(fs::read_dir(&folder).expect("a folder").count(), all.len());
}
