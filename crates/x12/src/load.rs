//! Reads the guide files. Their format is described in `guides/README.md`.

use std::collections::HashMap;

use crate::guide::{
    Child, Codes, ElementSpec, Guide, Guides, Kind, LoopSpec, NO_LIMIT, Pattern, Relation,
    RelationKind, SegmentSpec, What,
};
use crate::segment::tag;

const ELEMENTS: &str = include_str!("../guides/elements.txt");
const SEGMENTS: &str = include_str!("../guides/segments.txt");
const LISTS: &str = include_str!("../guides/lists.txt");
const CONTROL: &str = include_str!("../guides/control.txt");
/// The guides, by file.
const GUIDES: [(&str, &str); 10] = [
    ("837p-x222a1.txt", include_str!("../guides/837p-x222a1.txt")),
    ("835-x221a1.txt", include_str!("../guides/835-x221a1.txt")),
    ("999-x231a1.txt", include_str!("../guides/999-x231a1.txt")),
    ("277ca-x214.txt", include_str!("../guides/277ca-x214.txt")),
    ("270-x279a1.txt", include_str!("../guides/270-x279a1.txt")),
    ("271-x279a1.txt", include_str!("../guides/271-x279a1.txt")),
    ("276-x212.txt", include_str!("../guides/276-x212.txt")),
    ("277-x212.txt", include_str!("../guides/277-x212.txt")),
    ("278-request-x217.txt", include_str!("../guides/278-request-x217.txt")),
    ("278-response-x217.txt", include_str!("../guides/278-response-x217.txt")),
];

/// What the dictionaries say, before any guide narrows it.
struct Dictionary {
    elements: HashMap<&'static str, ElementSpec>,
    segments: HashMap<&'static str, BaseSegment>,
    lists: HashMap<&'static str, Codes>,
}

struct BaseSegment {
    name: &'static str,
    elements: Vec<ElementSpec>,
    relations: &'static [Relation],
}

impl BaseSegment {
    /// The segment outside of any guide.
    fn alone(self, id: &'static str) -> SegmentSpec {
        SegmentSpec {
            id,
            name: self.name,
            required: false,
            max: NO_LIMIT,
            elements: self.elements,
            relations: self.relations,
            qualifier: None,
            last_required: 0,
        }
    }
}

/// Reads everything.
///
/// # Errors
/// Names the file and line that is not in the format.
pub(crate) fn load() -> Result<Guides, String> {
    let mut dictionary =
        Dictionary { elements: HashMap::new(), segments: HashMap::new(), lists: HashMap::new() };
    read_lists(&mut dictionary)?;
    each(ELEMENTS, "elements.txt", |line| read_element(&mut dictionary, line))?;
    each(SEGMENTS, "segments.txt", |line| read_segment(&mut dictionary, line))?;
    let mut sets = Vec::new();
    for (file, text) in GUIDES {
        sets.push(read_guide(&dictionary, file, text)?);
    }
    let control = read_guide(&dictionary, "control.txt", CONTROL)?;
    let known = dictionary.segments.keys().filter(|id| id.len() < 4);
    let known = known.map(|id| (tag(id), *id)).collect();
    let segments = dictionary.segments.into_iter().filter(|(id, _)| id.len() < 4);
    let base = segments.map(|(id, segment)| (tag(id), segment.alone(id))).collect();
    Ok(Guides::new(sets, control, known, base, dictionary.lists))
}

/// A line with its indentation; continuations are joined, comments are gone.
struct Line {
    indent: usize,
    words: Vec<&'static str>,
}

/// Splits at blanks outside of quotes; a comment ends the line.
fn words(line: &'static str) -> Vec<&'static str> {
    let bytes = line.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b' ' {
            at += 1;
            continue;
        }
        if bytes[at] == b'#' {
            break;
        }
        let from = at;
        let mut quoted = false;
        while at < bytes.len() && (quoted || bytes[at] != b' ') {
            quoted ^= bytes[at] == b'"';
            at += 1;
        }
        found.push(&line[from..at]);
    }
    found
}

