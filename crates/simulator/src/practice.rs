//! Six months of the practice, day by day: visits, claim files out, remittances in, and what
//! the practice does about them.
//!
//! Not here: the rules of any payer, nor the shape of any segment.

use crate::claim::{self, Claim};
use crate::day::Day;
use crate::desk::{Desk, Paid};
use crate::habits::Ruling;
use crate::payers::PayerId;
use crate::people::{self, Patient, Roster};
use crate::remittance;
use crate::rng::Rng;
use crate::visits::Episode;
use crate::{File, Scenario};
use gonio_x12::writer::Writer;
use std::collections::VecDeque;
use std::sync::Arc;

struct Letter {
    ready: Day,
    claim: Arc<Claim>,
    again: bool,
}

/// The practice on its way through the days. Holds claims in flight, not files.
pub(crate) struct Simulation {
    rng: Rng,
    today: Day,
    last: Day,
    visits_a_day: i64,
    roster: Roster,
    /// Open episodes, by seat.
    caseloads: Vec<Vec<Episode>>,
    /// Discharged patients; some come back.
    former: Vec<Arc<Patient>>,
    patients: u64,
    claims: u64,
    files_sent: u32,
    outbox: Vec<Letter>,
    desks: Vec<Desk>,
    ready: VecDeque<File>,
}

impl Simulation {
    pub(crate) fn new(scenario: &Scenario) -> Self {
        let (year, month, day) = scenario.last_day;
        let months = year * 12 + month as i32 - scenario.months as i32;
        let first = Day::new(months.div_euclid(12), months.rem_euclid(12) as u32 + 1, 1);
        let mut simulation = Self {
            rng: Rng::new(scenario.seed),
            today: first,
            last: Day::new(year, month, day),
            visits_a_day: i64::from(scenario.visits_per_day_per_clinician),
            roster: Roster::new(),
            caseloads: Vec::new(),
            former: Vec::new(),
            patients: 0,
            claims: 0,
            files_sent: 0,
            outbox: Vec::new(),
            desks: PayerId::ALL.iter().map(|&id| Desk::new(id, scenario.seed)).collect(),
            ready: VecDeque::new(),
        };
        simulation.open_caseloads();
        simulation
    }

    /// The practice did not begin on the first day: episodes are under way.
    fn open_caseloads(&mut self) {
        for seat in 0..self.roster.seats.len() {
            let mut episodes = Vec::new();
            for _ in 0..self.visits_a_day * 2 {
                let mut episode = self.new_episode(seat);
                episode.done = self.rng.between(1, episode.visits - 1);
                episode.next = self.today.plus(self.rng.between(0, 4));
                episodes.push(episode);
            }
            self.caseloads.push(episodes);
        }
    }

    fn new_episode(&mut self, seat: usize) -> Episode {
        let patient = if !self.former.is_empty() && self.rng.chance(60) {
            self.former.swap_remove(self.rng.below(self.former.len() as u64) as usize)
        } else {
            let payer = self.rng.weighted(&[
                (PayerId::Medicare, 380),
                (PayerId::Blue, 240),
                (PayerId::Commercial, 200),
                (PayerId::Medicaid, 180),
            ]);
            self.patients += 1;
            Arc::new(people::patient(&mut self.rng, self.patients, payer, self.today))
        };
        let discipline = self.roster.seats[seat].discipline;
        Episode::new(&mut self.rng, patient, discipline, &self.roster.doctors, self.today)
    }

    fn day(&mut self) {
        if self.today.weekday() > 4 {
            return;
        }
        for seat in 0..self.roster.seats.len() {
            // Holidays, illness, courses.
            if !self.rng.chance(70) {
                self.visits(seat);
            }
        }
        for payer in PayerId::ALL {
            self.send(payer);
        }
        for payer in PayerId::ALL {
            self.receive(payer);
        }
    }

