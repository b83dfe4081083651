use std::time::{SystemTime, UNIX_EPOCH};

const DAY: u64 = 86_400;

/// A time as ISO 8601 writes it, in UTC and whole seconds: `2026-11-21T23:05:10Z`. Before 1970 it is 1970.
pub(super) fn iso(time: SystemTime) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let (year, month, day) = civil(seconds / DAY);
    let (hour, minute, second) = (seconds % DAY / 3_600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Year, month and day of a day since 1970.
fn civil(day: u64) -> (u64, u64, u64) {
    // Years are counted from March on, so that a leap day is the last one, and in cycles of 400 years.
    let day = day + 719_468;
    let (cycle, in_cycle) = (day / 146_097, day % 146_097);
    let year = (in_cycle - in_cycle / 1_460 + in_cycle / 36_524 - in_cycle / 146_096) / 365;
    let in_year = in_cycle - (365 * year + year / 4 - year / 100);
    let month = (5 * in_year + 2) / 153;
    let date = in_year - (153 * month + 2) / 5 + 1;
    let (year, month) = (year + 400 * cycle, month + 3);
    if month > 12 { (year + 1, month - 12, date) } else { (year, month, date) }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn every_day_of_four_hundred_years_has_the_date_that_jiff_gives() {
        for day in 0..146_097 {
            let seconds = day * DAY + day % DAY;
            let expected = jiff::Timestamp::from_second(seconds as i64).unwrap().to_string();
            assert_eq!(iso(UNIX_EPOCH + Duration::from_secs(seconds)), expected);
        }
        assert_eq!(iso(UNIX_EPOCH - Duration::from_secs(1)), "1970-01-01T00:00:00Z");
    }
}
