use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};

macro_rules! octet {
    () => {
        "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
    };
}

macro_rules! v4 {
    () => {
        concat!("(", octet!(), "[.]){3}", octet!())
    };
}

/// All spellings but those that end as an IPv4 address does; of these the mapped addresses, which
/// Rust writes in no other form.
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
            "|::[fF]{4}:",
            v4!(),
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

text_of_a_form! {
    "IpAddr" IpAddr: pattern concat!("^(", v4!(), "|", v6!(), ")$"), "an IP address as 192.0.2.1 or 2001:db8::1";
    "Ipv4Addr" Ipv4Addr: format "ipv4", "an IPv4 address as 192.0.2.1";
    "Ipv6Addr" Ipv6Addr: format "ipv6", "an IPv6 address as 2001:db8::1";
    "SocketAddr" SocketAddr: pattern concat!("^(", v4!(), "|\\[", v6!(), "\\])", port!(), "$"), "an IP address with its port as 192.0.2.1:80 or [2001:db8::1]:80";
    "SocketAddrV4" SocketAddrV4: pattern concat!("^", v4!(), port!(), "$"), "an IPv4 address with its port as 192.0.2.1:80";
    "SocketAddrV6" SocketAddrV6: pattern concat!("^\\[", v6!(), "\\]", port!(), "$"), "an IPv6 address with its port as [2001:db8::1]:80";
}
