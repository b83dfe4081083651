//! What was sent and paid, how long it took and when.

use super::{
    super::{
        figures::{Figures, Tokens},
        histogram::{Bin, Times},
        timeline::Throughput,
    },
    amount,
    plot::{Bar, Plot, step},
    remark, section, table,
    writer::Html,
};

/// Bars of a histogram, about.
const BARS: usize = 44;
/// Times that an axis names.
const TICKS: [(f64, &str); 27] = [
    (0.000_1, "0.1 ms"),
    (0.001, "1 ms"),
    (0.002, "2 ms"),
    (0.005, "5 ms"),
    (0.01, "10 ms"),
    (0.02, "20 ms"),
    (0.05, "50 ms"),
    (0.1, "100 ms"),
    (0.2, "200 ms"),
    (0.5, "500 ms"),
    (1.0, "1 s"),
    (2.0, "2 s"),
    (5.0, "5 s"),
    (10.0, "10 s"),
    (20.0, "20 s"),
    (30.0, "30 s"),
    (60.0, "1 min"),
    (120.0, "2 min"),
    (300.0, "5 min"),
    (600.0, "10 min"),
    (1_200.0, "20 min"),
    (1_800.0, "30 min"),
    (3_600.0, "1 h"),
    (7_200.0, "2 h"),
    (18_000.0, "5 h"),
    (43_200.0, "12 h"),
    (86_400.0, "1 d"),
];

pub(super) fn sections(html: &mut Html, figures: &Figures) {
    section(html, "Requests and tokens", |html| {
        models(html, figures);
        requests(html, figures);
    });
    let Times { count, .. } = figures.latency.documents;
    if count == 0 {
        let unknown =
            "No times are known: nothing was sent in this run, or it was sent in batches.";
        return section(html, "Time", |html| remark(html, unknown));
    }
    section(html, "Latency", |html| latency(html, figures));
    section(html, "Throughput", |html| throughput(html, &figures.throughput));
}

fn models(html: &mut Html, figures: &Figures) {
    let headings = ["model", "=requests", "=input", "=cached", "=output", "=reasoning"];
    let row = |html: &mut Html, requests: u64, tokens: Tokens| {
        table::figure(html, amount::count(requests));
        for tokens in [tokens.input, tokens.cached, tokens.output, tokens.reasoning] {
            table::figure(html, amount::known(tokens));
        }
    };
    table::table(html, &headings, |html| {
        for asked in &figures.models.asked {
            table::row(html, |html| {
                table::name(html, &asked.model);
                row(html, asked.requests, asked.tokens);
            });
        }
        if figures.models.asked.len() != 1 {
            html.element("tr", &[("class", &"sum")], |html| {
                html.leaf("th", &[("scope", &"row")], "all");
                row(html, figures.requests.sent, figures.tokens);
            });
        }
    });
    if figures.models.asked_others > 0 {
        let others = amount::count(figures.models.asked_others);
        remark(html, format!("{others} requests asked models that are not listed."));
    }
    match figures.cost_usd {
        Some(cost) => remark(html, format!("All of it cost {cost}.")),
        None if figures.unpriced.is_empty() => {}
        None => {
            let models = figures.unpriced.join(", ");
            remark(html, format!("What it cost is not known: there is no price for {models}."));
        }
    }
}

fn requests(html: &mut Html, figures: &Figures) {
    let requests = &figures.requests;
    table::table(html, &["answered with", "=requests", "=share"], |html| {
        for status in &requests.statuses {
            table::row(html, |html| {
                let name =
                    status.status.map_or("no answer".to_owned(), |status| status.to_string());
                html.leaf("th", &[("scope", &"row")], name);
                table::figure(html, amount::count(status.requests));
                table::figure(
                    html,
                    amount::share(status.requests as f64 / requests.sent.max(1) as f64),
                );
            });
        }
    });
    let waits = figures.waits;
    remark(
        html,
        format!(
            "{} were sent again, after waits of {} in all. In the queue, for the rate limit or a place in flight, \
             requests stood for {} in all.",
            amount::count(requests.repeated),
            amount::seconds(waits.before_retries_seconds),
            amount::seconds(waits.queued_seconds),
        ),
    );
}

