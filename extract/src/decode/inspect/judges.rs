//! The user's own checks, run again on the text of each type that has some: so what they say gets
//! the path of the strict answer, whatever became of its maps and keys in Rust.

use super::{Inspector, words::Step};
use crate::{
    error::{Rule, Violation},
    schema::{Body, Definition, Field, Kind},
};

impl Inspector<'_> {
    /// Are checks still to be run here? Of what was read into another type, no value has run them.
    pub(super) fn judges(&self) -> bool {
        !self.has_value || self.converted
    }

    /// Runs the checks of this type on its text.
    pub(super) fn judge(&mut self, definition: &'static Definition, text: &str) {
        let Some(judged) = definition.judged.filter(|_| self.judges()) else { return };
        for finding in judged(text) {
            let steps: String = finding.steps.iter().map(|key| Step(key).to_string()).collect();
            let path = format!("{}{steps}{}", self.path, finding.below);
            self.judged.push(Violation::new(path, Rule::Validate, finding.message));
        }
    }

    /// The same for structs whose fields stand in this object, and for newtypes around them.
    pub(super) fn judge_flattened(&mut self, fields: &'static [Field], text: &str) {
        for field in fields.iter().filter(|field| field.flattened) {
            let mut node = field.node;
            while let Kind::Named(link) = &node.kind {
                let definition = link.follow();
                self.judge(definition, text);
                match &definition.body {
                    Body::Transparent(field) => node = field.node,
                    Body::Struct(object) => {
                        self.judge_flattened(object.fields, text);
                        break;
                    }
                    _ => break,
                }
            }
        }
    }
}
