use std::fmt::{self, Display, Write};

/// Names and values of attributes.
pub(super) type Attributes<'a> = &'a [(&'static str, &'a dyn Display)];

/// HTML as it is written. Names of elements and attributes are those of this program; all else passes
/// through one place that makes text of it, so that nothing that comes from outside is ever markup.
#[derive(Default)]
pub(super) struct Html(String);

impl Html {
    /// A page in this style, with this head.
    pub(super) fn document(
        style: &'static str,
        head: impl FnOnce(&mut Self),
        body: impl FnOnce(&mut Self),
    ) -> String {
        let mut html = Self(String::from("<!DOCTYPE html>\n"));
        html.element("html", &[("lang", &"en")], |html| {
            html.element("head", &[], |html| {
                head(html);
                html.0.push_str("<style>");
                html.0.push_str(style);
                html.0.push_str("</style>\n");
            });
            html.element("body", &[], body);
        });
        html.0
    }

    /// An element with what stands in it.
    pub(super) fn element(
        &mut self,
        name: &'static str,
        attributes: Attributes<'_>,
        inside: impl FnOnce(&mut Self),
    ) {
        self.begin(name, attributes, ">");
        inside(self);
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push_str(if is_inline(name) { ">" } else { ">\n" });
    }

    /// An element that holds a text and nothing else.
    pub(super) fn leaf(
        &mut self,
        name: &'static str,
        attributes: Attributes<'_>,
        text: impl Display,
    ) {
        self.element(name, attributes, |html| html.text(text));
    }

    /// An element that holds nothing.
    pub(super) fn void(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.begin(name, attributes, "/>\n");
    }

    pub(super) fn text(&mut self, text: impl Display) {
        // It writes into a string, which never fails.
        let _ = write!(Escaped(&mut self.0), "{text}");
    }

    fn begin(&mut self, name: &'static str, attributes: Attributes<'_>, end: &'static str) {
        self.0.push('<');
        self.0.push_str(name);
        for (name, value) in attributes {
            self.0.push(' ');
            self.0.push_str(name);
            self.0.push_str("=\"");
            self.text(value);
            self.0.push('"');
        }
        self.0.push_str(end);
    }
}

/// Blanks behind these would show.
fn is_inline(name: &str) -> bool {
    matches!(name, "a" | "b" | "code" | "i" | "pre" | "small" | "span" | "title" | "tspan")
}

/// Whatever is written here stands in the page as text.
struct Escaped<'a>(&'a mut String);

impl Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            match character {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                '\n' | '\t' | ' ' => self.0.push(character),
                _ if is_hidden(character) => {
                    // As Unicode writes it; the brackets tell it from what else stands there.
                    write!(self.0, "\u{27e8}U+{:04X}\u{27e9}", u32::from(character))?;
                }
                _ => self.0.push(character),
            }
        }
        Ok(())
    }
}

/// Characters that have no shape, or change the order of others: a reader would not see what is there.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            // Marks, embeddings, overrides and isolates of direction.
            '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            // Blanks without width, soft hyphens, byte order marks; joiners are parts of words and stay.
            | '\u{00ad}' | '\u{180e}' | '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2064}'
            | '\u{206a}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            // Letters that nobody sees.
            | '\u{e0000}'..='\u{e007f}')
        || u32::from(character) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> String {
        let mut html = Html::default();
        html.text(text);
        html.0
    }

    #[test]
    fn markup_is_text_wherever_it_stands() {
        let cases = [
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("</style>]]>", "&lt;/style&gt;]]&gt;"),
            ("\" onload='x' &amp;", "&quot; onload=&#39;x&#39; &amp;amp;"),
            ("a\tb\nc  d", "a\tb\nc  d"),
            ("stra\u{df}e \u{1f9d1}\u{200d}\u{1f680}", "stra\u{df}e \u{1f9d1}\u{200d}\u{1f680}"),
        ];
        for (source, expected) in cases {
            assert_eq!(text(source), expected);
            let mut html = Html::default();
            html.leaf("p", &[("title", &source)], source);
            assert_eq!(html.0, format!("<p title=\"{expected}\">{expected}</p>\n"));
        }
    }

    #[test]
    fn characters_that_hide_or_turn_others_are_named() {
        let cases = [
            ('\0', "U+0000"),
            ('\r', "U+000D"),
            ('\u{1b}', "U+001B"),
            ('\u{7f}', "U+007F"),
            ('\u{85}', "U+0085"),
            ('\u{ad}', "U+00AD"),
            ('\u{202e}', "U+202E"),
            ('\u{2067}', "U+2067"),
            ('\u{feff}', "U+FEFF"),
            ('\u{fffe}', "U+FFFE"),
            ('\u{1ffff}', "U+1FFFF"),
            ('\u{e0041}', "U+E0041"),
        ];
        for (character, name) in cases {
            assert_eq!(text(&format!("a{character}b")), format!("a\u{27e8}{name}\u{27e9}b"));
        }
    }

    #[test]
    fn no_character_but_those_of_words_passes_as_it_is() {
        for character in (0..=0x10_ffff).filter_map(char::from_u32) {
            let shown = text(&character.to_string());
            assert!(!shown.contains(['<', '>', '"', '\'']), "{shown}");
            assert!(shown.chars().all(|it| matches!(it, '\n' | '\t') || !is_hidden(it)), "{shown}");
        }
    }
}