fn latency(html: &mut Html, figures: &Figures) {
    let latency = &figures.latency;
    histogram(&latency.documents).draw(html);
    let rows = [
        ("whole calls", &latency.documents),
        ("single requests", &latency.requests),
        ("in the queue", &latency.queued),
    ];
    let headings = ["", "=count", "=min", "=mean", "=p50", "=p90", "=p99", "=max"];
    table::table(html, &headings, |html| {
        for (name, times) in rows {
            table::row(html, |html| {
                html.leaf("th", &[("scope", &"row")], name);
                table::figure(html, amount::count(times.count));
                let Times {
                    min_seconds,
                    mean_seconds,
                    p50_seconds,
                    p90_seconds,
                    p99_seconds,
                    max_seconds,
                    ..
                } = times;
                for time in
                    [min_seconds, mean_seconds, p50_seconds, p90_seconds, p99_seconds, max_seconds]
                {
                    table::figure(html, time.map_or("\u{2013}".to_owned(), amount::seconds));
                }
            });
        }
    });
}

fn histogram(times: &Times) -> Plot<'static> {
    let bins = wide(&times.bins);
    let from = bins.first().map_or(1.0, |bin| bin.from_seconds);
    let to = bins.last().map_or(2.0, |bin| bin.to_seconds);
    let place = |time: f64| (time / from).ln() / (to / from).ln();
    let bar = |bin: &Bin| Bar {
        heights: vec![bin.count as f64],
        title: format!(
            "{} to {}: {} documents",
            amount::seconds(bin.from_seconds),
            amount::seconds(bin.to_seconds),
            amount::count(bin.count)
        ),
    };
    let marks =
        [("p50", times.p50_seconds), ("p90", times.p90_seconds), ("p99", times.p99_seconds)];
    let marks = marks.into_iter().filter_map(|(name, time)| {
        let time = time?;
        Some((place(time), format!("{name} {}", amount::seconds(time))))
    });
    let marks: Vec<_> = marks.collect();
    let told: Vec<_> = marks.iter().map(|(_, text)| text.as_str()).collect();
    Plot {
        id: "latency",
        title: "How long documents took",
        description: format!(
            "Bars of {} documents by the time of their whole call, on a logarithmic scale: {}.",
            amount::count(times.count),
            told.join(", ")
        ),
        parts: &["done"],
        bars: bins.iter().map(bar).collect(),
        ticks: ticks(from, to).map(|(time, name)| (place(time), name.to_owned())).collect(),
        marks,
        height: amount::rate,
    }
}

/// Bins that can be seen: neighbours together, and empty ones on both sides of a few.
fn wide(bins: &[Bin]) -> Vec<Bin> {
    let each = bins.len().div_ceil(BARS).max(1);
    let together = |bins: &[Bin]| -> Option<Bin> {
        let Bin { from_seconds, to_seconds, .. } = *bins.first()?;
        // The last one is as wide as the others, be there bins for it or not.
        let to_seconds = from_seconds * (to_seconds / from_seconds).powf(each as f64);
        let count = bins.iter().map(|bin| bin.count).sum();
        Some(Bin { from_seconds, to_seconds, count })
    };
    let mut bins: Vec<_> = bins.chunks(each).filter_map(together).collect();
    while let [first, .., last] | [first @ last] = bins[..]
        && bins.len() < BARS / 2
    {
        let (low, high) = (first.from_seconds, last.to_seconds);
        let ratio = first.to_seconds / low;
        bins.insert(0, Bin { from_seconds: low / ratio, to_seconds: low, count: 0 });
        bins.push(Bin { from_seconds: high, to_seconds: high * ratio, count: 0 });
    }
    bins
}

/// The names of times between these two, a few.
fn ticks(from: f64, to: f64) -> impl Iterator<Item = (f64, &'static str)> {
    let within = move |(time, _): &(f64, &str)| *time >= from && *time <= to;
    let each = TICKS.iter().filter(|tick| within(tick)).count().div_ceil(9).max(1);
    TICKS.into_iter().filter(within).step_by(each)
}

