//! A report in a line.

use std::{fmt, time::Duration};

use super::{Report, grouped::grouped};

/// Waits that nobody would notice are not told.
const NOTABLE: Duration = Duration::from_millis(100);

/// What a run came to.
pub(super) fn told(report: &Report, whole: Option<u64>) -> String {
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
    parts.extend(alarms(report));
    parts.join(", ")
}

/// What nobody should miss.
fn alarms(report: &Report) -> Vec<String> {
    let some = |count: usize, what: &str| (count > 0).then(|| format!("{count} {what}"));
    let counted = [
        some(report.unkept.len(), "paid and not in the journal"),
        some(report.unknown.len(), "dropped in work and perhaps charged"),
        some(usize::try_from(report.damaged).unwrap_or(usize::MAX), "damaged lines in the journal"),
    ];
    let broken = report.broken.as_ref().map(|why| format!("ended early: {why}"));
    counted.into_iter().flatten().chain(broken).collect()
}

pub(super) fn paid(report: &Report) -> Vec<String> {
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
pub(super) fn wait(report: &Report) -> Option<String> {
    let requests = u32::try_from(report.requests).unwrap_or(u32::MAX);
    let mean = report.queued.checked_div(requests)?;
    (mean >= NOTABLE).then(|| format!("a request waits {:.1} s", mean.as_secs_f64()))
}

/// `1h 02m`, `2m 03s`, `4.5s`.
pub(super) fn spoken(time: Duration) -> String {
    let seconds = time.as_secs();
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    match seconds {
        0..60 => format!("{:.1}s", time.as_secs_f64()),
        60..3600 => format!("{minutes}m {:02}s", seconds % 60),
        _ => format!("{hours}h {minutes:02}m"),
    }
}

impl fmt::Display for Report {
    /// In one line, for people: `300 documents in 1.9s, 240 with a value, 60 refused, 300 requests, …`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&told(self, None))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::Usage;

    pub(in crate::pipeline) fn report() -> Report {
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
    fn an_end_tells_every_kind_of_outcome() {
        assert_eq!(
            told(&report(), Some(4_015)),
            "4,015 documents in 1m 23s, 4,000 with a value, 3 refused, 12 failed, \
             1,000 from the journal, 3,100 requests, 5,123,456 tokens, $0.00, a request waits 1.2 s"
        );
        let left = told(&report(), Some(5_000));
        assert!(left.starts_with("4,015 of 5,000 documents in 1m 23s, "), "{left}");
    }

    #[test]
    fn a_report_tells_what_nobody_should_miss() {
        let mut report = report();
        assert_eq!(report.to_string(), told(&report, None));
        report.unkept = vec!["a".into(), "b".into()];
        report.unknown = vec!["c".into()];
        report.broken = Some("line 7 is no JSON".into());
        let line = report.to_string();
        assert!(
            line.ends_with(
                ", 2 paid and not in the journal, 1 dropped in work and perhaps charged, \
                 ended early: line 7 is no JSON"
            ),
            "{line}"
        );
    }

    #[test]
    fn times_are_written_for_people() {
        let cases = [(900, "0.9s"), (59_000, "59.0s"), (61_000, "1m 01s"), (3_720_000, "1h 02m")];
        for (millis, expected) in cases {
            assert_eq!(spoken(Duration::from_millis(millis)), expected);
        }
    }
}