fn each(
    text: &'static str,
    file: &str,
    mut read: impl FnMut(&Line) -> Result<(), String>,
) -> Result<(), String> {
    let mut pending: Option<Line> = None;
    for (number, line) in text.lines().enumerate() {
        let mut more = words(line);
        let continued = more.last() == Some(&"\\");
        if continued {
            more.pop();
        }
        let whole = match pending.take() {
            Some(mut begun) => {
                begun.words.append(&mut more);
                begun
            }
            None => Line { indent: line.len() - line.trim_start().len(), words: more },
        };
        if continued {
            pending = Some(whole);
        } else if !whole.words.is_empty() {
            read(&whole).map_err(|why| format!("{file}, line {}: {why}", number + 1))?;
        }
    }
    match pending {
        Some(_) => Err(format!("{file}: the last line is continued but nothing follows")),
        None => Ok(()),
    }
}

fn unquoted(word: &'static str) -> Result<&'static str, String> {
    let inner = word.strip_prefix('"').and_then(|w| w.strip_suffix('"'));
    inner.ok_or_else(|| format!("{word} is no name in quotes"))
}

fn number<T: std::str::FromStr>(word: &str) -> Result<T, String> {
    word.parse().map_err(|_| format!("{word} is no number"))
}

fn read_lists(dictionary: &mut Dictionary) -> Result<(), String> {
    let mut name = "";
    let mut codes: Vec<&'static str> = Vec::new();
    for (at, line) in LISTS.lines().enumerate() {
        let mut found = words(line);
        if found.is_empty() {
            continue;
        }
        if let Some(next) = found[0].strip_prefix('@') {
            if !name.is_empty() {
                dictionary.lists.insert(name, Codes::new(codes.drain(..)));
            }
            name = next;
            let begins = found.iter().position(|w| w.ends_with(':'));
            let begins = begins.ok_or_else(|| format!("lists.txt, line {}: no colon", at + 1))?;
            found.drain(..=begins);
        }
        codes.append(&mut found);
    }
    if !name.is_empty() {
        dictionary.lists.insert(name, Codes::new(codes));
    }
    Ok(())
}

fn read_element(dictionary: &mut Dictionary, line: &Line) -> Result<(), String> {
    let [reference, kind, min, max, name, ..] = line.words[..] else {
        return Err("an element is: number type min max \"name\"".into());
    };
    let kind = match kind {
        "AN" if reference == "1251" => Kind::Period,
        "AN" => Kind::Text,
        "ID" => Kind::Code,
        "R" => Kind::Decimal,
        "DT" => Kind::Date,
        "TM" => Kind::Time,
        "B" => Kind::Binary,
        n if n.starts_with('N') => Kind::Number,
        other => return Err(format!("{other} is no type")),
    };
    let element = ElementSpec {
        used: false,
        required: false,
        kind,
        min: number(min)?,
        max: number(max)?,
        repeats: 1,
        codes: None,
        pattern: match reference {
            "782" => Pattern::Money,
            "67" => Pattern::Identifier,
            _ => Pattern::Any,
        },
        reference,
        name: unquoted(name)?,
        components: Vec::new(),
        relations: &[],
    };
    match dictionary.elements.insert(reference, element) {
        Some(_) => Err(format!("element {reference} stands here twice")),
        None => Ok(()),
    }
}

fn read_segment(dictionary: &mut Dictionary, line: &Line) -> Result<(), String> {
    let (id, rest) = line.words.split_first().ok_or("an empty line")?;
    let (name, rest) = rest.split_first().ok_or("a segment has a name")?;
    let name = unquoted(name.strip_suffix(':').ok_or("a colon follows the name")?)?;
    let split = rest.iter().position(|w| *w == ";").unwrap_or(rest.len());
    let mut elements = Vec::new();
    for word in &rest[..split] {
        let (word, repeats) = match word.split_once('^') {
            Some((word, n)) => (word, number(n)?),
            None => (*word, 1),
        };
        let reference = word.trim_end_matches('!');
        let composite = dictionary.segments.get(reference);
        let base = match composite {
            Some(composite) => ElementSpec {
                used: false,
                required: false,
                kind: Kind::Composite,
                min: 0,
                max: u16::MAX,
                repeats: 1,
                codes: None,
                pattern: Pattern::Any,
                reference,
                name: composite.name,
                components: composite.elements.clone(),
                relations: composite.relations,
            },
            None => dictionary
                .elements
                .get(reference)
                .cloned()
                .ok_or_else(|| format!("element {reference} is not in elements.txt"))?,
        };
        elements.push(ElementSpec { repeats, ..base });
    }
    let mut relations = Vec::new();
    for word in rest.get(split + 1..).unwrap_or_default() {
        relations.push(read_relation(word, elements.len())?);
    }
    let segment = BaseSegment { name, elements, relations: relations.leak() };
    match dictionary.segments.insert(id, segment) {
        Some(_) => Err(format!("{id} stands here twice")),
        None => Ok(()),
    }
}

fn read_relation(word: &str, elements: usize) -> Result<Relation, String> {
    let kind = match word.as_bytes().first() {
        Some(b'P') => RelationKind::Paired,
        Some(b'R') => RelationKind::Required,
        Some(b'E') => RelationKind::Exclusive,
        Some(b'C') => RelationKind::Conditional,
        Some(b'L') => RelationKind::List,
        _ => return Err(format!("{word} is no condition")),
    };
    let mut numbers = Vec::new();
    for pair in word.as_bytes()[1..].chunks(2) {
        let position: u8 = number(&String::from_utf8_lossy(pair))?;
        if position == 0 || usize::from(position) > elements {
            return Err(format!("{word} names an element that is not there"));
        }
        numbers.push(position);
    }
    Ok(Relation { kind, elements: numbers })
}

const EMPTY_LOOP: LoopSpec = LoopSpec {
    id: "",
    name: "",
    required: false,
    max: 0,
    children: Vec::new(),
    required_children: Vec::new(),
};

/// A guide being read: open loops by their indentation.
struct Reading<'d> {
    dictionary: &'d Dictionary,
    guide: Guide,
    open: Vec<(usize, usize)>,
    /// `use` lines: the loop they stand in, its place there, the loop meant, its new id.
    uses: Vec<(usize, usize, &'static str, Option<&'static str>)>,
}

