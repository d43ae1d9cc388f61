//! X12 files as such, without a book: `x12 check`, `x12 ack`, `x12 show`, `x12 stats`.

use std::fmt::Write as _;
use std::io::{self, BufWriter, IsTerminal, Read, Seek, StdoutLock, Write};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use gonio_app::files::{self, Source};
use gonio_app::stats::{FileStats, stats};
use gonio_app::x12::{self, Judged, JudgedSet, Listener, PlacedProblem};
use serde::Serialize;
use tempfile::SpooledTempFile;

use super::print::{failure, json as print_json, out, table};
use super::{Answer, Failure};
use crate::clock;

/// Problems of one file that are shown without `--all`.
const SHOWN: u64 = 50;
/// Lists that are kept for the end of a file's report go to a scratch file beyond this size.
const IN_MEMORY: usize = 1 << 20;

const CHECK_HELP: &str = "\
What is checked:
  the envelope (separators, control numbers, counts), the loops and segments of the guide and
  their order, the elements (type, length, codes, dates that exist, check digits), and what must
  fit together: sums, pointers, numbering. The guides known here are those of version 5010 for
  835, 837P, 999, 277CA, 270, 271, 276, 277 and 278. Other sets are refused by name.

  Each problem says its line, segment, loop and element, what is wrong in plain words, and the
  code that a TA1 or a 999 gives for it. Advice (\"worth a look\") is no problem.

Examples:
  gonio x12 check claims.837
  gonio x12 check inbox/ mail.zip
  cat claims.837 | gonio x12 check -
  gonio x12 check --json claims.837 > report.json

Exit status:
  0  nothing is wrong
  1  something is wrong, and was told
  2  it could not be done: no such file, or it cannot be read";

const ACK_HELP: &str = "\
What is answered:
  each interchange that asks for it, or that is refused, by a TA1; each group by a 999 that lists
  what is wrong, set by set. The answer is X12 on standard output, dated by this machine's clock.
  It is not sent anywhere. Answers (999, TA1) are never answered.

Examples:
  gonio x12 ack claims.837 > answer.999
  gonio x12 ack --control 42 --pretty claims.837
  gonio x12 ack - < claims.837

Exit status:
  0  everything was accepted, or the file holds only answers
  1  something was refused; the answer says what
  2  it could not be done: no such file, no X12 in it, or it cannot be read";

const SHOW_HELP: &str = "\
What is shown:
  loops, indented, with the guide's id and our name; each segment with its id and name; each
  element on a line of its own with its number, name and value. Dates are shown as 2026-03-02,
  money as 120.00, codes with their meaning where it is known here. What the check finds wrong
  stands below its segment, after an exclamation mark. Sets that have no guide here are shown
  segment by segment.

  What is shown is patient data.

Examples:
  gonio x12 show paid.835
  gonio x12 show claims.837 | less
  gonio x12 show - < answer.271

Exit status:
  0  nothing is wrong with the file
  1  something is wrong; it stands in the text
  2  it could not be done: no such file, or it cannot be read";

/// Looks at X12 files as such.
#[derive(Subcommand)]
pub enum X12Command {
    /// Check files: envelopes, counts, structure, elements, codes, sums.
    ///
    /// Says of each file whether it is in order, and if not, what is wrong, where, and what code
    /// a receiver would give for it. Files are streamed, so any size will do. Needs no book.
    #[command(after_long_help = CHECK_HELP)]
    Check {
        /// Files, folders or zips; - is standard input.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Show every problem, not only the first 50 of a file.
        #[arg(long)]
        all: bool,
    },
    /// Write the TA1 and 999 that a receiver would send back for a file.
    ///
    /// The answer follows from what `x12 check` finds. Needs no book.
    #[command(after_long_help = ACK_HELP)]
    Ack {
        /// The file; - is standard input.
        file: PathBuf,
        /// Control number of the answer's first interchange; the others count on.
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=999_999_999))]
        control: u32,
        /// Begin a new line after each segment.
        #[arg(long)]
        pretty: bool,
    },
    /// Show a file annotated, for people who do not read X12.
    ///
    /// Needs no book.
    #[command(after_long_help = SHOW_HELP)]
    Show {
        /// The file; - is standard input.
        file: PathBuf,
    },
    /// Count segments and transaction sets, streaming.
    Stats {
        /// Files, folders or zips; - is standard input.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

/// Does what is asked.
pub fn run(command: &X12Command, json: bool) -> Answer {
    match command {
        X12Command::Check { files, all } => check(files, *all, json),
        X12Command::Ack { file, control, pretty } => ack(file, *control, *pretty, json),
        X12Command::Show { file } => show(file, json),
        X12Command::Stats { files } => count(files, json),
    }
}

/// Judges files. The others are judged all the same when one cannot be read.
fn check(paths: &[PathBuf], all: bool, json: bool) -> Answer {
    let sources = collect(paths)?;
    let mut stdout = BufWriter::new(io::stdout().lock());
    let mut unread = None;
    let mut good = 0;
    write(&mut stdout, if json { "{\"files\":[" } else { "" })?;
    for (at, source) in sources.iter().enumerate() {
        if json && at > 0 {
            write(&mut stdout, ",\n")?;
        }
        let checked = if json {
            check_as_json(source, &mut stdout)
        } else {
            check_as_text(source, all, &mut stdout)
        };
        match checked.map_err(failure)? {
            Checked::Judged(clean) => good += usize::from(clean),
            Checked::Unread(why) => {
                unread = Some(format!("{}: it cannot be read: {why}", source.name))
            }
        }
        stdout.flush().map_err(failure)?;
    }
    if json {
        write(&mut stdout, "]}\n")?;
    } else if sources.len() > 1 {
        let bad = sources.len() - good;
        write(&mut stdout, &format!("{} files: {good} OK, {bad} not\n", sources.len()))?;
    }
    stdout.flush().map_err(failure)?;
    match unread {
        Some(why) => Err(why),
        None => Ok(good == sources.len()),
    }
}

fn write(stdout: &mut BufWriter<StdoutLock<'_>>, text: &str) -> Result<(), Failure> {
    stdout.write_all(text.as_bytes()).map_err(failure)
}

/// Whether a file was read, and was in order.
enum Checked {
    Judged(bool),
    Unread(String),
}

/// What comes before a list's next item.
fn comma(first: &mut bool) -> &'static str {
    if std::mem::take(first) { "" } else { "," }
}

