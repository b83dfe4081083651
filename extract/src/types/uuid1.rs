//! Identifiers of uuid 1.

use uuid::Uuid;

text_of_a_form! {
    "uuid1::Uuid" Uuid: format "uuid";
}
