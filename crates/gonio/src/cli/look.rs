//! Looking at files without a book: `remit`, `claims show FILE`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use gonio_app::files::{self, Source};
use gonio_app::import::causes;
use gonio_app::remit::{self, AdjustmentView, ClaimView, PaymentView};
use gonio_app::report::ProblemReport;
use gonio_app::sent::{self, sequence_words};
use gonio_app::words::Words;
use gonio_billing::money::dollars;
use serde::Serialize;

use super::print::{READER_GONE, out};
use super::{Answer, Failure};

/// Shows the remittances of files.
pub fn remit(paths: &[PathBuf], json: bool) -> Answer {
    let words = Words::new(causes().map_err(|e| e.to_string())?);
    let what = Shown { list: "payments", kind: "remittance (835, version 5010)" };
    each(paths, json, &what, &mut |source, show| {
        remit::read(source, &mut Remittances { show, words: &words })
    })
}

/// Shows the claims of a claim file.
pub fn claims(path: &Path, json: bool) -> Answer {
    let what = Shown { list: "claims", kind: "professional claim (837P, version 5010)" };
    each(&[path.to_path_buf()], json, &what, &mut |source, show| {
        sent::read(source, &mut Claims { show })
    })
}

/// What is looked for in files.
struct Shown {
    /// The name of the list in JSON.
    list: &'static str,
    /// What one of them is.
    kind: &'static str,
}

/// Reads each file and prints what it holds as it is read: nothing is collected.
fn each(
    paths: &[PathBuf],
    json: bool,
    what: &Shown,
    read: &mut dyn FnMut(&Source, &mut Show) -> io::Result<()>,
) -> Answer {
    let sources = files::collect(paths).map_err(|e| e.to_string())?;
    let mut clean = true;
    if json {
        out("{\"files\":[")?;
    }
    for (at, source) in sources.iter().enumerate() {
        let mut show = Show { json, ..Show::default() };
        if json {
            let path = serde_json::to_string(&source.name).map_err(|e| e.to_string())?;
            let comma = if at > 0 { "," } else { "" };
            out(&format!("{comma}{{\"path\":{path},\"{}\":[", what.list))?;
        } else {
            out(&format!("{}\n", source.name))?;
        }
        match read(source, &mut show) {
            Ok(()) => {}
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => return Err(READER_GONE.into()),
            // The other files are shown all the same.
            Err(e) => show.problem(ProblemReport {
                level: "file",
                segment: 0,
                byte: 0,
                code: "",
                text: format!("it cannot be read: {e}"),
            }),
        }
        clean &= show.wrong == 0 && show.problems.is_empty() && show.count > 0;
        show.close(what)?;
    }
    if json {
        out("]}\n")?;
    }
    Ok(clean)
}

/// One file being shown.
#[derive(Default)]
struct Show {
    json: bool,
    count: usize,
    wrong: usize,
    others: Vec<String>,
    problems: Vec<ProblemReport>,
}

#[derive(Serialize)]
struct Tail<'a> {
    other_sets: &'a [String],
    problems: &'a [ProblemReport],
}

impl Show {
    fn item(&mut self, value: &impl Serialize, text: impl FnOnce() -> String) -> io::Result<()> {
        let mut stdout = io::stdout().lock();
        if self.json {
            if self.count > 0 {
                stdout.write_all(b",")?;
            }
            serde_json::to_writer(&mut stdout, value).map_err(io::Error::from)?;
        } else {
            stdout.write_all(text().as_bytes())?;
        }
        self.count += 1;
        Ok(())
    }

    fn problem(&mut self, problem: ProblemReport) {
        if self.problems.len() < 50 {
            self.problems.push(problem);
        }
    }

    fn other(&mut self, code: &str, name: &str) {
        let text = format!("{code}, {name}");
        if self.others.last() != Some(&text) {
            self.others.push(text);
        }
    }

    fn close(&self, what: &Shown) -> Result<(), Failure> {
        if self.json {
            let tail = Tail { other_sets: &self.others, problems: &self.problems };
            let text = serde_json::to_string(&tail).map_err(|e| e.to_string())?;
            return out(&format!("],{}", &text[1..]));
        }
        let mut text = String::new();
        for other in &self.others {
            text.push_str(&format!("  {other}: passed over\n"));
        }
        if self.count == 0 {
            text.push_str(&format!("  There is no {} in this file.\n", what.kind));
        }
        for problem in &self.problems {
            text.push_str(&format!("  problem: {}\n", problem.text));
        }
        text.push('\n');
        out(&text)
    }
}

struct Remittances<'a> {
    show: &'a mut Show,
    words: &'a Words,
}

impl remit::Reader for Remittances<'_> {
    fn payment(&mut self, payment: PaymentView) -> io::Result<()> {
        self.show.wrong += usize::from(!payment.balanced);
        self.show.item(&payment, || text(&payment, self.words))
    }

    fn problem(&mut self, problem: ProblemReport) {
        self.show.problem(problem);
    }

    fn other(&mut self, code: &str, name: &str) {
        self.show.other(code, name);
    }
}

struct Claims<'a> {
    show: &'a mut Show,
}

