//! What stands in the environment.

use super::{Client, ClientBuilder, Provider};
use crate::Error;

impl Client {
    /// Reads `OPENAI_API_KEY`, `OPENAI_BASE_URL`, `OPENAI_ORG_ID` and `OPENAI_PROJECT_ID`; what is empty
    /// counts as absent.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] as in [`ClientBuilder::build`].
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env().build()
    }

    /// A client of this provider, with the key and the base URL from the variables that
    /// [`Provider::key_variable`] and [`Provider::url_variable`] name; what is empty counts as absent.
    ///
    /// ```
    /// use extract::{Client, Provider};
    ///
    /// let client = Client::from_env_for(Provider::OLLAMA)?; // needs no key
    /// let names = client.extractor::<Vec<String>>("qwen3:8b");
    /// # Ok::<(), extract::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Config`] as in [`ClientBuilder::build`].
    pub fn from_env_for(provider: Provider) -> Result<Self, Error> {
        ClientBuilder::from_env_for(provider).build()
    }
}

impl ClientBuilder {
    /// The settings that stand in the environment, see [`Client::from_env`].
    pub fn from_env() -> Self {
        Self::from_env_for(Provider::OPENAI)
    }

    /// The settings of this provider that stand in the environment, see [`Client::from_env_for`].
    pub fn from_env_for(provider: Provider) -> Self {
        Self::from_variables(provider, |name| std::env::var(name).ok())
    }

    fn from_variables(provider: Provider, variable: impl Fn(&str) -> Option<String>) -> Self {
        let variable = |name| filled(&variable, name);
        let mut builder = Self::default().provider(provider);
        if let Some(key) = provider.key_variable.and_then(variable) {
            builder = builder.api_key(key);
        }
        if let Some(url) = provider.url_variable.and_then(variable) {
            builder = builder.base_url(url);
        }
        if provider != Provider::OPENAI {
            return builder;
        }
        if let Some(organization) = variable("OPENAI_ORG_ID") {
            builder = builder.organization(organization);
        }
        if let Some(project) = variable("OPENAI_PROJECT_ID") {
            builder = builder.project(project);
        }
        builder
    }
}

/// A variable, unless it is empty.
pub(super) fn filled(variable: impl Fn(&str) -> Option<String>, name: &str) -> Option<String> {
    variable(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(provider: Provider, pairs: &[(&str, &str)]) -> Result<Client, Error> {
        let variable = |name: &str| {
            pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_string())
        };
        ClientBuilder::from_variables(provider, variable).build()
    }

    #[test]
    fn the_environment_sets_key_url_organization_and_project() {
        let client = from(
            Provider::OPENAI,
            &[
                ("OPENAI_API_KEY", " sk-secret\n"),
                ("OPENAI_BASE_URL", "http://127.0.0.1:1/v1"),
                ("OPENAI_ORG_ID", "org-1"),
                ("OPENAI_PROJECT_ID", ""),
            ],
        )
        .expect("a client");
        let headers = &client.inner.headers;
        assert_eq!(headers["authorization"], "Bearer sk-secret");
        assert_eq!(headers["openai-organization"], "org-1");
        assert!(!headers.contains_key("openai-project"));
        assert!(!format!("{headers:?} {client:?}").contains("sk-secret"));
        assert_eq!(format!("{:?}", client.inner.base_url), "http://127.0.0.1:1/v1");
    }

    #[test]
    fn the_key_of_a_provider_is_its_own() {
        let openai = [("OPENAI_API_KEY", "sk-openai"), ("OPENAI_BASE_URL", "http://10.0.0.1/v1")];
        let error = from(Provider::GROQ, &openai).expect_err("no key of Groq");
        assert!(error.to_string().contains("`GROQ_API_KEY`"), "{error}");

        let both = [openai[0], openai[1], ("GROQ_API_KEY", "gsk-groq")];
        let client = from(Provider::GROQ, &both).expect("a client");
        assert_eq!(client.inner.headers["authorization"], "Bearer gsk-groq");
        assert_eq!(format!("{:?}", client.inner.base_url), "https://api.groq.com/openai/v1");
        assert!(from(Provider::VLLM, &openai).is_ok());
    }
}
