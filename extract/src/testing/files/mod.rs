//! Files: uploaded for batches, and made of them.

mod lifetime;
mod multipart;
mod stored;
mod upload;

pub(super) use lifetime::Lifetime;
pub use stored::StoredFile;

use std::collections::VecDeque;

use bytes::Bytes;
use serde_json::json;

use super::{
    Fault, Request, fault::played, judge::Rejection, page::Page, reply::Reply, route::FileRoute,
};

/// Purposes whose files the service takes and never gives back.
const NEVER_GIVEN_BACK: [&str; 3] = ["assistants", "user_data", "vision"];

/// A call that is about files, for [`Server::file_fault`](super::Server::file_fault).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileCall {
    /// `DELETE /v1/files/{id}`.
    Delete,
    /// `GET /v1/files/{id}`.
    Describe,
    /// `GET /v1/files/{id}/content`.
    Download,
    /// `GET /v1/files`.
    List,
    /// `POST /v1/files`.
    Upload,
}

impl FileCall {
    fn of(route: FileRoute<'_>) -> Self {
        match route {
            FileRoute::Content(_) => Self::Download,
            FileRoute::Delete(_) => Self::Delete,
            FileRoute::Describe(_) => Self::Describe,
            FileRoute::List => Self::List,
            FileRoute::Upload => Self::Upload,
        }
    }
}

/// The files, oldest first.
#[derive(Debug, Default)]
pub(super) struct Files {
    files: Vec<StoredFile>,
    made: u64,
    faults: VecDeque<(FileCall, Fault)>,
}

impl Files {
    pub(super) fn all(&self) -> Vec<StoredFile> {
        self.files.clone()
    }

    pub(super) fn plan_fault(&mut self, call: FileCall, fault: Fault) {
        self.faults.push_back((call, fault));
    }

    pub(super) fn answer(
        &mut self,
        route: FileRoute<'_>,
        request: &Request,
        now: u64,
    ) -> Result<Reply, Rejection> {
        let call = FileCall::of(route);
        let planned = self.faults.iter().position(|(planned, _)| *planned == call);
        let fault = planned.and_then(|at| self.faults.remove(at)).map(|(_, fault)| fault);
        played(fault, || match route {
            FileRoute::Content(id) => self.content(id),
            FileRoute::Delete(id) => self.delete(id),
            FileRoute::Describe(id) => Ok(Reply::json(200, &self.find(id)?.describe())),
            FileRoute::List => self.list(request.query()),
            FileRoute::Upload => self.upload(request, now),
        })
    }

    /// Keeps what a batch gave, and gives the id of the file.
    pub(super) fn keep(
        &mut self,
        filename: String,
        content: Bytes,
        now: u64,
        lifetime: Option<Lifetime>,
    ) -> String {
        let id = self.next_id();
        let purpose = "batch_output".to_owned();
        let expires_at = lifetime.map(|lifetime| lifetime.end(now));
        let id_of_file = id.clone();
        self.files.push(StoredFile { id, filename, purpose, created_at: now, expires_at, content });
        id_of_file
    }

    pub(super) fn find(&self, id: &str) -> Result<&StoredFile, Rejection> {
        self.files.iter().find(|file| file.id == id).ok_or_else(|| no_such_file(id))
    }

    fn upload(&mut self, request: &Request, now: u64) -> Result<Reply, Rejection> {
        let file = upload::read(request, self.next_id(), now)?;
        let reply = Reply::json(200, &file.describe());
        self.files.push(file);
        Ok(reply)
    }

    fn content(&self, id: &str) -> Result<Reply, Rejection> {
        let file = self.find(id)?;
        if NEVER_GIVEN_BACK.contains(&file.purpose.as_str()) {
            let message = format!("Not allowed to download files of purpose: {}", file.purpose);
            return Err(Rejection::new(400, message));
        }
        let reply = Reply::new(200, file.content.clone());
        Ok(reply.header("content-type", "application/octet-stream"))
    }

    fn delete(&mut self, id: &str) -> Result<Reply, Rejection> {
        self.find(id)?;
        self.files.retain(|file| file.id != id);
        Ok(Reply::json(200, &json!({ "id": id, "object": "file", "deleted": true })))
    }

    fn list(&self, query: &str) -> Result<Reply, Rejection> {
        let page = Page::of_query(query, 10_000, 10_000)?;
        let purpose = page.parameter("purpose");
        let fits = |file: &&StoredFile| purpose.is_none_or(|purpose| file.purpose == purpose);
        let files = self.files.iter().rev().filter(fits);
        page.of(files.map(|file| (file.id.as_str(), file.describe())))
    }

    fn next_id(&mut self) -> String {
        self.made += 1;
        format!("file-{:024x}", self.made)
    }
}

fn no_such_file(id: &str) -> Rejection {
    Rejection::new(404, format!("No such File object: {id}")).param("id")
}
