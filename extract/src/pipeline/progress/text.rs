use std::time::Duration;

use crate::pipeline::{Report, grouped::grouped};

/// Waits that nobody would notice are not told.
const NOTABLE: Duration = Duration::from_millis(100);

/// Where a run is.
pub(super) fn state(report: &Report, whole: Option<u64>, rate: Option<f64>) -> String {
    let total = report.total();
    let mut parts = vec![match whole {
        Some(whole) => {
            let percent = (100 * total).checked_div(whole).unwrap_or(100);
            format!("{} of {} documents ({percent} %)", grouped(total), grouped(whole))
        }
        None => format!("{} documents", grouped(total)),
    }];
    if let Some(rate) = rate {
        parts.push(format!("{rate:.1} a second"));
    }
    parts.extend(paid(report));
    parts.extend(trouble(report));
    if report.from_journal > 0 {
        parts.push(format!("{} from the journal", grouped(report.from_journal)));
    }
    parts.extend(wait(report));
    parts.extend(rest(total, whole, rate));
    parts.join(", ")
}

/// What a run came to.
pub(super) fn end(report: &Report, whole: Option<u64>) -> String {
    let total = report.total();
    let of = match whole {
        // Whoever takes the outcomes has left.
        Some(whole) if whole > total => format!(" of {}", grouped(whole)),
        _ => String::new(),
    };
    let mut parts = vec![
        format!("{}{of} documents in {}", grouped(total), spoken(report.elapsed)),
        format!("{} with a value", grouped(report.done)),
    ];
    parts.extend(kinds(report));
    if report.from_journal > 0 {
        parts.push(format!("{} from the journal", grouped(report.from_journal)));
    }
    parts.push(format!("{} requests", grouped(report.requests)));
    parts.extend(paid(report));
    parts.extend(wait(report));
    parts.join(", ")
}

fn paid(report: &Report) -> Vec<String> {
    let mut parts = vec![format!("{} tokens", grouped(report.usage.total()))];
    match report.cost {
        Some(cost) => parts.push(format!("${:.2}", cost.usd())),
        None if report.unpriced.is_empty() => {}
        None => {
            let names: Vec<_> = report.unpriced.iter().map(String::as_str).collect();
            parts.push(format!("no price for {}", names.join(" and ")));
        }
    }
    parts
}

/// Those without a value.
fn trouble(report: &Report) -> Option<String> {
    let count = report.total() - report.done;
    (count > 0).then(|| format!("{} without a value", grouped(count)))
}

fn kinds(report: &Report) -> Vec<String> {
    let kinds = [
        (report.refused, "refused"),
        (report.truncated, "cut off"),
        (report.filtered, "filtered"),
        (report.empty, "empty"),
        (report.invalid, "invalid"),
        (report.failed, "failed"),
        (report.not_sent, "not sent"),
        (report.wrong, "wrong"),
    ];
    let some = kinds.iter().filter(|(count, _)| *count > 0);
    some.map(|(count, kind)| format!("{} {kind}", grouped(*count))).collect()
}

/// The mean of the requests: those that wait side by side would add up to more time than has passed.
fn wait(report: &Report) -> Option<String> {
    let requests = u32::try_from(report.requests).unwrap_or(u32::MAX);
    let mean = report.queued.checked_div(requests)?;
    (mean >= NOTABLE).then(|| format!("a request waits {:.1} s", mean.as_secs_f64()))
}

fn rest(total: u64, whole: Option<u64>, rate: Option<f64>) -> Option<String> {
    let left = whole?.checked_sub(total).filter(|left| *left > 0)?;
    let seconds = left as f64 / rate.filter(|rate| *rate > 0.0)?;
    let time = Duration::try_from_secs_f64(seconds).ok()?;
    Some(format!("about {} left", spoken(time)))
}

/// `1h 02m`, `2m 03s`, `4.5s`.
fn spoken(time: Duration) -> String {
    let seconds = time.as_secs();
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    match seconds {
        0..60 => format!("{:.1}s", time.as_secs_f64()),
        60..3600 => format!("{minutes}m {:02}s", seconds % 60),
        _ => format!("{hours}h {minutes:02}m"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Usage;

    fn report() -> Report {
        Report {
            done: 4_000,
            refused: 3,
            failed: 12,
            not_sent: 0,
            from_journal: 1_000,
            usage: Usage::new(5_000_000, 123_456),
            requests: 3_100,
            queued: Duration::from_secs(3_720),
            elapsed: Duration::from_secs(83),
            ..Report::new()
        }
    }

    #[test]
    fn a_state_tells_what_is_known() {
        let mut report = report();
        assert_eq!(
            state(&report, Some(10_000), Some(38.25)),
            "4,015 of 10,000 documents (40 %), 38.2 a second, 5,123,456 tokens, $0.00, \
             15 without a value, 1,000 from the journal, a request waits 1.2 s, about 2m 36s left"
        );
        report.cost = None;
        report.unpriced.insert("a-model".to_owned());
        report.queued = Duration::ZERO;
        assert_eq!(
            state(&report, None, None),
            "4,015 documents, 5,123,456 tokens, no price for a-model, 15 without a value, \
             1,000 from the journal"
        );
        assert_eq!(
            state(&Report::new(), Some(0), None),
            "0 of 0 documents (100 %), 0 tokens, $0.00"
        );
    }

    #[test]
    fn an_end_tells_every_kind_of_outcome() {
        assert_eq!(
            end(&report(), Some(4_015)),
            "4,015 documents in 1m 23s, 4,000 with a value, 3 refused, 12 failed, \
             1,000 from the journal, 3,100 requests, 5,123,456 tokens, $0.00, a request waits 1.2 s"
        );
        let left = end(&report(), Some(5_000));
        assert!(left.starts_with("4,015 of 5,000 documents in 1m 23s, "), "{left}");
    }

    #[test]
    fn times_are_written_for_people() {
        let cases = [(900, "0.9s"), (59_000, "59.0s"), (61_000, "1m 01s"), (3_720_000, "1h 02m")];
        for (millis, expected) in cases {
            assert_eq!(spoken(Duration::from_millis(millis)), expected);
        }
    }
}
