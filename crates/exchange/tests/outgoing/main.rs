//! Claims that are made from claims and remittances: what they say, that they add up, and that
//! judges nobody here made accept them.

mod again;
mod cases;
mod judges;
mod made;
mod random;
