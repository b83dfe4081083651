use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// What a folder holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Found {
    /// The path in the folder, with `/`.
    File(String),
    Broken {
        place: String,
        reason: String,
    },
}

/// A folder in the root.
struct Inner {
    /// Its path in the root.
    path: String,
    /// The real folders around it.
    around: Vec<PathBuf>,
}

/// The files of a folder in the order of their paths, those that are taken.
pub(super) fn files(root: &Path, recursive: bool, takes: impl Fn(&str) -> bool) -> Vec<Found> {
    let mut found = Vec::new();
    let mut folders = vec![Inner { path: String::new(), around: Vec::new() }];
    while let Some(mut folder) = folders.pop() {
        let names = match folder.names(root) {
            Ok(names) => names,
            Err(reason) => {
                found.push(folder.broken(reason));
                continue;
            }
        };
        for name in names {
            let path = match name {
                Ok(name) if name.starts_with('.') => continue,
                Ok(name) if folder.path.is_empty() => name,
                Ok(name) => format!("{}/{name}", folder.path),
                Err(reason) => {
                    found.push(folder.broken(reason));
                    continue;
                }
            };
            match root.join(&path).metadata() {
                Ok(it) if it.is_dir() && recursive => {
                    folders.push(Inner { path, around: folder.around.clone() });
                }
                Ok(it) if it.is_dir() => {}
                _ if takes(&path) => found.push(Found::File(path)),
                // It may be a folder, with files that are wanted.
                Err(error) if recursive => {
                    let (place, reason) = (format!("`{path}`"), error.to_string());
                    found.push(Found::Broken { place, reason });
                }
                _ => {}
            }
        }
    }
    found.sort_unstable();
    found
}

impl Inner {
    fn names(&mut self, root: &Path) -> Result<Vec<Result<String, String>>, String> {
        let told = |error: io::Error| error.to_string();
        let folder = root.join(&self.path);
        let real = folder.canonicalize().map_err(told)?;
        if self.around.contains(&real) {
            return Err("is a link to a folder around it".to_owned());
        }
        self.around.push(real);
        let names = fs::read_dir(folder).map_err(told)?.map(|entry| {
            let name = entry.map_err(told)?.file_name();
            name.into_string().map_err(|name| format!("the name {name:?} in it is not UTF-8"))
        });
        Ok(names.collect())
    }

    fn broken(&self, reason: String) -> Found {
        let place = match self.path.as_str() {
            "" => "the folder".to_owned(),
            path => format!("`{path}`"),
        };
        Found::Broken { place, reason }
    }
}
