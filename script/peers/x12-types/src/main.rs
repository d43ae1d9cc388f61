//! Parses a file with x12-types and says how long that took, the file being in memory.

use std::hint::black_box;
use std::time::Instant;

use x12_types::util::Parser;
use x12_types::v005010::{Transmission, _835, _837};

fn main() {
    let path = std::env::args().nth(1).expect("a file");
    let text = std::fs::read_to_string(&path).expect("text");
    let from = Instant::now();
    if text[..text.len().min(1000)].contains("ST*835") {
        let (_, parsed) = Transmission::<_835>::parse(&text).expect("an 835");
        black_box(parsed);
    } else {
        let (_, parsed) = Transmission::<_837>::parse(&text).expect("an 837");
        black_box(parsed);
    }
    println!("{}", from.elapsed().as_secs_f64());
}
