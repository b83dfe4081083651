//! Files: uploaded, listed, read, deleted.

use extract::testing::Server;

use crate::ask::{Answer, send, send_as};

const BOUNDARY: &str = "line-between";

/// A form with these fields and one file.
pub fn form(fields: &[(&str, &str)], filename: &str, content: &[u8]) -> Vec<u8> {
    let mut form = Vec::new();
    for (name, value) in fields {
        let part = format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
        form.extend(part.into_bytes());
    }
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{filename}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    );
    form.extend(head.into_bytes());
    form.extend(content);
    form.extend(format!("\r\n--{BOUNDARY}--\r\n").into_bytes());
    form
}

pub async fn send_form(server: &Server, form: Vec<u8>) -> Answer {
    let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
    send_as(server, "POST", "/files", &content_type, form).await.unwrap()
}

pub async fn upload(server: &Server, purpose: &str, filename: &str, content: &[u8]) -> Answer {
    send_form(server, form(&[("purpose", purpose)], filename, content)).await
}

pub async fn content(server: &Server, id: &str) -> Answer {
    send(server, "GET", &format!("/files/{id}/content"), String::new()).await.unwrap()
}
