//! Columns, from the graph of a type.

use std::collections::HashSet;

use crate::schema::{
    Body, Bounds, Content, Definition, Extract, Field, Format, Kind, Node, Tagging, Variant,
};

/// Places of a type that have columns of their own. What comes after them is JSON: a type that holds another
/// one ten times, which holds another one ten times, would not end.
const MOST: usize = 10_000;

/// One place of a table.
pub(super) struct Column {
    pub(super) name: String,
    /// Of its value, in the object where it stands.
    pub(super) key: &'static str,
    pub(super) aliases: &'static [&'static str],
    pub(super) nullable: bool,
    pub(super) form: Form,
}

/// What stands in a column.
pub(super) enum Form {
    Boolean,
    Date,
    Integer {
        signed: bool,
        bits: u32,
    },
    /// Anything, as JSON in text; `null` is null.
    Json,
    List(Box<Column>),
    /// Keys and values.
    Map(Box<[Column; 2]>),
    /// One of the names of an enum without data.
    Name(&'static [Variant]),
    Number,
    /// An object with these.
    Struct(Vec<Column>),
    Text,
    /// A list with exactly these.
    Tuple(Vec<Column>),
    Variants {
        tagging: Tagging,
        variants: &'static [Variant],
        /// The tag, and one for each variant that has data, which is null in the others. Their keys are
        /// the names of the variants.
        columns: Vec<Column>,
    },
}

/// All columns of a type, but for that of the id.
pub(super) struct Root(pub(super) Column);

impl Root {
    pub(super) fn of<T: Extract>() -> Self {
        let mut planner = Planner { within: Vec::new(), left: MOST };
        let mut root = planner.column("value", T::NODE, &Bounds::NONE);
        if let Some(columns) = root.parts_mut() {
            unique(columns.iter_mut().map(|column| &mut column.name), Some("id"));
        }
        Self(root)
    }

    /// The fields, or the one column of a type that has none.
    pub(super) fn columns(&self) -> &[Column] {
        self.0.parts().unwrap_or(std::slice::from_ref(&self.0))
    }
}

impl Column {
    /// The columns inside, if it is always a struct or a tuple.
    pub(super) fn parts(&self) -> Option<&[Column]> {
        match &self.form {
            Form::Struct(columns) | Form::Tuple(columns) if !self.nullable => Some(columns),
            _ => None,
        }
    }

    fn parts_mut(&mut self) -> Option<&mut [Column]> {
        match &mut self.form {
            Form::Struct(columns) | Form::Tuple(columns) if !self.nullable => Some(columns),
            _ => None,
        }
    }
}

/// Gives the later of two equal names a number.
pub(super) fn unique<'a>(names: impl Iterator<Item = &'a mut String>, taken: Option<&str>) {
    let mut taken: HashSet<_> = taken.map(str::to_owned).into_iter().collect();
    for name in names {
        let wanted = name.clone();
        for number in 2_u32.. {
            if taken.insert(name.clone()) {
                break;
            }
            *name = format!("{wanted}_{number}");
        }
    }
}

struct Planner {
    /// The ids of the definitions that are open.
    within: Vec<u64>,
    left: usize,
}

impl Planner {
    fn column(&mut self, key: &'static str, node: &'static Node, bounds: &Bounds) -> Column {
        let (nullable, form) = self.form(node, bounds);
        Column { name: key.to_owned(), key, aliases: &[], nullable, form }
    }

    /// What stands there, and whether it may be `null`.
    fn form(&mut self, node: &'static Node, bounds: &Bounds) -> (bool, Form) {
        let Some(left) = self.left.checked_sub(1) else { return (true, Form::Json) };
        self.left = left;
        let bounds = node.own.map_or(bounds, |own| &own.bounds);
        match &node.kind {
            Kind::Array { lenient: true, .. } => (false, Form::Json),
            Kind::Array { items, .. } => {
                let item = self.column("item", items, &Bounds::NONE);
                (false, Form::List(Box::new(item)))
            }
            Kind::Back(_) | Kind::Null => (true, Form::Json),
            Kind::Boolean => (false, Form::Boolean),
            Kind::Integer { minimum, maximum } | Kind::NonZero { minimum, maximum } => {
                (false, integer(*minimum, *maximum))
            }
            Kind::Map { keys, values } => {
                let key = self.column("key", keys, &Bounds::NONE);
                let value = self.column("value", values, &Bounds::NONE);
                (false, Form::Map(Box::new([key, value])))
            }
            Kind::Named(link) => self.definition(link.follow()),
            Kind::Nullable(inner) => (true, self.form(inner, bounds).1),
            Kind::Number { .. } => (false, Form::Number),
            Kind::String { format, .. } => {
                let format = format.and_then(Format::named).or(bounds.format);
                let is_date = format == Some(Format::Date);
                (false, if is_date { Form::Date } else { Form::Text })
            }
            Kind::Tuple(nodes) => {
                let nodes = nodes.iter().map(|node| (*node, &Bounds::NONE));
                (false, self.tuple(nodes))
            }
        }
    }

