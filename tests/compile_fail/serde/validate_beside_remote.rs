use extract::Extract;
use serde::Deserialize;

mod geometry {
    pub struct Point {
        pub x: f64,
        pub y: f64,
    }
}

fn is_finite(number: &f64) -> Result<(), String> {
    if number.is_finite() { Ok(()) } else { Err("not finite".to_owned()) }
}

fn is_near(point: &PointDef) -> Result<(), String> {
    if point.x < 1.0 { Ok(()) } else { Err("far".to_owned()) }
}

#[derive(Deserialize, Extract)]
#[serde(remote = "geometry::Point")]
#[extract(validate = is_near)]
struct PointDef {
    #[extract(validate = is_finite)]
    x: f64,
    y: f64,
}

#[derive(Deserialize, Extract)]
struct Plan {
    #[serde(with = "PointDef")]
    #[extract(as = "PointDef")]
    entrance: geometry::Point,
}

fn main() {
    let _ = extract::json_schema::<Plan>();
}
