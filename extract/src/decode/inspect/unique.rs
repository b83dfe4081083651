//! Which items of a list are equal, as JSON values: `1` and `1.0` are, and objects whose keys stand
//! in another order.

use super::super::{
    cursor::{Broken, Cursor, DEEPEST_OF_SERDE},
    push_json_string,
};

/// The value spelled in the one way that all values equal to it share.
pub(super) fn canonical(value: &str) -> Result<String, Broken> {
    let mut out = String::with_capacity(value.len());
    push(&mut out, Cursor::new(value), 0)?;
    Ok(out)
}

fn push<'a>(out: &mut String, mut cursor: Cursor<'a>, depth: u32) -> Result<Cursor<'a>, Broken> {
    // What nests deeper was not read, and is reported.
    if depth > DEEPEST_OF_SERDE {
        return Err(Broken);
    }
    match cursor.peek().ok_or(Broken)? {
        b'"' => push_json_string(out, &cursor.string()?),
        b'[' => {
            out.push('[');
            let mut more = cursor.open(b'[', b']')?;
            while more {
                cursor = push(out, cursor, depth + 1)?;
                out.push(',');
                more = cursor.another(b']')?;
            }
            out.push(']');
        }
        b'{' => {
            let mut members = Vec::new();
            let mut more = cursor.open(b'{', b'}')?;
            while more {
                let mut member = String::new();
                push_json_string(&mut member, &cursor.key()?);
                member.push(':');
                cursor = push(&mut member, cursor, depth + 1)?;
                members.push(member);
                more = cursor.another(b'}')?;
            }
            members.sort_unstable();
            out.push('{');
            for member in members {
                out.push_str(&member);
                out.push(',');
            }
            out.push('}');
        }
        _ => push_scalar(out, cursor.value()?),
    }
    Ok(cursor)
}

fn push_scalar(out: &mut String, value: &str) {
    match number(value) {
        Some(number) => out.push_str(&number),
        None => out.push_str(value),
    }
}

/// `12.50` and `1.25e1` are both `125e-1`.
fn number(value: &str) -> Option<String> {
    let (sign, unsigned) = match value.strip_prefix('-') {
        Some(unsigned) => ("-", unsigned),
        None => ("", value),
    };
    if !unsigned.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent: i64 = exponent.parse().ok()?;
    let digits = format!("{whole}{fraction}");
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() {
        return Some("0".to_owned());
    }
    let kept = digits.trim_end_matches('0');
    let zeros = i64::try_from(digits.len() - kept.len()).ok()?;
    let places = i64::try_from(fraction.len()).ok()?;
    let exponent = exponent.checked_sub(places)?.checked_add(zeros)?;
    Some(format!("{sign}{kept}e{exponent}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_a_spelling_and_others_do_not() {
        let equal = [
            ["1", "1.0"],
            ["0", "-0.00"],
            ["12.50", "1.25e1"],
            ["1e400", "10E+399"],
            [r#""a\u0062""#, r#""ab""#],
            [r#"{"a":1,"b":[2]}"#, r#" { "b" : [ 2.0 ] , "a" : 1 } "#],
            ["[]", "[ ]"],
        ];
        for [one, other] in equal {
            assert_eq!(canonical(one).unwrap(), canonical(other).unwrap(), "{one} {other}");
        }
        assert_eq!(canonical("[12.50]").unwrap(), "[125e-1,]");
        let different = [
            ["1", "10"],
            ["1", "-1"],
            ["1", r#""1""#],
            ["0.1", "0.10000000000000001"],
            ["null", r#""null""#],
            ["[1,2]", "[2,1]"],
            ["[[1],2]", "[[1,2]]"],
            ["[]", "{}"],
            [r#"{"a":1}"#, r#"{"a":1,"b":1}"#],
        ];
        for [one, other] in different {
            assert_ne!(canonical(one).unwrap(), canonical(other).unwrap(), "{one} {other}");
        }
    }
}
