//! The ICD-10-CM tabular list as XML: notes, and codes with their seventh characters.
//!
//! Most codes of seven characters do not stand in it: a definition of seventh characters holds
//! for all codes beneath it, and short codes are filled up with X. Notes hold for all beneath
//! too; those of chapters and sections are given to each category here, so that a reader has
//! only to shorten a code to find what holds for it.

use std::io::{self, BufRead, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Diagnosis, Note, NoteKind, Out, Row, Seventh, icd10cm, period};

/// A code of the list while it is open.
#[derive(Default)]
struct Open {
    code: String,
    title: String,
    notes: Vec<(NoteKind, String)>,
    seventh: Vec<(String, String)>,
    /// Seventh characters that codes with one of these sixth characters do not take.
    except: (Vec<char>, Vec<char>),
    /// Its row was given out.
    told: bool,
    has_children: bool,
}

/// Where the reader stands.
#[derive(Default)]
struct Place {
    chapter: String,
    chapter_notes: Vec<(NoteKind, String)>,
    section: String,
    section_notes: Vec<(NoteKind, String)>,
    open: Vec<Open>,
    /// Names of the elements around, outermost first.
    path: Vec<Vec<u8>>,
    text: String,
    character: String,
}

/// Reads the list.
pub fn read<R: BufRead, E: From<io::Error>>(input: R, out: &mut Out<'_, '_, E>) -> Result<(), E> {
    let mut reader = Reader::from_reader(Counted { input, line: 1 });
    let mut buffer = Vec::new();
    let mut place = Place::default();
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer);
        let line = reader.get_ref().line;
        match event {
            Ok(Event::Start(tag)) => begin(&tag, line, &mut place, out)?,
            Ok(Event::Text(part)) => match part.decode() {
                Ok(part) => place.text.push_str(&part),
                Err(e) => out.problem(line, format!("text cannot be read: {e}")),
            },
            Ok(Event::GeneralRef(name)) => match entity(&name) {
                Some(c) => place.text.push(c),
                None => out.problem(line, format!("&{}; is not known", super::text(&name))),
            },
            Ok(Event::End(tag)) => end(tag.name().as_ref(), line, &mut place, out)?,
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(e) => {
                out.problem(line, format!("it is no proper XML: {e}"));
                return Ok(());
            }
        }
    }
    if !place.path.is_empty() {
        out.problem(0, "the file is cut off");
    }
    Ok(())
}

