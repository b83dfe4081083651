use syn::{Attribute, Expr, ExprLit, Lit, Meta};

use super::Spanned;

/// What the model reads about a type, a variant or a field: `description`, else the doc comment.
/// Lines of a paragraph are joined; blank lines stay.
pub(super) fn read(attributes: &[Attribute], said: Option<&Spanned<String>>) -> Option<String> {
    if let Some(said) = said {
        return Some(said.value.clone());
    }
    let mut paragraphs = Vec::<String>::new();
    for line in attributes.iter().filter_map(doc_line).flat_map(lines) {
        let line = line.trim();
        match paragraphs.last_mut() {
            Some(last) if !last.is_empty() && !line.is_empty() => {
                last.push(' ');
                last.push_str(line);
            }
            // A blank line starts a paragraph.
            _ => paragraphs.push(line.to_owned()),
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    (!paragraphs.is_empty()).then(|| paragraphs.join("\n\n"))
}

fn lines(text: String) -> Vec<String> {
    // `/** … */` comes as one attribute with all its lines, some led by a star.
    let block = text.contains('\n');
    text.split('\n')
        .map(|line| if block { line.trim().trim_start_matches("* ") } else { line })
        .map(|line| if block && line == "*" { "" } else { line })
        .map(str::to_owned)
        .collect()
}

fn doc_line(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(line), .. }) => Some(line.value()),
            _ => None,
        },
        _ => None,
    }
}
