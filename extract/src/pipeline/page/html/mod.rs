//! The page for people.

mod amount;
mod calls;
mod failures;
mod fields;
mod plot;
mod table;
mod writer;

use self::writer::Html;
use super::figures::{Documents, Figures};

const STYLE: &str = include_str!("style.css");
/// Nothing is loaded and nothing runs, even if markup came in; the one style is known by its hash.
const POLICY: &str = "default-src 'none'; style-src 'sha256-FmhtXWBl/hpB9NQJedfq5L9ys7oKHb/2i2pVDaOT7VE='; img-src data:; base-uri 'none'; form-action 'none'";

pub(super) fn page(figures: &Figures) -> String {
    let head = |html: &mut Html| {
        html.void("meta", &[("charset", &"utf-8")]);
        html.void("meta", &[("http-equiv", &"Content-Security-Policy"), ("content", &POLICY)]);
        html.void("meta", &[("name", &"viewport"), ("content", &"width=device-width")]);
        html.void("meta", &[("name", &"color-scheme"), ("content", &"light dark")]);
        html.void("link", &[("rel", &"icon"), ("href", &"data:,")]);
        html.leaf("title", &[], &figures.title);
    };
    Html::document(STYLE, head, |html| {
        html.element("main", &[], |html| {
            header(html, figures);
            notes(html, figures);
            keys(html, figures);
            section(html, "Outcomes", |html| outcomes(html, &figures.documents));
            calls::sections(html, figures);
            fields::sections(html, figures);
            failures::sections(html, figures);
            footer(html, figures);
        });
    })
}

fn section(html: &mut Html, heading: &str, inside: impl FnOnce(&mut Html)) {
    html.element("section", &[], |html| {
        html.leaf("h2", &[], heading);
        inside(html);
    });
}

/// A sentence about what stands beside it.
fn remark(html: &mut Html, text: impl std::fmt::Display) {
    html.leaf("p", &[("class", &"remark")], text);
}

fn header(html: &mut Html, figures: &Figures) {
    html.element("header", &[], |html| {
        html.leaf("h1", &[], &figures.title);
        let span = figures.first_request_at.as_deref().zip(figures.last_answer_at.as_deref());
        let when = span.map(|(first, last)| amount::span(first, last));
        let models = figures.models.answered.iter().map(|it| it.model.clone());
        let parts: Vec<_> = when.into_iter().chain(models).collect();
        html.leaf("p", &[("class", &"when")], parts.join(" \u{b7} "));
    });
}

/// What a reader should know before the figures.
fn notes(html: &mut Html, figures: &Figures) {
    let Documents { total, on_page, in_work, .. } = figures.documents;
    let mut notes = Vec::new();
    if let Some(why) = &figures.broken {
        notes.push(format!("The documents came to an early end: {why}"));
    }
    if total > on_page {
        let (on_page, total) = (amount::count(on_page), amount::count(total));
        notes.push(format!(
            "This page was given {on_page} of the {total} outcomes of the run, and counts those."
        ));
    }
    if in_work > 0 {
        notes.push(format!("The run goes on: {} documents are in work.", amount::count(in_work)));
    }
    for note in notes {
        html.leaf("p", &[("class", &"note")], note);
    }
}

/// The figures that are asked for first.
fn keys(html: &mut Html, figures: &Figures) {
    let documents = &figures.documents;
    let tokens = figures.tokens;
    let all = documents.on_page.max(1) as f64;
    let done = amount::share(documents.done as f64 / all);
    let sent = documents.sent as f64;
    let rate = if figures.elapsed_seconds > 0.0 { sent / figures.elapsed_seconds } else { 0.0 };
    let paid = tokens.input.or(tokens.output);
    let total = paid.map(|_| tokens.input.unwrap_or(0).saturating_add(tokens.output.unwrap_or(0)));
    let times = &figures.latency.documents;
    html.element("dl", &[("class", &"keys")], |html| {
        let mut key = |name: &str, figure: String, note: String| {
            html.element("div", &[], |html| {
                html.leaf("dt", &[], name);
                html.leaf("dd", &[], figure);
                html.leaf("dd", &[("class", &"small")], note);
            });
        };
        key("Documents", amount::count(documents.on_page), format!("{done} with a value"));
        if let Some(cost) = figures.cost_usd {
            let each = cost.usd() / sent.max(1.0) * 1_000.0;
            key(
                "Cost",
                amount::dollars(cost.usd()),
                format!("{} per 1,000", amount::dollars(each)),
            );
        }
        key(
            "Tokens",
            total.map_or_else(|| "\u{2013}".to_owned(), amount::short),
            format!("{} in answers", amount::known(tokens.output)),
        );
        key(
            "Time",
            amount::seconds(figures.elapsed_seconds),
            format!("{} documents/s", amount::rate(rate)),
        );
        if let Some((median, most)) = times.p50_seconds.zip(times.p99_seconds) {
            key("Median", amount::seconds(median), format!("p99 {}", amount::seconds(most)));
        }
    });
}

fn outcomes(html: &mut Html, documents: &Documents) {
    let kinds = [
        ("done", "with a value", documents.done),
        ("bad", "refused by the model", documents.refused),
        ("bad", "cut off", documents.truncated),
        ("bad", "withheld by a content filter", documents.filtered),
        ("bad", "completed without an answer", documents.empty),
        ("bad", "answered, but no value", documents.invalid),
        ("bad", "failed: the server said no, or no whole answer came", documents.failed),
        ("held", "never sent", documents.not_sent),
        ("held", "the document or the settings are wrong", documents.wrong),
    ];
    let all = documents.on_page.max(1) as f64;
    table::table(html, &["", "=documents", "=share", ""], |html| {
        for (class, name, documents) in kinds {
            let share = documents as f64 / all;
            let row = if documents == 0 { "none" } else { "" };
            html.element("tr", &[("class", &row)], |html| {
                html.leaf("th", &[("scope", &"row")], name);
                table::figure(html, amount::count(documents));
                table::figure(html, amount::share(share));
                html.element("td", &[("class", &"bar")], |html| plot::share(html, class, share));
            });
        }
    });
    if documents.from_journal > 0 {
        let known = amount::count(documents.from_journal);
        remark(
            html,
            format!(
                "{known} of these were known from the journal; nothing was paid for them in this run."
            ),
        );
    }
}

fn footer(html: &mut Html, figures: &Figures) {
    html.element("footer", &[], |html| {
        let error = amount::share(figures.latency.quantile_error);
        html.leaf(
            "p",
            &[],
            format!(
                "Written by {}. Quantiles are within {error} of the exact ones; all counts are exact. \
                 Characters that cannot be seen, or that turn others around, stand as \u{27e8}U+\u{2026}\u{27e9}.",
                figures.library
            ),
        );
    });
}

#[cfg(test)]
mod tests;
