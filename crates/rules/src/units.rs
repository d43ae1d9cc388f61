//! Minutes to units and lines: what a day's treatment of one patient is billed as.
//!
//! Order of work: what each entry is on that day and for that payer; minutes of one code
//! together; units by the payer's rule; the assistant's units; lines with their modifiers.

use crate::assistant::{self, Split};
use crate::code::{Code, Discipline, Who};
use crate::modifiers::Modifiers;
use crate::tables::{CodeRow, Counting};
use crate::terms::{Terms, UnitRule};
use crate::working::{Remark, Severity, Working};

/// Minutes that one person treated alone with one code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Treatment {
    /// The code.
    pub code: Code,
    /// Minutes of one-to-one treatment.
    pub minutes: u32,
    /// Who treated.
    pub who: Who,
}

/// A line to bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The code.
    pub code: Code,
    /// How many.
    pub units: u32,
    /// Whose plan of care.
    pub discipline: Discipline,
    /// In the order to send.
    pub modifiers: Modifiers,
}

/// Codes that had an equal claim to a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tie {
    /// All of them, in the order of the plan.
    pub between: Vec<Code>,
    /// Those that got one: the first in the plan.
    pub chosen: Vec<Code>,
}

/// What a day's treatment is billed as.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coded {
    /// The lines, in the order of the plan.
    pub lines: Vec<Line>,
    /// Choices that another order of the plan would make otherwise.
    pub ties: Vec<Tie>,
    /// Minutes of codes that are counted by time.
    pub total_timed_minutes: u32,
    /// Units of codes that are counted by time.
    pub timed_units: u32,
    /// What to look at.
    pub remarks: Vec<Remark>,
}

/// The minutes of one code and discipline.
#[derive(Clone, Copy)]
struct Bucket<'a> {
    row: &'a CodeRow,
    discipline: Discipline,
    therapist: u32,
    assistant: u32,
    units: u32,
    /// Minutes beyond whole units.
    left: u32,
    /// Got a unit for what was left.
    awarded: bool,
}

impl Bucket<'_> {
    fn minutes(&self) -> u32 {
        self.therapist + self.assistant
    }
}

/// A day has 1,440 minutes; more are a typing error.
const MOST_MINUTES: u32 = 1440;

/// Codes session after session, reusing its memory.
pub struct Coder<'t, 'a> {
    terms: &'t Terms<'a>,
    buckets: Vec<Bucket<'a>>,
    coded: Coded,
}

impl<'t, 'a> Coder<'t, 'a> {
    /// For the sessions of one payer's day.
    pub fn new(terms: &'t Terms<'a>) -> Self {
        Coder { terms, buckets: Vec::new(), coded: Coded::default() }
    }

    /// Codes one patient's day. The order given is the plan's order, which settles ties.
    pub fn code(&mut self, treatments: &[Treatment], working: &mut Working) -> &Coded {
        self.buckets.clear();
        self.coded.lines.clear();
        self.coded.ties.clear();
        self.coded.remarks.clear();
        self.coded.total_timed_minutes = 0;
        self.coded.timed_units = 0;
        for treatment in treatments {
            self.gather(treatment, working);
        }
        let minutes: u32 = self.buckets.iter().map(Bucket::minutes).sum();
        if minutes > MOST_MINUTES {
            self.coded.remarks.push(Remark {
                severity: Severity::Error,
                rule: "impossible_minutes",
                codes: Vec::new(),
                text: format!("{minutes} minutes in all are more than a day has"),
            });
        }
        match self.terms.unit_rule {
            UnitRule::Cms8 => {
                for discipline in Discipline::ALL {
                    self.pool(discipline, working);
                }
            }
            UnitRule::Ama => self.each_by_itself(working),
        }
        self.count_the_rest(working);
        for at in 0..self.buckets.len() {
            let bucket = self.buckets[at];
            if matches!(bucket.row.counting, Counting::Timed(_) | Counting::FullTime(_)) {
                self.coded.total_timed_minutes += bucket.minutes();
                self.coded.timed_units += bucket.units;
            }
            self.bill(&bucket, working);
        }
        &self.coded
    }

