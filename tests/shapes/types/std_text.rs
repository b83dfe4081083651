//! Text, pointers and addresses of std.

use std::{
    borrow::Cow,
    cmp::Reverse,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6},
    path::{Path, PathBuf},
    rc::Rc,
    sync::Arc,
};

use extract::Extract;
use serde::Deserialize;

use crate::shape::{Shape, shape};

const IPV4: &str = "((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])[.]){3}(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
const IPV6: &str = "(([0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}
    |([0-9a-fA-F]{1,4}:){1,7}:
    |([0-9a-fA-F]{1,4}:){1,6}(:[0-9a-fA-F]{1,4}){1,1}
    |([0-9a-fA-F]{1,4}:){1,5}(:[0-9a-fA-F]{1,4}){1,2}
    |([0-9a-fA-F]{1,4}:){1,4}(:[0-9a-fA-F]{1,4}){1,3}
    |([0-9a-fA-F]{1,4}:){1,3}(:[0-9a-fA-F]{1,4}){1,4}
    |([0-9a-fA-F]{1,4}:){1,2}(:[0-9a-fA-F]{1,4}){1,5}
    |[0-9a-fA-F]{1,4}:(:[0-9a-fA-F]{1,4}){1,6}
    |:((:[0-9a-fA-F]{1,4}){1,7}|:)
    |::[fF]{4}:<4>)";
