//! What the program is told.

use std::{env, path::PathBuf};

const HELP: &str = "\
Reads changelogs and copyright files of Debian packages, and scores what was found in them.

cargo run --example corpus -- [OPTIONS]

  --documents DIR   what `scripts/corpus` gathered; without it eleven small documents
  --out DIR         where tables, reports and journals are written, and found by the next run;
                    without it `extract-corpus` among the temporary files
  --budget TOKENS   what the run of each kind may spend

Without a key, a local server answers with what the documents say, but for errors and faults:

  --errors SHARE    of the documents whose answers hold errors, 0.2
  --faults SHARE    of the documents whose requests meet faults, 0.2
  --seed NUMBER     for both, 7";

pub struct Settings {
    pub documents: PathBuf,
    pub out: PathBuf,
    pub budget: Option<u64>,
    pub chance: Chance,
}

/// How often the local server does wrong.
#[derive(Clone, Copy, serde::Serialize)]
pub struct Chance {
    pub errors: f64,
    pub faults: f64,
    pub seed: u64,
}

/// `None` when only the help was wanted.
pub fn read() -> examples::Result<Option<Settings>> {
    let mut settings = Settings {
        documents: concat!(env!("CARGO_MANIFEST_DIR"), "/data/corpus").into(),
        out: env::temp_dir().join("extract-corpus"),
        budget: None,
        chance: Chance { errors: 0.2, faults: 0.2, seed: 7 },
    };
    let mut arguments = env::args().skip(1);
    while let Some(name) = arguments.next() {
        if name == "--help" {
            println!("{HELP}");
            return Ok(None);
        }
        let value = arguments.next().ok_or(format!("`{name}` has no value; see --help"))?;
        match name.as_str() {
            "--documents" => settings.documents = value.into(),
            "--out" => settings.out = value.into(),
            "--budget" => settings.budget = Some(value.parse()?),
            "--errors" => settings.chance.errors = value.parse()?,
            "--faults" => settings.chance.faults = value.parse()?,
            "--seed" => settings.chance.seed = value.parse()?,
            _ => return Err(format!("there is no option `{name}`; see --help").into()),
        }
    }
    Ok(Some(settings))
}
