//! From the place that a server names in its schema message to the field of the Rust type.

/// Reads `In context=('properties', 'lines', 'items')` or `Found at $.properties.email.pattern`.
pub(super) fn field(message: &str) -> Option<String> {
    let steps = match after(message, "context=(") {
        Some(rest) => quoted(rest.split_once(')')?.0),
        None => {
            let path = after(message, "Found at $.")?;
            let end = path.find([' ', ',', '\n']).unwrap_or(path.len());
            let path = path.get(..end)?.trim_end_matches('.');
            path.split('.').map(str::to_owned).collect()
        }
    };
    let field = spell(&steps);
    (!field.is_empty()).then_some(field)
}

fn after<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    Some(text.split_once(mark)?.1)
}

/// The quoted words of a Python tuple; a word that holds a single quote comes in double quotes.
fn quoted(tuple: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = tuple;
    while let Some(start) = rest.find(['\'', '"']) {
        let quote =
            if rest.get(start..).is_some_and(|at| at.starts_with('"')) { '"' } else { '\'' };
        let Some((word, tail)) = rest.get(start + 1..).and_then(|open| open.split_once(quote))
        else {
            break;
        };
        words.push(word.to_owned());
        rest = tail;
    }
    words
}

fn spell(steps: &[String]) -> String {
    let mut field = String::new();
    let mut steps = steps.iter();
    while let Some(step) = steps.next() {
        match step.as_str() {
            "properties" | "$defs" | "definitions" => {
                if let Some(name) = steps.next() {
                    if !field.is_empty() {
                        field.push('.');
                    }
                    field.push_str(name);
                }
            }
            "items" => field.push_str("[]"),
            // The arm of a union has no name of its own.
            "anyOf" => drop(steps.next()),
            _ => break,
        }
    }
    field
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_is_read_from_messages_of_the_service() {
        let cases = [
            ("In context=(), 'additionalProperties' is required to be supplied", None),
            (
                "In context=('properties', 'organizations', 'items'), 'required' is",
                Some("organizations[]"),
            ),
            (
                "In context=('properties', 'lines', 'items', 'properties', 'price'), …",
                Some("lines[].price"),
            ),
            ("In context=('properties','x','anyOf','0'), 'oneOf' is not permitted.", Some("x")),
            ("In context=('$defs', 'Line', 'properties', 'price'), 'default'", Some("Line.price")),
            ("In context=('properties', \"it's\"), 'oneOf' is not permitted.", Some("it's")),
            (
                "Invalid JSON schema: regex lookaround is not supported. Found at $.properties.email.pattern.",
                Some("email"),
            ),
            ("Incorrect API key provided", None),
            ("In context=('properties', 'cut", None),
        ];
        for (message, expected) in cases {
            assert_eq!(field(message).as_deref(), expected, "{message}");
        }
    }
}