/// Writes problems as they come; the sets wait for the end, in a scratch file if they are many.
struct AsJson<'o> {
    out: &'o mut dyn Write,
    sets: SpooledTempFile,
    first_problem: bool,
    first_set: bool,
    /// The output failed, not the reading.
    failed: Option<io::Error>,
}

impl AsJson<'_> {
    fn fail(&mut self, result: io::Result<()>) -> io::Result<()> {
        result.map_err(|e| {
            let kind = e.kind();
            self.failed = Some(e);
            kind.into()
        })
    }
}

fn item(out: &mut dyn Write, comma: &str, value: &impl Serialize) -> io::Result<()> {
    out.write_all(comma.as_bytes())?;
    serde_json::to_writer(out, value).map_err(io::Error::from)
}

impl Listener for AsJson<'_> {
    fn problem(&mut self, problem: &PlacedProblem) -> io::Result<()> {
        let comma = comma(&mut self.first_problem);
        let written = item(self.out, comma, problem);
        self.fail(written)
    }

    fn set(&mut self, set: &JudgedSet) -> io::Result<()> {
        let comma = comma(&mut self.first_set);
        let written = item(&mut self.sets, comma, set);
        self.fail(written)
    }
}

fn check_as_json(source: &Source, stdout: &mut dyn Write) -> io::Result<Checked> {
    stdout.write_all(b"{\"path\":")?;
    serde_json::to_writer(&mut *stdout, &source.name)?;
    stdout.write_all(b",\"problems\":[")?;
    let mut listener = AsJson {
        out: stdout,
        sets: SpooledTempFile::new(IN_MEMORY),
        first_problem: true,
        first_set: true,
        failed: None,
    };
    let result = x12::check(source, &mut listener);
    let AsJson { mut sets, failed, first_problem, .. } = listener;
    if let Some(e) = failed {
        return Err(e);
    }
    let (judged, unread) = match result {
        Ok(judged) => (judged, None),
        Err(e) => (Judged::default(), Some(e.to_string())),
    };
    if let Some(why) = &unread {
        let text = format!("it cannot be read: {why}");
        let problem = serde_json::json!({
            "level": "file", "segment": 0, "byte": 0, "loop": "", "element": 0, "code": "", "text": text,
        });
        item(stdout, if first_problem { "" } else { "," }, &problem)?;
    }
    let clean = unread.is_none() && judged.problems == 0;
    write!(
        stdout,
        "],\"ok\":{clean},\"interchanges\":{},\"groups\":{},\"segments\":{},\"problem_count\":{},\"transactions\":[",
        judged.interchanges, judged.groups, judged.segments, judged.problems
    )?;
    sets.rewind()?;
    io::copy(&mut sets, stdout)?;
    stdout.write_all(b"]}")?;
    Ok(unread.map_or(Checked::Judged(clean), Checked::Unread))
}

/// Lines that wait for the verdict above them.
struct Kept {
    lines: SpooledTempFile,
    count: u64,
    all: bool,
}

