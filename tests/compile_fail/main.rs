//! Every refusal: a type that must not compile, and beside it, byte for byte, what the compiler
//! says. To look at new messages run the tests with `TRYBUILD=overwrite`, then read each one.

use trybuild::TestCases;

#[test]
fn refused_types_do_not_compile() {
    let cases = TestCases::new();
    for kind in
        ["attributes", "bounds", "foreign", "generics", "limits", "names", "serde", "shapes"]
    {
        cases.compile_fail(format!("{kind}/*.rs"));
    }
}
