use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};

use crate::{Error, error::ConfigError};

/// Opens a file that is read twice, behind its byte order mark.
pub(super) fn open(path: &Path) -> Result<File, Error> {
    let shown = path.display();
    let unreadable = |error: io::Error| {
        let message = format!("the file `{shown}` cannot be read: {error}");
        ConfigError::new(message).with_source(error)
    };
    // A pipe can be read once, and opening it may never return.
    if !std::fs::metadata(path).map_err(unreadable)?.is_file() {
        let message = format!("`{shown}` is no ordinary file, which can be read twice");
        return Err(ConfigError::new(message).into());
    }
    let mut file = File::open(path).map_err(unreadable)?;
    let mut start = Vec::new();
    (&mut file).take(3).read_to_end(&mut start).map_err(unreadable)?;
    if let [0xff, 0xfe, ..] | [0xfe, 0xff, ..] = *start {
        return Err(ConfigError::new(format!("`{shown}` is UTF-16; write it as UTF-8")).into());
    }
    let behind = if start == [0xef, 0xbb, 0xbf] { 3 } else { 0 };
    file.seek(SeekFrom::Start(behind)).map_err(unreadable)?;
    Ok(file)
}
