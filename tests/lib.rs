//! Holds the integration tests; see `Cargo.toml` for the binaries.