    fn visits(&mut self, seat: usize) {
        let wanted = (self.visits_a_day + self.rng.between(-1, 1)).max(0) as usize;
        let mut caseload = std::mem::take(&mut self.caseloads[seat]);
        caseload.sort_by_key(|e| e.next);
        let due = caseload.partition_point(|e| e.next <= self.today).min(wanted);
        for _ in due..wanted {
            caseload.push(self.new_episode(seat));
        }
        let new_from = caseload.len() - (wanted - due);
        for at in (0..due).chain(new_from..caseload.len()) {
            self.claims += 1;
            let control = format!("HB-{:06}", self.claims);
            let who = &self.roster.seats[seat];
            let claim = caseload[at].visit(&mut self.rng, who, control, self.today);
            let ready = self.today.plus(self.rng.between(1, 2));
            let claim = Arc::new(claim);
            if self.rng.chance(6) {
                let ready = ready.plus(self.rng.between(8, 15));
                self.outbox.push(Letter { ready, claim: Arc::clone(&claim), again: true });
            }
            self.outbox.push(Letter { ready, claim, again: false });
        }
        for episode in &caseload {
            if episode.done >= episode.visits {
                self.former.push(Arc::clone(&episode.patient));
            }
        }
        caseload.retain(|e| e.done < e.visits);
        self.caseloads[seat] = caseload;
    }

    /// One claim file to this payer with everything that is ready.
    fn send(&mut self, id: PayerId) {
        let (payer, today) = (id.payer(), self.today);
        if !payer.is_sent(today) {
            return;
        }
        let (mut going, staying): (Vec<_>, Vec<_>) = std::mem::take(&mut self.outbox)
            .into_iter()
            .partition(|l| l.claim.payer == id && l.ready <= today);
        self.outbox = staying;
        if going.is_empty() {
            return;
        }
        going.sort_by_key(|l| (l.claim.patient.id, l.claim.prior.is_some()));
        let claims: Vec<_> = going.iter().map(|l| Arc::clone(&l.claim)).collect();
        self.files_sent += 1;
        let mut w = Writer::default();
        claim::open(&mut w, payer, today, self.files_sent);
        claim::set(&mut w, 1, payer, today, &claims);
        close(&mut w);
        self.file("837P", payer.slug, w);
        for letter in going {
            self.desks[id as usize].receive(letter.claim, today, letter.again);
        }
    }

    /// The remittance of this payer, if it pays today.
    fn receive(&mut self, id: PayerId) {
        let (payer, today) = (id.payer(), self.today);
        if !payer.pays(today) {
            return;
        }
        let desk = &mut self.desks[id as usize];
        let Some(Paid { cycle, news }) = desk.cycle(today) else { return };
        let mut w = Writer::default();
        remittance::open(&mut w, payer, today, desk.cycles as u32);
        remittance::set(&mut w, 1, &cycle);
        close(&mut w);
        self.file("835", payer.slug, w);
        for ruling in &news {
            self.follow_up(ruling);
        }
    }

    fn file(&mut self, kind: &str, slug: &str, mut w: Writer) {
        let name = format!("{}-{kind}-{slug}.x12", self.today.iso());
        self.ready.push_back(File { name, bytes: w.take() });
    }

    /// What comes after a ruling: another payer, a corrected claim, an appeal.
    fn follow_up(&mut self, ruling: &Arc<Ruling>) {
        let claim = &ruling.claim;
        let today = self.today;
        let second = claim.patient.secondary.as_ref().filter(|_| claim.prior.is_none());
        if let Some(denial) = ruling.denial {
            // An appeal after the second payer has paid would need that one to correct too.
            let appealable = denial.line.is_none() || second.is_none();
            if self.rng.below(40) == 0 && appealable {
                self.desks[claim.payer as usize].reconsider(ruling);
                return;
            }
            if matches!(denial.reason, "16" | "31") && self.rng.chance(650) {
                let mut anew = (**claim).clone();
                anew.control.push_str("-A");
                anew.corrected = true;
                let ready = today.plus(self.rng.between(4, 9));
                self.outbox.push(Letter { ready, claim: Arc::new(anew), again: false });
            }
        }
        let Some(second) = second.filter(|_| ruling.patient_share() > 0) else { return };
        if ruling.denial.is_some_and(|d| d.line.is_none()) {
            return;
        }
        let mut next = (**claim).clone();
        next.payer = second.payer;
        next.prior = Some(Arc::clone(ruling));
        next.authorization = None;
        let next = Arc::new(next);
        if ruling.forwarded.is_some() {
            self.desks[second.payer as usize].receive(next, today, false);
        } else {
            let ready = today.plus(self.rng.between(2, 5));
            self.outbox.push(Letter { ready, claim: next, again: false });
        }
    }
}

fn close(w: &mut Writer) {
    w.close_group();
    w.close_interchange();
}

impl Iterator for Simulation {
    type Item = File;

    fn next(&mut self) -> Option<File> {
        while self.ready.is_empty() && self.today <= self.last {
            self.day();
            self.today = self.today.plus(1);
        }
        self.ready.pop_front()
    }
}
