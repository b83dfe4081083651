//! The schema as JSON text. Written by hand and not through a map, so that keys stand in
//! declaration order whatever features of serde_json the user's graph has.

use std::fmt::Write;

use super::{
    bounds::{Bounds, Number},
    definition::{Body, Content, Definition, Field, Object, Tagging, Variant},
    names::Names,
    node::{Kind, Node},
    survey::{FEW, MANY, Survey, WRAPPER},
};

/// The whole root schema.
pub(crate) fn write(root: &'static Node) -> String {
    let few = Survey::<FEW>::of(root);
    if few.complete {
        return Writer::new(&few).root(root.root());
    }
    Writer::new(&Survey::<MANY>::of(root)).root(root.root())
}

struct Writer {
    out: String,
    names: Names,
    hoisted: Vec<&'static Definition>,
    wrapped: bool,
}

impl Writer {
    fn new<const N: usize>(survey: &Survey<N>) -> Self {
        let mut names = Names::default();
        let mut hoisted = Vec::new();
        for position in 0..survey.len() {
            if let Some(surveyed) = survey.get(position)
                && surveyed.hoisted
            {
                names.add(surveyed.definition);
                hoisted.push(surveyed.definition);
            }
        }
        Self { out: String::new(), names, hoisted, wrapped: survey.wrapped }
    }

