//! What the reader promises for any bytes: it goes on, it says where, it never panics.

use std::io::{self, Read};

use gonio_x12::claim;
use gonio_x12::envelope::{self, SetEnd, SetHeader, Visitor};
use gonio_x12::problem::Problem;
use gonio_x12::reader::{Reader, Token};
use gonio_x12::remittance;
use gonio_x12::segment::Segment;

const FILE: &str = "ISA*00*          *00*          *ZZ*PAYER          *ZZ*CLINIC         *260302*1200*^*00501*000000001*0*T*:~\
GS*HP*PAYER*CLINIC*20260302*1200*7*X*005010X221A1~ST*835*0001~BPR*I*67.5*C*ACH************20260316~\
TRN*1*T1*1999999999~N1*PR*ACME~N1*PE*CLINIC*XX*1999999984~LX*1~CLP*C1*1*120*67.5*22.5*12*P1*11~\
NM1*QC*1*REED*ANNA****MI*M1~SVC*HC:97110:GP*120*67.5**2~DTM*472*20260302~CAS*CO*45*30~CAS*PR*3*22.5~\
PLB*1999999984*20261231*FB:X*0~SE*14*0001~GE*1*7~IEA*1*000000001~";

/// Everything a file says, as text: segments with their elements, then problems.
#[derive(Default)]
struct Told {
    segments: Vec<String>,
    claims: Vec<String>,
    problems: Vec<String>,
    sets: Vec<(String, bool)>,
    remittance: Option<remittance::Builder>,
    claim: Option<claim::Builder>,
}

fn claim_of(part: &remittance::Part) -> Option<String> {
    match part {
        remittance::Part::Claim(c) => {
            let paid = c.payment.paid.unwrap_or_default().0;
            Some(format!("{} {paid}", c.payment.control_number))
        }
        _ => None,
    }
}

impl Visitor for Told {
    type Error = io::Error;

    fn set_start(&mut self, set: &SetHeader) -> io::Result<()> {
        self.sets.push((set.code.clone(), false));
        self.remittance = Some(remittance::Builder::new());
        self.claim = Some(claim::Builder::new());
        Ok(())
    }

    fn segment(&mut self, s: &Segment<'_>) -> io::Result<()> {
        let elements: Vec<String> = (1..=s.len()).map(|n| s.text(n)).collect();
        self.segments.push(format!("{} {}", String::from_utf8_lossy(s.id()), elements.join("|")));
        if let Some(part) = self.remittance.as_mut().and_then(|b| b.push(s)) {
            self.claims.extend(claim_of(part));
        }
        if let Some(claim::Part::Claim(c)) = self.claim.as_mut().and_then(|b| b.push(s)) {
            self.claims.push(c.claim.control_number.to_string());
        }
        Ok(())
    }

    fn set_end(&mut self, end: SetEnd) -> io::Result<()> {
        if let Some(set) = self.sets.last_mut() {
            set.1 = end.complete;
        }
        if let Some(mut builder) = self.remittance.take() {
            self.claims.extend(claim_of(builder.finish()));
        }
        self.claim = None;
        Ok(())
    }

    fn problem(&mut self, problem: Problem) -> io::Result<()> {
        self.problems.push(problem.to_string());
        Ok(())
    }
}

fn told(bytes: impl Read) -> Told {
    let mut told = Told::default();
    envelope::walk(bytes, &mut told).expect("memory can be read");
    told
}

/// Gives a few bytes at a time, as a slow pipe does.
struct Trickle<'a>(&'a [u8], usize);

impl Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.1.min(self.0.len()).min(buffer.len());
        buffer[..n].copy_from_slice(&self.0[..n]);
        self.0 = &self.0[n..];
        Ok(n)
    }
}

#[test]
fn the_clean_file_reads_clean() {
    let clean = told(FILE.as_bytes());
    assert_eq!(clean.problems, Vec::<String>::new());
    assert_eq!(clean.claims, ["C1 6750"]);
    assert_eq!(clean.sets, [("835".to_string(), true)]);
}

#[test]
fn odd_shapes_say_the_same() {
    let clean = told(FILE.as_bytes()).segments;
    let wrapped: String = FILE
        .as_bytes()
        .chunks(80)
        .map(|line| format!("{}\r\n", String::from_utf8_lossy(line)))
        .collect();
    let shapes = [
        format!("\u{feff}{FILE}"),
        FILE.replace('~', "~\n"),
        FILE.replace('~', "~\r\n   "),
        FILE.replace('~', "\n"),
        FILE.replace('~', "\r"),
        FILE.replace('*', "|").replace(':', ">"),
        FILE.replace('*', "\u{1d}").replace(':', "\u{1f}").replace('~', "\u{1c}"),
        format!("Dear LISA, here is the file:\n\n{FILE}\n\x1a"),
        wrapped,
    ];
    for shape in &shapes {
        let odd = told(shape.as_bytes());
        let plain: Vec<String> =
            odd.segments.iter().map(|s| s.replace(['>', '\u{1f}'], ":")).collect();
        assert_eq!(plain, clean, "{shape}");
        assert_eq!(odd.claims, ["C1 6750"]);
    }
}