impl Kept {
    fn new(all: bool) -> Self {
        Self { lines: SpooledTempFile::new(IN_MEMORY), count: 0, all }
    }

    fn add(&mut self, problem: &PlacedProblem) -> io::Result<()> {
        self.count += 1;
        if !self.all && self.count > SHOWN {
            return Ok(());
        }
        let place = place(problem);
        if !place.is_empty() {
            writeln!(self.lines, "  {place}")?;
        }
        let code = match problem.answer.as_str() {
            "" => String::new(),
            answer => format!(" ({answer})"),
        };
        writeln!(self.lines, "    {}{code}", problem.text)
    }

    fn print(mut self, stdout: &mut dyn Write) -> io::Result<()> {
        self.lines.rewind()?;
        io::copy(&mut self.lines.take(u64::MAX), stdout)?;
        match self.count.saturating_sub(SHOWN) {
            more if more > 0 && !self.all => {
                writeln!(stdout, "  and {more} more; --all shows them")
            }
            _ => Ok(()),
        }
    }
}

/// Where a problem is, as people look for it.
fn place(p: &PlacedProblem) -> String {
    if p.segment == 0 {
        return if p.segment_id.is_empty() { String::new() } else { "end of the file".into() };
    }
    let mut text = format!("line {}, segment {}", p.line, p.segment);
    if !p.set.is_empty() {
        let _ = write!(text, ", set {}", p.set);
    }
    if !p.loop_id.is_empty() {
        let _ = write!(text, ", loop {} {}", p.loop_id, p.loop_name);
        text.truncate(text.trim_end().len());
    }
    if !p.segment_id.is_empty() {
        let _ = write!(text, ", {}", p.segment_id);
        if p.element > 0 {
            let _ = write!(text, "{:02}", p.element);
        }
        if p.component > 0 {
            let _ = write!(text, "-{}", p.component);
        }
        if p.repetition > 0 {
            let _ = write!(text, ", repetition {}", p.repetition);
        }
    }
    text
}

struct AsText {
    problems: Kept,
    advice: Kept,
    failed: Option<io::Error>,
}

impl Listener for AsText {
    fn problem(&mut self, problem: &PlacedProblem) -> io::Result<()> {
        let kept = if problem.is_advice() { &mut self.advice } else { &mut self.problems };
        kept.add(problem).map_err(|e| {
            let kind = e.kind();
            self.failed = Some(e);
            kind.into()
        })
    }

    fn set(&mut self, _: &JudgedSet) -> io::Result<()> {
        Ok(())
    }
}

fn check_as_text(source: &Source, all: bool, stdout: &mut dyn Write) -> io::Result<Checked> {
    let mut listener = AsText { problems: Kept::new(all), advice: Kept::new(all), failed: None };
    let judged = x12::check(source, &mut listener);
    let AsText { problems, advice, failed } = listener;
    if let Some(e) = failed {
        return Err(e);
    }
    let judged = match judged {
        Ok(judged) => judged,
        Err(e) => {
            writeln!(stdout, "{}: it cannot be read: {e}", source.name)?;
            return Ok(Checked::Unread(e.to_string()));
        }
    };
    let clean = judged.problems == 0;
    let verdict = match judged.problems {
        0 => "OK".to_string(),
        1 => "1 problem".to_string(),
        n => format!("{n} problems"),
    };
    writeln!(stdout, "{}: {verdict} ({})", source.name, contents(&judged))?;
    problems.print(stdout)?;
    if advice.count > 0 {
        writeln!(stdout, "  Worth a look, but not wrong:")?;
        advice.print(stdout)?;
    }
    Ok(Checked::Judged(clean))
}

/// What is in a file: `835, 12 segments`, `837P x2, 999; 40 segments`.
fn contents(judged: &Judged) -> String {
    let kinds: Vec<String> = judged
        .sets
        .iter()
        .map(|(kind, n)| if *n > 1 { format!("{kind} x{n}") } else { (*kind).to_string() })
        .collect();
    let kinds = if kinds.is_empty() { "no sets".into() } else { kinds.join(", ") };
    format!("{kinds}; {} segments", judged.segments)
}

/// The one file that is meant.
fn only(path: &Path) -> Result<Source, Failure> {
    let mut sources = collect(&[path.to_path_buf()])?;
    match (sources.len(), sources.pop()) {
        (1, Some(source)) => Ok(source),
        (n, _) => Err(format!("{}: it holds {n} files; name one", path.display())),
    }
}

fn collect(paths: &[PathBuf]) -> Result<Vec<Source>, Failure> {
    files::collect(paths).map_err(|e| e.to_string())
}

