//! The keywords of the schema, one after the other.

use std::fmt::Write;

use super::{Writer, join, limits::Limits};
use crate::schema::{
    bounds::{Bounds, Multiple, Number},
    format::Format,
};

impl Writer {
    pub(super) fn list(
        &mut self,
        description: Option<&str>,
        min_items: Option<u32>,
        max_items: Option<u32>,
        items: impl FnOnce(&mut Self),
    ) {
        let limits = Limits { min_items, max_items, ..Limits::default() };
        let description = join(description, self.told(&limits).as_deref());
        self.start("array", false, description.as_deref());
        self.out.push_str(r#","items":"#);
        items(self);
        self.limits(&limits);
        self.out.push('}');
    }

    pub(super) fn any_of(&mut self, description: Option<&str>, arms: impl FnOnce(&mut Self)) {
        self.out.push('{');
        if let Some(description) = description {
            self.description(description);
            self.out.push(',');
        }
        self.out.push_str(r#""anyOf":["#);
        arms(self);
        self.out.push_str("]}");
    }

    /// A `$ref` stands alone, so a description goes around it.
    pub(super) fn reference(&mut self, id: u64, description: Option<&str>) {
        if description.is_some() {
            self.any_of(description, |writer| writer.reference(id, None));
            return;
        }
        let name = self.names.get(id).unwrap_or_default();
        // Names hold nothing that JSON or a URI fragment would escape.
        let _ = write!(self.out, r##"{{"$ref":"#/$defs/{name}"}}"##);
    }

    pub(super) fn integer(
        &mut self,
        minimum: i128,
        maximum: i128,
        bounds: &Bounds,
        nullable: bool,
        description: Option<&str>,
    ) {
        let (least, most) = (Number::Integer(minimum), Number::Integer(maximum));
        let min = bounds.min.or_else(|| bounds.exclusive_min.is_none().then_some(least));
        let max = bounds.max.or_else(|| bounds.exclusive_max.is_none().then_some(most));
        // Without a bound of the field, that of the type.
        let limits = Limits::of_number(&Bounds { min, max, ..*bounds });
        self.limited("integer", nullable, description, &limits);
    }

    /// One range on each side of 0, or the one that the field's bounds leave.
    pub(super) fn non_zero(
        &mut self,
        minimum: i128,
        maximum: i128,
        bounds: &Bounds,
        description: Option<&str>,
    ) {
        let above = Bounds { max: None, exclusive_max: None, multiple_of: None, ..*bounds };
        let below = Bounds { min: None, exclusive_min: None, multiple_of: None, ..*bounds };
        // The first number on each side that may be one.
        let step = bounds.multiple_of.map_or(1, |multiple| i128::from(multiple.digits));
        let has_negative = -step >= minimum && above.admits_integer(-step);
        let has_positive = step <= maximum && below.admits_integer(step);
        // A bound that lets 0 pass ends a range at 0's neighbour.
        let mut negative = *bounds;
        if below.admits_integer(0) {
            (negative.max, negative.exclusive_max) = (None, None);
        }
        let mut positive = *bounds;
        if above.admits_integer(0) {
            (positive.min, positive.exclusive_min) = (None, None);
        }
        match (has_negative, has_positive) {
            (false, _) => self.integer(1, maximum, &positive, false, description),
            (_, false) => self.integer(minimum, -1, &negative, false, description),
            (true, true) => self.any_of(description, |writer| {
                writer.integer(minimum, -1, &negative, false, None);
                writer.out.push(',');
                writer.integer(1, maximum, &positive, false, None);
            }),
        }
    }

    pub(super) fn number(&mut self, bounds: &Bounds, nullable: bool, description: Option<&str>) {
        self.limited("number", nullable, description, &Limits::of_number(bounds));
    }

    pub(super) fn text(
        &mut self,
        format: Option<&str>,
        pattern: Option<&str>,
        told: Option<&str>,
        bounds: &Bounds,
        nullable: bool,
        description: Option<&str>,
    ) {
        // A type that has its own takes none from the field.
        let format = format.or(bounds.format.map(Format::name));
        let pattern = pattern.or(bounds.pattern.map(|pattern| pattern().as_str()));
        let limits = Limits { format, pattern, told, ..Limits::default() };
        self.limited("string", nullable, description, &limits);
    }

    pub(super) fn constant(&mut self, value: &str, description: Option<&str>) {
        self.start("string", false, description);
        self.out.push_str(r#","const":"#);
        self.string(value);
        self.out.push('}');
    }

    pub(super) fn plain(&mut self, name: &str, nullable: bool, description: Option<&str>) {
        self.start(name, nullable, description);
        self.out.push('}');
    }

    /// A plain type and what it is held to.
    fn limited(
        &mut self,
        name: &str,
        nullable: bool,
        description: Option<&str>,
        limits: &Limits<'_>,
    ) {
        let description = join(description, self.told(limits).as_deref());
        self.start(name, nullable, description.as_deref());
        self.limits(limits);
        self.out.push('}');
    }

    /// `{"type":…` and the description; the caller adds the rest and the closing brace.
    pub(super) fn start(&mut self, name: &str, nullable: bool, description: Option<&str>) {
        if nullable {
            let _ = write!(self.out, r#"{{"type":["{name}","null"]"#);
        } else {
            let _ = write!(self.out, r#"{{"type":"{name}""#);
        }
        if let Some(description) = description {
            self.out.push(',');
            self.description(description);
        }
    }

    pub(super) fn description(&mut self, text: &str) {
        self.out.push_str(r#""description":"#);
        self.string(text);
    }

    pub(super) fn bound(&mut self, keyword: &str, number: Option<Number>) {
        let _ = match number {
            Some(Number::Integer(integer)) => write!(self.out, r#","{keyword}":{integer}"#),
            Some(Number::Float(float)) => write!(self.out, r#","{keyword}":{float:?}"#),
            None => Ok(()),
        };
    }

    pub(super) fn word(&mut self, keyword: &str, word: Option<&str>) {
        if let Some(word) = word {
            let _ = write!(self.out, r#","{keyword}":"#);
            self.string(word);
        }
    }

    /// With the digits that were written.
    pub(super) fn multiple_of(&mut self, multiple: Option<Multiple>) {
        if let Some(multiple) = multiple {
            let _ = write!(self.out, r#","multipleOf":{multiple}"#);
        }
    }

    pub(super) fn count(&mut self, keyword: &str, count: Option<u32>) {
        if let Some(count) = count {
            let _ = write!(self.out, r#","{keyword}":{count}"#);
        }
    }

    pub(super) fn comma(&mut self, position: usize) {
        if position > 0 {
            self.out.push(',');
        }
    }

    pub(super) fn string(&mut self, text: &str) {
        crate::decode::push_json_string(&mut self.out, text);
    }
}
