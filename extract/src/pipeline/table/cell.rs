//! What stands in a row, read from the text of a value.

use std::borrow::Cow;

use super::column::{Column, Form, Root};
use crate::{
    decode::{items, members, variant},
    schema::{Tagging, Variant},
};

/// The value of a column in one row.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell<'a> {
    Boolean(bool),
    /// As text, and in days since 1970.
    Date(Cow<'a, str>, i32),
    Integer(i128),
    List(Vec<Cell<'a>>),
    Map(Vec<(Cell<'a>, Cell<'a>)>),
    Null,
    Number(f64),
    /// One cell for each column inside.
    Struct(Vec<Cell<'a>>),
    Text(Cow<'a, str>),
}

/// A value that has no place in its column. Types decide by themselves what they read, and where a server
/// does not hold the model to the schema, that may be more than the schema says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Misfit {
    pub(super) path: String,
    pub(super) text: String,
    pub(super) holds: &'static str,
}

type Found<T> = Result<T, Misfit>;

impl Root {
    /// One cell for each column.
    pub(super) fn cells<'a>(&self, value: &'a str) -> Found<Vec<Cell<'a>>> {
        match self.0.cell(value)? {
            Cell::Struct(cells) if self.0.parts().is_some() => Ok(cells),
            cell => Ok(vec![cell]),
        }
    }
}

impl Column {
    fn cell<'a>(&self, text: &'a str) -> Found<Cell<'a>> {
        if text == "null" && (self.nullable || matches!(self.form, Form::Json)) {
            return Ok(Cell::Null);
        }
        let misfit = || self.misfit(text);
        match &self.form {
            Form::Boolean => text.parse().map(Cell::Boolean).map_err(|_| misfit()),
            Form::Date => {
                let date = string(text).ok_or_else(misfit)?;
                let days = days(&date).ok_or_else(misfit)?;
                Ok(Cell::Date(date, days))
            }
            Form::Integer { signed, bits } => {
                let most = (1_i128 << (bits - u32::from(*signed))) - 1;
                let least = if *signed { -most - 1 } else { 0 };
                let fits = |number: &i128| (least..=most).contains(number);
                let number = text.parse().ok().filter(fits);
                number.map(Cell::Integer).ok_or_else(misfit)
            }
            Form::Json => Ok(Cell::Text(text.into())),
            Form::List(item) => {
                let texts = items(text).ok_or_else(misfit)?.into_iter().enumerate();
                let item = |(index, text)| item.cell(text).map_err(|it: Misfit| it.at_item(index));
                texts.map(item).collect::<Found<_>>().map(Cell::List)
            }
            Form::Map(entry) => {
                let [key, value] = &**entry;
                let entries = members(text).ok_or_else(misfit)?.into_iter().map(|(name, text)| {
                    let cell = value.cell(text).map_err(|it| it.at(&name))?;
                    Ok((key.key_of_map(name)?, cell))
                });
                entries.collect::<Found<_>>().map(Cell::Map)
            }
            Form::Name(variants) => match choose(Tagging::External, variants, text) {
                Some((variant, _)) => Ok(Cell::Text(variant.name.into())),
                None => Err(misfit()),
            },
            // As serde_json reads it into the type, to the last bit.
            Form::Number => serde_json::from_str(text).map(Cell::Number).map_err(|_| misfit()),
            Form::Struct(columns) => self.object(columns, text),
            Form::Text => string(text).map(Cell::Text).ok_or_else(misfit),
            Form::Tuple(columns) => {
                let texts = items(text).filter(|texts| texts.len() == columns.len());
                let cells = columns.iter().zip(texts.ok_or_else(misfit)?);
                let cells = cells.enumerate().map(|(index, (column, text))| {
                    column.cell(text).map_err(|misfit| misfit.at_item(index))
                });
                cells.collect::<Found<_>>().map(Cell::Struct)
            }
            Form::Variants { tagging, variants, columns } => {
                let (variant, content) = choose(*tagging, variants, text).ok_or_else(misfit)?;
                let cells = columns.iter().enumerate().map(|(position, column)| match content {
                    _ if position == 0 => Ok(Cell::Text(variant.name.into())),
                    Some(text) if column.key == variant.name => {
                        column.cell(text).map_err(|misfit| misfit.at(&column.name))
                    }
                    _ => Ok(Cell::Null),
                });
                cells.collect::<Found<_>>().map(Cell::Struct)
            }
        }
    }

    fn object<'a>(&self, columns: &[Column], text: &'a str) -> Found<Cell<'a>> {
        let members = members(text).ok_or_else(|| self.misfit(text))?;
        let cells = columns.iter().map(|column| {
            let is_meant = |key: &str| key == column.key || column.aliases.contains(&key);
            match members.iter().find(|(key, _)| is_meant(key)) {
                Some((_, text)) => column.cell(text),
                // An option that nobody stated, or what serde fills in.
                None if column.nullable || matches!(column.form, Form::Json) => Ok(Cell::Null),
                None => Err(column.misfit("nothing")),
            }
            .map_err(|misfit| misfit.at(column.key))
        });
        cells.collect::<Found<_>>().map(Cell::Struct)
    }

    fn key_of_map<'a>(&self, key: Cow<'a, str>) -> Found<Cell<'a>> {
        match &self.form {
            Form::Name(variants) => match variant(variants, &key) {
                Some(variant) => Ok(Cell::Text(variant.name.into())),
                None => Err(self.misfit(&key)),
            },
            _ => Ok(Cell::Text(key)),
        }
    }

    fn misfit(&self, text: &str) -> Misfit {
        let holds = match self.form {
            Form::Boolean => "`true` or `false`",
            Form::Date => "dates as 2024-05-01",
            Form::Integer { .. } => "smaller whole numbers",
            Form::List(_) => "lists",
            Form::Map(_) | Form::Struct(_) => "objects",
            Form::Name(_) => "the names of variants",
            Form::Number => "numbers",
            Form::Json | Form::Text => "text",
            Form::Tuple(_) => "lists of a fixed length",
            Form::Variants { .. } => "variants",
        };
        Misfit { path: String::new(), text: text.chars().take(80).collect(), holds }
    }
}

