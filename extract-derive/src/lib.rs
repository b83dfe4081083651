//! The derive macro of `typed-extract`.
