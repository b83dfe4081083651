//! Identifiers of uuid 1.

use uuid::Uuid;

text_of_a_form! {
    "uuid1::Uuid" Uuid: format "uuid", "a UUID as 67e55044-10b1-426f-9247-bb680e5fe0c8";
}