impl sent::Reader for Claims<'_> {
    fn claim(&mut self, claim: sent::ClaimView) -> io::Result<()> {
        self.show.wrong += usize::from(claim.charge_cents != claim.lines_cents);
        self.show.item(&claim, || sent_text(&claim))
    }

    fn problem(&mut self, problem: ProblemReport) {
        self.show.problem(problem);
    }

    fn other(&mut self, code: &str, name: &str) {
        self.show.other(code, name);
    }
}

fn sent_text(c: &sent::ClaimView) -> String {
    let kind = match c.frequency.as_str() {
        "1" => "original",
        "7" => "replacement",
        "8" => "void",
        _ => "of unknown frequency",
    };
    let mut text = format!(
        "  Claim {} ({kind}): charge {}, diagnoses {}\n",
        c.control_number,
        dollars(c.charge_cents),
        c.diagnoses.join(" ")
    );
    if c.charge_cents != c.lines_cents {
        text.push_str(&format!("    its lines come to {}\n", dollars(c.lines_cents)));
    }
    for payer in &c.payers {
        let paid = payer.paid_cents.map_or(String::new(), |p| format!(", paid {}", dollars(p)));
        text.push_str(&format!(
            "    {}: {} ({}){paid}\n",
            sequence_words(payer.sequence),
            payer.payer,
            payer.payer_id
        ));
    }
    for line in &c.lines {
        let modifiers: String = line.modifiers.iter().map(|m| format!(" {m}")).collect();
        text.push_str(&format!(
            "    line {}: {}{modifiers} x{} on {} for {}, charge {}\n",
            line.line,
            line.code,
            line.units,
            line.date.as_deref().unwrap_or("no date"),
            line.diagnoses.join(" "),
            dollars(line.charge_cents)
        ));
    }
    text
}

fn text(p: &PaymentView, words: &Words) -> String {
    let mut text = String::new();
    let none = |t: &str| if t.is_empty() { "not given".to_string() } else { t.to_string() };
    let date = p.date.clone().unwrap_or_else(|| "no date".into());
    text.push_str(&format!(
        "  Payment {} of {} on {date}, trace {}, from {} to NPI {}\n",
        dollars(p.payment_cents),
        none(&p.method),
        none(&p.trace),
        none(&p.payer),
        none(&p.payee_npi)
    ));
    for claim in &p.claims {
        claim_text(&mut text, claim, words);
    }
    for adjustment in &p.provider_adjustments {
        let effect = if adjustment.amount_cents > 0 { "lowers" } else { "raises" };
        text.push_str(&format!(
            "    Practice-level: {} {effect} the payment by {} ({} {})\n",
            Words::provider(&adjustment.reason),
            dollars(adjustment.amount_cents.abs()),
            adjustment.reason,
            adjustment.reference
        ));
    }
    text.push_str(&format!(
        "    Proof: claims paid {} less practice-level {} = {}; the payment says {}: ",
        dollars(p.claims_paid_cents),
        dollars(p.provider_cents),
        dollars(p.claims_paid_cents - p.provider_cents),
        dollars(p.payment_cents)
    ));
    if p.balanced {
        text.push_str("it balances\n");
    } else if p.off_by_cents != 0 {
        text.push_str(&format!("OUT BY {}\n", dollars(p.off_by_cents)));
    } else if p.complete {
        text.push_str("the payment agrees, but not all of its claims add up\n");
    } else {
        text.push_str("the payment agrees, but the transaction set is cut off\n");
    }
    for fault in &p.faults {
        let line = if fault.line > 0 { format!(", line {}", fault.line) } else { String::new() };
        text.push_str(&format!(
            "      claim {}{line} is out by {}\n",
            fault.control_number,
            dollars(fault.off_by_cents)
        ));
    }
    text
}

fn claim_text(text: &mut String, c: &ClaimView, words: &Words) {
    text.push_str(&format!(
        "    Claim {} ({}): charged {}, paid {}, patient's share {}\n",
        c.control_number,
        Words::status(&c.status),
        dollars(c.charge_cents),
        dollars(c.paid_cents),
        dollars(c.patient_cents)
    ));
    adjustment_text(text, "      ", &c.adjustments, words);
    if !c.remarks.is_empty() {
        text.push_str(&format!("      remarks {}\n", c.remarks.join(" ")));
    }
    for line in &c.lines {
        let modifiers: String = line.modifiers.iter().map(|m| format!(" {m}")).collect();
        text.push_str(&format!(
            "      {}{modifiers} x{} on {}: charged {}, paid {}\n",
            line.code,
            line.units,
            line.date.as_deref().unwrap_or("no date"),
            dollars(line.charge_cents),
            dollars(line.paid_cents)
        ));
        adjustment_text(text, "        ", &line.adjustments, words);
        if !line.remarks.is_empty() {
            text.push_str(&format!("        remarks {}\n", line.remarks.join(" ")));
        }
    }
}

fn adjustment_text(text: &mut String, indent: &str, all: &[AdjustmentView], words: &Words) {
    for a in all {
        text.push_str(&format!(
            "{indent}{} {} ({}, {}-{})\n",
            dollars(a.amount_cents),
            words.reason(&a.reason),
            Words::group(&a.group),
            a.group,
            a.reason
        ));
    }
}
