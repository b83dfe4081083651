use crate::{
    json::{Part, Streamed},
    schema::{Extract, Node, mix, named},
};

macro_rules! tuples {
    ($(($($item:ident $position:tt)+))*) => {$(
        // Twelve tuples would fill the compiler's list of types that have a schema.
        #[diagnostic::do_not_recommend]
        impl<$($item: Extract),+> Extract for ($($item,)+) {
            const ID: u64 = {
                let id = named("tuple");
                $(let id = mix(id, $item::ID);)+
                id
            };
            const NODE: &'static Node = &Node::tuple(&[$($item::NODE),+]);

            fn __holds(&self) -> bool {
                true $(&& self.$position.__holds())+
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($item: Streamed),+> Streamed for ($($item,)+) {
            type Partial = ($(Part<$item::Partial>,)+);
        }
    )*};
}

tuples! {
    (A 0)
    (A 0 B 1)
    (A 0 B 1 C 2)
    (A 0 B 1 C 2 D 3)
    (A 0 B 1 C 2 D 3 E 4)
    (A 0 B 1 C 2 D 3 E 4 F 5)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11)
}
