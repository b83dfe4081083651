use std::{
    collections::HashMap,
    fs::{self, OpenOptions},
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::{
        Mutex,
        mpsc::{self, Receiver, Sender},
    },
    thread::{self, JoinHandle},
};

use fs4::TryLockError;
use tokio::sync::oneshot;

use super::{Line, lock};
use crate::{
    Error,
    error::ConfigError,
    record::{self, Key},
};

/// The first line, by which a journal is known.
const HEAD: &[u8] = b"typed-extract journal 1\n";
/// A checksum in hexadecimal digits, and a blank.
const CHECKSUM: usize = 9;

/// The file: one thread adds lines and syncs them in groups, anybody reads.
pub(super) struct File {
    path: PathBuf,
    reader: Mutex<fs::File>,
    writer: Mutex<Option<Writer>>,
}

struct Writer {
    orders: Sender<Order>,
    thread: JoinHandle<()>,
}

/// A line on its way to the disk.
pub(super) type Written = oneshot::Receiver<io::Result<Line>>;

/// What was found in a file.
#[derive(Default)]
pub(super) struct Found {
    pub(super) lines: HashMap<Key, Line>,
    /// Lines whose checksum is wrong.
    pub(super) damaged: u64,
    /// Behind the last whole line.
    end: u64,
}

/// A line that is to be added.
struct Order {
    line: Vec<u8>,
    done: oneshot::Sender<io::Result<Line>>,
}

impl File {
    pub(super) fn open(path: &Path) -> Result<(Self, Found), Error> {
        let failed = |error: io::Error| failed(path, error);
        // A device or a pipe may never end.
        if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
            return Err(foreign(path));
        }
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(failed)?;
        match fs4::FileExt::try_lock(&file) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let message = format!(
                    "the journal `{}` is in use by another run; wait for it, or give this one a journal of its own",
                    path.display()
                );
                return Err(ConfigError::new(message).into());
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let found = scan(&file, path)?;
        file.set_len(found.end).map_err(failed)?;
        let mut appending = file.try_clone().map_err(failed)?;
        appending.seek(SeekFrom::Start(found.end)).map_err(failed)?;
        if found.end == 0 {
            appending.write_all(HEAD).and_then(|()| appending.sync_all()).map_err(failed)?;
        }
        let end = found.end.max(HEAD.len() as u64);
        // A descriptor of its own: the place to read at is not the place to write at.
        let reader = fs::File::open(path).map_err(failed)?;
        let (orders, received) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("journal".to_owned())
            .spawn(move || append(appending, end, &received))
            .map_err(failed)?;
        let file = Self {
            path: path.to_owned(),
            reader: Mutex::new(reader),
            writer: Mutex::new(Some(Writer { orders, thread })),
        };
        Ok((file, found))
    }

    /// The JSON of a line.
    pub(super) fn read(&self, line: Line) -> Result<Vec<u8>, Error> {
        let mut bytes = vec![0; line.length as usize];
        let mut reader = lock(&self.reader);
        let read =
            reader.seek(SeekFrom::Start(line.at)).and_then(|_| reader.read_exact(&mut bytes));
        read.map_err(|error| failed(&self.path, error))?;
        let text = checked(&bytes).ok_or_else(|| {
            let message =
                format!("the journal `{}` was changed while it was in use", self.path.display());
            ConfigError::new(message)
        })?;
        Ok(text.to_vec())
    }

    /// Adds a line, which is on its way at once; [`written`](Self::written) waits until it is safe.
    pub(super) fn append(&self, text: &str) -> Written {
        let mut line = format!("{:08x} {text}", crc32fast::hash(text.as_bytes())).into_bytes();
        line.push(b'\n');
        let (done, written) = oneshot::channel();
        if let Some(writer) = &*lock(&self.writer) {
            // Where it cannot be sent, nobody is left to say that it was written.
            let _ = writer.orders.send(Order { line, done });
        }
        written
    }

    /// Where a line stands that is safe on the disk.
    pub(super) async fn written(&self, line: Written) -> Result<Line, Error> {
        let gone = |_| Err(io::Error::other("it is closed"));
        line.await.unwrap_or_else(gone).map_err(|error| failed(&self.path, error))
    }

    /// Writes the last line, and no further one; then the next one may have it.
    pub(super) fn close(&self) {
        let Some(Writer { orders, thread }) = lock(&self.writer).take() else { return };
        drop(orders);
        let _ = thread.join();
    }
}

impl Drop for File {
    fn drop(&mut self) {
        self.close();
    }
}

fn failed(path: &Path, error: io::Error) -> Error {
    let message = format!("the journal `{}` cannot be used", path.display());
    ConfigError::new(message).with_source(error).into()
}

fn foreign(path: &Path) -> Error {
    let message = format!("`{}` is no journal; give the run a file of its own", path.display());
    ConfigError::new(message).into()
}

/// Writes what has come, all of it with one sync, until nobody can send any more.
fn append(mut file: fs::File, mut end: u64, orders: &Receiver<Order>) {
    while let Ok(first) = orders.recv() {
        let group: Vec<_> = std::iter::once(first).chain(orders.try_iter()).collect();
        let bytes: Vec<u8> = group.iter().flat_map(|order| order.line.iter().copied()).collect();
        let written = file.write_all(&bytes).and_then(|()| file.sync_data());
        if written.is_err() {
            // What was written of it must not stand before the next line.
            let _ = file.set_len(end).and_then(|()| file.seek(SeekFrom::Start(end)));
        }
        for Order { line, done } in group {
            let outcome = match &written {
                Ok(()) => {
                    let at = end;
                    end += line.len() as u64;
                    u32::try_from(line.len())
                        .map(|length| Line { at, length })
                        .map_err(|_| io::Error::other("the answer is larger than 4 GiB"))
                }
                Err(error) => Err(io::Error::new(error.kind(), error.to_string())),
            };
            // Whoever waited may be gone; the line is kept all the same.
            let _ = done.send(outcome);
        }
    }
}

/// Reads a file through. A last line without an end was torn off, and is no part of it.
fn scan(file: &fs::File, path: &Path) -> Result<Found, Error> {
    let mut found = Found::default();
    let mut reader = BufReader::new(file);
    let mut line = Vec::new();
    loop {
        line.clear();
        let length = reader.read_until(b'\n', &mut line).map_err(|error| failed(path, error))?;
        if found.end == 0 && line != HEAD {
            if HEAD.starts_with(&line) {
                // Nothing, or the beginning of what we write first.
                return Ok(found);
            }
            return Err(foreign(path));
        }
        if !line.ends_with(b"\n") {
            return Ok(found);
        }
        let at = found.end;
        found.end += length as u64;
        if at == 0 {
            continue;
        }
        match (checked(&line).and_then(record::key_in), u32::try_from(length)) {
            (Some(key), Ok(length)) => {
                found.lines.insert(key, Line { at, length });
            }
            _ => found.damaged += 1,
        }
    }
}

/// The JSON of a line, if it is as it was written.
fn checked(line: &[u8]) -> Option<&[u8]> {
    let (checksum, text) = line.strip_suffix(b"\n")?.split_at_checked(CHECKSUM)?;
    let written = std::str::from_utf8(checksum).ok()?.strip_suffix(' ')?;
    // `from_str_radix` takes more spellings than one.
    (format!("{:08x}", crc32fast::hash(text)) == written).then_some(text)
}
