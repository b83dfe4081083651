use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};

use super::probe;
use crate::schema::{Extract, Kind, Node, named};

macro_rules! octet {
    () => {
        "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
    };
}

macro_rules! v4 {
    () => {
        concat!("(", octet!(), "\\.){3}", octet!())
    };
}

/// All spellings but those that end as an IPv4 address does.
macro_rules! v6 {
    () => {
        concat!(
            "(([0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}",
            "|([0-9a-fA-F]{1,4}:){1,7}:",
            "|([0-9a-fA-F]{1,4}:){1,6}(:[0-9a-fA-F]{1,4}){1,1}",
            "|([0-9a-fA-F]{1,4}:){1,5}(:[0-9a-fA-F]{1,4}){1,2}",
            "|([0-9a-fA-F]{1,4}:){1,4}(:[0-9a-fA-F]{1,4}){1,3}",
            "|([0-9a-fA-F]{1,4}:){1,3}(:[0-9a-fA-F]{1,4}){1,4}",
            "|([0-9a-fA-F]{1,4}:){1,2}(:[0-9a-fA-F]{1,4}){1,5}",
            "|[0-9a-fA-F]{1,4}:(:[0-9a-fA-F]{1,4}){1,6}",
            "|:((:[0-9a-fA-F]{1,4}){1,7}|:)",
            ")",
        )
    };
}

macro_rules! port {
    () => {
        concat!(
            ":(0|[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}",
            "|655[0-2][0-9]|6553[0-5])",
        )
    };
}

macro_rules! addresses {
    ($($address:ident $format:expr, $pattern:expr;)*) => {$(
        impl Extract for $address {
            const ID: u64 = named(stringify!($address));
            const NODE: &'static Node = &Node::leaf(Kind::String {
                format: $format,
                pattern: $pattern,
                probe: probe::<Self>,
            });
        }
    )*};
}

addresses! {
    IpAddr None, Some(concat!("^(", v4!(), "|", v6!(), ")$"));
    Ipv4Addr Some("ipv4"), None;
    Ipv6Addr Some("ipv6"), None;
    SocketAddr None, Some(concat!("^(", v4!(), "|\\[", v6!(), "\\])", port!(), "$"));
    SocketAddrV4 None, Some(concat!("^", v4!(), port!(), "$"));
    SocketAddrV6 None, Some(concat!("^\\[", v6!(), "\\]", port!(), "$"));
}
