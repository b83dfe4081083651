use std::{
    fmt,
    fs::File,
    io::{BufRead, BufReader, Read},
    path::PathBuf,
};

use serde::de::{DeserializeOwned, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{
    Documents,
    check::{Broken, Row, check, twice},
    open::open,
};
use crate::{Error, pipeline::Document, wire::MAX_BYTES};

/// A file in which each line is a JSON object: one member is what the model reads, the others travel along.
///
/// ```
/// use extract::pipeline::read;
///
/// # let path = std::env::temp_dir().join(format!("extract-doc-letters-{}.jsonl", std::process::id()));
/// std::fs::write(&path, r#"{"number":"17","body":"Dear Ada, …"}"#)?;
/// let mut letters = read::json_lines(&path).input("body").id("number").open()?;
/// assert_eq!(letters.next().expect("one letter")?.id, "17");
/// # std::fs::remove_file(path)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Blank lines are passed over.
#[derive(Clone)]
#[must_use = "nothing is read before `open` is called"]
pub struct JsonLines<M = ()> {
    path: PathBuf,
    input: String,
    id: Option<String>,
    meta: fn(Rest) -> Result<M, String>,
}

/// The members that are neither input nor id.
type Rest = Vec<(String, Box<RawValue>)>;

impl JsonLines {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, input: "text".to_owned(), id: None, meta: |_| Ok(()) }
    }
}

impl<M> JsonLines<M> {
    /// The member that the model reads, a text. Default: `text`.
    pub fn input(self, member: impl Into<String>) -> Self {
        Self { input: member.into(), ..self }
    }

    /// The member that is the document's id, a text or a number, each its own. Default: the number of the
    /// line.
    pub fn id(self, member: impl Into<String>) -> Self {
        Self { id: Some(member.into()), ..self }
    }

    /// What the other members are read into, and what travels along. Default: `()`, which leaves them.
    pub fn meta<N: DeserializeOwned>(self) -> JsonLines<N> {
        let Self { path, input, id, .. } = self;
        JsonLines { path, input, id, meta: meta::<N> }
    }
}

impl<M: 'static> JsonLines<M> {
    /// Looks through all lines, and begins again.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] for a file that cannot be read or is no ordinary one, and with the numbers of
    /// the lines and the reasons, the first five, for lines that are no documents and ids that stand there
    /// twice.
    pub fn open(self) -> Result<Documents<M>, Error> {
        let path = self.path.clone();
        check(&path, || {
            let file = BufReader::new(open(&path)?);
            Ok(Lines { file: Some(file), number: 0, bytes: Vec::new(), form: self.clone_form() })
        })
    }

    fn clone_form(&self) -> Self {
        let Self { path, input, id, meta } = self;
        Self { path: path.clone(), input: input.clone(), id: id.clone(), meta: *meta }
    }

    fn document(&self, number: u64, bytes: &[u8]) -> Result<Document<M>, String> {
        let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
        let Members(mut members) = serde_json::from_str(text).map_err(told)?;
        let input = take(&mut members, &self.input)?;
        let input: String = serde_json::from_str(input.get())
            .map_err(|_| format!("`{}` is no text: {}", self.input, start(&input)))?;
        if input.is_empty() {
            return Err(format!("`{}` is empty", self.input));
        }
        let id = match &self.id {
            Some(id) => id_of(&take(&mut members, id)?)
                .map_err(|found| format!("`{id}` is neither text nor number: {found}"))?,
            None => number.to_string(),
        };
        Ok(Document::new(id, input).with((self.meta)(members)?))
    }
}

impl<M> fmt::Debug for JsonLines<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonLines")
            .field("path", &self.path)
            .field("input", &self.input)
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

struct Lines<M> {
    /// Gone when nothing more can be read.
    file: Option<BufReader<File>>,
    number: u64,
    bytes: Vec<u8>,
    form: JsonLines<M>,
}

impl<M: 'static> Iterator for Lines<M> {
    type Item = Row<M>;

    fn next(&mut self) -> Option<Row<M>> {
        loop {
            let file = self.file.as_mut()?;
            self.bytes.clear();
            self.number += 1;
            let place = || format!("line {}", self.number);
            match file.take(MAX_BYTES + 1).read_until(b'\n', &mut self.bytes) {
                Ok(0) => return None,
                Ok(_) => {}
                Err(error) => {
                    self.file = None;
                    return Some(Err(Broken::new(place(), error).last()));
                }
            }
            if self.bytes.len() as u64 > MAX_BYTES {
                self.file = None;
                let reason = format!("it is longer than {MAX_BYTES} bytes");
                return Some(Err(Broken::new(place(), reason).last()));
            }
            if !self.bytes.trim_ascii().is_empty() {
                let row = self.form.document(self.number, &self.bytes);
                return Some(row.map_err(|reason| Broken::new(place(), reason)));
            }
        }
    }
}

fn take(members: &mut Rest, name: &str) -> Result<Box<RawValue>, String> {
    let place = members.iter().position(|(member, _)| member == name);
    let place = place.ok_or_else(|| format!("it has no member `{name}`"))?;
    Ok(members.remove(place).1)
}

/// A number as it is written, so that a long one keeps its digits.
fn id_of(value: &RawValue) -> Result<String, String> {
    let text = value.get();
    match text.bytes().next() {
        Some(b'"') => serde_json::from_str(text).map_err(|_| start(value)),
        Some(b'-' | b'0'..=b'9') => Ok(text.to_owned()),
        _ => Err(start(value)),
    }
}

fn start(value: &RawValue) -> String {
    value.get().chars().take(40).collect()
}

/// The others as a text of their own, so that every type can be read that JSON can be read into.
fn meta<M: DeserializeOwned>(rest: Rest) -> Result<M, String> {
    let mut text = String::from("{");
    for (index, (name, value)) in rest.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        text += &serde_json::Value::from(name.as_str()).to_string();
        text.push(':');
        text += value.get();
    }
    text.push('}');
    serde_json::from_str(&text).map_err(told)
}

/// Without the place, which is one in a single line, or in a text of ours.
fn told(error: serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(what, _)| what.to_owned())
}

/// The members of an object, none of them twice.
struct Members(Rest);

impl<'de> serde::Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Collect)
    }
}

struct Collect;

impl<'de> Visitor<'de> for Collect {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
        let mut members = Rest::new();
        while let Some((name, value)) = map.next_entry::<String, Box<RawValue>>()? {
            members.push((name, value));
        }
        match twice(members.iter().map(|(name, _)| name.as_str())) {
            Some(name) => Err(A::Error::custom(format!("the member `{name}` stands there twice"))),
            None => Ok(Members(members)),
        }
    }
}