fn read_guide(dictionary: &Dictionary, file: &str, text: &'static str) -> Result<Guide, String> {
    let mut reading: Option<Reading<'_>> = None;
    each(text, file, |line| match (&mut reading, line.words[0]) {
        (None, "guide") => {
            let [_, id, set, group, name] = line.words[..] else {
                return Err("a guide is: guide id set group \"name\"".into());
            };
            let name = unquoted(name)?;
            let whole = LoopSpec { id: "", name, required: true, max: 1, ..EMPTY_LOOP };
            let guide = Guide {
                id,
                set,
                group,
                name,
                also: Vec::new(),
                loops: vec![whole],
                segments: Vec::new(),
            };
            reading = Some(Reading { dictionary, guide, open: vec![(0, 0)], uses: Vec::new() });
            Ok(())
        }
        (Some(r), "also") => {
            r.guide.also.extend(&line.words[1..]);
            Ok(())
        }
        (Some(r), _) => r.line(line),
        (None, _) => Err("the first line is: guide id set group \"name\"".into()),
    })?;
    let reading = reading.ok_or_else(|| format!("{file} is empty"))?;
    reading.finish().map_err(|why| format!("{file}: {why}"))
}

impl Reading<'_> {
    fn line(&mut self, line: &Line) -> Result<(), String> {
        while self.open.last().is_some_and(|(indent, _)| *indent > line.indent) {
            self.open.pop();
        }
        let &(indent, parent) = self.open.last().ok_or("indentation")?;
        if indent != line.indent {
            return Err(format!("indented by {} where {indent} is meant", line.indent));
        }
        match line.words[0] {
            "loop" => {
                let [_, id, usage, max, name] = line.words[..] else {
                    return Err("a loop is: loop id usage max \"name\"".into());
                };
                let index = self.guide.loops.len();
                self.guide.loops.push(LoopSpec {
                    id,
                    name: unquoted(name)?,
                    required: required(usage)?,
                    max: maximum(max)?,
                    ..EMPTY_LOOP
                });
                self.child(parent, What::Loop(index as u16));
                self.open.push((line.indent + 2, index));
            }
            "use" => {
                let id = *line.words.get(1).ok_or("use names a loop")?;
                let place = self.guide.loops[parent].children.len();
                self.uses.push((parent, place, id, line.words.get(3).copied()));
                // Resolved when all loops are known.
                self.child(parent, What::Loop(u16::MAX));
            }
            _ => {
                let segment = segment(self.dictionary, &line.words)?;
                let index = self.guide.segments.len();
                self.guide.segments.push(segment);
                self.child(parent, What::Segment(index as u16));
            }
        }
        Ok(())
    }

    fn child(&mut self, parent: usize, what: What) {
        self.guide.loops[parent].children.push(Child { tag: 0, position: 0, what });
    }

    fn finish(mut self) -> Result<Guide, String> {
        for (parent, place, id, renamed) in std::mem::take(&mut self.uses) {
            let found = self.guide.loops.iter().position(|l| l.id == id);
            let mut index = found.ok_or_else(|| format!("no loop {id} to use"))?;
            if let Some(new_id) = renamed {
                let meant = &self.guide.loops[index];
                let copy = LoopSpec {
                    id: new_id,
                    name: meant.name,
                    required: meant.required,
                    max: meant.max,
                    children: meant.children.clone(),
                    ..EMPTY_LOOP
                };
                index = self.guide.loops.len();
                self.guide.loops.push(copy);
            }
            self.guide.loops[parent].children[place].what = What::Loop(index as u16);
        }
        // Which ids ST03 may name is asked when the guide is chosen.
        for st in self.guide.segments.iter_mut().filter(|s| s.id == "ST") {
            if let Some(version) = st.elements.get_mut(2) {
                version.codes = None;
                version.used = true;
            }
        }
        for index in 0..self.guide.loops.len() {
            let mut children = std::mem::take(&mut self.guide.loops[index].children);
            if index > 0 && !matches!(children.first(), Some(Child { what: What::Segment(_), .. }))
            {
                let id = self.guide.loops[index].id;
                return Err(format!("loop {id} does not begin with a segment"));
            }
            self.guide.loops[index].children = children.clone();
            let mut position = 0;
            let mut before = 0;
            for child in &mut children {
                child.tag = tag(self.guide.first_segment(child.what).id);
                // The same segment again stands at the same position of the standard.
                position += u16::from(child.tag != before);
                before = child.tag;
                child.position = position;
            }
            let must = |child: &Child| match child.what {
                What::Segment(n) => self.guide.segments[usize::from(n)].required,
                What::Loop(n) => self.guide.loops[usize::from(n)].required,
            };
            let required = (0..).zip(&children).filter(|(_, child)| must(child));
            self.guide.loops[index].required_children = required.map(|(n, _)| n).collect();
            self.guide.loops[index].children = children;
        }
        Ok(self.guide)
    }
}

