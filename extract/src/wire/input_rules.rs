//! What the API refuses is refused before it is sent.

use super::{Endpoint, request::refuse};
use crate::{
    Error,
    input::{Detail, Input, Message, Part, Role},
};

/// The image types that vision models take. The API's description names no list; these four have been
/// in the vendor's guide since vision began. The API itself names a wrong one `unsupported_image_media_type`.
const IMAGE_TYPES: [&str; 4] = ["image/gif", "image/jpeg", "image/png", "image/webp"];

/// Images of one request, by the vendor's guide; the API's description has no figure.
const MAX_IMAGES: usize = 500;

/// Bytes of all images and files of one request, by the vendor's guide (50 MB, here read as the
/// smaller, decimal one); the API's description has no figure.
pub(crate) const MAX_BYTES: u64 = 50_000_000;

/// Refuses kinds and sizes that the endpoint would refuse.
pub(super) fn check(input: &Input, endpoint: Endpoint) -> Result<(), Error> {
    if input.messages.is_empty() {
        return refuse("the input is empty, give it a text, an image or a file");
    }
    let mut images = 0;
    let mut bytes = 0;
    for message in &input.messages {
        if message.parts.is_empty() {
            return refuse("a message of the input is empty, give it a text, an image or a file");
        }
        for part in &message.parts {
            check_role(message, part)?;
            check_part(part, endpoint)?;
            images += usize::from(matches!(part, Part::Image { .. } | Part::ImageUrl { .. }));
            bytes += size(part);
        }
    }
    if images > MAX_IMAGES {
        return refuse(format!("{images} images in one input, the API takes {MAX_IMAGES}"));
    }
    if bytes > MAX_BYTES {
        return refuse(format!(
            "{bytes} bytes of images and files in one input, the API takes {MAX_BYTES}"
        ));
    }
    Ok(())
}

/// Only users show images and files.
fn check_role(message: &Message, part: &Part) -> Result<(), Error> {
    match (message.role, part) {
        (Role::User, _) | (_, Part::Text(_)) => Ok(()),
        (role, _) => refuse(format!("a message of role {role:?} holds text only")),
    }
}

fn check_part(part: &Part, endpoint: Endpoint) -> Result<(), Error> {
    match part {
        Part::FileId(_) | Part::Text(_) => Ok(()),
        Part::Unread { path, .. } => refuse(format!(
            "the file `{}` is not read yet, which the client does only for the input of `extract`; give its bytes with `file_bytes`",
            path.display(),
        )),
        Part::Image { detail: Detail::Original, .. }
        | Part::ImageUrl { detail: Detail::Original, .. }
            if endpoint == Endpoint::Chat =>
        {
            refuse("`Detail::Original` is only known to the Responses endpoint")
        }
        Part::Image { bytes, mime, .. } => check_image(bytes, mime),
        Part::ImageUrl { url, .. } => check_image_url(url),
        Part::File { name, bytes, mime } => check_file(name, bytes, mime, endpoint),
    }
}

fn check_image(bytes: &[u8], mime: &str) -> Result<(), Error> {
    if bytes.is_empty() {
        return refuse("an image is empty");
    }
    if IMAGE_TYPES.contains(&mime) {
        return Ok(());
    }
    refuse(format!(
        "an image of type `{mime}`, the API takes `image/png`, `image/jpeg`, `image/webp` and `image/gif`"
    ))
}

fn check_image_url(url: &str) -> Result<(), Error> {
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    if is_web || IMAGE_TYPES.iter().any(|mime| is_data_url(url, mime)) {
        return Ok(());
    }
    refuse(
        "an image url starts with `https://`, `http://` or `data:image/png;base64,` (or jpeg, webp, gif)",
    )
}

fn check_file(name: &str, bytes: &[u8], mime: &str, endpoint: Endpoint) -> Result<(), Error> {
    if name.is_empty() {
        return refuse("a file has no name, the API asks for one");
    }
    if bytes.is_empty() {
        return refuse(format!("the file `{name}` is empty"));
    }
    if mime.starts_with("image/") {
        return refuse(format!("the file `{name}` is an image, add it with `image`"));
    }
    if endpoint == Endpoint::Chat && mime != "application/pdf" {
        return refuse(format!(
            "the file `{name}` is `{mime}`, the Chat endpoint takes `application/pdf` only"
        ));
    }
    let (kind, subtype) = mime.split_once('/').unwrap_or_default();
    if kind.is_empty() || subtype.is_empty() || !mime.bytes().all(|byte| byte.is_ascii_graphic()) {
        return refuse(format!(
            "the file `{name}` has the type `{mime}`, write it like `application/pdf`"
        ));
    }
    Ok(())
}

