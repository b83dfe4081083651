//! Addresses of url 2. Strict mode has no format for them.

use url::Url;

text_of_a_form! {
    // Of http and https, with a host by name. What looks like a number at the end of a host would
    // be read as an IP address, and what stands behind two hyphens as Punycode.
    "url2::Url" Url: pattern concat!(
        "^https?://",
        "([A-Za-z0-9]+(-[A-Za-z0-9]+)*[.])*[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*",
        "(:[1-9][0-9]{0,3})?",
        "([/?#][A-Za-z0-9/?#:@!$&'()*+,;=._~%-]*)?$",
    ), "an address of http or https as https://example.org/path";
}
