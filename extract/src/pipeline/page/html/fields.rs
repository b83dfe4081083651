//! What answers state, which rules they break, and how right they are.

use super::{
    super::{
        fields::{Field, Told},
        figures::{Figures, Scored, ScoredField, Violations},
    },
    amount, plot, remark, section, table,
    writer::Html,
};

pub(super) fn sections(html: &mut Html, figures: &Figures) {
    section(html, "Fields", |html| fields(html, &figures.fields));
    if let Some(scores) = &figures.scores {
        section(html, "Scores", |html| scored(html, scores));
    }
    if figures.violations.count > 0 {
        section(html, "Broken rules", |html| violations(html, &figures.violations));
    }
}

fn fields(html: &mut Html, told: &Told) {
    let answers = amount::count(told.answers);
    remark(
        html,
        format!("How often each field was not stated, in {answers} answers with a value."),
    );
    if told.unread > 0 {
        remark(html, format!("{} answers could not be looked at.", amount::count(told.unread)));
    }
    let headings = ["field", "=stood", "=null", "=null rate", "", "=empty", "=items"];
    table::table(html, &headings, |html| told.paths.iter().for_each(|it| field(html, it)));
    if told.more {
        remark(html, "The type has more fields than are followed; the outer ones are.");
    }
}

fn field(html: &mut Html, field: &Field) {
    let dash = || "\u{2013}".to_owned();
    table::row(html, |html| {
        table::name(html, &field.path);
        table::figure(html, amount::count(field.stood));
        // A field that is never `null` has no rate to look at.
        let rate = field.null_rate.filter(|_| field.nullable);
        let null = field.nullable.then(|| amount::count(field.null));
        table::figure(html, null.unwrap_or_default());
        table::figure(
            html,
            if field.nullable { rate.map_or_else(dash, amount::share) } else { String::new() },
        );
        html.element("td", &[("class", &"bar")], |html| {
            if let Some(rate) = rate {
                plot::share(html, "quiet", rate);
            }
        });
        let empty = if field.empty > 0 { amount::count(field.empty) } else { String::new() };
        table::figure(html, empty);
        table::figure(html, field.items.map_or_else(String::new, amount::count));
    });
}

fn violations(html: &mut Html, violations: &Violations) {
    table::table(html, &["field", "rule", "=times"], |html| {
        for rule in &violations.rules {
            table::row(html, |html| {
                table::name(
                    html,
                    if rule.path.is_empty() { "the whole answer" } else { &rule.path },
                );
                table::text(html, &rule.rule);
                table::figure(html, amount::count(rule.count));
            });
        }
    });
    if violations.others > 0 {
        let others = amount::count(violations.others);
        remark(html, format!("{others} more, of fields and rules that are not listed."));
    }
}

fn scored(html: &mut Html, scored: &Scored) {
    let (documents, missing) = (amount::count(scored.documents), amount::count(scored.missing));
    remark(
        html,
        format!(
            "{documents} documents beside their gold values, {missing} of them without a result."
        ),
    );
    let headings = ["field", "=right", "=wrong", "=missed", "=precision", "=recall", "=F1", ""];
    table::table(html, &headings, |html| {
        for field in &scored.fields {
            table::row(html, |html| {
                table::name(html, &field.path);
                for count in [field.right, field.wrong, field.missed] {
                    table::figure(html, amount::count(count));
                }
                for share in [field.precision, field.recall, field.f1] {
                    table::figure(html, share.map_or("\u{2013}".to_owned(), amount::share));
                }
                html.element("td", &[("class", &"bar")], |html| {
                    if let Some(share) = field.f1 {
                        plot::share(html, "done", share);
                    }
                });
            });
        }
    });
    scored
        .fields
        .iter()
        .filter(|it| !it.differences.is_empty())
        .for_each(|it| differences(html, it));
}

fn differences(html: &mut Html, field: &ScoredField) {
    html.element("details", &[], |html| {
        html.element("summary", &[], |html| {
            html.text("differences of ");
            html.leaf("code", &[], &field.path);
        });
        table::table(html, &["document", "at", "found", "gold"], |html| {
            for differs in &field.differences {
                table::row(html, |html| {
                    for cell in [
                        Some(&differs.document),
                        Some(&differs.path),
                        differs.found.as_ref(),
                        differs.gold.as_ref(),
                    ] {
                        html.element("td", &[], |html| match cell {
                            Some(cell) => html.element("code", &[], |html| table::cut(html, cell)),
                            None => html.text("nothing"),
                        });
                    }
                });
            }
        });
    });
}
