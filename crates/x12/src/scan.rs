//! Finds every separator of a window of bytes in one pass, 64 bytes at a time.
//!
//! The comparisons are written so that the compiler turns them into vector instructions on
//! every machine. The same code is compiled once more for processors with wider vectors,
//! and taken when the machine has them.

use crate::delimiters::Delimiters;

/// Separators that are written without looking whether there are so many.
const RUN: usize = 4;

/// Where the separators of a window stand. Offsets count from the window's first byte.
#[derive(Default)]
pub(crate) struct Index {
    /// Every element separator and segment terminator, in order; terminators alone when the
    /// window was skimmed.
    ends: Vec<u32>,
    /// For each segment that ends in the window, the place of its terminator in `ends`.
    /// Not filled when the window was skimmed: each end is a segment's then.
    segments: Vec<u32>,
    found: usize,
    found_segments: usize,
    skimmed: bool,
    /// A line end stands inside a segment, not only between segments.
    pub(crate) split_lines: bool,
    /// All is ASCII and no blank stands beside a separator inside a segment, so that elements
    /// need no trimming.
    pub(crate) plain: bool,
}

impl Index {
    /// Every separator, in order.
    #[inline]
    pub(crate) fn ends(&self) -> &[u32] {
        &self.ends[..self.found]
    }

    /// How many segments end in the window.
    #[inline]
    pub(crate) fn segments(&self) -> usize {
        self.found_segments
    }

    /// The place in [`Index::ends`] of the terminator of segment `number`, from 0.
    #[inline]
    pub(crate) fn segment(&self, number: usize) -> Option<usize> {
        if number >= self.found_segments {
            return None;
        }
        Some(if self.skimmed { number } else { self.segments[number] as usize })
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.found = 0;
        self.found_segments = 0;
        self.split_lines = false;
        self.plain = false;
    }

    /// Reads `window`, which is shorter than 4 GB. `ELEMENTS` is false when only segment
    /// terminators are wanted.
    pub(crate) fn build<const ELEMENTS: bool>(&mut self, window: &[u8], d: Delimiters) {
        #[cfg(target_arch = "x86_64")]
        #[expect(
            unsafe_code,
            reason = "safe functions, compiled for what the processor was just asked for"
        )]
        {
            if ELEMENTS
                && std::is_x86_feature_detected!("avx512bw")
                && std::is_x86_feature_detected!("avx512vbmi2")
                && std::is_x86_feature_detected!("bmi2")
                && std::is_x86_feature_detected!("popcnt")
            {
                return unsafe { self.build_widest(window, d) };
            }
            if std::is_x86_feature_detected!("avx2")
                && std::is_x86_feature_detected!("bmi1")
                && std::is_x86_feature_detected!("popcnt")
            {
                return unsafe { self.build_wide::<ELEMENTS>(window, d) };
            }
        }
        self.build_with::<ELEMENTS>(window, |chunk| Masks::of::<ELEMENTS>(chunk, d), one_by_one);
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi1,popcnt")]
    fn build_wide<const ELEMENTS: bool>(&mut self, window: &[u8], d: Delimiters) {
        self.build_with::<ELEMENTS>(window, |chunk| wide::masks::<ELEMENTS>(chunk, d), one_by_one);
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi2,avx2,bmi1,bmi2,popcnt")]
    fn build_widest(&mut self, window: &[u8], d: Delimiters) {
        self.build_with::<true>(
            window,
            |chunk| widest::masks(chunk, d),
            |all, base, out| widest::places(all, base, out),
        );
    }

    #[inline(always)]
    fn build_with<const ELEMENTS: bool>(
        &mut self,
        window: &[u8],
        masks_of: impl Fn(&[u8; 64]) -> Masks,
        places: impl Fn(u64, u32, &mut [u32; 64]),
    ) {
        self.clear();
        // Every byte may be a separator; the room is kept for the next window.
        let room = window.len() + 64;
        if self.ends.len() < room {
            self.ends.resize(room, 0);
            self.segments.resize(room, 0);
        }
        let mut odd = 0;
        let mut carry = 0;
        let mut uneven = 0;
        let mut edge = Edge::default();
        let (chunks, rest) = window.as_chunks::<64>();
        for (number, chunk) in chunks.iter().enumerate() {
            let masks = masks_of(chunk);
            odd |= masks.odd_line_ends(&mut carry);
            uneven |= masks.uneven(&mut edge);
            self.extract::<ELEMENTS>(number as u32 * 64, masks, &places);
        }
        if !rest.is_empty() {
            let mut last = [0; 64];
            last[..rest.len()].copy_from_slice(rest);
            let masks = masks_of(&last).within(rest.len());
            odd |= masks.odd_line_ends(&mut carry);
            uneven |= masks.uneven(&mut edge);
            self.extract::<ELEMENTS>(chunks.len() as u32 * 64, masks, &places);
        }
        self.split_lines = odd != 0;
        self.plain = ELEMENTS && uneven == 0;
        self.skimmed = !ELEMENTS;
        if self.skimmed {
            self.found_segments = self.found;
        }
    }

    #[inline(always)]
    fn extract<const ELEMENTS: bool>(
        &mut self,
        base: u32,
        masks: Masks,
        places: &impl Fn(u64, u32, &mut [u32; 64]),
    ) {
        let all = masks.element | masks.segment;
        let mut segments = if ELEMENTS { masks.segment } else { 0 };
        while segments != 0 {
            let bit = segments.trailing_zeros();
            let before = (all & ((1 << bit) - 1)).count_ones();
            self.segments[self.found_segments] = self.found as u32 + before;
            self.found_segments += 1;
            segments &= segments - 1;
        }
        if let Some(out) = self.ends[self.found..].first_chunk_mut() {
            places(all, base, out);
        }
        self.found += all.count_ones() as usize;
    }
}

