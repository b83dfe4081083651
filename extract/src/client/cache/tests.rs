//! An entry that was changed is never read.

use super::*;

const KEY: Key = [7; 16];

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

#[test]
fn an_entry_says_what_was_kept_and_when() {
    for text in ["", "{}", "ä\0\n"] {
        let entry = seal(KEY, at(784_111_777), text);
        let opened = open(KEY, &entry).unwrap();
        assert_eq!(opened, (Duration::from_secs(784_111_777), text.as_bytes()));
    }
}

#[test]
fn any_flipped_bit_cut_or_addition_and_another_key_is_noticed() {
    let entry = seal(KEY, at(784_111_777), r#"{"key":"0707","outcome":"answer"}"#);
    assert!(open(KEY, &entry).is_ok());
    for bit in 0..8 * entry.len() {
        let mut changed = entry.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(open(KEY, &changed).is_err(), "bit {bit}");
    }
    for end in 0..entry.len() {
        assert!(open(KEY, &entry[..end]).is_err(), "cut at {end}");
        assert!(open(KEY, &entry[end + 1..]).is_err(), "begun at {end}");
    }
    assert!(open(KEY, &[&entry[..], b" "].concat()).is_err());
    for bit in 0..128 {
        let mut other = KEY;
        other[bit / 8] ^= 1 << (bit % 8);
        assert!(open(other, &entry).is_err(), "key bit {bit}");
    }
}

#[test]
fn an_age_is_below_the_lifetime_and_not_in_the_future() {
    let (kept_at, second) = (Duration::from_secs(1000), Duration::from_secs(1));
    for (now, lifetime, expected) in [
        (1000, Some(second), true),
        (1001, Some(second), false),
        (999, Some(second), false),
        (1000, Some(Duration::ZERO), false),
        (5000, Some(Duration::MAX), true),
        (5000, None, true),
        (0, None, true),
    ] {
        assert_eq!(is_young(kept_at, at(now), lifetime), expected, "{now} {lifetime:?}");
    }
}
