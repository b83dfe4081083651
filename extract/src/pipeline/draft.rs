//! A file that stands in its place when it is whole, and not before.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use crate::{Error, error::ConfigError};

/// A new file beside the one that it will replace. Whoever drops it unfinished leaves no trace; one
/// that is whole and gets no place stays beside it.
pub(super) struct Draft {
    target: PathBuf,
    path: PathBuf,
    /// Gone when it has taken its place.
    file: Option<BufWriter<File>>,
    /// Something could not be written, so it is not whole.
    broken: bool,
}

impl Draft {
    pub(super) fn create(target: &Path) -> Result<Self, Error> {
        // What a link leads to is replaced, not the link.
        let target = fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
        // A link is still one here if it leads nowhere.
        let no_file = fs::symlink_metadata(&target).is_ok_and(|found| !found.is_file());
        let (false, Some(name)) = (no_file, target.file_name()) else {
            let message = format!("`{}` is no file, and cannot be written", target.display());
            return Err(ConfigError::new(message).into());
        };
        for number in 0_u32.. {
            let mut beside = OsString::from(".");
            beside.push(name);
            beside.push(format!(".{}-{number}.part", std::process::id()));
            let path = target.with_file_name(beside);
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(file) => {
                    // Who could not read what stood there cannot read this.
                    let kept = fs::metadata(&target)
                        .map_or(Ok(()), |found| file.set_permissions(found.permissions()));
                    let file = Some(BufWriter::new(file));
                    let draft = Self { target, path, file, broken: false };
                    return match kept {
                        Ok(()) => Ok(draft),
                        Err(error) => Err(failed(&draft.target, error)),
                    };
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(failed(&target, error)),
            }
        }
        Err(failed(&target, io::ErrorKind::AlreadyExists.into()))
    }

    /// Writes all of it, or says which file could not be written.
    pub(super) fn put(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.write_all(bytes).map_err(|error| failed(&self.target, error))
    }

    /// Says that something that was to be written is lost.
    #[cfg(any(test, feature = "arrow59"))]
    pub(super) fn spoil(&mut self) {
        self.broken = true;
    }

    /// Syncs it and gives it its place.
    pub(super) fn finish(mut self) -> Result<(), Error> {
        let done = self.take_place();
        done.map_err(|error| failed(&self.target, error))
    }

    fn take_place(&mut self) -> io::Result<()> {
        if self.broken {
            return Err(io::Error::other("an earlier row could not be written"));
        }
        let Some(mut file) = self.file.take() else { return Ok(()) };
        if let Err(error) = file.flush().and_then(|()| file.get_ref().sync_all()) {
            self.file = Some(file);
            return Err(error);
        }
        // It is whole, and was paid for: a drop leaves it where it is.
        fs::rename(&self.path, &self.target).map_err(|error| {
            let whole = format!("{error}; all of it stands in `{}`", self.path.display());
            io::Error::new(error.kind(), whole)
        })?;
        // The name is safe when its folder is; where folders cannot be synced, it is without.
        let folder = self.target.parent().filter(|folder| !folder.as_os_str().is_empty());
        if let Ok(folder) = File::open(folder.unwrap_or(Path::new("."))) {
            let _ = folder.sync_all();
        }
        Ok(())
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(file) = &mut self.file else { return Err(io::ErrorKind::BrokenPipe.into()) };
        let written = file.write(bytes);
        self.broken |=
            written.as_ref().is_err_and(|error| error.kind() != io::ErrorKind::Interrupted);
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), BufWriter::flush)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if let Some(file) = self.file.take() {
            // Nothing more of it is written.
            drop(file.into_parts());
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn failed(path: &Path, error: io::Error) -> Error {
    let message = format!("`{}` cannot be written: {error}", path.display());
    ConfigError::new(message).with_source(error).into()
}
