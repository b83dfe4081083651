//! Every refusal: a type that must not compile, and beside it, byte for byte, what the compiler
//! says. To look at new messages run the tests with `TRYBUILD=overwrite`, then read each one.

use trybuild::TestCases;

#[test]
fn refused_types_do_not_compile() {
    let cases = TestCases::new();
    for kind in [
        "attributes",
        "bounds",
        "by_hand",
        "constraints",
        "flatten",
        "foreign",
        "generics",
        "left_to_serde",
        "limits",
        "names",
        "partials",
        "serde",
        "shapes",
        "untagged",
    ] {
        cases.compile_fail(format!("{kind}/*.rs"));
    }
}

#[test]
fn generic_roots_beyond_a_limit_do_not_build() {
    let cases = TestCases::new();
    // A case that passes makes trybuild build where it would only check: a generic root is judged
    // when it is instantiated.
    cases.pass("generic_roots/at_the_limits.rs");
    cases.compile_fail("generic_roots/*_11.rs");
    cases.compile_fail("generic_roots/*_properties.rs");
    cases.compile_fail("generic_roots/remote_definition.rs");
}
