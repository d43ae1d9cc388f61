//! The pages over a real book and real connections.
