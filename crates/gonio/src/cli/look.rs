//! Looking at files without a book: `remit`.

use std::io::{self, Write};
use std::path::PathBuf;

use gonio_app::files;
use gonio_app::import::causes;
use gonio_app::remit::{self, AdjustmentView, ClaimView, PaymentView, Reader};
use gonio_app::report::ProblemReport;
use gonio_app::words::Words;
use gonio_billing::money::dollars;
use serde::Serialize;

use super::print::{READER_GONE, out};
use super::{Answer, Failure};

/// Shows the remittances of files.
pub fn remit(paths: &[PathBuf], json: bool) -> Answer {
    let sources = files::collect(paths).map_err(|e| e.to_string())?;
    let words = Words::new(causes().map_err(|e| e.to_string())?);
    let mut clean = true;
    if json {
        out("{\"files\":[")?;
    }
    for (at, source) in sources.iter().enumerate() {
        let mut show = Show {
            json,
            words: &words,
            payments: 0,
            unbalanced: 0,
            others: Vec::new(),
            problems: Vec::new(),
        };
        if json {
            let path = serde_json::to_string(&source.name).map_err(|e| e.to_string())?;
            out(&format!("{}{{\"path\":{path},\"payments\":[", if at > 0 { "," } else { "" }))?;
        } else {
            out(&format!("{}\n", source.name))?;
        }
        match remit::read(source, &mut show) {
            Ok(()) => {}
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => return Err(READER_GONE.into()),
            Err(e) => return Err(format!("{}: {e}", source.name)),
        }
        clean &= show.unbalanced == 0 && show.problems.is_empty() && show.payments > 0;
        show.close()?;
    }
    if json {
        out("]}\n")?;
    }
    Ok(clean)
}

struct Show<'a> {
    json: bool,
    words: &'a Words,
    payments: usize,
    unbalanced: usize,
    others: Vec<String>,
    problems: Vec<ProblemReport>,
}

#[derive(Serialize)]
struct Tail<'a> {
    other_sets: &'a [String],
    problems: &'a [ProblemReport],
}

impl Show<'_> {
    fn close(&self) -> Result<(), Failure> {
        if self.json {
            let tail = Tail { other_sets: &self.others, problems: &self.problems };
            let text = serde_json::to_string(&tail).map_err(|e| e.to_string())?;
            return out(&format!("],{}", &text[1..]));
        }
        let mut text = String::new();
        for other in &self.others {
            text.push_str(&format!("  {other}: not a remittance, passed over\n"));
        }
        if self.payments == 0 {
            text.push_str("  There is no remittance (835, version 5010) in this file.\n");
        }
        for problem in &self.problems {
            text.push_str(&format!("  problem: {}\n", problem.text));
        }
        text.push('\n');
        out(&text)
    }
}

impl Reader for Show<'_> {
    fn payment(&mut self, payment: PaymentView) -> io::Result<()> {
        self.unbalanced += usize::from(!payment.balanced);
        let mut stdout = io::stdout().lock();
        if self.json {
            if self.payments > 0 {
                stdout.write_all(b",")?;
            }
            serde_json::to_writer(&mut stdout, &payment).map_err(io::Error::from)?;
        } else {
            stdout.write_all(text(&payment, self.words).as_bytes())?;
        }
        self.payments += 1;
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
