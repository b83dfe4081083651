//! RFC 5321, section 4.1.2: `Mailbox`.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::host::is_label;

pub(super) fn is_email(text: &str) -> bool {
    // A quoted name may hold `@`, a domain never does.
    text.rsplit_once('@').is_some_and(|(name, domain)| is_name(name) && is_domain(domain))
}

fn is_name(name: &str) -> bool {
    match name.strip_prefix('"') {
        Some(quoted) => quoted.strip_suffix('"').is_some_and(is_quoted),
        None => name.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_atom)),
    }
}

fn is_atom(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

/// Printable ASCII; quotation marks and backslashes stand behind a backslash.
fn is_quoted(text: &str) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let plain = match byte {
            b'\\' => bytes.next(),
            b'"' => None,
            byte => Some(byte),
        };
        if !plain.is_some_and(|byte| matches!(byte, b' '..=b'~')) {
            return false;
        }
    }
    true
}

fn is_domain(domain: &str) -> bool {
    let literal = domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    match literal {
        Some(address) => match address.split_at_checked(5) {
            Some((tag, address)) if tag.eq_ignore_ascii_case("IPv6:") => {
                address.parse::<Ipv6Addr>().is_ok()
            }
            _ => address.parse::<Ipv4Addr>().is_ok(),
        },
        None => domain.split('.').all(is_label),
    }
}
