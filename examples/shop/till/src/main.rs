//! The till in the shop.

mod printer;

use printer::{self as paper, Receipt};

fn main() {
    let receipt = Receipt { lines: vec!["thank you".to_owned()] };
    println!("{}", paper::render(&receipt));
}
