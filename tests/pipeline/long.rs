//! Documents that are too long for one request: all rows, once, in order.

mod model;
mod paged;
mod shapes;
mod split;
mod statement;