fn is_data_url(url: &str, mime: &str) -> bool {
    url.strip_prefix("data:")
        .and_then(|rest| rest.strip_prefix(mime))
        .and_then(|rest| rest.strip_prefix(";base64,"))
        .is_some_and(|data| !data.is_empty())
}

fn size(part: &Part) -> u64 {
    let length = match part {
        Part::File { bytes, .. } | Part::Image { bytes, .. } => bytes.len(),
        Part::ImageUrl { url, .. } if url.starts_with("data:") => url.len() / 4 * 3,
        _ => 0,
    };
    u64::try_from(length).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_api_refuses_is_refused_with_its_reason() {
        let png = vec![1_u8; 4];
        let cases: Vec<(Input, Endpoint, &str)> = vec![
            (Input::default(), Endpoint::Responses, "the input is empty"),
            (Message::new(Role::User).into(), Endpoint::Chat, "a message of the input is empty"),
            (
                Input::text("a").image(png.clone(), "image/tiff"),
                Endpoint::Responses,
                "`image/tiff`",
            ),
            (Input::text("a").image(vec![], "image/png"), Endpoint::Responses, "an image is empty"),
            (
                Input::text("a").image_url("ftp://x/y.png"),
                Endpoint::Responses,
                "an image url starts",
            ),
            (
                Input::text("a").image_url("data:image/tiff;base64,AA"),
                Endpoint::Chat,
                "an image url",
            ),
            (
                Input::text("a").image(png.clone(), "image/png").detail(Detail::Original),
                Endpoint::Chat,
                "Detail::Original",
            ),
            (
                Input::text("a").file_bytes("a.pdf", vec![], "application/pdf"),
                Endpoint::Chat,
                "is empty",
            ),
            (
                Input::text("a").file_bytes("", png.clone(), "application/pdf"),
                Endpoint::Chat,
                "no name",
            ),
            (
                Input::text("a").file_bytes("a.csv", png.clone(), "text/csv"),
                Endpoint::Chat,
                "`text/csv`",
            ),
            (
                Input::text("a").file_bytes("a.png", png.clone(), "image/png"),
                Endpoint::Chat,
                "`image`",
            ),
            (
                Input::text("a").file_bytes("a.x", png.clone(), "pdf"),
                Endpoint::Responses,
                "the type `pdf`",
            ),
            (Input::text("a").file("a.pdf"), Endpoint::Responses, "is not read yet"),
            (
                Input::from(Message::assistant("a").image(png.clone(), "image/png")),
                Endpoint::Responses,
                "text only",
            ),
            (
                (0..501).fold(Input::text("a"), |input, _| input.image(vec![1_u8], "image/png")),
                Endpoint::Responses,
                "501 images",
            ),
            (
                Input::text("a").file_bytes("a.pdf", vec![0; 50_000_001], "application/pdf"),
                Endpoint::Responses,
                "50000001 bytes",
            ),
        ];
        for (input, endpoint, expected) in cases {
            let error = check(&input, endpoint).expect_err(expected);
            assert!(matches!(error, Error::Config(_)), "{error}");
            assert!(error.to_string().contains(expected), "{expected}: {error}");
        }
    }

    #[test]
    fn what_the_api_takes_passes() {
        let bytes = vec![1_u8; 4];
        let input = Input::text("a")
            .image(bytes.clone(), "image/webp")
            .image_url("https://example.com/a.png")
            .image_url("data:image/png;base64,iVBORw0=")
            .file_bytes("a.pdf", bytes.clone(), "application/pdf")
            .file_id("file-1");
        assert!(check(&input, Endpoint::Chat).is_ok());
        let table = input.file_bytes("a.csv", bytes, "text/csv").detail(Detail::Original);
        assert!(check(&table, Endpoint::Responses).is_ok());
    }
}
