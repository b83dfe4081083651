use std::fmt;

/// Where in the schema a node stands; displayed like the tuples of Python, as the service does.
#[derive(Debug, Default)]
pub(super) struct Context {
    steps: Vec<String>,
}

impl Context {
    pub(super) fn enter(&mut self, steps: &[&str]) {
        self.steps.extend(steps.iter().map(|&step| step.to_owned()));
    }

    pub(super) fn leave(&mut self, steps: usize) {
        self.steps.truncate(self.steps.len().saturating_sub(steps));
    }

    pub(super) fn is_root(&self) -> bool {
        self.steps.is_empty()
    }

    /// `/properties/email`
    pub(super) fn pointer(&self) -> String {
        let escaped = |step: &String| step.replace('~', "~0").replace('/', "~1");
        self.steps.iter().fold(String::new(), |path, step| format!("{path}/{}", escaped(step)))
    }

    /// `$.properties.email`
    pub(super) fn json_path(&self) -> String {
        self.steps.iter().fold("$".to_owned(), |path, step| format!("{path}.{step}"))
    }
}

impl fmt::Display for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let steps: Vec<String> = self.steps.iter().map(|step| quoted(step)).collect();
        let comma = if steps.len() == 1 { "," } else { "" };
        write!(f, "({}{comma})", steps.join(", "))
    }
}

/// Text as Python quotes it: with double quotes when it holds single ones.
pub(super) fn quoted(text: &str) -> String {
    if text.contains('\'') && !text.contains('"') {
        return format!("\"{text}\"");
    }
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}
