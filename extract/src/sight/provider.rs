/// What the host is part of, and the name that OpenTelemetry's conventions have for it.
const PROVIDERS: [(&str, &str); 13] = [
    ("anthropic.com", "anthropic"),
    ("cohere.ai", "cohere"),
    ("cohere.com", "cohere"),
    ("cognitiveservices.azure.com", "azure.ai.openai"),
    ("deepseek.com", "deepseek"),
    ("generativelanguage.googleapis.com", "gcp.gemini"),
    ("groq.com", "groq"),
    ("mistral.ai", "mistral_ai"),
    ("moonshot.ai", "moonshot_ai"),
    ("openai.azure.com", "azure.ai.openai"),
    ("perplexity.ai", "perplexity"),
    ("services.ai.azure.com", "azure.ai.openai"),
    ("x.ai", "x_ai"),
];

/// Whose service this host is. One that is not known is named by the API that it speaks.
pub(super) fn of(host: &str) -> &'static str {
    let is_at = |end: &str| {
        let start = host.len().checked_sub(end.len());
        let (before, tail) = match start.and_then(|start| host.split_at_checked(start)) {
            Some(parts) => parts,
            None => return false,
        };
        tail.eq_ignore_ascii_case(end) && (before.is_empty() || before.ends_with('.'))
    };
    PROVIDERS.iter().find(|(end, _)| is_at(end)).map_or("openai", |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn providers_are_known_by_their_hosts() {
        let cases = [
            ("api.openai.com", "openai"),
            ("acme.openai.azure.com", "azure.ai.openai"),
            ("ACME.OpenAI.Azure.com", "azure.ai.openai"),
            ("acme.services.ai.azure.com", "azure.ai.openai"),
            ("generativelanguage.googleapis.com", "gcp.gemini"),
            ("api.x.ai", "x_ai"),
            ("api.max.ai", "openai"),
            ("x.ai.example.com", "openai"),
            ("localhost", "openai"),
            ("", "openai"),
            ("\u{e9}.ai", "openai"),
        ];
        for (host, expected) in cases {
            assert_eq!(of(host), expected, "{host}");
        }
    }
}