/// Answers a file.
fn ack(path: &Path, control: u32, pretty: bool, json: bool) -> Answer {
    let source = only(path)?;
    let (date, time) = clock::stamp();
    let answer = x12::acknowledge(&source, &date, &time, control)
        .map_err(|e| format!("{}: it cannot be read: {e}", source.name))?;
    if answer.interchanges == 0 {
        return Err(format!(
            "{}: there is nothing to answer, because there is no X12 interchange in it",
            source.name
        ));
    }
    let mut text = String::from_utf8_lossy(&answer.x12).into_owned();
    if pretty {
        text = text.replace('~', "~\n");
    }
    if json {
        print_json(&serde_json::json!({
            "x12": text,
            "bytes": answer.x12.len(),
            "interchanges": answer.interchanges,
            "accepted": answer.accepted,
            "refused": answer.refused,
        }))?;
    } else if text.is_empty() {
        eprintln!("{}: it holds only answers, and those are not answered", source.name);
    } else {
        if !pretty && io::stdout().is_terminal() {
            text.push('\n');
        }
        out(&text)?;
    }
    Ok(!answer.refuses)
}

/// Shows files annotated.
fn show(path: &Path, json: bool) -> Answer {
    let sources = collect(&[path.to_path_buf()])?;
    let mut stdout = BufWriter::new(io::stdout().lock());
    let mut clean = true;
    write(&mut stdout, if json { "{\"files\":[" } else { "" })?;
    for (at, source) in sources.iter().enumerate() {
        let mut output = Output { out: &mut stdout, json, failed: None };
        let problems = output.file(source, at > 0, sources.len() > 1);
        if let Some(e) = output.failed {
            return Err(failure(e));
        }
        clean &= problems.map_err(|e| format!("{}: it cannot be read: {e}", source.name))? == 0;
    }
    write(&mut stdout, if json { "]}\n" } else { "" })?;
    stdout.flush().map_err(failure)?;
    Ok(clean)
}

/// Standard output, as text or as a string within JSON.
struct Output<'a, 'o> {
    out: &'a mut BufWriter<StdoutLock<'o>>,
    json: bool,
    /// The output failed, not the reading.
    failed: Option<io::Error>,
}

impl Output<'_, '_> {
    /// Shows a file; gives the number of problems in it.
    fn file(&mut self, source: &Source, more: bool, several: bool) -> io::Result<u64> {
        if !self.json {
            if several {
                self.write_all(format!("{}\n\n", source.name).as_bytes())?;
            }
            let problems = x12::show(source, self)?;
            if several {
                self.write_all(b"\n")?;
            }
            return Ok(problems);
        }
        let name = serde_json::to_string(&source.name)?;
        let comma = if more { "," } else { "" };
        write!(self.out, "{comma}{{\"path\":{name},\"text\":\"")?;
        let problems = x12::show(source, self)?;
        write!(self.out, "\",\"ok\":{},\"problem_count\":{problems}}}", problems == 0)?;
        Ok(problems)
    }
}

impl Write for Output<'_, '_> {
    /// Takes whole characters, which is what is shown.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = if self.json {
            let quoted = serde_json::to_string(&String::from_utf8_lossy(bytes))?;
            self.out.write_all(&quoted.as_bytes()[1..quoted.len() - 1])
        } else {
            self.out.write_all(bytes)
        };
        match written {
            Ok(()) => Ok(bytes.len()),
            Err(e) => {
                let kind = e.kind();
                self.failed = Some(e);
                Err(kind.into())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Counts segments.
fn count(paths: &[PathBuf], json: bool) -> Answer {
    let sources = collect(paths)?;
    let mut all: Vec<FileStats> = Vec::new();
    for source in &sources {
        let from = clock::stopwatch();
        let mut counted = stats(source).map_err(|e| format!("{}: {e}", source.name))?;
        counted.seconds = clock::seconds_since(from);
        all.push(counted);
    }
    let clean = all.iter().all(|f| f.problems.is_empty());
    if json {
        print_json(&serde_json::json!({ "files": all }))?;
        return Ok(clean);
    }
    for file in &all {
        out(&format!(
            "{}\n  {} bytes, {} segments, {} transaction sets, {:.3} s\n",
            file.path, file.bytes, file.segments, file.transactions, file.seconds
        ))?;
        let mut counts: Vec<(&String, &u64)> = file.by_segment.iter().collect();
        counts.sort_by_key(|(id, n)| (std::cmp::Reverse(**n), (*id).clone()));
        let rows: Vec<Vec<String>> =
            counts.iter().map(|(id, n)| vec![(*id).clone(), n.to_string()]).collect();
        for line in table(&["segment", ">count"], &rows).lines() {
            out(&format!("    {line}\n"))?;
        }
        for problem in &file.problems {
            out(&format!("  problem: {problem}\n"))?;
        }
    }
    Ok(clean)
}
