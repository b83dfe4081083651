use serde::{Deserialize, de::DeserializeOwned};

use crate::schema::{
    Argument, Body, Definition, Extract, Field, Link, Node, Object, Outline, mix, named,
};

/// What the model answers when it is asked for the next items of a list of `L`.
#[derive(Deserialize)]
#[serde(bound = "L: DeserializeOwned")]
pub(super) struct Page<L> {
    /// Read as they stand in the text: a page is judged here, and put together as text.
    #[serde(rename = "items")]
    _items: Vec<L>,
    pub(super) more: bool,
    pub(super) total: Option<u64>,
}

/// Where its items stand.
pub(super) const ITEMS: &str = "items";

impl<L: Extract> Page<L> {
    const BODY: Body = Body::Struct(Object {
        fields: &[
            Field {
                key: ITEMS,
                description: Some("The items that were asked for, in the order of the text."),
                node: <Vec<L> as Extract>::NODE,
                ..Field::PLAIN
            },
            Field {
                key: "more",
                description: Some("Whether the text has further items after these."),
                node: <bool as Extract>::NODE,
                ..Field::PLAIN
            },
            Field {
                key: "total",
                description: Some(
                    "How many items the whole text has, earlier ones included; null if that is not certain.",
                ),
                node: <Option<u64> as Extract>::NODE,
                ..Field::PLAIN
            },
        ],
        deny_unknown_fields: false,
    });
    const DEFINITION: &'static Definition =
        &Definition::new(Self::ID, "Page", Self::BODY, const { &Outline::<3>::of(&Self::BODY) })
            .arguments(const { &[Argument::Type(L::NODE)] });
}

impl<L: Extract> Extract for Page<L> {
    const ID: u64 = mix(named("long::Page"), L::ID);
    const NODE: &'static Node = &Node::named(Link::to(Self::ID, Self::DEFINITION));

    fn __holds(&self) -> bool {
        self._items.__holds()
    }
}
