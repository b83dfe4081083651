//! Bars over an axis, as SVG that needs no script.

use super::writer::Html;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 200.0;
/// Room for what stands beside the axes.
const LEFT: f64 = 52.0;
const RIGHT: f64 = 8.0;
const BELOW: f64 = 22.0;
/// Above the bars, for the names of marks.
const ABOVE: f64 = 14.0;
/// Lines across.
const LINES: f64 = 4.0;

/// Bars beside each other, each of one part or more.
pub(super) struct Plot<'a> {
    /// Unique on the page.
    pub(super) id: &'static str,
    pub(super) title: &'a str,
    /// What is to be seen, in words.
    pub(super) description: String,
    /// A class for each part of a bar, from below.
    pub(super) parts: &'static [&'static str],
    pub(super) bars: Vec<Bar>,
    /// Where along the axis something is written, as a share of it.
    pub(super) ticks: Vec<(f64, String)>,
    /// Lines from below to above, with their names.
    pub(super) marks: Vec<(f64, String)>,
    pub(super) height: fn(f64) -> String,
}

pub(super) struct Bar {
    pub(super) heights: Vec<f64>,
    /// What is shown when the bar is pointed at.
    pub(super) title: String,
}

impl Plot<'_> {
    pub(super) fn draw(&self, html: &mut Html) {
        let view = format!("0 0 {WIDTH} {HEIGHT}");
        let [title, description] =
            ["title", "description"].map(|part| format!("{}-{part}", self.id));
        let label = format!("{title} {description}");
        html.element("div", &[("class", &"plot")], |html| {
            html.element(
                "svg",
                &[("viewBox", &view), ("role", &"img"), ("aria-labelledby", &label)],
                |html| {
                    html.leaf("title", &[("id", &title)], self.title);
                    html.leaf("desc", &[("id", &description)], &self.description);
                    self.inside(html);
                },
            );
        });
    }

    fn inside(&self, html: &mut Html) {
        let highest = self.bars.iter().map(|bar| bar.heights.iter().sum()).fold(0.0, f64::max);
        let step = step(highest / LINES);
        let most = (highest / step).ceil().max(1.0) * step;
        let y = |height: f64| HEIGHT - BELOW - height / most * (HEIGHT - BELOW - ABOVE);
        let mut line = 0.0;
        while line <= most * 1.001 {
            let (at, left, right) = (round(y(line)), LEFT, WIDTH - RIGHT);
            let class = if line == 0.0 { "axis" } else { "grid" };
            html.void(
                "line",
                &[("class", &class), ("x1", &left), ("x2", &right), ("y1", &at), ("y2", &at)],
            );
            let (x, y) = (LEFT - 8.0, round(at + 3.5));
            let text = (self.height)(line);
            html.leaf("text", &[("class", &"end"), ("x", &x), ("y", &y)], text);
            line += step;
        }
        self.bars(html, y);
        for (share, text) in &self.ticks {
            let (x, y) = (across(*share), HEIGHT - 6.0);
            // The last one would stick out.
            let (class, x) = if *share > 0.97 { ("end", WIDTH - RIGHT) } else { ("middle", x) };
            html.leaf("text", &[("class", &class), ("x", &x), ("y", &y)], text);
        }
        self.marks(html);
    }

    fn bars(&self, html: &mut Html, y: impl Fn(f64) -> f64) {
        let width = (WIDTH - LEFT - RIGHT) / self.bars.len().max(1) as f64;
        let gap = if width > 4.0 { 1.0 } else { 0.0 };
        for (place, bar) in self.bars.iter().enumerate() {
            let x = round(LEFT + place as f64 * width + gap / 2.0);
            let mut below = 0.0;
            for (class, height) in self.parts.iter().zip(&bar.heights) {
                if *height <= 0.0 {
                    continue;
                }
                let (top, bottom) = (y(below + height), y(below));
                // What is there is seen, however little it is.
                let tall = round((bottom - top).max(0.8));
                let attributes: [(&str, &dyn std::fmt::Display); 5] = [
                    ("class", class),
                    ("x", &x),
                    ("y", &round(bottom - tall)),
                    ("width", &round(width - gap)),
                    ("height", &tall),
                ];
                html.element("rect", &attributes, |html| html.leaf("title", &[], &bar.title));
                below += height;
            }
        }
    }

    fn marks(&self, html: &mut Html) {
        let wide = |text: &str| text.chars().count() as f64 * 6.0 + 8.0;
        let wanted = self.marks.iter().map(|(share, text)| (across(*share), wide(text)));
        let places = beside(&wanted.collect::<Vec<_>>());
        for ((share, text), place) in self.marks.iter().zip(places) {
            let (x, bottom) = (across(*share), HEIGHT - BELOW);
            html.void(
                "line",
                &[("class", &"mark"), ("x1", &x), ("x2", &x), ("y1", &ABOVE), ("y2", &bottom)],
            );
            let (at, y) = (round(place), ABOVE - 4.0);
            html.leaf("text", &[("class", &"middle"), ("x", &at), ("y", &y)], text);
        }
    }
}

