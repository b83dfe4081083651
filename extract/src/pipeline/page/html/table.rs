use std::fmt::Display;

use super::{super::failures::Cut, amount, writer::Html};

/// A table with these headings; one that begins with `=` stands over figures.
pub(super) fn table(html: &mut Html, headings: &[&'static str], rows: impl FnOnce(&mut Html)) {
    html.element("div", &[("class", &"table")], |html| {
        html.element("table", &[], |html| {
            html.element("thead", &[], |html| {
                html.element("tr", &[], |html| {
                    for heading in headings {
                        match heading.strip_prefix('=') {
                            Some(heading) => {
                                html.leaf("th", &[("scope", &"col"), ("class", &"n")], heading)
                            }
                            None => html.leaf("th", &[("scope", &"col")], heading),
                        }
                    }
                });
            });
            html.element("tbody", &[], rows);
        });
    });
}

pub(super) fn row(html: &mut Html, cells: impl FnOnce(&mut Html)) {
    html.element("tr", &[], cells);
}

/// What a row is about.
pub(super) fn name(html: &mut Html, name: impl Display) {
    html.element("th", &[("scope", &"row")], |html| html.leaf("code", &[], name));
}

pub(super) fn figure(html: &mut Html, figure: impl Display) {
    html.leaf("td", &[("class", &"n")], figure);
}

pub(super) fn text(html: &mut Html, text: impl Display) {
    html.leaf("td", &[], text);
}

/// A text that may be only the beginning of one.
pub(super) fn cut(html: &mut Html, cut: &Cut) {
    html.text(&cut.text);
    if cut.is_cut() {
        html.leaf("i", &[("class", &"cut")], format!(" \u{2026} of {}", amount::bytes(cut.bytes)));
    }
}