    fn definition(&mut self, definition: &'static Definition) -> (bool, Form) {
        if self.within.contains(&definition.id) {
            return (true, Form::Json);
        }
        self.within.push(definition.id);
        let found = match &definition.body {
            Body::Enum { tagging: Tagging::Untagged, .. } | Body::Null => (true, Form::Json),
            Body::Enum { tagging, variants } => (false, self.variants(*tagging, variants)),
            Body::Struct(object) => (false, self.object(object.fields)),
            Body::Transparent(field) => self.form(field.node, field.bounds),
            Body::Tuple(fields) => {
                (false, self.tuple(fields.iter().map(|field| (field.node, field.bounds))))
            }
        };
        self.within.pop();
        found
    }

    fn object(&mut self, fields: &'static [Field]) -> Form {
        let mut columns = Vec::with_capacity(fields.len());
        self.fields(fields, &mut columns);
        // What has no parts has no place in a file of columns.
        if columns.is_empty() { Form::Json } else { Form::Struct(columns) }
    }

    fn fields(&mut self, fields: &'static [Field], columns: &mut Vec<Column>) {
        for field in fields {
            if !field.flattened {
                let column = self.column(field.key, field.node, field.bounds);
                let nullable = column.nullable || field.defaulted;
                columns.push(Column { aliases: field.aliases, nullable, ..column });
            } else if let Some((definition, object)) = field.node.structure() {
                self.within.push(definition.id);
                self.fields(object.fields, columns);
                self.within.pop();
            }
        }
    }

    fn tuple<'b>(&mut self, parts: impl Iterator<Item = (&'static Node, &'b Bounds)>) -> Form {
        let columns: Vec<_> = parts
            .enumerate()
            .map(|(position, (node, bounds))| {
                let name = format!("_{position}");
                Column { name, ..self.column("", node, bounds) }
            })
            .collect();
        if columns.is_empty() { Form::Json } else { Form::Tuple(columns) }
    }

    fn variants(&mut self, tagging: Tagging, variants: &'static [Variant]) -> Form {
        let tag = match tagging {
            Tagging::Adjacent { tag, .. } | Tagging::Internal { tag } => tag,
            Tagging::External | Tagging::Untagged => "variant",
        };
        let form = Form::Name(variants);
        let tag = Column { name: tag.to_owned(), key: tag, aliases: &[], nullable: false, form };
        let mut columns = vec![tag];
        for variant in variants {
            let (nullable, form) = match &variant.content {
                Content::Newtype(field) => self.form(field.node, field.bounds),
                Content::Struct(object) => (false, self.object(object.fields)),
                Content::Tuple(fields) => {
                    (false, self.tuple(fields.iter().map(|field| (field.node, field.bounds))))
                }
                Content::Unit => continue,
            };
            let (name, key) = (variant.name.to_owned(), variant.name);
            columns.push(Column { name, key, aliases: &[], nullable, form });
        }
        if columns.len() == 1 && matches!(tagging, Tagging::External) {
            return Form::Name(variants);
        }
        unique(columns.iter_mut().map(|column| &mut column.name), None);
        Form::Variants { tagging, variants, columns }
    }
}

/// The smallest integer that holds all from one to the other.
fn integer(minimum: i128, maximum: i128) -> Form {
    let signed = minimum < 0;
    let least = |bits: u32| if signed { -(1_i128 << (bits - 1)) } else { 0 };
    let most = |bits: u32| (1_i128 << (bits - u32::from(signed))) - 1;
    let fits = |bits: &u32| minimum >= least(*bits) && maximum <= most(*bits);
    Form::Integer { signed, bits: [8, 16, 32].into_iter().find(fits).unwrap_or(64) }
}
