//! The formats of strict mode, as checks of a text.
//!
//! Each takes whatever a judge of the format takes that we know of: a text which an engine may write
//! is never refused here. Dates are the exception, as no calendar has a February 30.

mod email;
mod host;
mod time;

use std::net::{Ipv4Addr, Ipv6Addr};

use super::identity::equal;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Date,
    DateTime,
    Duration,
    Email,
    Hostname,
    Ipv4,
    Ipv6,
    Time,
    Uuid,
}

impl Format {
    /// All that strict mode knows.
    const ALL: [Self; 9] = [
        Self::Date,
        Self::DateTime,
        Self::Duration,
        Self::Email,
        Self::Hostname,
        Self::Ipv4,
        Self::Ipv6,
        Self::Time,
        Self::Uuid,
    ];

    pub(crate) const fn named(name: &str) -> Option<Self> {
        let mut rest = Self::ALL.as_slice();
        while let Some((format, others)) = rest.split_first() {
            if equal(format.name(), name) {
                return Some(*format);
            }
            rest = others;
        }
        None
    }

    /// As the schema spells it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::DateTime => "date-time",
            Self::Duration => "duration",
            Self::Email => "email",
            Self::Hostname => "hostname",
            Self::Ipv4 => "ipv4",
            Self::Ipv6 => "ipv6",
            Self::Time => "time",
            Self::Uuid => "uuid",
        }
    }

    pub(crate) fn admits(self, text: &str) -> bool {
        match self {
            Self::Date => time::is_date(text),
            Self::DateTime => time::is_date_time(text),
            Self::Duration => time::is_duration(text),
            Self::Email => email::is_email(text),
            Self::Hostname => host::is_hostname(text),
            Self::Ipv4 => text.parse::<Ipv4Addr>().is_ok(),
            Self::Ipv6 => text.parse::<Ipv6Addr>().is_ok(),
            Self::Time => time::is_time(text),
            Self::Uuid => is_uuid(text),
        }
    }
}

/// RFC 9562: 8, 4, 4, 4 and 12 hexadecimal digits; any version.
fn is_uuid(text: &str) -> bool {
    let groups = text.split('-');
    groups.clone().map(str::len).eq([8, 4, 4, 4, 12])
        && groups.flat_map(str::bytes).all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_takes_and_refuses() {
        use Format::*;
        let cases: [(Format, &[&str], &[&str]); 9] = [
            (
                Date,
                &["2024-02-29", "0000-01-01", "9999-12-31", "2000-02-29", "2024-04-30"],
                &[
                    "2023-02-29",
                    "1900-02-29",
                    "2024-13-01",
                    "2024-00-10",
                    "2024-04-31",
                    "24-1-1",
                    "",
                ],
            ),
            (
                DateTime,
                &["2024-02-29T23:59:60Z", "2024-01-01t00:00:00.123456789+23:59"],
                &[
                    "2024-01-01",
                    "2024-01-01 00:00:00Z",
                    "2024-01-01T00:00:00",
                    "2024-01-32T00:00:00Z",
                ],
            ),
            (
                Time,
                &["00:00:00Z", "23:59:59.5z", "12:30:00-07:00"],
                &[
                    "24:00:00Z",
                    "12:60:00Z",
                    "12:00:61Z",
                    "12:00:00",
                    "12:00:00.Z",
                    "12:00:00+7:00",
                    "12:00:00+24:00",
                ],
            ),
            (
                Duration,
                &["P1Y2M3DT4H5M6S", "P3W", "PT36H", "P1D", "P1DT1S", "P1M2D"],
                &[
                    "P", "PT", "P1YT", "1Y", "P1Y2D", "PT1H2S", "P1W1D", "P1.5D", "P-1D", "P1H",
                    "p1d", "PD", "P3WT1H",
                ],
            ),
            (
                Email,
                &["ada@example.org", "a.b+c@d", "x@[127.0.0.1]", r#""a b"@c.de"#, "a@[IPv6:::1]"],
                &[
                    "",
                    "ada",
                    "@b",
                    "a@",
                    "a..b@c",
                    ".a@b",
                    "a.@b",
                    "a@-b",
                    "a@b-",
                    "a@b..c",
                    "a b@c",
                    "ä@b",
                    "a@[1.2.3]",
                    r#""a"b@c"#,
                ],
            ),
            (
                Hostname,
                &["example.org", "a", "1.2.3", "a-b", "xn--bcher-kva.example"],
                &["", ".", "a.", ".a", "-a", "a-", "a..b", "a_b", "bücher"],
            ),
            (
                Ipv4,
                &["0.0.0.0", "255.255.255.255"],
                &["1.2.3", "256.0.0.1", "01.2.3.4", "1.2.3.4 "],
            ),
            (
                Ipv6,
                &["::", "::1", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4"],
                &[":::", "1::2::3", "12345::", "1:2", "::1%eth0"],
            ),
            (
                Uuid,
                &["00000000-0000-0000-0000-000000000000", "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6"],
                &[
                    "f81d4fae7dec11d0a76500a0c91e6bf6",
                    "f81d4fae-7dec-11d0-a765-00a0c91e6bf",
                    "g81d4fae-7dec-11d0-a765-00a0c91e6bf6",
                    "{f81d4fae-7dec-11d0-a765-00a0c91e6bf6}",
                ],
            ),
        ];
        for (format, taken, refused) in cases {
            for text in taken {
                assert!(format.admits(text), "{} refuses {text}", format.name());
            }
            for text in refused {
                assert!(!format.admits(text), "{} takes {text}", format.name());
            }
        }
    }
}
