//! Types that the derive refuses, and what the compiler says; see `main.rs`.
