use std::time::Duration;

use super::Extractor;

/// What bounds a call, in the place of what the client was told. To bound one call alone, set it on a
/// clone: `names.clone().max_retries(0).extract(input)`. The request is not encoded anew for that.
impl<T> Extractor<T> {
    /// The time of one try, from the connection to the last byte.
    pub fn timeout(mut self, time: Duration) -> Self {
        self.limits.timeout = time;
        self
    }

    /// The time of a whole call, with retries, waits and re-asks.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let server = extract::testing::Server::start().await?;
    /// # server.answer(serde_json::json!({ "value": ["Ada"] }));
    /// # let names = server.client().extractor::<Vec<String>>("gpt-5-mini");
    /// use std::time::Duration;
    ///
    /// // For this call only.
    /// let found = names.clone().deadline(Duration::from_secs(20)).extract("Ada came.").await?;
    /// assert_eq!(found.value, ["Ada"]);
    /// # Ok(()) }
    /// ```
    pub fn deadline(mut self, time: Duration) -> Self {
        self.limits.deadline = time;
        self
    }

    /// Tries after the first one; for each ask anew, see [`reask`](Self::reask).
    pub fn max_retries(mut self, count: u32) -> Self {
        self.limits.max_retries = count;
        self
    }

    /// The longest wait that a server may ask for, see
    /// [`ClientBuilder::max_server_delay`](crate::ClientBuilder::max_server_delay).
    pub fn max_server_delay(mut self, time: Duration) -> Self {
        self.limits.max_server_delay = time;
        self
    }
}