    fn root(mut self, root: &Node) -> String {
        if self.wrapped {
            let field =
                ObjectField { key: WRAPPER, node: root, description: None, bounds: &Bounds::NONE };
            self.object(None, &[], [field]);
        } else {
            match &root.kind {
                // Written out even if it stands in `$defs` as well: a root may not be a `$ref`.
                Kind::Named(link) => self.definition(link.follow(), None),
                _ => self.node(root, None, &Bounds::NONE),
            }
        }
        if !self.hoisted.is_empty() {
            self.out.pop();
            self.out.push_str(r#","$defs":{"#);
            for (position, definition) in std::mem::take(&mut self.hoisted).into_iter().enumerate()
            {
                self.comma(position);
                let name = self.names.get(definition.id).unwrap_or_default().to_owned();
                self.string(&name);
                self.out.push(':');
                self.definition(definition, None);
            }
            self.out.push_str("}}");
        }
        self.out
    }

    fn node(&mut self, node: &Node, description: Option<&str>, bounds: &Bounds) {
        match &node.kind {
            Kind::Array { items, exactly } => {
                let (min, max) = match exactly {
                    Some(count) => (Some(*count), Some(*count)),
                    None => (bounds.min_items, bounds.max_items),
                };
                self.list(description, min, max, |writer| writer.node(items, None, &Bounds::NONE));
            }
            Kind::Back(id) => self.reference(*id, description),
            Kind::Boolean => self.plain("boolean", false, description),
            Kind::Integer { minimum, maximum } => {
                self.integer(*minimum, *maximum, bounds, false, description);
            }
            Kind::Map(values) => {
                self.list(description, bounds.min_items, bounds.max_items, |writer| {
                    let key =
                        Node::leaf(Kind::String { format: None, pattern: None, probe: |_| Ok(()) });
                    let entry = |key, node| ObjectField {
                        key,
                        node,
                        description: None,
                        bounds: &Bounds::NONE,
                    };
                    writer.object(None, &[], [entry("key", &key), entry("value", values)]);
                })
            }
            Kind::Named(link) => {
                let definition = link.follow();
                if self.names.get(definition.id).is_some() {
                    self.reference(definition.id, description);
                } else {
                    self.definition(definition, description);
                }
            }
            Kind::Null => self.plain("null", false, description),
            Kind::Nullable(inner) => self.nullable(inner, description, bounds),
            Kind::Number { .. } => self.number(bounds, false, description),
            Kind::String { format, pattern, .. } => {
                self.text(*format, *pattern, false, description);
            }
            Kind::Tuple(items) => {
                let keys: Vec<_> =
                    (0..items.len()).map(|position| format!("_{position}")).collect();
                let fields = keys.iter().zip(*items).map(|(key, node)| ObjectField {
                    key,
                    node,
                    description: None,
                    bounds: &Bounds::NONE,
                });
                self.object(description, &[], fields);
            }
        }
    }

    fn nullable(&mut self, inner: &Node, description: Option<&str>, bounds: &Bounds) {
        match &inner.kind {
            Kind::Boolean => self.plain("boolean", true, description),
            Kind::Integer { minimum, maximum } => {
                self.integer(*minimum, *maximum, bounds, true, description);
            }
            Kind::Number { .. } => self.number(bounds, true, description),
            Kind::String { format, pattern, .. } => {
                self.text(*format, *pattern, true, description);
            }
            _ => {
                self.any_of(description, |writer| {
                    writer.node(inner, None, bounds);
                    writer.out.push_str(r#",{"type":"null"}"#);
                });
            }
        }
    }

    fn definition(&mut self, definition: &Definition, described: Option<&str>) {
        let description = join(described, definition.description);
        let description = description.as_deref();
        match &definition.body {
            Body::Enum { tagging, variants } => self.enumeration(*tagging, variants, description),
            Body::Null => self.plain("null", false, description),
            Body::Struct(object) => self.object(description, &[], fields(object)),
            Body::Transparent(field) => {
                let description = join(description, field.description);
                self.node(field.node, description.as_deref(), &field.bounds);
            }
            Body::Tuple(elements) => {
                self.object(description, &[], elements.iter().map(ObjectField::from));
            }
        }
    }

    fn enumeration(&mut self, tagging: Tagging, variants: &[Variant], description: Option<&str>) {
        let external = matches!(tagging, Tagging::External);
        let (units, others): (Vec<_>, Vec<_>) =
            variants.iter().partition(|v| external && matches!(v.content, Content::Unit));
        let described = units.iter().any(|variant| variant.description.is_some());
        if others.is_empty() && !described {
            self.enum_of_strings(&units, description);
            return;
        }
        self.any_of(description, |writer| {
            let mut arms = 0;
            if described {
                for unit in &units {
                    writer.comma(arms);
                    writer.constant(unit.name, unit.description);
                    arms += 1;
                }
            } else if !units.is_empty() {
                writer.enum_of_strings(&units, None);
                arms += 1;
            }
            for variant in &others {
                writer.comma(arms);
                writer.variant(tagging, variant);
                arms += 1;
            }
        });
    }

    fn enum_of_strings(&mut self, units: &[&Variant], description: Option<&str>) {
        self.start("string", false, description);
        self.out.push_str(r#","enum":["#);
        for (position, unit) in units.iter().enumerate() {
            self.comma(position);
            self.string(unit.name);
        }
        self.out.push_str("]}");
    }

    fn variant(&mut self, tagging: Tagging, variant: &Variant) {
        let name = variant.name;
        match tagging {
            Tagging::External => self.keyed(variant.description, &[], name, |writer| {
                writer.content(&variant.content);
            }),
            Tagging::Adjacent { tag, content } => match variant.content {
                Content::Unit => self.object(variant.description, &[(tag, name)], []),
                ref inner => self.keyed(variant.description, &[(tag, name)], content, |writer| {
                    writer.content(inner);
                }),
            },
            Tagging::Internal { tag } => {
                let tags = [(tag, name)];
                match &variant.content {
                    Content::Newtype(field) => {
                        let description = join(variant.description, field.description);
                        let said = said_of(field.node);
                        let description = join(description.as_deref(), said.as_deref());
                        let object = field.node.fields();
                        let inside = object.iter().flat_map(fields);
                        self.object(description.as_deref(), &tags, inside);
                    }
                    Content::Struct(object) => {
                        self.object(variant.description, &tags, fields(object))
                    }
                    Content::Tuple(_) | Content::Unit => {
                        self.object(variant.description, &tags, [])
                    }
                }
            }
        }
    }

    fn content(&mut self, content: &Content) {
        match content {
            Content::Newtype(field) => {
                self.node(field.node, field.description, &field.bounds);
            }
            Content::Struct(object) => self.object(None, &[], fields(object)),
            Content::Tuple(elements) => {
                self.object(None, &[], elements.iter().map(ObjectField::from));
            }
            Content::Unit => self.plain("null", false, None),
        }
    }

    /// An object with constant tags in front and one more key.
    fn keyed(
        &mut self,
        description: Option<&str>,
        tags: &[(&str, &str)],
        key: &str,
        value: impl FnOnce(&mut Self),
    ) {
        self.open_object(description, tags);
        self.comma(tags.len());
        self.string(key);
        self.out.push(':');
        value(self);
        let keys = tags.iter().map(|(tag, _)| *tag).chain([key]).collect::<Vec<_>>();
        self.close_object(&keys);
    }

    fn object<'a>(
        &mut self,
        description: Option<&str>,
        tags: &[(&'a str, &str)],
        fields: impl IntoIterator<Item = ObjectField<'a>>,
    ) {
        self.open_object(description, tags);
        let mut keys: Vec<_> = tags.iter().map(|(tag, _)| *tag).collect();
        for field in fields {
            self.comma(keys.len());
            self.string(field.key);
            self.out.push(':');
            self.node(field.node, field.description, field.bounds);
            keys.push(field.key);
        }
        self.close_object(&keys);
    }

    fn open_object(&mut self, description: Option<&str>, tags: &[(&str, &str)]) {
        self.start("object", false, description);
        self.out.push_str(r#","properties":{"#);
        for (position, (tag, value)) in tags.iter().enumerate() {
            self.comma(position);
            self.string(tag);
            self.out.push(':');
            self.constant(value, None);
        }
    }

    fn close_object(&mut self, keys: &[&str]) {
        self.out.push_str(r#"},"required":["#);
        for (position, key) in keys.iter().enumerate() {
            self.comma(position);
            self.string(key);
        }
        self.out.push_str(r#"],"additionalProperties":false}"#);
    }

    fn list(
        &mut self,
        description: Option<&str>,
        min: Option<u32>,
        max: Option<u32>,
        items: impl FnOnce(&mut Self),
    ) {
        self.start("array", false, description);
        self.out.push_str(r#","items":"#);
        items(self);
        self.count("minItems", min);
        self.count("maxItems", max);
        self.out.push('}');
    }

    fn any_of(&mut self, description: Option<&str>, arms: impl FnOnce(&mut Self)) {
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
    fn reference(&mut self, id: u64, description: Option<&str>) {
        if description.is_some() {
            self.any_of(description, |writer| writer.reference(id, None));
            return;
        }
        let name = self.names.get(id).unwrap_or_default();
        // Names hold nothing that JSON or a URI fragment would escape.
        let _ = write!(self.out, r##"{{"$ref":"#/$defs/{name}"}}"##);
    }

    fn integer(
        &mut self,
        minimum: i128,
        maximum: i128,
        bounds: &Bounds,
        nullable: bool,
        description: Option<&str>,
    ) {
        self.start("integer", nullable, description);
        self.bound("minimum", bounds.min.unwrap_or(Number::Integer(minimum)));
        self.bound("maximum", bounds.max.unwrap_or(Number::Integer(maximum)));
        self.out.push('}');
    }

    fn number(&mut self, bounds: &Bounds, nullable: bool, description: Option<&str>) {
        self.start("number", nullable, description);
        if let Some(min) = bounds.min {
            self.bound("minimum", min);
        }
        if let Some(max) = bounds.max {
            self.bound("maximum", max);
        }
        self.out.push('}');
    }

    fn text(
        &mut self,
        format: Option<&str>,
        pattern: Option<&str>,
        nullable: bool,
        description: Option<&str>,
    ) {
        self.start("string", nullable, description);
        for (keyword, value) in [("format", format), ("pattern", pattern)] {
            if let Some(value) = value {
                self.out.push(',');
                self.string(keyword);
                self.out.push(':');
                self.string(value);
            }
        }
        self.out.push('}');
    }

    fn constant(&mut self, value: &str, description: Option<&str>) {
        self.start("string", false, description);
        self.out.push_str(r#","const":"#);
        self.string(value);
        self.out.push('}');
    }

    fn plain(&mut self, name: &str, nullable: bool, description: Option<&str>) {
        self.start(name, nullable, description);
        self.out.push('}');
    }

    /// `{"type":…` and the description; the caller adds the rest and the closing brace.
    fn start(&mut self, name: &str, nullable: bool, description: Option<&str>) {
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

    fn description(&mut self, text: &str) {
        self.out.push_str(r#""description":"#);
        self.string(text);
    }

    fn bound(&mut self, keyword: &str, number: Number) {
        let _ = match number {
            Number::Integer(integer) => write!(self.out, r#","{keyword}":{integer}"#),
            Number::Float(float) => write!(self.out, r#","{keyword}":{float:?}"#),
        };
    }

    fn count(&mut self, keyword: &str, count: Option<u32>) {
        if let Some(count) = count {
            let _ = write!(self.out, r#","{keyword}":{count}"#);
        }
    }

    fn comma(&mut self, position: usize) {
        if position > 0 {
            self.out.push(',');
        }
    }

    fn string(&mut self, text: &str) {
        crate::decode::push_json_string(&mut self.out, text);
    }
}

struct ObjectField<'a> {
    key: &'a str,
    node: &'a Node,
    description: Option<&'a str>,
    bounds: &'a Bounds,
}

impl<'a> From<&'a Field> for ObjectField<'a> {
    fn from(field: &'a Field) -> Self {
        let Field { key, node, description, bounds, .. } = field;
        Self { key, node, description: *description, bounds }
    }
}

fn fields<'a>(object: &'a Object) -> impl Iterator<Item = ObjectField<'a>> {
    object.fields.iter().map(ObjectField::from)
}

/// What is said of a type whose fields stand beside a tag, where the type itself is not written.
fn said_of(node: &Node) -> Option<String> {
    let Kind::Named(link) = &node.kind else { return None };
    let definition = link.follow();
    let Body::Transparent(field) = &definition.body else {
        return definition.description.map(str::to_owned);
    };
    let outer = join(definition.description, field.description);
    join(outer.as_deref(), said_of(field.node).as_deref())
}

/// What is said of a field, then what is said of its type.
fn join(outer: Option<&str>, inner: Option<&str>) -> Option<String> {
    match (outer, inner) {
        (Some(outer), Some(inner)) => Some(format!("{outer}\n{inner}")),
        (one, other) => one.or(other).map(str::to_owned),
    }
}
