//! Dates, times and durations of RFC 3339.

/// `2024-02-29`.
pub(super) fn is_date(text: &str) -> bool {
    let Some((year, month, day)) = split_date(text) else { return false };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&day)
}

fn split_date(text: &str) -> Option<(u32, u32, u32)> {
    let (year, rest) = digits(text, 4)?;
    let (month, rest) = digits(rest.strip_prefix('-')?, 2)?;
    let (day, rest) = digits(rest.strip_prefix('-')?, 2)?;
    rest.is_empty().then_some((year, month, day))
}

/// `2024-02-29T12:30:00Z`.
pub(super) fn is_date_time(text: &str) -> bool {
    text.split_once(['T', 't']).is_some_and(|(date, time)| is_date(date) && is_time(time))
}

/// `12:30:00.5+02:00`. The offset is needed, and any minute may have a leap second: engines allow
/// it, and who knows the next one.
pub(super) fn is_time(text: &str) -> bool {
    let seconds = minutes(text).and_then(|rest| digits(rest.strip_prefix(':')?, 2));
    let Some((seconds, rest)) = seconds else { return false };
    let rest = match rest.strip_prefix('.') {
        Some(fraction) => {
            let rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            if rest.len() == fraction.len() {
                return false;
            }
            rest
        }
        None => rest,
    };
    let offset = match rest.strip_prefix(['+', '-']) {
        Some(offset) => minutes(offset).is_some_and(str::is_empty),
        None => matches!(rest, "Z" | "z"),
    };
    seconds <= 60 && offset
}

/// What follows `HH:MM`.
fn minutes(text: &str) -> Option<&str> {
    let (hours, rest) = digits(text, 2)?;
    let (minutes, rest) = digits(rest.strip_prefix(':')?, 2)?;
    (hours <= 23 && minutes <= 59).then_some(rest)
}

/// `P1Y2M3DT4H5M6S` or `P3W`. Between two units none is left out.
pub(super) fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P') else { return false };
    if rest.strip_suffix('W').is_some_and(is_number) {
        return true;
    }
    match rest.split_once('T') {
        Some((date, time)) => (date.is_empty() || is_chain(date, "YMD")) && is_chain(time, "HMS"),
        None => is_chain(rest, "YMD"),
    }
}

/// Numbers, each with its unit, in this order and without a gap.
fn is_chain(mut text: &str, units: &str) -> bool {
    let mut units = units.chars();
    let mut started = false;
    while !text.is_empty() {
        let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let mut after = rest.chars();
        let unit = after.next();
        let is_next =
            if started { units.next() == unit } else { units.any(|known| Some(known) == unit) };
        if rest.len() == text.len() || unit.is_none() || !is_next {
            return false;
        }
        started = true;
        text = after.as_str();
    }
    started
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// So many digits from the start, and what follows them.
fn digits(text: &str, count: usize) -> Option<(u32, &str)> {
    let (digits, rest) = text.split_at_checked(count)?;
    // `parse` would take a sign.
    if !is_number(digits) {
        return None;
    }
    Some((digits.parse().ok()?, rest))
}
