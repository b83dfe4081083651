use std::time::Duration;

use crate::pipeline::{
    Report,
    grouped::grouped,
    told::{paid, spoken, wait},
};

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

/// Those without a value.
fn trouble(report: &Report) -> Option<String> {
    let count = report.total() - report.done;
    (count > 0).then(|| format!("{} without a value", grouped(count)))
}

fn rest(total: u64, whole: Option<u64>, rate: Option<f64>) -> Option<String> {
    let left = whole?.checked_sub(total).filter(|left| *left > 0)?;
    let seconds = left as f64 / rate.filter(|rate| *rate > 0.0)?;
    let time = Duration::try_from_secs_f64(seconds).ok()?;
    Some(format!("about {} left", spoken(time)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::told::tests::report;

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
}
