//! The user's own checks: functions named by `validate`, and garde.

use std::fmt::Display;

use super::Extract;

/// Collects what the checks of one value say, in the order in which they run.
#[derive(Debug, Default)]
pub struct Judge {
    found: Vec<Finding>,
}

/// What a check said, and where in the value that it was given.
#[derive(Debug)]
pub(crate) struct Finding {
    /// Keys, from the type that asks for the check down to the field.
    pub(crate) steps: &'static [&'static str],
    /// What garde adds to the path.
    pub(crate) below: String,
    pub(crate) message: String,
}

/// Reads a value from its text in the strict shape and runs its checks.
pub(crate) type Judged = fn(&str) -> Vec<Finding>;

impl Judge {
    /// Takes what a function of the user's said of the value at these keys.
    pub fn take<E: Display>(&mut self, steps: &'static [&'static str], said: Result<(), E>) {
        if let Err(error) = said {
            self.add(steps, String::new(), error.to_string());
        }
    }

    fn add(&mut self, steps: &'static [&'static str], below: String, message: String) {
        self.found.push(Finding { steps, below, message });
    }

    pub(crate) fn of<T: Extract>(value: &T) -> Vec<Finding> {
        let mut judge = Self::default();
        value.__judge(&mut judge);
        judge.found
    }
}

/// Do the checks of this type, those of its fields' types left out, find nothing?
pub fn passes<T: Extract>(value: &T) -> bool {
    Judge::of(value).is_empty()
}

#[cfg(feature = "garde")]
mod garde_feature {
    use garde::Validate;

    use super::Judge;

    impl Judge {
        /// Runs garde on the value at these keys.
        pub fn garde<T>(&mut self, steps: &'static [&'static str], value: &T)
        where
            T: Validate<Context: Default>,
        {
            let Err(report) = value.validate() else { return };
            for (path, error) in report.iter() {
                let path = path.to_string();
                let dot = if path.is_empty() || path.starts_with('[') { "" } else { "." };
                self.add(steps, format!("{dot}{path}"), error.to_string());
            }
        }
    }
}

#[cfg(not(feature = "garde"))]
mod without_garde {
    use super::Judge;

    /// Holds for no type.
    #[diagnostic::on_unimplemented(
        message = "`garde` needs the feature `garde` of `typed-extract`",
        label = "switch the feature on in `Cargo.toml`"
    )]
    pub trait Feature {}

    impl Judge {
        pub fn garde<T: Feature>(&mut self, _: &'static [&'static str], _: &T) {}
    }
}
