//! The user's own checks, run again on the text of each type that has some: so what they say gets
//! the path of the strict answer, whatever became of its maps and keys in Rust.

use super::{Inspector, words::Step};
use crate::{
    decode::{
        cursor::{Broken, Cursor},
        push_json_string,
    },
    error::{Rule, Violation},
    schema::{Body, Definition, Kind, Node},
};

impl Inspector<'_> {
    /// Runs the checks of this type on its text.
    pub(super) fn judge(&mut self, definition: &'static Definition, text: &str) {
        let Some(judged) = definition.judged.filter(|_| self.judging) else { return };
        for finding in judged(text) {
            let steps: String = finding.steps.iter().map(|key| Step(key).to_string()).collect();
            let path = format!("{}{steps}{}", self.path, finding.below);
            self.judged.push(Violation::new(path, Rule::Validate, finding.message));
        }
    }

    /// The same for a struct that stands beside a tag, and for newtypes around it.
    pub(super) fn judge_beside_tag(&mut self, node: &'static Node, text: &str, tag: &str) {
        let Ok(text) = without(text, tag) else { return };
        let mut node = node;
        while let Kind::Named(link) = &node.kind {
            let definition = link.follow();
            self.judge(definition, &text);
            match &definition.body {
                Body::Transparent(field) => node = field.node,
                _ => return,
            }
        }
    }
}

/// The object without this member: the type behind the tag may deny unknown keys.
fn without(object: &str, tag: &str) -> Result<String, Broken> {
    let mut cursor = Cursor::new(object);
    let mut out = "{".to_owned();
    let mut more = cursor.open(b'{', b'}')?;
    while more {
        let key = cursor.key()?;
        let value = cursor.value()?;
        if key != tag {
            if out.len() > 1 {
                out.push(',');
            }
            push_json_string(&mut out, &key);
            out.push(':');
            out.push_str(value);
        }
        more = cursor.another(b'}')?;
    }
    out.push('}');
    Ok(out)
}