/// Where the middles of texts stand so that none lies on another: as near as can be to where each wants
/// to stand, which comes with its width.
fn beside(wanted: &[(f64, f64)]) -> Vec<f64> {
    let mut places = Vec::new();
    let mut taken = 0.0;
    for (middle, wide) in wanted {
        let left = (middle - wide / 2.0).max(taken);
        taken = left + wide;
        places.push(left + wide / 2.0);
    }
    let mut end = WIDTH;
    for (place, (_, wide)) in places.iter_mut().zip(wanted).rev() {
        *place = place.min(end - wide / 2.0);
        end = *place - wide / 2.0;
    }
    places
}

/// A thin bar of a share, in a table.
pub(super) fn share(html: &mut Html, class: &'static str, share: f64) {
    // What is there is seen, however little it is.
    let least = if share > 0.0 { 1.0 } else { 0.0 };
    let width = round(share.clamp(0.0, 1.0) * 100.0).max(least);
    let attributes: [(&str, &dyn std::fmt::Display); 4] = [
        ("class", &"share"),
        ("viewBox", &"0 0 100 6"),
        ("preserveAspectRatio", &"none"),
        ("aria-hidden", &"true"),
    ];
    html.element("svg", &attributes, |html| {
        html.void("rect", &[("class", &"rest"), ("width", &100), ("height", &6)]);
        html.void("rect", &[("class", &class), ("width", &width), ("height", &6)]);
    });
}

fn across(share: f64) -> f64 {
    round(LEFT + share.clamp(0.0, 1.0) * (WIDTH - LEFT - RIGHT))
}

fn round(place: f64) -> f64 {
    (place * 100.0).round() / 100.0
}

/// The next of 1, 2, 5, 10, 20, 50 and so on.
pub(super) fn step(least: f64) -> f64 {
    if least <= 0.0 || !least.is_finite() {
        return 1.0;
    }
    let ten = 10_f64.powf(least.log10().floor());
    let steps = [1.0, 2.0, 5.0].map(|step| step * ten);
    steps.into_iter().find(|step| *step >= least * 0.999).unwrap_or(10.0 * ten)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_marks_never_lie_on_each_other() {
        for middles in [[100.0, 300.0, 500.0], [90.0, 91.0, 92.0], [60.0, 700.0, 712.0], [712.0; 3]]
        {
            let wanted = middles.map(|middle| (middle, 80.0));
            let places = beside(&wanted);
            assert!(places.windows(2).all(|pair| pair[1] - pair[0] >= 80.0), "{places:?}");
            assert!(places.iter().all(|place| (40.0..=WIDTH - 40.0).contains(place)), "{places:?}");
        }
        assert_eq!(beside(&[(100.0, 80.0), (300.0, 80.0)]), [100.0, 300.0]);
    }

    #[test]
    fn steps_are_those_that_people_count_in() {
        let cases = [
            (0.0, 1.0),
            (0.03, 0.05),
            (0.9, 1.0),
            (1.0, 1.0),
            (1.1, 2.0),
            (21.0, 50.0),
            (600.0, 1_000.0),
        ];
        for (least, expected) in cases {
            assert!((step(least) / expected - 1.0).abs() < 1e-9, "{least}: {}", step(least));
        }
        assert_eq!(step(f64::NAN), 1.0);
    }
}
