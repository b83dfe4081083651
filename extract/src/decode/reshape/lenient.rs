//! Lists of which each item is read for itself.

use std::fmt::Write;

use serde::de::IgnoredAny;

use super::{Reshape, Step};
use crate::decode::{cursor::Broken, inspect, push_json_string};

impl Reshape<'_> {
    /// A list of texts, and where it stands: [`Lenient`](crate::Lenient) reads each for itself.
    pub(super) fn lenient(&mut self) -> Result<(), Broken> {
        let mut after = self.cursor;
        let list = after.value()?;
        // What is broken is broken as a whole, and what nests too deep would be read too deep.
        if self.cursor.nests_too_deep() || serde_json::from_str::<IgnoredAny>(list).is_err() {
            return Err(Broken);
        }
        self.copy();
        self.out.push_str(r#"{"path":"#);
        let path = self.spelled_path();
        push_json_string(&mut self.out, &path);
        self.out.push_str(r#","texts":["#);
        let mut more = self.cursor.open(b'[', b']')?;
        while more {
            let item = self.cursor.value()?;
            push_json_string(&mut self.out, item);
            more = self.cursor.another(b']')?;
            if more {
                self.out.push(',');
            }
        }
        self.out.push_str("]}");
        self.leave_out();
        Ok(())
    }

    fn spelled_path(&self) -> String {
        let mut path = self.path.to_owned();
        for step in &self.steps {
            let _ = match step {
                Step::Item(index) => write!(path, "[{index}]"),
                Step::Key(start) => {
                    let key = self.cursor.at(*start).string().unwrap_or_default();
                    write!(path, "{}", inspect::Step(&key))
                }
            };
        }
        path
    }
}
