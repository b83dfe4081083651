use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::Method;

use crate::{
    Client, Error,
    client::{Download, Plain},
    error::{ConfigError, TransportError, TransportErrorKind},
    wire::batch::{self, File},
};

/// Files of a list that are asked for at once: as many as the API gives.
const PAGE: &str = "10000";
/// Between parts of lines, which hold no line break of this kind.
pub(super) const BOUNDARY: &str = "typed-extract-lines";

impl Client {
    /// The files of this account on the server.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let server = extract::testing::Server::start().await?;
    /// # let client = server.client();
    /// let lines = r#"{"custom_id":"a","method":"POST","url":"/v1/responses","body":{}}"#;
    /// let file = client.files().upload("lines.jsonl", lines, "batch").await?;
    ///
    /// let mut content = client.files().content(&file.id).await?;
    /// while let Some(line) = content.next_line().await {
    ///     assert_eq!(line?, lines);
    /// }
    /// client.files().delete(&file.id).await?;
    /// assert!(client.files().list().await?.is_empty());
    /// # Ok(()) }
    /// ```
    pub fn files(&self) -> Files {
        Files { client: self.clone(), expires_after: None }
    }
}

/// The files of an account on the server: see [`Client::files`].
///
/// Every call is tried again as the client is told, within its deadline.
#[derive(Clone, Debug)]
pub struct Files {
    client: Client,
    expires_after: Option<Duration>,
}

impl Files {
    /// When the files that are uploaded through this are deleted by the server: an hour to 30 days after
    /// that. Default: as the API does, which is 30 days for files of the purpose `batch` and never for
    /// others.
    pub fn expires_after(mut self, time: Duration) -> Self {
        self.expires_after = Some(time);
        self
    }

    /// Uploads a file. Its purpose says what it may be used for: `batch`, `user_data`, `vision`.
    ///
    /// An upload whose connection is lost is tried again, and the server may have taken both: the other
    /// one then stands in [`list`](Self::list) under the same name. Batches look there and delete it.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] when the server refuses the file, [`Error::Transport`] when it cannot be reached,
    /// [`Error::Config`] for a name or a purpose with a quote or a line break in it.
    pub async fn upload(
        &self,
        name: &str,
        bytes: impl Into<Bytes>,
        purpose: &str,
    ) -> Result<File, Error> {
        let bytes = bytes.into();
        // A text that cannot stand in what it was made of; it has 70 characters at most (RFC 2046, 5.1.1).
        let hash = blake3::hash(&bytes).to_hex();
        let boundary = hash.as_str().to_owned();
        let mut body = self.head(name, purpose, &boundary)?;
        body.reserve_exact(bytes.len() + boundary.len() + 16);
        body.extend_from_slice(&bytes);
        drop(bytes);
        close(&mut body, &boundary);
        Ok(self.send(body, &boundary).await?.0)
    }

