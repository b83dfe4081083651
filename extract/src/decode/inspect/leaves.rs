//! Numbers and text.

use super::{
    Inspector, Walk,
    words::{characters, excerpt},
};
use crate::{
    decode::{cursor::Cursor, integer},
    error::Rule,
    schema::{Bounds, Probe, WIDEST},
};

impl Inspector<'_> {
    pub(super) fn integer(&mut self, minimum: i128, maximum: i128, bounds: &Bounds) -> Walk {
        let value = self.cursor.value()?;
        let Ok(integer) = integer::plain(value).parse::<i128>() else {
            self.mismatch(value, "a whole number");
            return Ok(());
        };
        let (least, most) = reach(minimum, maximum);
        if integer < least {
            self.report(
                Rule::Minimum,
                format_args!("{integer} is below {least}, the least that the type holds"),
            );
        } else if integer > most {
            self.report(
                Rule::Maximum,
                format_args!("{integer} is above {most}, the most that the type holds"),
            );
        } else if !bounds.admits_integer(integer) {
            self.out_of_bounds(value, bounds, |bounds| bounds.admits_integer(integer));
        }
        Ok(())
    }

    pub(super) fn non_zero(&mut self, minimum: i128, maximum: i128, bounds: &Bounds) -> Walk {
        let mut ahead = self.cursor;
        if integer::plain(ahead.value()?) == "0" {
            self.report(Rule::Value, "0 is the one number that the type does not hold");
            self.cursor = ahead;
            return Ok(());
        }
        self.integer(minimum, maximum, bounds)
    }

    pub(super) fn number(&mut self, probe: Probe, bounds: &Bounds) -> Walk {
        let value = self.cursor.value()?;
        match value.parse::<f64>() {
            Ok(number) if starts_as_number(value) => {
                if probe(value).is_err() {
                    self.report(
                        Rule::Value,
                        format_args!("{} is beyond the range of its type", excerpt(value)),
                    );
                } else if !bounds.admits_float(number) {
                    self.out_of_bounds(value, bounds, |bounds| bounds.admits_float(number));
                }
            }
            _ => self.mismatch(value, "a number"),
        }
        Ok(())
    }

    fn out_of_bounds(&mut self, value: &str, bounds: &Bounds, admits: impl Fn(&Bounds) -> bool) {
        let value = excerpt(value);
        if let Some(min) = bounds.min
            && !admits(&Bounds { min: Some(min), ..Bounds::NONE })
        {
            self.report(Rule::Minimum, format_args!("{value} is below the minimum of {min}"));
        }
        if let Some(min) = bounds.exclusive_min
            && !admits(&Bounds { exclusive_min: Some(min), ..Bounds::NONE })
        {
            self.report(Rule::Minimum, format_args!("{value} is not above {min}"));
        }
        if let Some(max) = bounds.max
            && !admits(&Bounds { max: Some(max), ..Bounds::NONE })
        {
            self.report(Rule::Maximum, format_args!("{value} is above the maximum of {max}"));
        }
        if let Some(max) = bounds.exclusive_max
            && !admits(&Bounds { exclusive_max: Some(max), ..Bounds::NONE })
        {
            self.report(Rule::Maximum, format_args!("{value} is not below {max}"));
        }
        if let Some(multiple) = bounds.multiple_of
            && !admits(&Bounds { multiple_of: Some(multiple), ..Bounds::NONE })
        {
            self.report(Rule::MultipleOf, format_args!("{value} is not a multiple of {multiple}"));
        }
    }

    pub(super) fn text(&mut self, probe: Probe, bounds: &Bounds) -> Walk {
        if self.expect(b'"', "a string")? {
            let value = self.cursor.value()?;
            if let Err(reason) = probe(value) {
                self.report(
                    Rule::Value,
                    format_args!("{} cannot be read: {reason}", excerpt(value)),
                );
            } else {
                self.rules_of_text(value, bounds)?;
            }
        }
        Ok(())
    }

    fn rules_of_text(&mut self, value: &str, bounds: &Bounds) -> Walk {
        let text = Cursor::new(value).string()?;
        if bounds.admits_text(&text) {
            return Ok(());
        }
        let (value, count) = (excerpt(value), text.chars().count());
        if let Some(least) = bounds.min_len
            && count < least as usize
        {
            self.report(
                Rule::MinLength,
                format_args!("{value} has {}, at least {least} are expected", characters(count)),
            );
        }
        if let Some(most) = bounds.max_len
            && count > most as usize
        {
            self.report(
                Rule::MaxLength,
                format_args!("{value} has {}, at most {most} are expected", characters(count)),
            );
        }
        if let Some(format) = bounds.format
            && !format.admits(&text)
        {
            let format = format.name();
            self.report(Rule::Format, format_args!("{value} does not have the format `{format}`"));
        }
        if let Some(pattern) = bounds.pattern
            && !pattern().admits(&text)
        {
            let pattern = pattern().as_str();
            self.report(
                Rule::Pattern,
                format_args!("{value} does not match the pattern `{pattern}`"),
            );
        }
        Ok(())
    }
}

/// What the type itself holds: 64-bit types hold a little more than their schemas ask for.
fn reach(minimum: i128, maximum: i128) -> (i128, i128) {
    let most = if minimum < 0 { i128::from(i64::MAX) } else { i128::from(u64::MAX) };
    (
        if minimum == -WIDEST { i128::from(i64::MIN) } else { minimum },
        if maximum == WIDEST { most } else { maximum },
    )
}

fn starts_as_number(value: &str) -> bool {
    value.starts_with(|first: char| first == '-' || first.is_ascii_digit())
}
