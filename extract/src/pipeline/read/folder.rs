use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    Documents,
    check::{Broken, Row, check},
    tree::{Found, files},
};
use crate::{Error, Input, client::media_type, pipeline::Document, wire::MAX_BYTES};

/// The files in a folder: each is a document, and its path in the folder, with `/`, is the id.
///
/// ```
/// use extract::pipeline::read;
///
/// # let folder = std::env::temp_dir().join(format!("extract-doc-letters-{}", std::process::id()));
/// # std::fs::create_dir_all(folder.join("may"))?;
/// std::fs::write(folder.join("may/17.txt"), "Dear Ada, …")?;
/// std::fs::write(folder.join("notes.md"), "not for the model")?;
///
/// let mut letters = read::folder(&folder).extensions(["txt", "pdf"]).recursive().open()?;
/// assert_eq!(letters.next().expect("one letter")?.id, "may/17.txt");
/// assert!(letters.next().is_none());
/// # std::fs::remove_dir_all(folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// They come in the order of their paths, byte by byte. PDF, PNG, JPEG, WebP and GIF, told by their
/// extension, are [files](Input::file) for the model; everything else is text. What begins with a dot is
/// left out. Links are followed.
#[derive(Clone, Debug)]
#[must_use = "nothing is read before `open` is called"]
pub struct Folder {
    path: PathBuf,
    recursive: bool,
    extensions: Vec<String>,
}

impl Folder {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, recursive: false, extensions: Vec::new() }
    }

    /// The folders in the folder as well. Default: only its own files.
    pub fn recursive(self) -> Self {
        Self { recursive: true, ..self }
    }

    /// Only files with one of these extensions, in upper or lower case. Default: every file.
    ///
    /// Where no file has one, there are no documents: a run of none is no error.
    pub fn extensions(self, extensions: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let bare = |extension: String| extension.trim_start_matches('.').to_ascii_lowercase();
        let extensions = extensions.into_iter().map(Into::into).map(bare).collect();
        Self { extensions, ..self }
    }

    /// Looks through all files, and begins again.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] for a folder that cannot be read, and with the paths and the reasons, the first
    /// five, for files that cannot be read, are empty, too large or neither UTF-8 text nor of a known kind,
    /// and for links that lead nowhere or to a folder around them.
    pub fn open(self) -> Result<Documents, Error> {
        let found: Arc<[Found]> = files(&self.path, self.recursive, |id| self.takes(id)).into();
        let root: Arc<Path> = self.path.as_path().into();
        check(&self.path, || {
            Ok(Files { root: Arc::clone(&root), found: Arc::clone(&found), next: 0 })
        })
    }

    fn takes(&self, id: &str) -> bool {
        let id = id.to_ascii_lowercase();
        let ends = |extension: &String| {
            id.strip_suffix(extension.as_str()).is_some_and(|name| name.ends_with('.'))
        };
        self.extensions.is_empty() || self.extensions.iter().any(ends)
    }
}

struct Files {
    root: Arc<Path>,
    found: Arc<[Found]>,
    next: usize,
}

impl Iterator for Files {
    type Item = Row<()>;

    fn next(&mut self) -> Option<Row<()>> {
        let found = self.found.get(self.next)?;
        self.next += 1;
        let id = match found {
            Found::File(id) => id,
            Found::Broken { place, reason } => return Some(Err(Broken::new(place, reason))),
        };
        Some(match read(&self.root.join(id), id) {
            Ok(input) => Ok(Document::new(id, input)),
            Err(reason) => Err(Broken::new(format!("`{id}`"), reason)),
        })
    }
}

fn read(path: &Path, id: &str) -> Result<Input, String> {
    let told = |error: io::Error| error.to_string();
    let metadata = path.metadata().map_err(told)?;
    if !metadata.is_file() {
        return Err("is no ordinary file".to_owned());
    }
    if metadata.len() > MAX_BYTES {
        return Err(format!("is larger than {MAX_BYTES} bytes"));
    }
    let file = File::open(path).map_err(told)?;
    if media_type(id).is_some() {
        // The client reads it when its turn comes.
        return match metadata.len() {
            0 => Err("is empty".to_owned()),
            _ => Ok(Input::default().file(path)),
        };
    }
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(told)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(format!("is larger than {MAX_BYTES} bytes"));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let place = error.utf8_error().valid_up_to();
        format!("is neither PDF, PNG, JPEG, WebP, GIF nor UTF-8 text, see its byte {place}")
    })?;
    match text.strip_prefix('\u{feff}').unwrap_or(&text) {
        "" => Err("is empty".to_owned()),
        text => Ok(text.into()),
    }
}
