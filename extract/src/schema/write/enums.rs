//! Enums: a list of names, or one arm for each variant.

use super::{ObjectField, Writer, fields, join, said_of};
use crate::schema::definition::{Content, Tagging, Variant};

impl Writer {
    pub(super) fn enumeration(
        &mut self,
        tagging: Tagging,
        variants: &'static [Variant],
        description: Option<&str>,
    ) {
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

    pub(super) fn enum_of_strings(&mut self, units: &[&Variant], description: Option<&str>) {
        self.start("string", false, description);
        self.out.push_str(r#","enum":["#);
        for (position, unit) in units.iter().enumerate() {
            self.comma(position);
            self.string(unit.name);
        }
        self.out.push_str("]}");
    }

    pub(super) fn variant(&mut self, tagging: Tagging, variant: &'static Variant) {
        let name = variant.name;
        match tagging {
            Tagging::Untagged => self.arm(variant),
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
                        let inside = fields(std::slice::from_ref(*field));
                        self.object(description.as_deref(), &tags, inside);
                    }
                    Content::Struct(object) => {
                        self.object(variant.description, &tags, fields(object.fields));
                    }
                    Content::Tuple(_) | Content::Unit => {
                        self.object(variant.description, &tags, [])
                    }
                }
            }
        }
    }

    /// A variant that stands there without its name.
    fn arm(&mut self, variant: &'static Variant) {
        let description = variant.description;
        match &variant.content {
            Content::Newtype(field) => {
                let description = join(description, field.description);
                self.node(field.node, description.as_deref(), field.bounds);
            }
            Content::Struct(object) => self.object(description, &[], fields(object.fields)),
            Content::Tuple(elements) => {
                self.object(description, &[], elements.iter().map(ObjectField::from));
            }
            Content::Unit => self.plain("null", false, description),
        }
    }

    pub(super) fn content(&mut self, content: &'static Content) {
        match content {
            Content::Newtype(field) => {
                self.node(field.node, field.description, field.bounds);
            }
            Content::Struct(object) => self.object(None, &[], fields(object.fields)),
            Content::Tuple(elements) => {
                self.object(None, &[], elements.iter().map(ObjectField::from));
            }
            Content::Unit => self.plain("null", false, None),
        }
    }
}
