//! The schema as JSON text. Written by hand and not through a map, so that keys stand in
//! declaration order whatever features of serde_json the user's graph has.

mod enums;
mod keywords;
mod limits;

use super::{
    bounds::Bounds,
    definition::{Body, Definition, Field},
    dialect::Dialect,
    names::Names,
    node::{Kind, Node},
    survey::{FEW, MANY, Survey, WRAPPER},
};

/// The whole root schema.
pub(crate) fn write(root: &'static Node, dialect: Dialect) -> String {
    let few = Survey::<FEW>::of(root);
    if few.complete {
        return Writer::new(&few, dialect).root(root);
    }
    Writer::new(&Survey::<MANY>::of(root), dialect).root(root)
}

struct Writer {
    out: String,
    dialect: Dialect,
    names: Names,
    hoisted: Vec<&'static Definition>,
    wrapped: bool,
}

impl Writer {
    fn new<const N: usize>(survey: &Survey<N>, dialect: Dialect) -> Self {
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
        Self { out: String::new(), dialect, names, hoisted, wrapped: survey.wrapped }
    }

    fn root(mut self, root: &'static Node) -> String {
        let described = said_around(root);
        let root = root.root();
        if self.wrapped {
            let field =
                ObjectField { key: WRAPPER, node: root, description: None, bounds: &Bounds::NONE };
            self.object(None, &[], [field]);
        } else {
            match &root.kind {
                // Written out even if it stands in `$defs` as well: a root may not be a `$ref`.
                Kind::Named(link) => {
                    let own = root.own.and_then(|own| own.description);
                    let described = join(described.as_deref(), own);
                    self.definition(link.follow(), described.as_deref());
                }
                _ => self.node(root, described.as_deref(), &Bounds::NONE),
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
        let description = join(description, bounds.told().as_deref());
        let (description, bounds) = with_own(node, description, bounds);
        self.kind(node, description.as_deref(), bounds);
    }

    /// A node whose description says all that there is to say.
    fn kind(&mut self, node: &Node, description: Option<&str>, bounds: &Bounds) {
        match &node.kind {
            Kind::Array { items, exactly, .. } => {
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
            Kind::Map { keys, values } => {
                self.list(description, bounds.min_items, bounds.max_items, |writer| {
                    let entry = |key, node| ObjectField {
                        key,
                        node,
                        description: None,
                        bounds: &Bounds::NONE,
                    };
                    writer.object(None, &[], [entry("key", keys), entry("value", values)]);
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
            Kind::NonZero { minimum, maximum } => {
                self.non_zero(*minimum, *maximum, bounds, description);
            }
            Kind::Null => self.plain("null", false, description),
            Kind::Nullable(inner) => {
                let description = description.map(str::to_owned);
                let (description, bounds) = with_own(inner, description, bounds);
                self.nullable(inner, description.as_deref(), bounds);
            }
            Kind::Number { .. } => self.number(bounds, false, description),
            Kind::String { format, pattern, told, .. } => {
                self.text(*format, *pattern, *told, bounds, false, description);
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
            Kind::String { format, pattern, told, .. } => {
                self.text(*format, *pattern, *told, bounds, true, description);
            }
            _ => {
                self.any_of(description, |writer| {
                    writer.kind(inner, None, bounds);
                    writer.out.push_str(r#",{"type":"null"}"#);
                });
            }
        }
    }

    fn definition(&mut self, definition: &'static Definition, described: Option<&str>) {
        let description = join(described, definition.description);
        let description = description.as_deref();
        match &definition.body {
            Body::Enum { tagging, variants } => self.enumeration(*tagging, variants, description),
            Body::Null => self.plain("null", false, description),
            Body::Struct(object) => self.object(description, &[], fields(object.fields)),
            Body::Transparent(field) => {
                let description = join(description, field.description);
                self.node(field.node, description.as_deref(), field.bounds);
            }
            Body::Tuple(elements) => {
                self.object(description, &[], elements.iter().map(ObjectField::from));
            }
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
}

struct ObjectField<'a> {
    key: &'a str,
    node: &'a Node,
    description: Option<&'a str>,
    bounds: &'a Bounds,
}

impl<'a> From<&'a Field> for ObjectField<'a> {
    fn from(field: &'a Field) -> Self {
        let Field { key, node, description, bounds, .. } = *field;
        Self { key, node, description, bounds }
    }
}

/// The fields as they are written, with those of flattened structs in their places.
fn fields(fields: &'static [Field]) -> Vec<ObjectField<'static>> {
    let mut all = Vec::with_capacity(fields.len());
    for field in fields {
        if field.flattened {
            all.extend(
                field.node.fields().map(|inner| self::fields(inner.fields)).into_iter().flatten(),
            );
        } else {
            all.push(ObjectField::from(field));
        }
    }
    all
}

/// What is said of the newtypes around a root that is an object.
fn said_around(root: &'static Node) -> Option<String> {
    let (mut said, mut node) = (None, root);
    while !std::ptr::eq(node, root.root())
        && let Kind::Named(link) = &node.kind
        && let Body::Transparent(field) = &link.follow().body
    {
        said = join(said.as_deref(), link.follow().description);
        said = join(said.as_deref(), field.description);
        node = field.node;
    }
    said
}

/// What is said of a type itself: for a tool, and where its fields stand beside a tag and the type is
/// not written.
pub(crate) fn said_of(node: &Node) -> Option<String> {
    let Kind::Named(link) = &node.kind else { return None };
    let definition = link.follow();
    let outer = join(node.own.and_then(|own| own.description), definition.description);
    let Body::Transparent(field) = &definition.body else { return outer };
    let outer = join(outer.as_deref(), field.description);
    join(outer.as_deref(), said_of(field.node).as_deref())
}

/// With what a type says that was described by hand; its field has no bounds.
fn with_own<'b>(
    node: &Node,
    description: Option<String>,
    bounds: &'b Bounds,
) -> (Option<String>, &'b Bounds) {
    match node.own {
        Some(own) => (join(description.as_deref(), own.description), &own.bounds),
        None => (description, bounds),
    }
}

/// What is said of a field, then what is said of its type.
fn join(outer: Option<&str>, inner: Option<&str>) -> Option<String> {
    match (outer, inner) {
        (Some(outer), Some(inner)) => Some(format!("{outer}\n{inner}")),
        (one, other) => one.or(other).map(str::to_owned),
    }
}