impl Misfit {
    fn at(self, key: &str) -> Self {
        Self { path: format!(".{key}{}", self.path), ..self }
    }

    fn at_item(self, index: usize) -> Self {
        Self { path: format!("[{index}]{}", self.path), ..self }
    }
}

/// The variant of a value, and the text of what it holds.
fn choose<'a>(
    tagging: Tagging,
    variants: &'static [Variant],
    text: &'a str,
) -> Option<(&'static Variant, Option<&'a str>)> {
    if text.starts_with('"') {
        return Some((variant(variants, &string(text)?)?, None));
    }
    let members = members(text)?;
    let find = |key: &str| members.iter().find(|(found, _)| found == key).map(|(_, text)| *text);
    let by_tag = |tag: &str| variant(variants, &string(find(tag)?)?);
    match tagging {
        Tagging::Adjacent { tag, content } => Some((by_tag(tag)?, find(content))),
        // The fields stand beside the tag.
        Tagging::Internal { tag } => Some((by_tag(tag)?, Some(text))),
        Tagging::External | Tagging::Untagged => {
            let (name, text) = members.first()?;
            Some((variant(variants, name)?, Some(text)))
        }
    }
}

/// The text of a JSON string.
fn string(text: &str) -> Option<Cow<'_, str>> {
    let inside = text.strip_prefix('"')?.strip_suffix('"')?;
    if inside.contains('\\') {
        return serde_json::from_str(text).map(Cow::Owned).ok();
    }
    Some(inside.into())
}

/// The days from 1970 to a date as 2024-05-01.
fn days(date: &str) -> Option<i32> {
    let number = |from: usize, to: usize| -> Option<i32> {
        let digits = date.get(from..to)?;
        let are_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
        if are_digits { digits.parse().ok() } else { None }
    };
    let dashes = [date.get(4..5), date.get(7..8)] == [Some("-"), Some("-")];
    if date.len() != 10 || !dashes {
        return None;
    }
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let lengths = [31, if is_leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let before = lengths.get(..usize::try_from(month).ok()?.checked_sub(1)?)?;
    let length = lengths.get(before.len())?;
    if day < 1 || day > *length {
        return None;
    }
    // Leap days of the years from 0 to the one before.
    let leap = |years: i32| (years + 3) / 4 - (years + 99) / 100 + (years + 399) / 400;
    let new_year = year * 365 + leap(year) - (1970 * 365 + leap(1970));
    Some(new_year + before.iter().sum::<i32>() + day - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        // By `date -d 2024-02-29 +%s`, divided by 86,400.
        let cases = [
            ("1970-01-01", Some(0)),
            ("1969-12-31", Some(-1)),
            ("2000-03-01", Some(11_017)),
            ("2024-02-29", Some(19_782)),
            ("2024-12-31", Some(20_088)),
            ("0001-01-01", Some(-719_162)),
            ("0000-01-01", Some(-719_528)),
            ("9999-12-31", Some(2_932_896)),
            ("2023-02-29", None),
            ("1900-02-29", None),
            ("2024-13-01", None),
            ("2024-00-01", None),
            ("2024-01-00", None),
            ("2024-1-01", None),
            ("20240501", None),
            ("+024-05-01", None),
            ("2024-05-01T", None),
            ("2024-05-é", None),
        ];
        for (date, expected) in cases {
            assert_eq!(days(date), expected, "{date}");
        }
    }
}
