use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use csv::{ByteRecord, Reader, ReaderBuilder, StringRecord, Terminator};

use super::{
    check::{Broken, Row, twice},
    csv::Meta,
    open::open,
    quotes::Quotes,
};
use crate::{Error, error::ConfigError, pipeline::Document, wire::MAX_BYTES};

/// Stands behind the last row, so that a quote that is never closed shows: it holds this as well.
/// Nothing in it may be a separator.
const END: &str = "\u{1e}theendofthedocuments\u{1e}";
const END_LINE: &[u8] = "\n\u{1e}theendofthedocuments\u{1e}\n".as_bytes();

/// A file of rows, each of bounded length.
pub(super) struct Table {
    reader: Reader<Bounded>,
    record: ByteRecord,
}

impl Table {
    pub(super) fn open(path: &Path, separator: char) -> Result<Self, Error> {
        let ascii = u8::try_from(separator).ok().filter(u8::is_ascii).ok_or_else(|| {
            let message = format!("the separator {separator:?} is not ASCII, as one of CSV is");
            ConfigError::new(message)
        })?;
        if ascii.is_ascii_alphanumeric() || matches!(ascii, b'"' | b'\r' | b'\n' | 0x1e) {
            let message = format!("the separator {separator:?} cannot stand between values");
            return Err(ConfigError::new(message).into());
        }
        let quotes = Quotes::new(ascii);
        let bounded = Bounded { file: open(path)?, left: 0, quotes, end: END_LINE };
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            // With the usual one, a row ends at the CR of a CR LF, and lines cannot be told.
            .terminator(Terminator::Any(b'\n'))
            .delimiter(ascii)
            .from_reader(bounded);
        Ok(Self { reader, record: ByteRecord::new() })
    }

    /// The next row and the line on which it begins; `None` behind the last one.
    fn next(&mut self) -> Option<Result<(u64, StringRecord), Broken>> {
        let ends_with_return = loop {
            self.reader.get_mut().left = MAX_BYTES;
            let before = self.reader.position().clone();
            match self.reader.read_byte_record(&mut self.record) {
                Ok(true) => {}
                // Nothing is left, not even the end that stands behind the last row.
                Ok(false) => return None,
                Err(error) => {
                    let place = format!("behind line {}", before.line().saturating_sub(1));
                    return Some(Err(Broken::new(place, error).last()));
                }
            }
            let ends_with_return = self.reader.get_mut().quotes.ends_with_return();
            // A blank line is CR and LF alone, behind others with LF; `""` is an empty value.
            let after = self.reader.position();
            let (bytes, lines) = (after.byte() - before.byte(), after.line() - before.line());
            let is_return = self.record.len() == 1 && self.record.get(0) == Some(b"\r".as_slice());
            if !is_return || bytes > lines + 1 {
                break ends_with_return;
            }
        };
        if self.record.len() == 1 && self.record.get(0) == Some(END.as_bytes()) {
            return None;
        }
        let breaks = self.record.as_slice().iter().filter(|byte| **byte == b'\n').count() as u64;
        let line = self.reader.position().line().saturating_sub(breaks);
        if self.record.as_slice().ends_with(END_LINE) {
            let reason = "a quote that opens there is never closed";
            return Some(Err(Broken::new(format!("line {line}"), reason).last()));
        }
        // Behind the row, its own break was read as well.
        let line = line.saturating_sub(1);
        Some(match StringRecord::from_byte_record(self.record.clone()) {
            Ok(record) if ends_with_return => Ok((line, without_return(record))),
            Ok(record) => Ok((line, record)),
            Err(error) => {
                let column = error.utf8_error().field() + 1;
                let reason = format!("value {column} is not UTF-8");
                Err(Broken::new(format!("line {line}"), reason))
            }
        })
    }
}