fn required(usage: &str) -> Result<bool, String> {
    match usage {
        "R" => Ok(true),
        "S" => Ok(false),
        other => Err(format!("{other} is no usage")),
    }
}

fn maximum(max: &str) -> Result<u32, String> {
    if max == "*" { Ok(NO_LIMIT) } else { number(max) }
}

fn segment(dictionary: &Dictionary, words: &[&'static str]) -> Result<SegmentSpec, String> {
    let [id, usage, max, name, tokens @ ..] = words else {
        return Err("a segment is: id usage max \"name\" elements".into());
    };
    let base = dictionary.segments.get(id);
    let base = base.ok_or_else(|| format!("{id} is not in segments.txt"))?;
    let mut elements = base.elements.clone();
    for token in tokens {
        read_token(dictionary, &mut elements, token)
            .map_err(|why| format!("{id} {token}: {why}"))?;
    }
    // HL is told by its level code; the others by their first element, where that has codes.
    let first = if *id == "HL" { 3 } else { 1 };
    let tells = |e: &ElementSpec| {
        let e = e.components.first().unwrap_or(e);
        e.required && e.codes.is_some()
    };
    let qualifier = elements.get(first - 1).filter(|e| tells(e)).map(|_| first);
    let last_required = elements.iter().rposition(|e| e.required).map_or(0, |n| n + 1);
    Ok(SegmentSpec {
        id,
        name: unquoted(name)?,
        required: required(usage)?,
        max: maximum(max)?,
        elements,
        relations: base.relations,
        qualifier,
        last_required,
    })
}

/// An element token: `3S(A,B){1-30}*2/zip="name"`.
fn read_token(
    dictionary: &Dictionary,
    elements: &mut [ElementSpec],
    token: &'static str,
) -> Result<(), String> {
    let usage = token.find(['R', 'S']).ok_or("no usage")?;
    let (place, rest) = token.split_at(usage);
    let (number_of, component) = match place.split_once('.') {
        Some((element, component)) => (number::<usize>(element)?, number::<usize>(component)?),
        None => (number::<usize>(place)?, 0),
    };
    let mut spec = number_of.checked_sub(1).and_then(|n| elements.get_mut(n));
    if component > 0 {
        spec = spec.and_then(|e| e.components.get_mut(component - 1));
    }
    let spec = spec.ok_or("there is no such element")?;
    spec.used = true;
    spec.required = rest.starts_with('R');
    let mut rest = &rest[1..];
    if let Some(list) = rest.strip_prefix('(') {
        let (codes, after) = list.split_once(')').ok_or("no closing parenthesis")?;
        let mut all: Vec<String> = Vec::new();
        for code in codes.split(',') {
            match code.strip_prefix('@') {
                Some(name) => {
                    let list = dictionary.lists.get(name);
                    all.extend(list.ok_or_else(|| format!("no list {name}"))?.iter());
                }
                None => all.push(code.to_string()),
            }
        }
        spec.codes = Some(Codes::new(all.iter().map(String::as_str)));
        rest = after;
    }
    if let Some(lengths) = rest.strip_prefix('{') {
        let (lengths, after) = lengths.split_once('}').ok_or("no closing brace")?;
        let (min, max) = lengths.split_once('-').ok_or("lengths are {min-max}")?;
        (spec.min, spec.max) = (number(min)?, number(max)?);
        rest = after;
    }
    if let Some(repeats) = rest.strip_prefix('*') {
        let end = repeats.find(['/', '=']).unwrap_or(repeats.len());
        spec.repeats = number(&repeats[..end])?;
        rest = &repeats[end..];
    }
    if let Some(pattern) = rest.strip_prefix('/') {
        let end = pattern.find('=').unwrap_or(pattern.len());
        spec.pattern = match &pattern[..end] {
            "npi" => Pattern::Npi,
            "ein" => Pattern::Ein,
            "zip" => Pattern::Zip,
            "zip9" => Pattern::Zip9,
            "digits" => Pattern::Digits,
            "integer" => Pattern::Integer,
            "positive" => Pattern::Positive,
            "notneg" => Pattern::NotNegative,
            "date8" => Pattern::Date8,
            other => return Err(format!("{other} is no pattern")),
        };
        rest = &pattern[end..];
    }
    if let Some(name) = rest.strip_prefix('=') {
        spec.name = unquoted(name)?;
        rest = "";
    }
    if rest.is_empty() { Ok(()) } else { Err(format!("what is {rest}?")) }
}
