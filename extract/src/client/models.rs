use super::Client;
use crate::{Error, Usage, transport::Reading, wire};

impl Client {
    /// The names of the models that this key may use: the smoke test for key and network.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] when the key is wrong, [`Error::Transport`] when the server cannot be reached.
    pub async fn models(&self) -> Result<Vec<String>, Error> {
        let uri = self.uri("/models")?;
        let call = self.call(&uri, &self.inner.headers);
        let read =
            |body: &[u8]| wire::models(body).map(|names| Reading::Answer(names, Usage::default()));
        let (names, _) = self.inner.transport.send(&call, &read).await?;
        Ok(names)
    }
}
