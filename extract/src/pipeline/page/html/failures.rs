//! What failed, with its evidence.

use super::{
    super::{
        failures::{Broken, Cut, Failure, Kind, LONGEST, Listed, Rejected, Text, Try},
        figures::{Figures, Journal},
    },
    amount, remark, section, table,
    writer::Html,
};

pub(super) fn sections(html: &mut Html, figures: &Figures) {
    if !figures.failures.is_empty() {
        section(html, "Failures", |html| figures.failures.iter().for_each(|it| kind(html, it)));
    }
    let Journal { damaged, unkept, unknown } = &figures.journal;
    if *damaged > 0 || unkept.count > 0 || unknown.count > 0 {
        section(html, "Journal", |html| journal(html, &figures.journal));
    }
}

fn kind(html: &mut Html, kind: &Kind) {
    html.element("h3", &[], |html| {
        html.text(kind.heading);
        html.leaf("span", &[("class", &"count")], amount::count(kind.count));
    });
    kind.shown.iter().for_each(|it| failure(html, it));
    let shown = kind.shown.len() as u64;
    if shown < kind.count {
        let (shown, all) = (amount::count(shown), amount::count(kind.count));
        remark(html, format!("The first {shown} of {all}."));
    }
}

fn failure(html: &mut Html, failure: &Failure) {
    html.element("details", &[("class", &"failure")], |html| {
        html.element("summary", &[], |html| {
            html.element("code", &[("class", &"id")], |html| table::cut(html, &failure.document));
            html.element("span", &[("class", &"message")], |html| {
                table::cut(html, &failure.message)
            });
        });
        facts(html, failure);
        violations(html, &failure.violations);
        failure.texts.iter().for_each(|it| text(html, it));
        rejected(html, &failure.rejected);
        attempts(html, &failure.attempts);
    });
}

fn facts(html: &mut Html, failure: &Failure) {
    let tokens = failure.input_tokens.zip(failure.output_tokens);
    let plain = |text: String| Some(Cut::line(&text));
    let tokens = tokens.and_then(|(input, output)| {
        plain(format!("{} in, {} out", amount::count(input), amount::count(output)))
    });
    let facts = [
        ("status", failure.status.and_then(|status| plain(status.to_string()))),
        ("code", failure.code.clone()),
        ("tokens", tokens),
        ("time", failure.elapsed_seconds.and_then(|time| plain(amount::seconds(time)))),
        ("place in the run", plain(amount::count(failure.index))),
        ("journal", failure.from_journal.then(|| Cut::line("known from an earlier run"))),
        ("model", failure.model.clone()),
        ("request", failure.request_id.clone()),
        ("answer", failure.response_id.clone()),
    ];
    html.element("dl", &[("class", &"facts")], |html| {
        for (name, fact) in facts {
            let Some(fact) = fact else { continue };
            html.element("div", &[], |html| {
                html.leaf("dt", &[], name);
                html.element("dd", &[], |html| table::cut(html, &fact));
            });
        }
    });
}

fn violations(html: &mut Html, violations: &Listed<Broken>) {
    if violations.count == 0 {
        return;
    }
    table::table(html, &["at", "rule", "what is wrong"], |html| {
        for Broken { path, rule, message } in &violations.shown {
            table::row(html, |html| {
                html.element("th", &[("scope", &"row")], |html| {
                    html.element("code", &[], |html| table::cut(html, path));
                });
                table::text(html, rule);
                html.element("td", &[], |html| table::cut(html, message));
            });
        }
    });
    more(html, violations);
}

fn text(html: &mut Html, text: &Text) {
    let Text { what, text } = text;
    html.element("figure", &[], |html| {
        html.element("figcaption", &[], |html| {
            html.text(what);
            if text.is_cut() {
                let (longest, all) = (amount::count(LONGEST as u64), amount::bytes(text.bytes));
                html.text(format!(": the first {longest} characters of {all}"));
            }
        });
        html.leaf("pre", &[("tabindex", &"0")], &text.text);
    });
}

fn rejected(html: &mut Html, rejected: &Listed<Rejected>) {
    for Rejected { why, answer } in &rejected.shown {
        html.element("figure", &[], |html| {
            html.element("figcaption", &[], |html| {
                html.text("an earlier answer: ");
                table::cut(html, why);
            });
            html.element("pre", &[("tabindex", &"0")], |html| table::cut(html, answer));
        });
    }
    more(html, rejected);
}

fn attempts(html: &mut Html, attempts: &Listed<Try>) {
    if attempts.count == 0 {
        return;
    }
    let headings =
        ["request sent", "=waited", "=queued", "=took", "=status", "why it gave no answer"];
    table::table(html, &headings, |html| {
        for attempt in &attempts.shown {
            table::row(html, |html| {
                html.element("th", &[("scope", &"row")], |html| request(html, attempt));
                for time in [attempt.waited_seconds, attempt.queued_seconds, attempt.took_seconds] {
                    table::figure(html, amount::seconds(time));
                }
                table::figure(
                    html,
                    attempt.status.map_or("\u{2013}".to_owned(), |it| it.to_string()),
                );
                html.element("td", &[], |html| {
                    if let Some(why) = &attempt.why {
                        table::cut(html, why);
                    }
                });
            });
        }
    });
    more(html, attempts);
}

/// When, where, and by which names the provider's support finds it.
fn request(html: &mut Html, attempt: &Try) {
    html.text(attempt.at.replace('T', " ").replace('Z', ""));
    let names = [&attempt.host, &attempt.model, &attempt.request_id, &attempt.client_request_id];
    for name in names.into_iter().flatten() {
        html.element("small", &[], |html| table::cut(html, name));
    }
}

fn more<T>(html: &mut Html, listed: &Listed<T>) {
    let shown = listed.shown.len() as u64;
    if shown < listed.count {
        remark(html, format!("The first {shown} of {}.", amount::count(listed.count)));
    }
}

fn journal(html: &mut Html, journal: &Journal) {
    if journal.damaged > 0 {
        let damaged = amount::count(journal.damaged);
        remark(
            html,
            format!("Lines whose checksum is wrong: {damaged}. What they knew was asked again."),
        );
    }
    let unkept = "Outcomes that the journal could not keep; a later run pays for them again";
    let unknown = "Dropped in work: the request may have been sent, and may be charged";
    for (what, documents) in [(unkept, &journal.unkept), (unknown, &journal.unknown)] {
        if documents.count == 0 {
            continue;
        }
        html.element("h3", &[], |html| {
            html.text(what);
            html.leaf("span", &[("class", &"count")], amount::count(documents.count));
        });
        html.element("ul", &[("class", &"ids")], |html| {
            for id in &documents.shown {
                html.element("li", &[], |html| {
                    html.element("code", &[], |html| table::cut(html, id))
                });
            }
        });
        more(html, documents);
    }
}