/// Writes the place of each bit of `all`, plus `base`, in order. What is written after the last
/// is overwritten.
#[inline(always)]
fn one_by_one(all: u64, base: u32, out: &mut [u32; 64]) {
    let count = all.count_ones() as usize;
    let mut left = all;
    // In runs of a fixed length: how many there are is hard to guess, that there are no more
    // than so many is not.
    let mut written = 0;
    loop {
        for slot in &mut out[written..written + RUN] {
            *slot = base + (left.trailing_zeros() & 63);
            left &= left.wrapping_sub(1);
        }
        written += RUN;
        if written >= count {
            break;
        }
    }
}

/// One bit for each byte of a chunk.
#[derive(Clone, Copy)]
struct Masks {
    element: u64,
    segment: u64,
    line: u64,
    /// Blanks and control characters.
    blank: u64,
    /// Bytes that are no ASCII.
    high: u64,
}

/// What the last byte of the chunk before was, as the lowest bit.
#[derive(Default)]
struct Edge {
    element: u64,
    blank: u64,
}

impl Masks {
    #[inline(always)]
    fn of<const ELEMENTS: bool>(chunk: &[u8; 64], d: Delimiters) -> Self {
        Self {
            element: if ELEMENTS { mask(chunk, |b| b == d.element) } else { 0 },
            segment: mask(chunk, |b| b == d.segment),
            line: mask(chunk, |b| (b == b'\n') | (b == b'\r')),
            blank: if ELEMENTS { mask(chunk, |b| b <= b' ') } else { 0 },
            high: if ELEMENTS { mask(chunk, |b| b >= 0x80) } else { 0 },
        }
    }

    /// Only the first `length` bytes count.
    #[inline(always)]
    fn within(self, length: usize) -> Self {
        let keep = (1 << length) - 1;
        Self {
            element: self.element & keep,
            segment: self.segment & keep,
            line: self.line & keep,
            blank: self.blank & keep,
            high: self.high & keep,
        }
    }

    /// Bytes that are no ASCII, and blanks at an element's ends. A line end after a terminator
    /// is none: it stands before the next segment's id.
    #[inline(always)]
    fn uneven(self, edge: &mut Edge) -> u64 {
        let leading = self.blank & ((self.element << 1) | edge.element);
        let trailing = (self.element | self.segment) & ((self.blank << 1) | edge.blank);
        *edge = Edge { element: self.element >> 63, blank: self.blank >> 63 };
        self.high | leading | trailing
    }

    /// Line ends that follow neither a terminator nor another line end.
    #[inline(always)]
    fn odd_line_ends(self, carry: &mut u64) -> u64 {
        let plain = self.segment | self.line;
        let odd = self.line & !self.segment & !((plain << 1) | *carry);
        *carry = plain >> 63;
        odd
    }
}

/// The same masks by the instructions made for it.
#[cfg(target_arch = "x86_64")]
mod wide {
    use std::arch::x86_64::{
        __m256i, _mm256_cmpeq_epi8, _mm256_min_epu8, _mm256_movemask_epi8, _mm256_or_si256,
        _mm256_set1_epi8, _mm256_setr_epi64x,
    };

    use super::Masks;
    use crate::delimiters::Delimiters;

