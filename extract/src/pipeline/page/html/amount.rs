//! Figures as people read them.

pub(super) use crate::pipeline::grouped::grouped as count;

/// A count, or a dash where it is not known.
pub(super) fn known(amount: Option<u64>) -> String {
    amount.map_or_else(|| "\u{2013}".to_owned(), count)
}

/// In three digits: `3.36 M`.
pub(super) fn short(count: u64) -> String {
    let units = [(1e12, "T"), (1e9, "G"), (1e6, "M")];
    match units.into_iter().find(|(size, _)| count as f64 >= *size) {
        None => self::count(count),
        Some((size, unit)) => match count as f64 / size {
            it if it < 10.0 => format!("{it:.2} {unit}"),
            it if it < 100.0 => format!("{it:.1} {unit}"),
            it => format!("{it:.0} {unit}"),
        },
    }
}

/// In cents, and little amounts in more.
pub(super) fn dollars(dollars: f64) -> String {
    match dollars {
        it if it == 0.0 || it >= 0.995 => {
            let cents = (it * 100.0).round() as u64;
            format!("${}.{:02}", self::count(cents / 100), cents % 100)
        }
        it if it >= 0.01 => format!("${it:.3}"),
        it => format!("${it:.6}"),
    }
}

/// From one time to another, of one day or of two.
pub(super) fn span(first: &str, last: &str) -> String {
    let parts = |time: &str| -> (String, String) {
        let (day, time) = time.split_once('T').unwrap_or((time, ""));
        (day.to_owned(), time.trim_end_matches('Z').to_owned())
    };
    let ((day, from), (last_day, to)) = (parts(first), parts(last));
    match day == last_day {
        true => format!("{day}, {from} \u{2013} {to} UTC"),
        false => format!("{day}, {from} \u{2013} {last_day}, {to} UTC"),
    }
}

/// A share in percent. What is not all does not look like all, and what is something not like nothing.
pub(super) fn share(share: f64) -> String {
    match share * 100.0 {
        percent if percent > 0.0 && percent < 0.1 => "< 0.1 %".to_owned(),
        percent if percent < 100.0 && percent > 99.9 => "> 99.9 %".to_owned(),
        percent if percent == 0.0 || percent == 100.0 => format!("{percent:.0} %"),
        percent => format!("{percent:.1} %"),
    }
}

pub(super) fn seconds(seconds: f64) -> String {
    let whole = seconds.round() as u64;
    match seconds {
        0.0 => "0 s".to_owned(),
        it if it < 0.01 => format!("{:.2} ms", it * 1e3),
        it if it < 0.1 => format!("{:.1} ms", it * 1e3),
        it if it < 0.9995 => format!("{:.0} ms", it * 1e3),
        it if it < 9.995 => format!("{it:.2} s"),
        it if it < 120.0 => format!("{it:.1} s"),
        it if it < 7_200.0 => format!("{} min {} s", whole / 60, whole % 60),
        it if it < 172_800.0 => format!("{} h {} min", whole / 3_600, whole / 60 % 60),
        _ => format!("{} d {} h", whole / 86_400, whole / 3_600 % 24),
    }
}

/// Bytes of a text.
pub(super) fn bytes(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{} bytes", count(bytes)),
        10_000..10_000_000 => format!("{} KB", count(bytes / 1_000)),
        _ => format!("{} MB", count(bytes / 1_000_000)),
    }
}

/// A rate with as many decimals as it has something to say with: `1,250`, `12.5`, `0.04`.
pub(super) fn rate(rate: f64) -> String {
    match rate {
        it if it >= 100.0 => count(it.round() as u64),
        it if it >= 10.0 || it == 0.0 => format!("{it:.0}"),
        it if it >= 1.0 => format!("{it:.1}"),
        it => format!("{it:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_for_people() {
        let shares = [
            (0.0, "0 %"),
            (0.000_4, "< 0.1 %"),
            (0.123, "12.3 %"),
            (0.999_9, "> 99.9 %"),
            (1.0, "100 %"),
        ];
        for (amount, expected) in shares {
            assert_eq!(share(amount), expected);
        }
        let times = [
            (0.0, "0 s"),
            (0.000_061, "0.06 ms"),
            (0.025, "25.0 ms"),
            (0.25, "250 ms"),
            (0.999_7, "1.00 s"),
            (12.34, "12.3 s"),
            (150.0, "2 min 30 s"),
            (9_000.0, "2 h 30 min"),
            (200_000.0, "2 d 7 h"),
        ];
        for (amount, expected) in times {
            assert_eq!(seconds(amount), expected);
        }
        for (amount, expected) in
            [(0.0, "0"), (0.042, "0.04"), (1.25, "1.2"), (12.5, "12"), (1_250.4, "1,250")]
        {
            assert_eq!(rate(amount), expected);
        }
        for (amount, expected) in [(9, "9 bytes"), (12_000, "12 KB"), (10_485_760, "10 MB")] {
            assert_eq!(bytes(amount), expected);
        }
        let counts = [(999_999, "999,999"), (3_355_420, "3.36 M"), (12_000_000_000, "12.0 G")];
        for (amount, expected) in counts {
            assert_eq!(short(amount), expected);
        }
        let prices = [
            (0.0, "$0.00"),
            (1_219.711, "$1,219.71"),
            (0.457, "$0.457"),
            (0.000_2, "$0.000200"),
            (0.996, "$1.00"),
            (1.999, "$2.00"),
            (12.994, "$12.99"),
        ];
        for (amount, expected) in prices {
            assert_eq!(dollars(amount), expected);
        }
        let day = "2026-11-21T23:05:10Z";
        assert_eq!(span(day, day), "2026-11-21, 23:05:10 \u{2013} 23:05:10 UTC");
        let next = span(day, "2026-11-22T00:05:10Z");
        assert_eq!(next, "2026-11-21, 23:05:10 \u{2013} 2026-11-22, 00:05:10 UTC");
        assert_eq!((known(None), known(Some(0))), ("\u{2013}".into(), "0".into()));
    }
}