fn entity(name: &quick_xml::events::BytesRef<'_>) -> Option<char> {
    if let Ok(Some(c)) = name.resolve_char_ref() {
        return Some(c);
    }
    match &**name {
        b"amp" => Some('&'),
        b"lt" => Some('<'),
        b"gt" => Some('>'),
        b"quot" => Some('"'),
        b"apos" => Some('\''),
        _ => None,
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> String {
    let found = tag.try_get_attribute(name).ok().flatten();
    found.and_then(|a| a.unescape_value().ok().map(|v| v.into_owned())).unwrap_or_default()
}

fn begin<E>(
    tag: &BytesStart<'_>,
    line: u64,
    place: &mut Place,
    out: &mut Out<'_, '_, E>,
) -> Result<(), E> {
    let name = tag.name().as_ref().to_vec();
    match name.as_slice() {
        b"chapter" => {
            place.chapter.clear();
            place.chapter_notes.clear();
        }
        b"section" => {
            place.section = attribute(tag, "id");
            place.section_notes.clear();
        }
        b"diag" => {
            if let Some(parent) = place.open.last_mut() {
                parent.has_children = true;
                tell(line, place, out)?;
            }
            place.open.push(Open::default());
        }
        b"extension" => place.character = attribute(tag, "char"),
        _ => {}
    }
    place.path.push(name);
    place.text.clear();
    Ok(())
}

fn end<E>(name: &[u8], line: u64, place: &mut Place, out: &mut Out<'_, '_, E>) -> Result<(), E> {
    place.path.pop();
    let text = place.text.split_whitespace().collect::<Vec<_>>().join(" ");
    place.text.clear();
    let parent: &[u8] = place.path.last().map_or(b"", Vec::as_slice);
    match (name, parent) {
        (b"version", b"ICD10CM.tabular") => period::year_of_title(&text, &mut out.reading.said),
        (b"name", b"chapter") => place.chapter = text,
        (b"name", b"diag") => {
            let code = text.replace('.', "");
            if icd10cm::code(code.as_bytes()).is_err() {
                out.problem(line, format!("{text:?} is not a code"));
            }
            if let Some(open) = place.open.last_mut() {
                open.code = code;
            }
        }
        (b"desc", b"diag") => {
            if let Some(open) = place.open.last_mut() {
                open.title = text;
            }
        }
        (b"extension", _) => {
            if let Some(open) = place.open.last_mut() {
                open.seventh.push((std::mem::take(&mut place.character), text));
            }
        }
        (b"note", b"notes") => {
            if let (Some(except), Some(open)) = (except(&text), place.open.last_mut()) {
                open.except = except;
            }
        }
        (b"note", around) => {
            if let Some(kind) = note_kind(around) {
                let notes = match (place.open.last_mut(), place.path.len()) {
                    (Some(open), _) => &mut open.notes,
                    // ICD10CM.tabular, chapter, section, excludes1
                    (None, 4..) => &mut place.section_notes,
                    _ => &mut place.chapter_notes,
                };
                notes.push((kind, text));
            }
        }
        (b"diag", _) => {
            tell(line, place, out)?;
            place.open.pop();
        }
        _ => {}
    }
    Ok(())
}

fn note_kind(element: &[u8]) -> Option<NoteKind> {
    match element {
        b"excludes1" => Some(NoteKind::Excludes1),
        b"excludes2" => Some(NoteKind::Excludes2),
        b"codeFirst" => Some(NoteKind::CodeFirst),
        b"useAdditionalCode" => Some(NoteKind::UseAdditional),
        b"codeAlso" => Some(NoteKind::CodeAlso),
        _ => None,
    }
}

/// `7th characters D and S do not apply to codes in category S06 with 6th character 7 - death
/// …, or 8 - …`: the seventh characters, and the sixth.
fn except(note: &str) -> Option<(Vec<char>, Vec<char>)> {
    let (which, rest) = note.strip_prefix("7th characters ")?.split_once(" do not apply to ")?;
    let singles = |text: &str| -> Vec<char> {
        let words = text.split([' ', ',', '-']).filter(|w| w.len() == 1);
        words.filter_map(|w| w.chars().next()).collect()
    };
    let (_, sixth) = rest.split_once(" with 6th character ")?;
    let sixth = singles(sixth).into_iter().filter(char::is_ascii_digit).collect();
    Some((singles(which), sixth))
}

/// Gives out what is known of the innermost open code, once.
fn tell<E>(line: u64, place: &mut Place, out: &mut Out<'_, '_, E>) -> Result<(), E> {
    let inherited = place.open.iter().rev().find(|o| !o.seventh.is_empty());
    let (seventh, except) =
        inherited.map_or_else(Default::default, |o| (o.seventh.clone(), o.except.clone()));
    let category = place.open.len() == 1;
    let Some(open) = place.open.last_mut() else { return Ok(()) };
    let (code, title) = (open.code.as_str(), open.title.as_str());
    if !open.told {
        open.told = true;
        let extended = !open.has_children && code.len() < 7 && !seventh.is_empty();
        let billable = !open.has_children && !extended;
        out.row(line, Row::Diagnosis(Diagnosis { code, billable, title }))?;
        if category {
            let chapter = format!("chapter {}", place.chapter);
            notes(line, code, &chapter, &place.chapter_notes, out)?;
            notes(line, code, &place.section, &place.section_notes, out)?;
        }
        for (character, meaning) in &open.seventh {
            out.row(line, Row::Seventh(Seventh { code, character, meaning }))?;
        }
        if extended {
            for (character, meaning) in &seventh {
                let sixth = code.chars().nth(5);
                if sixth.is_some_and(|c| except.1.contains(&c))
                    && character.chars().all(|c| except.0.contains(&c))
                {
                    continue;
                }
                let full = format!("{code:X<6}{character}");
                let title = format!("{title}, {meaning}");
                let row = Diagnosis { code: &full, billable: true, title: &title };
                out.row(line, Row::Diagnosis(row))?;
            }
        }
    }
    let own = std::mem::take(&mut open.notes);
    let code = open.code.as_str();
    notes(line, code, code, &own, out)
}

fn notes<E>(
    line: u64,
    code: &str,
    holder: &str,
    notes: &[(NoteKind, String)],
    out: &mut Out<'_, '_, E>,
) -> Result<(), E> {
    for (kind, text) in notes {
        let targets = targets(text);
        let note = Note { code, holder, kind: *kind, text, targets: &targets };
        out.row(line, Row::Note(note))?;
    }
    Ok(())
}

/// The codes that a note names in its last brackets: `(M51.1-)`, `(M22.0-M22.3)`,
/// `(T84.022, T84.023)`. Where anything else stands there, such as `E08-E13 with .22`, none:
/// better no finding than a wrong one.
fn targets(note: &str) -> Vec<(String, String)> {
    let Some(inside) = note.trim_end().strip_suffix(')').and_then(|t| t.rsplit_once('(')) else {
        return Vec::new();
    };
    let spans: Option<Vec<_>> = inside.1.split([',', ';']).map(|part| span(part.trim())).collect();
    spans.unwrap_or_default()
}

fn span(text: &str) -> Option<(String, String)> {
    let code = |text: &str| {
        let plain = text.replace('.', "");
        let bytes = plain.as_bytes();
        let right = icd10cm::code(bytes).is_ok() && bytes[0].is_ascii_uppercase();
        right.then_some(plain)
    };
    let text = text.strip_suffix('-').unwrap_or(text);
    match text.split_once('-') {
        // `M22.0-` is written for a family, `M22.0-M22.3` for a span.
        Some((first, last)) => Some((code(first)?, code(last.trim_end_matches('-'))?)),
        None => code(text).map(|c| (c.clone(), c)),
    }
}

/// Counts lines as they are read.
struct Counted<R> {
    input: R,
    line: u64,
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(buffer)?;
        self.line += buffer[..n].iter().filter(|b| **b == b'\n').count() as u64;
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.input.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        // What is consumed lies in the buffer already: nothing is read here.
        if amount > 0
            && let Ok(buffer) = self.input.fill_buf()
        {
            let lines = buffer[..amount.min(buffer.len())].iter().filter(|b| **b == b'\n').count();
            self.line += lines as u64;
        }
        self.input.consume(amount);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_in_brackets_are_read_and_anything_else_is_left_alone() {
        let of = |note: &str| {
            let spans: Vec<String> =
                targets(note).into_iter().map(|(a, b)| format!("{a}..{b}")).collect();
            spans.join(" ")
        };
        assert_eq!(of("sciatica due to intervertebral disc disorder (M51.1-)"), "M511..M511");
        assert_eq!(of("derangement of patella (M22.0-M22.3)"), "M220..M223");
        assert_eq!(
            of("instability of knee prosthesis (T84.022, T84.023)"),
            "T84022..T84022 T84023..T84023"
        );
        assert_eq!(of("cervicalgia due to disc disorder (M50.-)"), "M50..M50");
        assert_eq!(of("deformations (Q00-Q99)"), "Q00..Q99");
        assert_eq!(of("injury of patellar ligament (tendon) (S76.1-)"), "S761..S761");
        assert_eq!(of("current injury - see injury of spine by body region"), "");
        assert_eq!(of("diabetes with ulcer (E08-E13 with .621)"), "");
        assert_eq!(of("frostbite (superficial)"), "");
    }

    #[test]
    fn some_codes_do_not_take_every_seventh_character() {
        let note = "7th characters D and S do not apply to codes in category S06 with 6th \
                    character 7 - death due to brain injury, or 8 - death due to other cause.";
        assert_eq!(except(note), Some((vec!['D', 'S'], vec!['7', '8'])));
        assert_eq!(except("7th characters are to be added"), None);
    }
}
