//! What codes mean, in our own words: `guides/words.txt`.

use std::collections::HashMap;
use std::sync::OnceLock;

const WORDS: &str = include_str!("../../guides/words.txt");

/// Words by where a code stands and the code.
type Words = HashMap<(&'static str, &'static str), &'static str>;

/// What `code` means in the first of `places` that has words for it: an element of a segment
/// (`HCR01`), a component of a composite (`C043.1`), or a data element (`1033`).
pub(super) fn words(places: [&str; 2], code: &str) -> Option<&'static str> {
    let known = known();
    places.into_iter().find_map(|place| known.get(&(place, code)).copied())
}

fn known() -> &'static Words {
    static KNOWN: OnceLock<Words> = OnceLock::new();
    KNOWN.get_or_init(|| WORDS.lines().filter_map(read).collect())
}

/// A line is: place code "words"; `#` begins a comment.
fn read(line: &'static str) -> Option<((&'static str, &'static str), &'static str)> {
    let (place, rest) = line.split_once(' ').filter(|(place, _)| !place.starts_with('#'))?;
    let (code, words) = rest.split_once(' ')?;
    Some(((place, code), words.strip_prefix('"')?.strip_suffix('"')?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read_and_says_something_once() {
        let lines = WORDS.lines().filter(|l| !l.is_empty() && !l.starts_with('#'));
        let mut count = 0;
        for line in lines {
            let read = read(line);
            assert!(read.is_some_and(|(_, words)| words.len() > 1), "{line}");
            count += 1;
        }
        assert_eq!(count, known().len(), "a code has words twice");
    }

    #[test]
    fn every_place_is_known() {
        let elements = include_str!("../../guides/elements.txt");
        let segments = include_str!("../../guides/segments.txt");
        let begins = |text: &str, id: &str| text.lines().any(|l| l.split(' ').next() == Some(id));
        for (place, code) in known().keys() {
            let id = place.split('.').next().unwrap_or_default();
            let of_segment = place.len() > 3 && begins(segments, &place[..place.len() - 2]);
            assert!(
                begins(elements, place) || begins(segments, id) || of_segment,
                "{place} {code}: there is no such place"
            );
        }
    }
}