fn throughput(html: &mut Html, throughput: &Throughput) {
    let width = throughput.bin_seconds;
    let all = throughput.bins.len() as f64 * width;
    let (step, unit, name) = spans(all);
    let ticks = || {
        let ticks = (0_u32..).map(|tick| f64::from(tick) * step).take_while(|time| *time <= all);
        ticks.map(|time| (time / all, format!("{} {name}", trimmed(time / unit)))).collect()
    };
    let plot = |id,
                title,
                description,
                parts,
                bar: &dyn Fn(usize, &super::super::timeline::Bin) -> Bar| Plot {
        id,
        title,
        description,
        parts,
        bars: throughput.bins.iter().enumerate().map(|(place, bin)| bar(place, bin)).collect(),
        ticks: ticks(),
        marks: Vec::new(),
        height: amount::rate,
    };
    let after = |place: usize| amount::seconds(place as f64 * width);
    let most = throughput.bins.iter().map(|bin| bin.done + bin.without_value).max().unwrap_or(0);
    html.element("h3", &[], |html| {
        html.text("Documents per second");
        for (class, name) in [("legend done", "with a value"), ("legend bad", "without")] {
            html.leaf("span", &[("class", &class)], name);
        }
    });
    let description = format!(
        "Bars of the documents that ended in each {}, over {}; at most {} documents per second.",
        amount::seconds(width),
        amount::seconds(all),
        amount::rate(most as f64 / width)
    );
    let parts: &[&str] = &["done", "bad"];
    plot("documents", "Documents per second", description, parts, &|place, bin| {
        let heights = [bin.done, bin.without_value].map(|count| count as f64 / width);
        let [done, without] = heights.map(amount::rate);
        let title =
            format!("after {}: {done} documents/s with a value, {without} without", after(place));
        Bar { heights: heights.to_vec(), title }
    })
    .draw(html);
    html.leaf("h3", &[], "Tokens per second");
    let most = throughput.bins.iter().map(|bin| bin.tokens).max().unwrap_or(0);
    let description = format!(
        "Bars of the tokens of the documents that ended in each {}, over {}; at most {} tokens per second.",
        amount::seconds(width),
        amount::seconds(all),
        amount::rate(most as f64 / width)
    );
    plot("tokens", "Tokens per second", description, &["quiet"], &|place, bin| {
        let tokens = bin.tokens as f64 / width;
        let title = format!("after {}: {} tokens/s", after(place), amount::rate(tokens));
        Bar { heights: vec![tokens], title }
    })
    .draw(html);
    remark(
        html,
        format!(
            "A document counts, with all its tokens, when its last request ended. Each bar is {} wide.",
            amount::seconds(width)
        ),
    );
}

/// How far apart the times of an axis of this length stand, and the unit in which they are told.
fn spans(all: f64) -> (f64, f64, &'static str) {
    let (unit, name) = match all {
        it if it < 180.0 => (1.0, "s"),
        it if it < 10_800.0 => (60.0, "min"),
        it if it < 259_200.0 => (3_600.0, "h"),
        _ => (86_400.0, "d"),
    };
    (step(all / unit / 8.0) * unit, unit, name)
}

/// With the decimals that it needs.
fn trimmed(number: f64) -> String {
    let text = format!("{number:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_has_a_few_names_of_times() {
        for (from, to) in [(0.000_06, 260_000.0), (0.001, 1.0), (0.3, 3.0), (20.0, 4_000.0)] {
            let names: Vec<_> = ticks(from, to).collect();
            assert!((2..=9).contains(&names.len()), "{from} to {to}: {names:?}");
        }
        for all in [0.1, 1.0, 7.0, 59.0, 400.0, 5_000.0, 90_000.0, 3e6] {
            let (step, unit, _) = spans(all);
            assert!((3.0..=8.1).contains(&(all / step)), "{all}: {step}");
            assert!(unit <= all.max(1.0));
        }
        assert_eq!([0.0, 2.5, 100.0].map(trimmed), ["0", "2.5", "100"]);
    }

    #[test]
    fn few_bins_get_neighbours_and_many_become_few() {
        let bin = |place: i32, count| {
            let edge = |place| 2_f64.powf(f64::from(place) / 32.0);
            Bin { from_seconds: edge(place), to_seconds: edge(place + 1), count }
        };
        for bins in [vec![bin(0, 7)], (0..1_000).map(|place| bin(place, 7)).collect()] {
            let shown = wide(&bins);
            assert!((BARS / 2..=BARS).contains(&shown.len()), "{}", shown.len());
            let count = |bins: &[Bin]| bins.iter().map(|bin| bin.count).sum::<u64>();
            assert_eq!(count(&shown), count(&bins));
            let ratio = |bin: &Bin| bin.to_seconds / bin.from_seconds;
            assert!(shown.iter().all(|bin| (ratio(bin) / ratio(&shown[0]) - 1.0).abs() < 1e-9));
            for pair in shown.windows(2) {
                assert!((pair[0].to_seconds / pair[1].from_seconds - 1.0).abs() < 1e-9);
            }
        }
    }
}
