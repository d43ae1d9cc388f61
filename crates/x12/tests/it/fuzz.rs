//! A short run of the fuzz entries on any compiler: every sample, the kept corpus, and
//! mutations of both.

use std::path::Path;

#[path = "../../fuzz/entries.rs"]
mod entries;

/// Mutations of each seed and entry.
const ROUNDS: usize = 6;
/// Larger seeds are left to the other tests.
const LARGEST: usize = 8 << 10;

fn files(folder: &Path, into: &mut Vec<Vec<u8>>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.filter_map(|e| e.ok().map(|e| e.path())).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            files(&path, into);
        } else if let Ok(bytes) = std::fs::read(&path) {
            into.push(bytes);
        }
    }
}

/// A small generator of chance, so that a failure can be found again.
struct Chance(u64);

impl Chance {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below.max(1) as u64) as usize
    }
}

fn mutate(bytes: &mut Vec<u8>, chance: &mut Chance) {
    for _ in 0..=chance.next(5) {
        let at = chance.next(bytes.len());
        match chance.next(6) {
            0 if at < bytes.len() => bytes[at] = chance.next(256) as u8,
            1 => bytes.insert(at, b"~*:^\n\r\0 \xffI|"[chance.next(11)]),
            2 if at < bytes.len() => {
                bytes.remove(at);
            }
            3 => bytes.truncate(at),
            4 => {
                let to = at + chance.next(40).min(bytes.len() - at);
                let piece = bytes[at..to].to_vec();
                let into = chance.next(bytes.len());
                bytes.splice(into..into, piece);
            }
            _ => {
                // Two segments change places.
                let parts: Vec<&[u8]> = bytes.split(|b| *b == b'~').collect();
                let (a, b) = (chance.next(parts.len()), chance.next(parts.len()));
                let mut parts = parts;
                parts.swap(a, b);
                *bytes = parts.join(&b'~');
            }
        }
    }
}

#[test]
fn no_bytes_break_a_promise() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut samples = Vec::new();
    files(&root.join("../../tests/x12-samples"), &mut samples);
    assert!(samples.len() > 150, "the samples are there");
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    for (name, entry) in entries::ENTRIES {
        let mut seeds = samples.clone();
        files(&root.join("fuzz/corpus").join(name), &mut seeds);
        for seed in seeds.iter().filter(|s| s.len() <= LARGEST) {
            entry(seed);
            for _ in 0..ROUNDS {
                let mut bytes = seed.clone();
                mutate(&mut bytes, &mut chance);
                // Told when the entry fails, so that the case can be kept.
                let shown = std::panic::AssertUnwindSafe(&bytes);
                if let Err(panic) = std::panic::catch_unwind(|| entry(&shown)) {
                    eprintln!("{name} fails on {:?}", String::from_utf8_lossy(&bytes));
                    std::panic::resume_unwind(panic);
                }
            }
        }
    }
}
