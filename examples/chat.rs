//! The Chat endpoint, which compatible servers (llama.cpp, vLLM, Ollama and others) speak as well.
//!
//! ```console
//! cargo run --example chat
//! OPENAI_BASE_URL=http://127.0.0.1:8080/v1 OPENAI_MODEL=qwen3 cargo run --example chat
//! ```

use std::collections::BTreeMap;
use std::fmt;

use extract::{ClientBuilder, Endpoint, Extract};
use jiff::civil::Date;
use serde::Deserialize;

/// A job as advertised. Similar jobs on the same page are no part of it.
#[derive(Debug, Deserialize, Extract)]
struct Job {
    title: String,
    employer: String,
    /// The town where the work is done.
    place: String,
    /// The least and the most, in percent of full time.
    workload_percent: (u8, u8),
    /// As it holds now, for full time.
    salary: Option<Salary>,
    starts: Option<Date>,
    apply_by: Option<Date>,
    /// The level that is asked for, by English name of the language.
    languages: BTreeMap<String, Level>,
    #[extract(max_items = 20)]
    benefits: Vec<Benefit>,
}

/// A salary per year.
#[derive(Debug, Deserialize, Extract)]
struct Salary {
    from: u32,
    to: u32,
    /// Three letters.
    currency: String,
}

/// Levels of the European framework.
#[derive(Debug, Deserialize, Extract)]
enum Level {
    A1,
    A2,
    B1,
    B2,
    C1,
    C2,
}

#[derive(Debug, Deserialize, Extract)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Benefit {
    Leave {
        #[extract(min = 0, max = 52)]
        weeks_per_year: u8,
    },
    Money {
        per_year: u32,
        what_for: String,
    },
    Other {
        what: String,
    },
}

/// One line of a lab report.
#[derive(Debug, Deserialize, Extract)]
struct Measurement {
    test: String,
    material: Material,
    reading: Reading,
    unit: Option<String>,
    flag: Option<Flag>,
    reference: Option<Reference>,
    /// What a comment says about this very result.
    comment: Option<String>,
}

#[derive(Debug, Deserialize, Extract)]
#[serde(rename_all = "snake_case")]
enum Material {
    CitratePlasma,
    EdtaBlood,
    Serum,
    Urine,
}

/// A result: not every one is a number.
#[derive(Debug, Deserialize, Extract)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Reading {
    Value { value: f64 },
    Below { limit: f64 },
    Above { limit: f64 },
    Words { words: String },
    Pending,
}

#[derive(Debug, Deserialize, Extract)]
#[serde(rename_all = "snake_case")]
enum Flag {
    Abnormal,
    CriticalHigh,
    CriticalLow,
    High,
    Low,
}

/// What is normal.
#[derive(Debug, Deserialize, Extract)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Reference {
    Above { limit: f64 },
    Below { limit: f64 },
    Between { low: f64, high: f64 },
    Negative,
}

impl fmt::Display for Material {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CitratePlasma => "citrate plasma",
            Self::EdtaBlood => "EDTA blood",
            Self::Serum => "serum",
            Self::Urine => "urine",
        })
    }
}

impl fmt::Display for Flag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Abnormal => "abnormal",
            Self::CriticalHigh => "critically high",
            Self::CriticalLow => "critically low",
            Self::High => "high",
            Self::Low => "low",
        })
    }
}

impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value { value } => write!(f, "{value}"),
            Self::Below { limit } => write!(f, "< {limit}"),
            Self::Above { limit } => write!(f, "> {limit}"),
            Self::Words { words } => f.write_str(words),
            Self::Pending => f.write_str("pending"),
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Above { limit } => write!(f, "> {limit}"),
            Self::Below { limit } => write!(f, "< {limit}"),
            Self::Between { low, high } => write!(f, "{low} to {high}"),
            Self::Negative => f.write_str("negative"),
        }
    }
}

#[tokio::main]
async fn main() -> examples::Result {
    let answers =
        [include_str!("answers/job_advertisement.json"), include_str!("answers/lab_report.json")];
    let api = examples::connect(answers).await?;

    // A server on your own machine needs its base URL and no key.
    let client =
        ClientBuilder::from_env().base_url(&api.base_url).endpoint(Endpoint::Chat).build()?;

    let jobs = client.extractor::<Job>(&api.model).instructions("Extract the advertised job.");
    let job = jobs.extract(include_str!("data/job_advertisement.txt")).await?.value;
    let (least, most) = job.workload_percent;
    println!("{} at {}, {}", job.title, job.employer, job.place);
    println!("  {least} to {most} % of full time");
    if let Some(starts) = job.starts {
        println!("  from {starts}");
    }
    if let Some(last_day) = job.apply_by {
        println!("  apply by {last_day}");
    }
    if let Some(Salary { from, to, currency }) = &job.salary {
        println!("  {currency} {from} to {to} a year");
    }
    for (language, level) in &job.languages {
        println!("  {language}: at least {level:?}");
    }
    for benefit in &job.benefits {
        match benefit {
            Benefit::Leave { weeks_per_year } => println!("  + {weeks_per_year} weeks of leave"),
            Benefit::Money { per_year, what_for } => println!("  + {per_year} a year: {what_for}"),
            Benefit::Other { what } => println!("  + {what}"),
        }
    }

    // A list is a fine type to ask for: it travels in an object and comes out as a list.
    let measurements = client
        .extractor::<Vec<Measurement>>(&api.model)
        .instructions("Extract every result of the report, also those still pending.");
    let results = measurements.extract(include_str!("data/lab_report.txt")).await?.value;
    println!("\n{} results, of which remarkable:", results.len());
    for result in results.iter().filter(|one| one.flag.is_some() || one.comment.is_some()) {
        print!("  {} in {}: {}", result.test, result.material, result.reading);
        if let Some(unit) = &result.unit {
            print!(" {unit}");
        }
        if let Some(flag) = &result.flag {
            print!(", {flag}");
        }
        if let Some(reference) = &result.reference {
            print!(" (normal: {reference})");
        }
        println!();
        if let Some(comment) = &result.comment {
            println!("    {comment}");
        }
    }
    Ok(())
}