/// The same without the CR of a CR LF.
fn without_return(record: StringRecord) -> StringRecord {
    if !record.as_slice().ends_with('\r') {
        return record;
    }
    let last = record.len() - 1;
    let value = |(index, value)| match index == last {
        true => str::strip_suffix(value, '\r').unwrap_or(value),
        false => value,
    };
    record.iter().enumerate().map(value).collect()
}

/// The documents in a table.
pub(super) struct Rows<M> {
    /// Gone when nothing more can be read.
    table: Option<Table>,
    /// How many columns there are.
    width: usize,
    input: usize,
    input_name: String,
    id: Option<usize>,
    /// The names of the other columns.
    names: StringRecord,
    meta: Meta<M>,
}

impl<M> Rows<M> {
    pub(super) fn new(
        mut table: Table,
        path: &Path,
        input: &str,
        id: Option<&str>,
        meta: Meta<M>,
    ) -> Result<Self, Error> {
        let wrong = |what: String| ConfigError::new(format!("`{}`: {what}", path.display())).into();
        let header = match table.next() {
            None => return Err(wrong("it has no header".to_owned())),
            Some(Err(broken)) => return Err(wrong(broken.to_string())),
            Some(Ok((_, header))) => header,
        };
        let place = |name: &str| {
            header.iter().position(|column| column == name).ok_or_else(|| {
                let there: Vec<_> = header.iter().map(|name| format!("`{name}`")).collect();
                wrong(format!("it has no column `{name}`; it has {}", there.join(", ")))
            })
        };
        // Many tables have nameless columns, where each line ends with a separator.
        if let Some(name) = twice(header.iter().filter(|name| !name.is_empty())) {
            return Err(wrong(format!("the column `{name}` stands there twice")));
        }
        let (input_place, id) = (place(input)?, id.map(place).transpose()?);
        let mut rows = Self {
            table: Some(table),
            width: header.len(),
            input: input_place,
            input_name: input.to_owned(),
            id,
            names: StringRecord::new(),
            meta,
        };
        rows.names = rows.others(&header);
        Ok(rows)
    }

    /// What is neither input nor id.
    fn others(&self, row: &StringRecord) -> StringRecord {
        let is_other = |index: usize| index != self.input && Some(index) != self.id;
        row.iter()
            .enumerate()
            .filter_map(|(index, value)| is_other(index).then_some(value))
            .collect()
    }

    fn document(&self, line: u64, row: &StringRecord) -> Result<Document<M>, String> {
        if row.len() != self.width {
            return Err(format!("it has {} values, and the header {}", row.len(), self.width));
        }
        let input = row.get(self.input).unwrap_or_default();
        if input.is_empty() {
            return Err(format!("`{}` is empty", self.input_name));
        }
        let id = self.id.and_then(|id| row.get(id)).map_or(line.to_string(), str::to_owned);
        Ok(Document::new(id, input).with((self.meta)(&self.others(row), &self.names)?))
    }
}

impl<M> Iterator for Rows<M> {
    type Item = Row<M>;

    fn next(&mut self) -> Option<Row<M>> {
        match self.table.as_mut()?.next()? {
            Ok((line, row)) => {
                let document = self.document(line, &row);
                Some(document.map_err(|reason| Broken::new(format!("line {line}"), reason)))
            }
            Err(broken) => {
                if broken.is_last {
                    self.table = None;
                }
                Some(Err(broken))
            }
        }
    }
}

/// A file of which one row takes only so much, and behind which the end stands.
struct Bounded {
    file: File,
    left: u64,
    quotes: Quotes,
    end: &'static [u8],
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::Error::other(format!("it is longer than {MAX_BYTES} bytes")));
        }
        let count = (&mut self.file).take(self.left).read(buffer)?;
        self.left = self.left.saturating_sub(count as u64);
        if count > 0 {
            self.quotes.pass(buffer.get(..count).unwrap_or_default())?;
            return Ok(count);
        }
        self.end.read(buffer)
    }
}