const PORT: &str =
    ":(0|[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])";

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Texts {
    boxed: Box<str>,
    /// As printed.
    copied: Cow<'static, str>,
    path: PathBuf,
    boxed_path: Option<Box<Path>>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Pointers {
    leaf: Option<Box<Leaf>>,
    copied: Cow<'static, Leaf>,
    reversed: Reverse<u8>,
    #[extract(max = 9)]
    small: Box<Reverse<u8>>,
}

// `Rc` cannot be sent to other threads, which the table asks of its types.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Counted {
    shared: Arc<Leaf>,
    #[extract(max_items = 2)]
    list: Arc<[Arc<str>]>,
    path: Arc<Path>,
    next: Option<Arc<Counted>>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Leaf {
    #[extract(max = 9)]
    number: u8,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Addresses {
    four: Ipv4Addr,
    six: Ipv6Addr,
    any: IpAddr,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Sockets {
    four: SocketAddrV4,
    six: SocketAddrV6,
    any: SocketAddr,
}

#[test]
fn rc_is_what_it_points_to() {
    #[derive(Debug, PartialEq, Deserialize, Extract)]
    #[extract(partial)]
    struct Local {
        text: Rc<str>,
        bytes: Rc<[u8]>,
        leaf: Rc<Leaf>,
    }

    #[derive(Deserialize, Extract)]
    #[extract(partial)]
    #[extract(name = "Local")]
    #[allow(dead_code)]
    struct Plain {
        text: String,
        bytes: Vec<u8>,
        leaf: Leaf,
    }

    assert_eq!(extract::json_schema::<Local>(), extract::json_schema::<Plain>());
    let read = extract::from_json::<Local>(r#"{"text":"t","bytes":[1],"leaf":{"number":9}}"#);
    let leaf = Rc::new(Leaf { number: 9 });
    assert_eq!(read.unwrap(), Local { text: "t".into(), bytes: Rc::new([1]), leaf });
    let beyond = extract::from_json::<Local>(r#"{"text":"t","bytes":[1],"leaf":{"number":10}}"#);
    assert!(beyond.is_err(), "{beyond:?}");
}

pub fn shapes() -> Vec<Box<dyn Shape>> {
    vec![
        shape::<Texts>(
            "texts",
            r#"{"type":"object","properties":{
                "boxed":{"type":"string"},
                "copied":{"type":"string","description":"As printed."},
                "path":{"type":"string"},
                "boxed_path":{"type":["string","null"]}},
                "required":["boxed","copied","path","boxed_path"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"boxed":"b","copied":"\u00fc\n","path":"/etc/../hosts","boxed_path":""}"#,
            Texts {
                boxed: "b".into(),
                copied: "ü\n".into(),
                path: "/etc/../hosts".into(),
                boxed_path: Some(Path::new("").into()),
            },
        )
        .done(),
        shape::<Pointers>(
            "pointers",
            r##"{"type":"object","properties":{
                "leaf":{"anyOf":[{"$ref":"#/$defs/Leaf"},{"type":"null"}]},
                "copied":{"$ref":"#/$defs/Leaf"},
                "reversed":{"type":"integer","minimum":0,"maximum":255},
                "small":{"type":"integer","minimum":0,"maximum":9}},
                "required":["leaf","copied","reversed","small"],"additionalProperties":false,
                "$defs":{"Leaf":{"type":"object","properties":{
                    "number":{"type":"integer","minimum":0,"maximum":9}},
                    "required":["number"],"additionalProperties":false}}}"##,
        )
        .example(
            r#"{"leaf":{"number":1},"copied":{"number":2},"reversed":255,"small":9}"#,
            Pointers {
                leaf: Some(Box::new(Leaf { number: 1 })),
                copied: Cow::Owned(Leaf { number: 2 }),
                reversed: Reverse(255),
                small: Box::new(Reverse(9)),
            },
        )
        .done(),
        shape::<Counted>(
            "counted pointers",
            r##"{"type":"object","properties":{@,
                "$defs":{
                    "Counted":{"type":"object","properties":{@},
                    "Leaf":{"type":"object","properties":{
                        "number":{"type":"integer","minimum":0,"maximum":9}},
                        "required":["number"],"additionalProperties":false}}}"##,
        )
        .part(
            "@",
            r##""shared":{"$ref":"#/$defs/Leaf"},
                "list":{"type":"array","items":{"type":"string"},"maxItems":2},
                "path":{"type":"string"},
                "next":{"anyOf":[{"$ref":"#/$defs/Counted"},{"type":"null"}]}},
                "required":["shared","list","path","next"],"additionalProperties":false"##,
        )
        .example(
            r#"{"shared":{"number":1},"list":["a","b"],"path":"/","next":null}"#,
            Counted {
                shared: Arc::new(Leaf { number: 1 }),
                list: Arc::new(["a".into(), "b".into()]),
                path: Path::new("/").into(),
                next: None,
            },
        )
        .done(),
        shape::<Addresses>(
            "addresses",
            r#"{"type":"object","properties":{
                "four":{"type":"string","format":"ipv4"},
                "six":{"type":"string","format":"ipv6"},
                "any":{"type":"string","pattern":"^(<4>|<6>)$"}},
                "required":["four","six","any"],"additionalProperties":false}"#,
        )
        .part("<6>", IPV6)
        .part("<4>", IPV4)
        .example(
            r#"{"four":"255.0.19.200","six":"2001:DB8::1","any":"::ffff"}"#,
            Addresses {
                four: Ipv4Addr::new(255, 0, 19, 200),
                six: Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1),
                any: IpAddr::V6(Ipv6Addr::from_bits(0xffff)),
            },
        )
        .example(
            r#"{"four":"0.0.0.0","six":"::","any":"127.0.0.1"}"#,
            Addresses {
                four: Ipv4Addr::UNSPECIFIED,
                six: Ipv6Addr::UNSPECIFIED,
                any: IpAddr::V4(Ipv4Addr::LOCALHOST),
            },
        )
        .done(),
        shape::<Sockets>(
            "sockets",
            r#"{"type":"object","properties":{
                "four":{"type":"string","pattern":"^<4><p>$"},
                "six":{"type":"string","pattern":"^\\[<6>\\]<p>$"},
                "any":{"type":"string","pattern":"^(<4>|\\[<6>\\])<p>$"}},
                "required":["four","six","any"],"additionalProperties":false}"#,
        )
        .part("<6>", IPV6)
        .part("<4>", IPV4)
        .part("<p>", PORT)
        .example(
            r#"{"four":"1.2.3.4:0","six":"[1:2:3:4:5:6:7:8]:65535","any":"[::1]:80"}"#,
            Sockets {
                four: SocketAddrV4::new(Ipv4Addr::new(1, 2, 3, 4), 0),
                six: SocketAddrV6::new(Ipv6Addr::new(1, 2, 3, 4, 5, 6, 7, 8), 65535, 0, 0),
                any: SocketAddr::from((Ipv6Addr::LOCALHOST, 80)),
            },
        )
        .done(),
    ]
}
