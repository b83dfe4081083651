use std::{
    fs::{self, OpenOptions},
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write},
    iter,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc::{self, Receiver, Sender},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use fs4::TryLockError;
use tokio::sync::oneshot;

use super::{Line, Lines, lock};
use crate::{Error, error::ConfigError, record};

/// The first line, by which a journal is known.
pub(super) const HEAD: &[u8] = b"typed-extract journal 1\n";
/// A checksum in hexadecimal digits, and a blank.
const CHECKSUM: usize = 9;
/// From one write to the next. To wake the thread for each line would cost more than all else that a journal does.
const GATHERING: Duration = Duration::from_micros(200);
/// Lines on their way into the file for which nobody waits; whoever adds more does. A kill loses them.
const UNAWAITED: usize = 32;

/// The file: two threads add lines, anybody reads.
pub(super) struct File {
    path: PathBuf,
    reader: Mutex<fs::File>,
    writer: Mutex<Option<Writer>>,
    /// Lines on their way into the file.
    queued: Arc<AtomicUsize>,
}

/// One thread writes lines as they come, so that it outlives this program; the other one syncs what was
/// written meanwhile, so that it outlives the machine.
struct Writer {
    orders: Sender<Order>,
    threads: [JoinHandle<()>; 2],
}

/// A line on its way to the disk.
pub(super) struct Written {
    /// Only where too many are on their way.
    in_file: Option<oneshot::Receiver<()>>,
    safe: oneshot::Receiver<io::Result<Line>>,
}

impl Written {
    /// Until it is in the file, or about to be, or never will be.
    pub(super) async fn in_file(&mut self) {
        if let Some(in_file) = self.in_file.take() {
            let _ = in_file.await;
        }
    }
}

/// What was found in a file.
#[derive(Default)]
pub(super) struct Found {
    pub(super) lines: Lines,
    /// Lines whose checksum is wrong.
    pub(super) damaged: u64,
    /// Behind the last whole line.
    pub(super) end: u64,
}

/// A line that is to be added.
struct Order {
    line: Vec<u8>,
    in_file: Option<oneshot::Sender<()>>,
    safe: Safe,
}

/// Who waits until a line is safe.
type Safe = oneshot::Sender<io::Result<Line>>;

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
            // The name is safe when its folder is; where folders cannot be synced, it is without.
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            if let Ok(folder) = fs::File::open(folder.unwrap_or(Path::new("."))) {
                let _ = folder.sync_all();
            }
        }
        let end = found.end.max(HEAD.len() as u64);
        // A descriptor of its own: the place to read at is not the place to write at.
        let reader = fs::File::open(path).map_err(failed)?;
        let queued = Arc::new(AtomicUsize::new(0));
        let writer = Writer::start(appending, end, Arc::clone(&queued)).map_err(failed)?;
        let file = Self {
            path: path.to_owned(),
            reader: Mutex::new(reader),
            writer: Mutex::new(Some(writer)),
            queued,
        };
        Ok((file, found))
    }

    /// The JSON of a line.
    pub(super) fn read(&self, line: Line) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        let mut reader = lock(&self.reader);
        let read = reader
            .seek(SeekFrom::Start(line.0))
            .and_then(|_| BufReader::new(&mut *reader).read_until(b'\n', &mut bytes));
        drop(reader);
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
        let is_awaited = self.queued.fetch_add(1, Ordering::Relaxed) >= UNAWAITED;
        let (in_file, is_in_file) = is_awaited.then(oneshot::channel).unzip();
        let (safe, is_safe) = oneshot::channel();
        if let Some(writer) = &*lock(&self.writer) {
            // Where it cannot be sent, nobody is left to say that it was written.
            let _ = writer.orders.send(Order { line, in_file, safe });
        }
        Written { in_file: is_in_file, safe: is_safe }
    }

    /// Where a line stands that is safe on the disk.
    pub(super) async fn written(&self, line: Written) -> Result<Line, Error> {
        let gone = |_| Err(io::Error::other("it is closed"));
        line.safe.await.unwrap_or_else(gone).map_err(|error| failed(&self.path, error))
    }

    /// Writes the last line, and no further one; then the next one may have it.
    pub(super) fn close(&self) {
        let Some(Writer { orders, threads }) = lock(&self.writer).take() else { return };
        drop(orders);
        for thread in threads {
            let _ = thread.join();
        }
    }
}

