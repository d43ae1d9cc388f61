//! The three state machines: the whole matrix, the guards one by one, and the order of arrival.

mod claims;
mod denials;
mod matrix;
mod order;
mod samples;
mod submissions;
