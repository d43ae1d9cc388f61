//! try
use gonio_app::*;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let mut b = Book::open(&a[1]).unwrap();
    let now = Now { seconds: 1, today: gonio_billing::day::Day::parse("2026-11-21").unwrap() };
    match a[2].as_str() {
        "undo" => println!("{:?}", import::undo(&mut b, a[3].parse().unwrap(), now)),
        "gen" => { for f in gonio_simulator::practice(&Default::default()) { std::fs::write(format!("{}/{}", a[3], f.name), f.bytes).unwrap(); } }
        _ => { let r = import::import(&mut b, &a[2..].iter().map(Into::into).collect::<Vec<_>>(), false, now, &mut |_, _| {}).unwrap();
        println!("{}", serde_json::to_string_pretty(&r).unwrap()); }
    }
    let c = b.check().unwrap(); println!("{:#?}", c.accounts); println!("{} violations {:#?}", c.violations.len(), &c.violations[..c.violations.len().min(5)]);
}
