//! A connection to Redis that is left alone for a while after it failed.

use std::{
    pin::pin,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use redis::{
    AsyncConnectionConfig, Client, ErrorKind, RedisError, RedisResult, aio::MultiplexedConnection,
};

use super::{Clock, SystemClock, clock::within};
use crate::{Error, error::ConfigError};

/// The longest that anybody waits for Redis.
const PATIENCE: Duration = Duration::from_secs(1);
/// From a failure to the next try.
const PAUSE: Duration = Duration::from_secs(5);

pub(crate) struct RedisLink {
    client: Client,
    clock: SystemClock,
    state: Mutex<State>,
    /// Whether the words of the server are kept back.
    discreet: bool,
}

enum State {
    Down { retry_at: Duration, trouble: Option<String> },
    Up(MultiplexedConnection),
}

impl RedisLink {
    /// Connects with the first question.
    pub(crate) fn new(url: &str) -> Result<Self, Error> {
        // The error of the other crate is not kept: it may show the URL, and that holds a password.
        let client = Client::open(url).map_err(|_| {
            ConfigError::new(
                "the URL of Redis is none, write `redis://:password@host:6379`; \
                 `rediss://` needs a TLS feature of the crate `redis`",
            )
        })?;
        let state = Mutex::new(State::Down { retry_at: Duration::ZERO, trouble: None });
        Ok(Self { client, clock: SystemClock::default(), state, discreet: false })
    }

    /// Tells the kinds of the server's errors and not its words, which may repeat what was sent.
    #[cfg(feature = "cache")]
    pub(crate) fn discreet(self) -> Self {
        Self { discreet: true, ..self }
    }

    /// Why Redis was of no use at the last try; `None` while it answers, and before it was asked.
    pub(crate) fn trouble(&self) -> Option<String> {
        match &*self.state() {
            State::Down { trouble, .. } => trouble.clone(),
            State::Up(_) => None,
        }
    }

    /// The answer to a question, or why Redis is of no use now. The question is asked twice where the first
    /// finds its connection cut.
    pub(crate) async fn ask<T, F>(
        &self,
        question: impl Fn(MultiplexedConnection) -> F,
    ) -> Result<T, String>
    where
        F: Future<Output = RedisResult<T>>,
    {
        let known = self.known_connection()?;
        let work = pin!(async {
            if let Some(connection) = known {
                match self.put(&question, connection).await {
                    // An idle connection may be cut off by anybody on the way.
                    Err(error) if error.is_unrecoverable_error() => {}
                    result => return result,
                }
            }
            self.put(&question, self.new_connection().await?).await
        });
        match within(&self.clock, PATIENCE, work).await {
            Some(Ok(answer)) => Ok(answer),
            Some(Err(error)) if self.is_answer(&error) => Err(self.told(&error)),
            Some(Err(error)) => Err(self.is_down(self.told(&error))),
            None => Err(self.is_down("no answer within a second".to_owned())),
        }
    }

    async fn put<T, F>(
        &self,
        question: &impl Fn(MultiplexedConnection) -> F,
        connection: MultiplexedConnection,
    ) -> RedisResult<T>
    where
        F: Future<Output = RedisResult<T>>,
    {
        let answer = question(connection.clone()).await;
        if answer.as_ref().err().is_none_or(|error| self.is_answer(error)) {
            *self.state() = State::Up(connection);
        }
        answer
    }

    /// Whether the server is there and refuses this question alone: a cache that is full still gives what it has.
    fn is_answer(&self, error: &RedisError) -> bool {
        self.discreet && matches!(error.kind(), ErrorKind::Extension | ErrorKind::Server(_))
    }

    /// The connection, `None` when this call is to make a new one, or in a pause what the trouble is.
    fn known_connection(&self) -> Result<Option<MultiplexedConnection>, String> {
        let now = self.clock.now();
        match &mut *self.state() {
            State::Up(connection) => Ok(Some(connection.clone())),
            // Nothing has failed so far: whoever comes before the first is connected connects as well.
            State::Down { trouble: None, .. } => Ok(None),
            State::Down { retry_at, trouble: Some(trouble) } if *retry_at > now => {
                Err(trouble.clone())
            }
            State::Down { retry_at, .. } => {
                // Others go on alone meanwhile.
                *retry_at = now.saturating_add(PAUSE);
                Ok(None)
            }
        }
    }

    async fn new_connection(&self) -> RedisResult<MultiplexedConnection> {
        // The time of the whole is measured by whoever asks.
        let config =
            AsyncConnectionConfig::new().set_connection_timeout(None).set_response_timeout(None);
        self.client.get_multiplexed_async_connection_with_config(&config).await
    }

    fn is_down(&self, trouble: String) -> String {
        let retry_at = self.clock.now().saturating_add(PAUSE);
        *self.state() = State::Down { retry_at, trouble: Some(trouble.clone()) };
        trouble
    }

    fn told(&self, error: &RedisError) -> String {
        let text = match error.kind() {
            ErrorKind::Io => error.to_string(),
            _ if !self.discreet => error.to_string(),
            _ => match error.code().filter(|code| is_word(code)) {
                Some(code) => format!("the server says {code}"),
                None => error.category().to_owned(),
            },
        };
        // Servers repeat what they do not understand, which may be the password.
        match self.client.get_connection_info().redis_settings().password() {
            Some(password) if !password.is_empty() => text.replace(password, "[secret]"),
            _ => text,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether this is a word of Redis, such as `NOAUTH`.
fn is_word(code: &str) -> bool {
    code.len() <= 16 && code.bytes().all(|byte| byte.is_ascii_uppercase())
}
