//! Changelogs and copyright files of Debian packages: read by runs that can be killed and resumed, written
//! as tables and reports, and scored by field.
//!
//! ```console
//! scripts/corpus                  # gathers some hundred documents, and runs this
//! cargo run --example corpus      # eleven small documents
//! ```
//!
//! Without a key, a local server answers with what the documents say, but for some errors and faults, which
//! are chosen by chance and written down. The scores have to find these errors and no others.

mod corpus;
mod errors;
mod kinds;
mod local;
mod places;
mod settings;

use std::{collections::BTreeSet, fs};

use examples::Result;
use extract::{eval::Scores, pipeline::Report};
use serde_json::{Value, json};

use crate::{
    corpus::Corpus,
    kinds::{Changelog, Copyright, Kind},
    local::{Plan, Script},
    settings::Settings,
};

#[tokio::main]
async fn main() -> Result {
    let Some(settings) = settings::read()? else { return Ok(()) };
    fs::create_dir_all(&settings.out)?;
    let changelogs = Corpus::<Changelog>::open(&settings)?;
    let copyrights = Corpus::<Copyright>::open(&settings)?;

    let mut script = Script::default();
    let of_changelogs = changelogs.plan(&mut script, &settings)?;
    let of_copyrights = copyrights.plan(&mut script, &settings)?;
    let mut is_local = false;
    let api = examples::connect_scripted(|server| {
        server.respond(script.respond());
        is_local = true;
    })
    .await?;
    if is_local {
        keep(&settings, &[(Changelog::NAME, &of_changelogs), (Copyright::NAME, &of_copyrights)])?;
    } else if settings.out.join("seeded.json").exists() {
        // Journals do not know who answered: scripted answers would be scored as those of the real model.
        let message = "holds answers of the local server; give another folder with --out";
        return Err(format!("{} {message}", settings.out.display()).into());
    }

    let (first, of_first) = changelogs.run(&api, &settings).await?;
    let first_as_seeded =
        told::<Changelog>(&first, of_first.as_ref(), is_local.then_some(&of_changelogs))?;
    let (second, of_second) = copyrights.run(&api, &settings).await?;
    let second_as_seeded =
        told::<Copyright>(&second, of_second.as_ref(), is_local.then_some(&of_copyrights))?;
    let scores = json!({ Changelog::NAME: of_first, Copyright::NAME: of_second });
    fs::write(settings.out.join("scores.json"), serde_json::to_string_pretty(&scores)?)?;

    // These differ from run to run, so they are no part of what is printed.
    let (time, memory) = (first.elapsed + second.elapsed, peak_memory());
    eprintln!(
        "{} documents in {:.1} s, {memory}",
        first.total() + second.total(),
        time.as_secs_f64()
    );
    match first_as_seeded && second_as_seeded {
        true => Ok(()),
        false => Err("the scores do not find what was seeded".into()),
    }
}

/// Writes down what was seeded. A journal knows the answers of an earlier run, so they have to be the same.
fn keep(settings: &Settings, plans: &[(&str, &Plan)]) -> Result {
    let mut seeded = json!({ "chance": settings.chance });
    for (name, plan) in plans {
        seeded[*name] = json!(plan);
    }
    let path = settings.out.join("seeded.json");
    let before =
        fs::read_to_string(&path).ok().and_then(|text| serde_json::from_str::<Value>(&text).ok());
    if before.is_some_and(|before| before != seeded) {
        let message = "a run with other answers; give another folder with --out";
        return Err(format!("{} holds {message}", settings.out.display()).into());
    }
    Ok(fs::write(path, serde_json::to_string_pretty(&seeded)?)?)
}

/// Says what the run came to, and whether the scores find what was seeded.
fn told<K: Kind>(report: &Report, scores: Option<&Scores>, plan: Option<&Plan>) -> Result<bool> {
    if let Some(why) = &report.broken {
        return Err(format!("the documents came to an early end: {why}").into());
    }
    println!("{} {}: {} with a value", report.total(), K::NAME, report.done);
    println!(
        "{} requests, {} tokens, {} from the journal\n",
        report.requests,
        report.usage.total(),
        report.from_journal
    );
    let Some(scores) = scores else { return Ok(true) };
    println!("{scores}\n");
    let Some(plan) = plan else { return Ok(true) };
    Ok(compare(plan, scores))
}

/// Whether the documents and fields in which the scores find a difference are those that were seeded.
fn compare(plan: &Plan, scores: &Scores) -> bool {
    let expected = plan.expected();
    let mut found = BTreeSet::new();
    for (field, score) in &scores.fields {
        found.extend(score.differences.iter().map(|it| (it.document.clone(), field.clone())));
    }
    println!(
        "{} errors were seeded, in {} fields of documents; the scores find {}",
        plan.errors.len(),
        expected.len(),
        found.len()
    );
    for (document, field) in expected.symmetric_difference(&found) {
        let what = if found.contains(&(document.clone(), field.clone())) {
            "not seeded"
        } else {
            "not found"
        };
        println!("! {document} {field}: {what}");
    }
    println!();
    expected == found
}

/// As Linux tells it.
fn peak_memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.map_or("peak memory not known".into(), |peak| format!("peak memory {}", peak.trim()))
}
