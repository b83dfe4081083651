//! Quotes and line ends of CSV, where they must not stand.

use std::{collections::VecDeque, io};

/// Reads along, and refuses what the csv crate would make something else of: it takes what stands behind a
/// closing quote for more of the value, and so makes one row of two.
pub(super) struct Quotes {
    separator: u8,
    line: u64,
    /// Bytes of the mark at the beginning of the file that came.
    mark: usize,
    at: At,
    /// Before the end of the first row.
    is_header: bool,
    /// Nothing of the row came yet.
    is_blank: bool,
    /// Whether the rows that came, and were not asked for, end with CR LF. A line of LF alone is no row.
    ends: VecDeque<bool>,
}

#[derive(Clone, Copy)]
enum At {
    /// Of a value.
    Start,
    Bare,
    Quoted,
    /// Behind a quote in a quoted value: its end, or half of a doubled one.
    Closed,
    /// Behind a CR, which may be part of a bare value where this is not strict.
    Return {
        strict: bool,
    },
}

/// Some programs mark UTF-8 so.
const MARK: &[u8] = "\u{feff}".as_bytes();

impl Quotes {
    pub(super) fn new(separator: u8) -> Self {
        let (mark, at, ends) = (0, At::Start, VecDeque::new());
        Self { separator, line: 1, mark, at, is_header: true, is_blank: true, ends }
    }

    /// Whether the next row ends with CR LF; the last one of a file may end with CR.
    pub(super) fn ends_with_return(&mut self) -> bool {
        self.ends.pop_front().unwrap_or(matches!(self.at, At::Return { .. }))
    }

    /// Takes the next bytes of the file.
    pub(super) fn pass(&mut self, bytes: &[u8]) -> io::Result<()> {
        for &byte in bytes {
            if MARK.get(self.mark) == Some(&byte) {
                self.mark += 1;
                continue;
            }
            self.mark = MARK.len();
            let is_end = byte == b'\n' && !matches!(self.at, At::Quoted);
            if is_end && !self.is_blank {
                self.ends.push_back(matches!(self.at, At::Return { .. }));
            }
            self.is_blank = is_end;
            self.at = match (self.at, byte) {
                (At::Quoted, b'"') => At::Closed,
                (At::Quoted, _) | (At::Start | At::Closed, b'"') => At::Quoted,
                (_, b'\n') => {
                    self.is_header = false;
                    At::Start
                }
                (At::Return { strict: true }, _) => {
                    let what = "a CR stands there without an LF; end lines with LF or CR LF, and put other CRs in quotes";
                    return Err(self.wrong(what));
                }
                // In a file whose lines end so, the first one stands in the header.
                (at, b'\r') => At::Return { strict: self.is_header || matches!(at, At::Closed) },
                (_, byte) if byte == self.separator => At::Start,
                (At::Closed, _) => {
                    let what = "a value goes on behind its closing quote, or a quote before it is not closed";
                    return Err(self.wrong(what));
                }
                _ => At::Bare,
            };
            self.line += u64::from(byte == b'\n');
        }
        Ok(())
    }

    fn wrong(&self, what: &str) -> io::Error {
        io::Error::other(format!("line {}: {what}", self.line))
    }
}
