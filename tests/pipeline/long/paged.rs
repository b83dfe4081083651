//! A long list page by page.