    #[inline]
    #[target_feature(enable = "avx2")]
    pub(super) fn masks<const ELEMENTS: bool>(chunk: &[u8; 64], d: Delimiters) -> Masks {
        let (words, _) = chunk.as_chunks::<8>();
        let word = |n: usize| i64::from_le_bytes(words[n]);
        let low = _mm256_setr_epi64x(word(0), word(1), word(2), word(3));
        let high = _mm256_setr_epi64x(word(4), word(5), word(6), word(7));
        let line = |half| _mm256_or_si256(equal(half, b'\n'), equal(half, b'\r'));
        let blank =
            |half| _mm256_cmpeq_epi8(_mm256_min_epu8(half, _mm256_set1_epi8(b' ' as i8)), half);
        Masks {
            element: if ELEMENTS { bits(equal(low, d.element), equal(high, d.element)) } else { 0 },
            segment: bits(equal(low, d.segment), equal(high, d.segment)),
            line: bits(line(low), line(high)),
            blank: if ELEMENTS { bits(blank(low), blank(high)) } else { 0 },
            high: if ELEMENTS { bits(low, high) } else { 0 },
        }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn equal(half: __m256i, byte: u8) -> __m256i {
        _mm256_cmpeq_epi8(half, _mm256_set1_epi8(byte as i8))
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn bits(low: __m256i, high: __m256i) -> u64 {
        let low = _mm256_movemask_epi8(low) as u32;
        let high = _mm256_movemask_epi8(high) as u32;
        u64::from(low) | u64::from(high) << 32
    }
}

/// The same once more for processors that gather the places of bits by themselves.
#[cfg(target_arch = "x86_64")]
mod widest {
    use std::arch::x86_64::{
        __m512i, _mm512_add_epi32, _mm512_castsi512_si128, _mm512_cmpeq_epi8_mask,
        _mm512_cmple_epu8_mask, _mm512_cvtepu8_epi32, _mm512_extracti32x4_epi32,
        _mm512_maskz_compress_epi8, _mm512_movepi8_mask, _mm512_set1_epi8, _mm512_set1_epi32,
        _mm512_setr_epi64,
    };

    use super::Masks;
    use crate::delimiters::Delimiters;

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    pub(super) fn masks(chunk: &[u8; 64], d: Delimiters) -> Masks {
        let all = load(chunk);
        let equal = |byte: u8| _mm512_cmpeq_epi8_mask(all, _mm512_set1_epi8(byte as i8));
        Masks {
            element: equal(d.element),
            segment: equal(d.segment),
            line: equal(b'\n') | equal(b'\r'),
            blank: _mm512_cmple_epu8_mask(all, _mm512_set1_epi8(b' ' as i8)),
            high: _mm512_movepi8_mask(all),
        }
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    fn load(chunk: &[u8; 64]) -> __m512i {
        let (words, _) = chunk.as_chunks::<8>();
        let word = |n: usize| i64::from_le_bytes(words[n]);
        _mm512_setr_epi64(word(0), word(1), word(2), word(3), word(4), word(5), word(6), word(7))
    }

    const EACH: [u8; 64] = {
        let mut each = [0; 64];
        let mut n = 0;
        while n < 64 {
            each[n] = n as u8;
            n += 1;
        }
        each
    };

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi2,popcnt")]
    pub(super) fn places(all: u64, base: u32, out: &mut [u32; 64]) {
        let count = all.count_ones();
        let packed = _mm512_maskz_compress_epi8(all, load(&EACH));
        let base = _mm512_set1_epi32(base as i32);
        let (quarters, _) = out.as_chunks_mut::<16>();
        let [first, second, third, fourth] = quarters else { return };
        let widened = |quarter| _mm512_add_epi32(_mm512_cvtepu8_epi32(quarter), base);
        store(first, widened(_mm512_castsi512_si128(packed)));
        if count > 16 {
            store(second, widened(_mm512_extracti32x4_epi32::<1>(packed)));
        }
        if count > 32 {
            store(third, widened(_mm512_extracti32x4_epi32::<2>(packed)));
            store(fourth, widened(_mm512_extracti32x4_epi32::<3>(packed)));
        }
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    #[expect(unsafe_code, reason = "sixteen numbers of four bytes are what is stored")]
    fn store(out: &mut [u32; 16], numbers: __m512i) {
        unsafe { std::arch::x86_64::_mm512_storeu_si512(out.as_mut_ptr().cast(), numbers) }
    }
}

/// The bytes for which `test` holds, one bit each.
#[inline(always)]
fn mask(chunk: &[u8; 64], test: impl Fn(u8) -> bool) -> u64 {
    let mut hits = [0_u8; 64];
    for (hit, byte) in hits.iter_mut().zip(chunk) {
        *hit = u8::from(test(*byte));
    }
    let (words, _) = hits.as_chunks::<8>();
    let mut bits = 0;
    for (number, word) in words.iter().enumerate() {
        // Eight bytes of 0 or 1 become eight bits: each is moved to its place in the top byte.
        let packed = u64::from_le_bytes(*word).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        bits |= packed << (number * 8);
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_separator_is_found_at_every_offset() {
        let d = Delimiters::default();
        let mut index = Index::default();
        for length in 0..200 {
            for at in 0..length {
                let mut window = vec![b'A'; length];
                window[at] = b'*';
                if at + 3 < length {
                    window[at + 3] = b'~';
                }
                index.build::<true>(&window, d);
                let plain: Vec<u32> = (0..length as u32)
                    .filter(|i| matches!(window[*i as usize], b'*' | b'~'))
                    .collect();
                assert_eq!(index.ends(), plain);
                assert_eq!(index.segments(), usize::from(at + 3 < length));
                if let Some(place) = index.segment(0) {
                    assert_eq!(plain[place], at as u32 + 3);
                }
                index.build::<false>(&window, d);
                assert_eq!(index.ends().len(), usize::from(at + 3 < length));
                assert_eq!(index.segments(), index.ends().len());
            }
        }
    }

    #[test]
    fn a_window_is_plain_when_no_element_needs_care() {
        let mut index = Index::default();
        let usual = b"NM1*QC*1*OF THE HILL*ADA~\r\nREF*1W*12~\n";
        let odd: [&[u8]; 5] = [b"N3* A~", b"N3*A ~", b"N3*A *B~", b"N3*\xc9~", b"N3*A\n~"];
        for pad in 0..130 {
            let text = [&b"A".repeat(pad), &usual[..]].concat();
            index.build::<true>(&text, Delimiters::default());
            assert!(index.plain, "{pad}");
            for odd in odd {
                index.build::<true>(&[&text, odd].concat(), Delimiters::default());
                assert!(!index.plain, "{pad} {odd:?}");
            }
        }
    }

    #[test]
    fn every_processor_finds_the_same() {
        // A generator of Lehmer's kind; nothing here needs to be hard to guess.
        let mut state = 1_u64;
        let mut index = Index::default();
        for round in 0..400_usize {
            let mut window = Vec::new();
            for _ in 0..round * 3 {
                state = state * 48_271 % 0x7fff_ffff;
                window.push(b"AB~*~* \n\r0\xe9***~~99XYZ"[state as usize % 21]);
            }
            let d = Delimiters::default();
            let mut plain = Index::default();
            plain.build_with::<true>(&window, |chunk| Masks::of::<true>(chunk, d), one_by_one);
            index.build::<true>(&window, d);
            assert_eq!(index.told(), plain.told(), "{round}");
            #[cfg(target_arch = "x86_64")]
            if std::is_x86_feature_detected!("avx2")
                && std::is_x86_feature_detected!("bmi1")
                && std::is_x86_feature_detected!("popcnt")
            {
                #[expect(unsafe_code, reason = "compiled for what was just detected")]
                unsafe {
                    index.build_wide::<true>(&window, d);
                }
                assert_eq!(index.told(), plain.told(), "{round}");
            }
        }
    }

    impl Index {
        fn told(&self) -> (&[u32], &[u32], bool, bool) {
            let segments = &self.segments[..self.found_segments];
            (self.ends(), segments, self.split_lines, self.plain)
        }
    }

    #[test]
    fn a_window_of_nothing_but_separators_fits() {
        let mut index = Index::default();
        index.build::<true>(&[b'~'; 1000], Delimiters::default());
        assert_eq!(index.ends().len(), 1000);
        assert_eq!(index.segments(), 1000);
    }

    #[test]
    fn line_ends_inside_segments_are_told_from_those_between() {
        let mut index = Index::default();
        for pad in 0..70 {
            let before = "A".repeat(pad);
            for (text, split) in
                [("ST~\nSE~", false), ("ST~\r\nSE~\r\n", false), ("ST\n~SE~", true)]
            {
                index.build::<true>(format!("{before}{text}").as_bytes(), Delimiters::default());
                assert_eq!(index.split_lines, split, "{pad} {text:?}");
            }
        }
    }
}