    fn remark(
        &mut self,
        severity: Severity,
        rule: &'static str,
        code: Code,
        text: impl FnOnce() -> String,
    ) {
        let text = text();
        self.coded.remarks.push(Remark { severity, rule, codes: vec![code], text });
    }

    /// What an entry is billed under: its row on the day, or the payer's code for the same.
    fn row_of(&mut self, asked: Code, working: &mut Working) -> Option<&'a CodeRow> {
        let (book, day) = (self.terms.book, self.terms.day);
        let Some(row) = book.tables().code(asked, day) else {
            let ever = book.tables().code_ever(asked).next();
            self.remark(Severity::Error, "unknown_code", asked, || match ever {
                Some(row) if row.days.last < day => format!(
                    "{asked} was billed until {} and is not any more; it is left out",
                    row.days.last
                ),
                Some(row) => {
                    format!("{asked} is billed from {} on; it is left out", row.days.first)
                }
                None => format!(
                    "{asked} is no code of the rulebook, so nothing is known of its units; it is \
                     left out"
                ),
            });
            return None;
        };
        if let (STIMULATION, Some(wanted)) | (STIMULATION_MEDICARE, Some(wanted)) =
            (asked.as_str(), self.terms.stimulation)
            && wanted != asked
            && let Some(instead) = book.tables().code(wanted, day)
        {
            let title = &self.terms.payer.title;
            working.tell("electrical_stimulation_code", || {
                format!("{title} wants {wanted} for {asked}")
            });
            return Some(instead);
        }
        if asked.as_str() == PACKS && self.terms.packs_bundled {
            let title = &self.terms.payer.title;
            working.tell("bundled_code", || format!("{asked}: part of other services, not billed"));
            self.remark(Severity::Advice, "bundled_code", asked, || {
                format!("{title} pays {asked} as part of other services; it is not billed")
            });
            return None;
        }
        Some(row)
    }

    fn gather(&mut self, treatment: &Treatment, working: &mut Working) {
        let Treatment { code, minutes, who } = *treatment;
        if minutes > MOST_MINUTES {
            self.remark(Severity::Error, "impossible_minutes", code, || {
                format!("{code}: {minutes} minutes are more than a day has; it is left out")
            });
            return;
        }
        let Some(asked) = self.row_of(code, working) else { return };
        let discipline = who.discipline();
        if !asked.disciplines.contains(&discipline) {
            let whose: Vec<&str> = asked.disciplines.iter().map(|d| d.name()).collect();
            let whose = whose.join(" or ");
            self.remark(Severity::Error, "discipline_locked_code", asked.code, || {
                format!("{} is a code of {whose}, not of {}", asked.code, discipline.name())
            });
        }
        if who.assists() && EVALUATIONS.contains(&asked.code.as_str()) {
            self.remark(Severity::Error, "assistant_evaluation", asked.code, || {
                format!("{}: an assistant may not evaluate; a therapist must", asked.code)
            });
        }
        let row = self.leading(asked);
        let same = |b: &&mut Bucket<'_>| b.row.code == row.code && b.discipline == discipline;
        let bucket = match self.buckets.iter_mut().find(same) {
            Some(bucket) => bucket,
            None => {
                self.buckets.push(Bucket {
                    row,
                    discipline,
                    therapist: 0,
                    assistant: 0,
                    units: 0,
                    left: 0,
                    awarded: false,
                });
                let last = self.buckets.len() - 1;
                &mut self.buckets[last]
            }
        };
        let of_whom = if who.assists() { &mut bucket.assistant } else { &mut bucket.therapist };
        *of_whom = of_whom.saturating_add(minutes).min(MOST_MINUTES);
    }

    /// Time of a first-unit code and of its further time is counted together.
    fn leading(&self, row: &'a CodeRow) -> &'a CodeRow {
        let tables = self.terms.book.tables();
        let lead = match row.counting {
            Counting::FullTime(_) => Code::new(RTM_TWENTY),
            _ => row.lead_code,
        };
        lead.and_then(|lead| tables.code(lead, self.terms.day)).unwrap_or(row)
    }

    /// Whether a bucket's minutes are pooled with others of its discipline.
    fn pooled(&self, bucket: &Bucket<'_>) -> bool {
        bucket.row.counting == Counting::Timed(self.terms.unit_minutes)
    }

    /// Medicare's way: all timed minutes of a discipline make units; whole blocks first, what
    /// is still due to those with most minutes left.
    fn pool(&mut self, discipline: Discipline, working: &mut Working) {
        let unit = self.terms.unit_minutes;
        let (mut total, mut whole, mut members) = (0, 0, 0);
        for at in 0..self.buckets.len() {
            if self.buckets[at].discipline != discipline || !self.pooled(&self.buckets[at]) {
                continue;
            }
            let bucket = &mut self.buckets[at];
            total += bucket.minutes();
            bucket.units = bucket.minutes() / unit;
            bucket.left = bucket.minutes() % unit;
            whole += bucket.units;
            members += 1;
        }
        if members == 0 {
            return;
        }
        let round_up = unit - self.terms.least_minutes;
        let due = (total + round_up) / unit;
        working.tell("cms_total_time", || {
            let list = self.list(discipline, |b| format!("{} {}", b.row.code, b.minutes()));
            format!(
                "{}: {list} = {total} timed minutes; ({total} + {round_up}) ÷ {unit} gives {due} \
                 {}",
                discipline.name(),
                unit_word(due)
            )
        });
        if total == 0 {
            return;
        }
        working.tell("cms_remainders", || {
            let list = self
                .list(discipline, |b| format!("{} {} and {} left", b.row.code, b.units, b.left));
            format!("whole {unit}-minute blocks: {list}")
        });
        let mut extra = due - whole;
        let mut lowest = 0;
        while extra > 0 {
            let pooled = |b: &Bucket<'_>| b.discipline == discipline && self.pooled(b);
            let mut best: Option<usize> = None;
            for (at, bucket) in self.buckets.iter().enumerate() {
                let free = pooled(bucket) && !bucket.awarded && bucket.left > 0;
                if free && best.is_none_or(|b| bucket.left > self.buckets[b].left) {
                    best = Some(at);
                }
            }
            let Some(best) = best else { break };
            let bucket = &mut self.buckets[best];
            bucket.awarded = true;
            bucket.units += 1;
            lowest = bucket.left;
            extra -= 1;
            let (code, left) = (bucket.row.code, bucket.left);
            working.tell("cms_remainders", || {
                format!("a unit still due goes to {code}, with most minutes left ({left})")
            });
        }
        if lowest > 0 {
            self.tie(discipline, lowest, working);
        }
    }

    fn list(&self, discipline: Discipline, tell: impl Fn(&Bucket<'_>) -> String) -> String {
        let of_pool = |b: &&Bucket<'_>| b.discipline == discipline && self.pooled(b);
        self.buckets.iter().filter(of_pool).map(tell).collect::<Vec<_>>().join(" + ")
    }

    /// Says so when some with `left` minutes got a unit and others did not.
    fn tie(&mut self, discipline: Discipline, left: u32, working: &mut Working) {
        let equal =
            |b: &&Bucket<'_>| b.discipline == discipline && self.pooled(b) && b.left == left;
        let all = self.buckets.iter().filter(equal).count();
        let awarded = self.buckets.iter().filter(equal).filter(|b| b.awarded).count();
        if awarded == all {
            return;
        }
        let between: Vec<Code> = self.buckets.iter().filter(equal).map(|b| b.row.code).collect();
        let chosen: Vec<Code> =
            self.buckets.iter().filter(equal).filter(|b| b.awarded).map(|b| b.row.code).collect();
        working.tell("unit_tie", || {
            format!(
                "{} have equal minutes left; any of them may take the unit, the first in the \
                 plan does: {}",
                words(&between),
                words(&chosen)
            )
        });
        self.coded.ties.push(Tie { between, chosen });
    }

    /// The midpoint rule: each code stands alone.
    fn each_by_itself(&mut self, working: &mut Working) {
        for at in 0..self.buckets.len() {
            if !self.pooled(&self.buckets[at]) {
                continue;
            }
            let unit = self.terms.unit_minutes;
            let bucket = &mut self.buckets[at];
            bucket.units = past_midpoint(bucket.minutes(), unit);
            let (code, minutes, units) = (bucket.row.code, bucket.minutes(), bucket.units);
            working.tell("cpt_midpoint", || {
                let half = unit / 2;
                format!("{code}: ({minutes} + {half}) ÷ {unit} gives {units} {}", unit_word(units))
            });
        }
    }

    /// Codes that no pool counts: blocks of other lengths, whole times, untimed ones.
    fn count_the_rest(&mut self, working: &mut Working) {
        let tables = self.terms.book.tables();
        for at in 0..self.buckets.len() {
            if self.pooled(&self.buckets[at]) {
                continue;
            }
            let day = self.terms.day;
            let bucket = &mut self.buckets[at];
            let (code, minutes) = (bucket.row.code, bucket.minutes());
            bucket.units = match bucket.row.counting {
                Counting::Timed(first) => {
                    let then = bucket.row.then_code.and_then(|then| tables.code(then, day));
                    let further = match then.map(|row| row.counting) {
                        Some(Counting::Timed(unit)) => unit,
                        _ => first,
                    };
                    let units = in_blocks(minutes, first, further);
                    working.tell("first_block_then_more", || {
                        format!(
                            "{code}: {minutes} minutes; the first {first}, then each {further}, \
                             counted once past its midpoint: {units} {}",
                            unit_word(units)
                        )
                    });
                    units
                }
                Counting::FullTime(_) => rtm_units(minutes, tables.code(ten(), day).is_some()),
                Counting::Untimed => {
                    working.tell(
                        if code.as_str() == GROUP { "group_session" } else { "untimed_once" },
                        || format!("{code}: one unit a day, however long"),
                    );
                    1
                }
                Counting::Supply => {
                    working.tell("rtm_supply", || {
                        format!("{code}: by days of data, not minutes; one for its period")
                    });
                    1
                }
                Counting::Item => {
                    working.tell("item_codes", || {
                        format!("{code}: minutes do not count; check how many pieces or areas")
                    });
                    1
                }
            };
        }
    }

    /// Writes the lines of one code and discipline.
    fn bill(&mut self, bucket: &Bucket<'a>, working: &mut Working) {
        if let Counting::FullTime(_) = bucket.row.counting {
            return self.bill_rtm(bucket, working);
        }
        if bucket.units == 0 {
            if bucket.minutes() > 0 {
                let code = bucket.row.code;
                working.tell("cms_remainders", || {
                    format!("{code}: no unit; its minutes stay in the note and in the total")
                });
            }
            return;
        }
        let split = self.split(bucket, working);
        // Time beyond a first unit has another code, where there is one.
        let then = bucket.row.then_code;
        let (first_plain, first_assisted) = match then {
            None => (split.plain, split.assisted),
            Some(_) if split.plain > 0 => (1, 0),
            Some(_) => (0, 1),
        };
        self.push(bucket, bucket.row.code, first_plain, first_assisted, working);
        if let Some(then) = then {
            let (plain, assisted) = (split.plain - first_plain, split.assisted - first_assisted);
            if plain + assisted > 0 {
                let rule = match bucket.row.counting {
                    Counting::Timed(unit) if unit == self.terms.unit_minutes => {
                        "cognitive_first_then_more"
                    }
                    _ => "first_block_then_more",
                };
                working.tell(rule, || {
                    format!("the first unit is {}, further ones are {then}", bucket.row.code)
                });
                self.push(bucket, then, plain, assisted, working);
            }
        }
    }

    /// Management of remote monitoring: ten or twenty whole minutes, then each twenty more.
    fn bill_rtm(&mut self, bucket: &Bucket<'a>, working: &mut Working) {
        let minutes = bucket.minutes();
        let (Some(twenty), Some(more)) = (Code::new(RTM_TWENTY), Code::new(RTM_MORE)) else {
            return;
        };
        let units = bucket.units;
        let first = if minutes >= 20 { twenty } else { ten() };
        working.tell("rtm_management_time", || {
            format!(
                "{minutes} minutes in the month; only whole times count: {}",
                match units {
                    0 => "none is reached".to_string(),
                    1 => format!("{first} once"),
                    _ => format!("{first} once and {more} {} times", units - 1),
                }
            )
        });
        if units == 0 {
            return;
        }
        let split = self.split(bucket, working);
        let assisted = split.assisted > 0;
        let count = |n: u32| if assisted { (0, n) } else { (n, 0) };
        let (plain, with) = count(1);
        self.push(bucket, first, plain, with, working);
        let (plain, with) = count(units - 1);
        self.push(bucket, more, plain, with, working);
    }

    /// Which of a code's units an assistant furnished in part.
    fn split(&mut self, bucket: &Bucket<'_>, working: &mut Working) -> Split {
        let units = bucket.units;
        let nobody = Split { plain: units, assisted: 0, rule: "assistant_modifier" };
        let (Some(terms), Some(modifier)) =
            (&self.terms.assistants, bucket.discipline.assistant_modifier())
        else {
            return nobody;
        };
        if bucket.assistant == 0 {
            return nobody;
        }
        let (therapist, assistant) = (bucket.therapist, bucket.assistant);
        let code = bucket.row.code;
        let split = match bucket.row.counting {
            Counting::Supply => {
                working.tell("assistant_exempt_supply", || {
                    format!("{code}: a device's supply takes no {modifier}")
                });
                return nobody;
            }
            Counting::Timed(unit) if unit == self.terms.unit_minutes => assistant::timed(
                terms,
                (therapist, assistant),
                units,
                (unit, self.terms.least_minutes),
            ),
            _ => assistant::untimed(terms, therapist, assistant, units),
        };
        working.tell(split.rule, || {
            format!(
                "{code}: therapist {therapist}, assistant {assistant} minutes: {} without \
                 {modifier}, {} with it",
                split.plain, split.assisted
            )
        });
        split
    }

    fn push(
        &mut self,
        bucket: &Bucket<'_>,
        code: Code,
        plain: u32,
        assisted: u32,
        working: &mut Working,
    ) {
        let discipline = bucket.discipline;
        for (units, with) in [(plain, false), (assisted, true)] {
            if units == 0 {
                continue;
            }
            let mut modifiers = Modifiers::NONE;
            if self.terms.discipline_modifiers {
                modifiers.add(discipline.modifier());
            }
            if with && let Some(modifier) = discipline.assistant_modifier() {
                modifiers.add(modifier);
            }
            self.coded.lines.push(Line { code, units, discipline, modifiers });
        }
        if self.terms.discipline_modifiers && plain + assisted > 0 {
            working.tell("discipline_modifier", || {
                format!("{code}: {} for the {} plan", discipline.modifier(), discipline.name())
            });
        }
        if plain > 0 && assisted > 0 {
            working.tell("same_code_two_lines", || {
                format!("{code} stands on two lines, since their modifiers differ")
            });
        }
    }
}

const STIMULATION: &str = "97014";
const STIMULATION_MEDICARE: &str = "G0283";
const PACKS: &str = "97010";
const GROUP: &str = "97150";
const RTM_TEN: &str = "98979";
const RTM_TWENTY: &str = "98980";
const RTM_MORE: &str = "98981";
const EVALUATIONS: [&str; 8] =
    ["97161", "97162", "97163", "97164", "97165", "97166", "97167", "97168"];

fn ten() -> Code {
    // The constant is a code; the fallback is never met.
    Code::new(RTM_TEN).unwrap_or(Code::ZERO)
}

/// Units of `unit` minutes, each counted once past its midpoint.
fn past_midpoint(minutes: u32, unit: u32) -> u32 {
    let midpoint = unit / 2 + 1;
    (minutes + unit - midpoint) / unit
}

/// A first block, then blocks of another length, each counted once past its midpoint.
fn in_blocks(minutes: u32, first: u32, further: u32) -> u32 {
    if past_midpoint(minutes, first) == 0 {
        return 0;
    }
    1 + past_midpoint(minutes.saturating_sub(first), further)
}

/// Whole times of remote monitoring's management in a month.
fn rtm_units(minutes: u32, ten_minutes_count: bool) -> u32 {
    match minutes / 20 {
        0 => u32::from(ten_minutes_count && minutes >= 10),
        twenties => twenties,
    }
}

fn unit_word(units: u32) -> &'static str {
    if units == 1 { "unit" } else { "units" }
}

fn words(codes: &[Code]) -> String {
    codes.iter().map(Code::to_string).collect::<Vec<_>>().join(", ")
}