impl Writer {
    fn start(file: fs::File, end: u64, queued: Arc<AtomicUsize>) -> io::Result<Self> {
        let syncing = file.try_clone()?;
        let (orders, received) = mpsc::channel();
        let (to_sync, written) = mpsc::channel();
        let named = |name: &str| thread::Builder::new().name(name.to_owned());
        let threads = [
            named("journal").spawn(move || write(file, end, &received, &queued, &to_sync))?,
            named("journal-sync").spawn(move || sync(&syncing, &written))?,
        ];
        Ok(Self { orders, threads })
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

/// Writes lines as they come, all that came meanwhile at once, until nobody can send any more.
fn write(
    mut file: fs::File,
    mut end: u64,
    orders: &Receiver<Order>,
    queued: &AtomicUsize,
    written: &Sender<(Line, Safe)>,
) {
    let mut bytes = Vec::new();
    while let Ok(first) = orders.recv() {
        let group: Vec<_> = iter::once(first).chain(orders.try_iter()).collect();
        bytes.clear();
        group.iter().for_each(|order| bytes.extend_from_slice(&order.line));
        let result = file.write_all(&bytes);
        queued.fetch_sub(group.len(), Ordering::Relaxed);
        // Whoever waits may be gone; the lines are kept all the same.
        match result {
            Ok(()) => {
                for Order { line, in_file, safe } in group {
                    let _ = written.send((Line(end), safe));
                    end += line.len() as u64;
                    let _ = in_file.map(|in_file| in_file.send(()));
                }
            }
            Err(error) => {
                // What was written of them must not stand before the next line.
                let cleaned = file.set_len(end).and_then(|()| file.seek(SeekFrom::Start(end)));
                for Order { safe, .. } in group {
                    let _ = safe.send(Err(told(&error)));
                }
                if cleaned.is_err() {
                    return;
                }
            }
        }
        thread::sleep(GATHERING);
    }
}

/// Syncs all that was written meanwhile at once.
fn sync(file: &fs::File, written: &Receiver<(Line, Safe)>) {
    while let Ok(first) = written.recv() {
        let group: Vec<_> = iter::once(first).chain(written.try_iter()).collect();
        let synced = file.sync_data();
        for (line, safe) in group {
            let _ = safe.send(synced.as_ref().map(|()| line).map_err(told));
        }
    }
}

/// The same error, for one more who waits.
fn told(error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), error.to_string())
}

/// Reads a file through. A last line without an end was torn off, and is no part of it.
pub(super) fn scan(file: impl Read, path: &Path) -> Result<Found, Error> {
    let mut found = Found::default();
    let mut reader = BufReader::new(file);
    let mut line = Vec::new();
    loop {
        line.clear();
        // Another file may have no line breaks at all.
        let most = if found.end == 0 { HEAD.len() as u64 } else { u64::MAX };
        let read = (&mut reader).take(most).read_until(b'\n', &mut line);
        let length = read.map_err(|error| failed(path, error))?;
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
        match checked(&line).and_then(record::key_in) {
            Some(key) => {
                found.lines.insert(key, Line(at));
            }
            None => found.damaged += 1,
        }
    }
}

/// The JSON of a line, if it is as it was written.
pub(super) fn checked(line: &[u8]) -> Option<&[u8]> {
    let (checksum, text) = line.strip_suffix(b"\n")?.split_at_checked(CHECKSUM)?;
    let written = std::str::from_utf8(checksum).ok()?.strip_suffix(' ')?;
    // `from_str_radix` takes more spellings than one.
    (format!("{:08x}", crc32fast::hash(text)) == written).then_some(text)
}
