use super::{
    figures::{Rule, Violations},
    tally::Tally,
};
use crate::error::Violation;

/// Paths and rules that are told apart.
const RULES: usize = 500;

/// Which rules the answers broke, and where.
#[derive(Clone, Debug)]
pub(super) struct Broken {
    count: u64,
    /// By rule and path, with a blank between.
    rules: Tally<u64>,
}

impl Default for Broken {
    fn default() -> Self {
        Self { count: 0, rules: Tally::new(RULES) }
    }
}

impl Broken {
    pub(super) fn add(&mut self, violation: &Violation) {
        self.count += 1;
        let name = format!("{} {}", violation.rule(), field(violation.path()));
        if let Some(count) = self.rules.of(&name) {
            *count += 1;
        }
    }

    pub(super) fn told(&self) -> Violations {
        let rule = |(name, count): (&str, &u64)| {
            let (rule, path) = name.split_once(' ').unwrap_or((name, ""));
            Rule { path: path.to_owned(), rule: rule.to_owned(), count: *count }
        };
        let mut rules: Vec<_> = self.rules.iter().map(rule).collect();
        rules.sort_by(|a, b| (b.count, &a.path, &a.rule).cmp(&(a.count, &b.path, &b.rule)));
        Violations { count: self.count, rules, others: self.rules.others }
    }
}

/// The field at a path: `$.lines[2].price` is `lines[].price`.
fn field(path: &str) -> String {
    let path = path.strip_prefix('$').unwrap_or(path);
    let path = path.strip_prefix('.').unwrap_or(path);
    let mut field = String::new();
    for part in path.split_inclusive('[') {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        match part.get(digits..) {
            Some(rest) if rest.starts_with(']') && field.ends_with('[') => field.push_str(rest),
            _ => field.push_str(part),
        }
    }
    field
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Rule;

    #[test]
    fn items_of_a_list_are_one_field() {
        let cases = [
            ("$.lines[2].price", "lines[].price"),
            ("$.lines[10].tags[0]", "lines[].tags[]"),
            ("$.value[3]", "value[]"),
            ("$", ""),
            (r#"$["a b"][1]"#, r#"["a b"][]"#),
            (r#"$["1]"]"#, r#"["1]"]"#),
            ("$.a[", "a["),
        ];
        for (path, expected) in cases {
            assert_eq!(field(path), expected, "{path}");
        }
    }

    #[test]
    fn rules_come_most_often_first() {
        let mut broken = Broken::default();
        for path in ["$.b", "$.lines[1].a", "$.lines[7].a", "$.a"] {
            broken.add(&Violation::new(path, Rule::Minimum, "too little"));
        }
        let told = broken.told();
        let rules: Vec<_> =
            told.rules.iter().map(|rule| (rule.path.as_str(), rule.count)).collect();
        assert_eq!(rules, [("lines[].a", 2), ("a", 1), ("b", 1)]);
        assert_eq!((told.count, told.others, told.rules[0].rule.as_str()), (4, 0, "minimum"));
    }
}