#[test]
fn a_slow_pipe_reads_like_a_file() {
    let clean = told(FILE.as_bytes()).segments;
    for step in [1, 2, 3, 7, 106, 511] {
        assert_eq!(told(Trickle(FILE.as_bytes(), step)).segments, clean, "{step} bytes at a time");
    }
}

#[test]
fn the_place_of_every_problem_is_told() {
    let bad = FILE.replace("SE*14*0001", "SE*15*0002").replace("GE*1*7", "GE*2*8");
    let problems = told(bad.as_bytes()).problems;
    assert_eq!(problems.len(), 4, "{problems:?}");
    assert!(problems[0].starts_with("segment 16 (SE01): SE says the set has 15 segments but 14"));
    assert!(problems[2].starts_with("segment 17 (GE01)"), "{problems:?}");
}

#[test]
fn wherever_a_file_is_cut_it_is_said_and_no_set_passes_for_whole() {
    let whole = FILE.find("GE*1").expect("GE") as u64;
    for cut in 1..FILE.len() - 1 {
        let part = told(&FILE.as_bytes()[..cut]);
        if (cut as u64) < whole - 1 {
            assert!(!part.problems.is_empty(), "cut at {cut}");
            assert!(part.sets.iter().all(|(_, complete)| !complete), "cut at {cut}");
        }
    }
}

#[test]
fn no_bytes_make_it_panic() {
    // A small generator of chance, so that a failure can be found again.
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed
    };
    for _ in 0..20_000 {
        let mut bytes = FILE.as_bytes().to_vec();
        for _ in 0..=next() % 8 {
            let at = (next() % bytes.len() as u64) as usize;
            match next() % 4 {
                0 => bytes[at] = next() as u8,
                1 => {
                    bytes.remove(at);
                }
                2 => bytes.insert(at, b"~*:^\n\r\0 \xff"[(next() % 9) as usize]),
                _ => bytes.truncate(at.max(1)),
            }
            if bytes.is_empty() {
                bytes.push(b'I');
            }
        }
        told(&bytes[..]);
    }
}

#[test]
fn a_terminator_that_never_comes_does_not_fill_the_memory() {
    let mut bytes = FILE.as_bytes()[..FILE.len() - 30].to_vec();
    bytes.resize(4 << 20, b'-');
    bytes.extend_from_slice(FILE.as_bytes());
    let mut reader = Reader::new(&bytes[..]);
    let (mut segments, mut problems) = (0, 0);
    while let Some(token) = reader.next().expect("memory can be read") {
        match token {
            Token::Segment(_) => segments += 1,
            Token::Problem(_) => problems += 1,
        }
    }
    assert!(problems > 0);
    assert!(segments >= 18, "the file behind it was read: {segments}");
}

/// Places and ids of everything, through any reader.
fn places<S: gonio_x12::reader::Source>(mut reader: Reader<S>) -> Vec<(u64, u64, u64, Vec<u8>)> {
    let mut all = Vec::new();
    while let Some(token) = reader.next().expect("memory can be read") {
        if let Token::Segment(s) = token {
            let place = s.place();
            all.push((place.segment, place.byte, place.line, s.bytes().to_vec()));
        }
    }
    all
}

#[test]
fn parts_read_side_by_side_are_the_whole() {
    let set = &FILE[FILE.find("ST*").expect("ST")..FILE.find("GE*").expect("GE")];
    let (head, tail) = FILE.split_at(FILE.find("GE*").expect("GE"));
    let many = format!("{head}{}{tail}", set.repeat(40));
    let lines = many.replace('~', "~\r\n");
    let other = FILE.replace('*', "|").replace('~', "!\n");
    let shapes = [many.clone(), lines.clone(), format!("{many}\n{other}{lines}"), FILE.repeat(9)];
    for shape in &shapes {
        let whole = places(Reader::over(shape.as_bytes()));
        for parts in 1..9 {
            let readers = gonio_x12::split::readers(shape.as_bytes(), parts);
            assert!(readers.len() > parts / 2, "{parts} parts are {}", readers.len());
            let together: Vec<_> = readers.into_iter().flat_map(places).collect();
            assert_eq!(together, whole, "{parts} parts");
        }
    }
}

#[test]
fn lines_are_counted_however_the_file_is_written() {
    let by_line = FILE.replace('~', "~\n");
    let all = places(Reader::new(by_line.as_bytes()));
    assert!(all.iter().all(|(segment, _, line, _)| segment == line), "{all:?}");
    let terminated = FILE.replace('~', "\n");
    let all = places(Reader::new(terminated.as_bytes()));
    assert!(all.iter().all(|(segment, _, line, _)| segment == line), "{all:?}");
    let later = format!("Dear all,\n\n{by_line}");
    let all = places(Reader::new(later.as_bytes()));
    assert!(all.iter().all(|(segment, _, line, _)| segment + 2 == *line), "{all:?}");
    // A segment split over three lines, and one after it.
    let split = FILE.replace("~BPR*I*67.5", "~BPR\n*I\n*67.5").replace("~TRN", "~\nTRN");
    let all = places(Reader::new(split.as_bytes()));
    let line =
        |id: &[u8]| all.iter().find(|(.., s)| s.starts_with(id)).map(|(_, _, line, _)| *line);
    assert_eq!((line(b"BPR"), line(b"TRN"), line(b"IEA")), (Some(1), Some(4), Some(4)));
}
