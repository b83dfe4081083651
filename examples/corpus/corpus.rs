//! The documents of one kind, and what they say as far as that is known.

use std::{collections::BTreeMap, fs, path::PathBuf};

use examples::Result;
use extract::{
    eval::Scores,
    pipeline::{Budget, Progress, Report, page::Page, read, table},
};

use crate::{
    kinds::Kind,
    local::{Plan, Script},
    settings::Settings,
};

pub struct Corpus<K> {
    /// Where the documents are.
    folder: PathBuf,
    /// What they say, by the name of the document; empty where nobody knows.
    gold: BTreeMap<String, K>,
}

impl<K: Kind> Corpus<K> {
    pub fn open(settings: &Settings) -> Result<Self> {
        let folder = settings.documents.join(K::NAME);
        let truth = folder.with_extension("json");
        let gold = match truth.exists() {
            true => serde_json::from_str(&fs::read_to_string(truth)?)?,
            false => BTreeMap::new(),
        };
        Ok(Self { folder, gold })
    }

    /// Tells the local server what to answer.
    pub fn plan(&self, script: &mut Script, settings: &Settings) -> Result<Plan> {
        let mut documents = Vec::new();
        for (name, gold) in &self.gold {
            let text = fs::read_to_string(self.folder.join(name))?;
            documents.push((name.clone(), text, serde_json::to_value(gold)?));
        }
        Ok(script.plan::<K>(&documents, settings.chance))
    }

    /// Reads all documents, and writes what was found.
    pub async fn run(
        &self,
        api: &examples::Connection,
        settings: &Settings,
    ) -> Result<(Report, Option<Scores>)> {
        let out = |extension: &str| settings.out.join(K::NAME).with_extension(extension);
        let documents = read::folder(&self.folder).extensions(["txt"]).open()?;
        let extractor = api.client.extractor::<K>(&api.model).instructions(K::INSTRUCTIONS);
        let mut run = extractor.run(documents);
        run = run.in_order().journal(out("journal")).progress(Progress::new());
        if let Some(tokens) = settings.budget {
            run = run.budget(Budget::tokens(tokens));
        }
        let mut outcomes = run.start().await?;

        let mut page = Page::<K>::new(K::NAME);
        let mut lines = table::JsonLines::<K>::create(out("jsonl"))?;
        let mut rows = table::Csv::<K>::create(out("csv"))?;
        let mut evaluation = K::evaluation();
        while let Some(outcome) = outcomes.next().await {
            page.add(&outcome);
            lines.write(&outcome)?;
            rows.write(&outcome)?;
            if let Some(gold) = self.gold.get(&outcome.id) {
                let found = outcome.result.as_ref().ok().map(|found| &found.value);
                evaluation.add(&outcome.id, gold, found)?;
            }
        }
        let report = outcomes.report();
        let scores = (!self.gold.is_empty()).then(|| evaluation.scores());
        if let Some(scores) = &scores {
            page.scores(scores);
        }
        lines.finish()?;
        rows.finish()?;
        page.finish(&report).write(out("html"))?;
        Ok((report, scores))
    }
}