    /// All files, page after page.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] and [`Error::Transport`], as for every call.
    pub async fn list(&self) -> Result<Vec<File>, Error> {
        let mut files = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let mut query = vec![("limit", PAGE)];
            query.extend(after.as_deref().map(|after| ("after", after)));
            let plain = Plain { query: &query, ..Plain::get("/files") };
            let (page, _) = self.client.plain(plain, batch::read_files).await?;
            files.extend(page.items);
            // A server that gives the same page again would never end.
            if page.after.is_none() || page.after == after {
                return Ok(files);
            }
            after = page.after;
        }
    }

    /// Deletes a file.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] for a file that is not there; also where it was deleted by a try whose answer was
    /// lost.
    pub async fn delete(&self, id: &str) -> Result<(), Error> {
        let path = path_of("/files", id)?;
        let plain = Plain { method: Method::DELETE, ..Plain::get(&path) };
        self.client.plain(plain, |_| Ok(())).await?;
        Ok(())
    }

    /// What stands in a file, read while it comes: of a file of any size no more is held than a line.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] for a file that is not there, or cannot be downloaded.
    pub async fn content(&self, id: &str) -> Result<Content, Error> {
        let mut content = self.content_of(id)?;
        content.download.open().await?;
        Ok(content)
    }

    /// The same, asked for with the first line.
    pub(super) fn content_of(&self, id: &str) -> Result<Content, Error> {
        let path = format!("{}/content", path_of("/files", id)?);
        Ok(Content {
            download: self.client.download(path),
            longest: self.client.transport().max_body,
            buffer: BytesMut::new(),
            looked_at: 0,
            is_over: false,
        })
    }

    /// What stands before the bytes of a file when it is uploaded.
    pub(super) fn head(&self, name: &str, purpose: &str, boundary: &str) -> Result<Vec<u8>, Error> {
        for (what, text) in [("name", name), ("purpose", purpose)] {
            if text.is_empty() || text.contains(['"', '\r', '\n']) {
                let message = format!(
                    "the {what} of a file is empty, or has a quote or a line break in it: `{}`",
                    text.escape_debug()
                );
                return Err(ConfigError::new(message).into());
            }
        }
        let mut fields = vec![("purpose", purpose.to_owned())];
        if let Some(time) = self.expires_after {
            fields.push(("expires_after[anchor]", "created_at".to_owned()));
            fields.push(("expires_after[seconds]", time.as_secs().to_string()));
        }
        let mut head = String::new();
        for (field, value) in fields {
            head += &format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n"
            );
        }
        head += &format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        Ok(head.into_bytes())
    }

    /// Sends what was closed; also tells how many tries it took.
    pub(super) async fn send(&self, body: Vec<u8>, boundary: &str) -> Result<(File, usize), Error> {
        let kind = format!("multipart/form-data; boundary={boundary}");
        let plain = Plain { content_type: Some(&kind), ..Plain::post("/files", body) };
        let (file, evidence) = self.client.plain(plain, batch::read_file).await?;
        Ok((file, evidence.attempts.len()))
    }
}

/// What stands behind the bytes of a file.
pub(super) fn close(body: &mut Vec<u8>, boundary: &str) {
    body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
}

/// Where something with this id is: an id may come from anywhere, and shall lead nowhere else.
pub(super) fn path_of(below: &str, id: &str) -> Result<String, Error> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    if id.is_empty() || !id.bytes().all(is_plain) || id.bytes().all(|byte| byte == b'.') {
        let shown: String = id.chars().take(64).flat_map(char::escape_debug).collect();
        let message = format!("`{shown}` is no id of a file or a batch");
        return Err(ConfigError::new(message).into());
    }
    Ok(format!("{below}/{id}"))
}

/// What stands in a file of the server, line by line: see [`Files::content`].
///
/// A connection that is lost on the way is made again, as often as the client is told without anything new
/// having come; no line is given twice.
pub struct Content {
    download: Download,
    buffer: BytesMut,
    /// Bytes of the buffer without an end of a line.
    looked_at: usize,
    longest: usize,
    is_over: bool,
}

impl Content {
    /// The next line, without its end; `None` behind the last one. Nothing comes after an error.
    ///
    /// # Errors
    ///
    /// [`Error::Transport`] when the connection is lost too often, and for a line that is longer than a body
    /// may be (see [`max_body`](crate::ClientBuilder::max_body)).
    pub async fn next_line(&mut self) -> Option<Result<Bytes, Error>> {
        loop {
            let new = self.buffer.get(self.looked_at..).unwrap_or_default();
            if let Some(end) = new.iter().position(|byte| *byte == b'\n') {
                let line = self.buffer.split_to(self.looked_at + end + 1).freeze();
                self.looked_at = 0;
                return Some(Ok(line.slice(..line.len() - 1)));
            }
            self.looked_at = self.buffer.len();
            if self.is_over {
                self.looked_at = 0;
                let rest = self.buffer.split().freeze();
                return (!rest.is_empty()).then_some(Ok(rest));
            }
            match self.more().await {
                Ok(()) => {}
                Err(error) => {
                    self.is_over = true;
                    self.buffer.clear();
                    self.looked_at = 0;
                    return Some(Err(error));
                }
            }
        }
    }

    async fn more(&mut self) -> Result<(), Error> {
        match self.download.next().await? {
            None => self.is_over = true,
            Some(piece) => self.buffer.extend_from_slice(&piece),
        }
        if self.buffer.len() > self.longest && !self.buffer.contains(&b'\n') {
            let message = format!("a line of a file is longer than {} bytes", self.longest);
            return Err(TransportError::new(TransportErrorKind::TooLarge, message).into());
        }
        Ok(())
    }
}

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Content").field("is_over", &self.is_over).finish_non_exhaustive()
    }
}
