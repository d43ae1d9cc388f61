//! The bank shows the money that remittances announce: matched by rules that are named, in any
//! order of arrival, once, and taken back as a whole. Bank files here are made up.

use gonio_app::bank;
use gonio_app::pages::Slice;

use crate::notation;
use crate::practice::{NOW, Practice};

/// A claim paid 67.50 under a trace, by a payer, on a day.
fn paid(p: &mut Practice, claim: &str, trace: &str, payer: &str, on: &str) -> i64 {
    p.remit(&format!(
        "pay {trace} 67.50 ACH {on} {payer}
         claim {claim} 1 REED/ANNA M{claim} 2026-03-02
         line 97110 x2 120.00 35.00 CO-45=55.00 PR-3=30.00
         line 97140 x1 60.00 32.50 CO-45=27.50"
    ))
}

/// A bank's export: day, amount, text.
fn csv(rows: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut text = String::from("Date,Description,Amount\n");
    for (day, amount, words) in rows {
        text.push_str(&format!("{day},\"{words}\",{amount}\n"));
    }
    text.into_bytes()
}

const ALL: Slice = Slice { limit: 100, offset: 0 };

/// The lines as `number state rule`, the latest first.
fn shown(p: &Practice) -> Vec<String> {
    let (lines, total) = bank::lines(&p.book, "", ALL).unwrap();
    assert_eq!(total, lines.len() as i64);
    let rules = |l: &bank::LineView| {
        l.matches.iter().map(|m| format!("{} {}", m.trace, m.rule)).collect::<Vec<_>>().join(", ")
    };
    lines.iter().map(|l| format!("{} {} {}", l.line, l.state, rules(l)).trim().into()).collect()
}

#[test]
fn a_trace_and_its_amount_clear_the_remittance_in_either_order() {
    let line = csv(&[("03/18/2026", "67.50", "ACME HCCLAIMPMT TRN*1*T100*1990000001~")]);
    for bank_first in [false, true] {
        let mut p = Practice::new();
        if bank_first {
            p.import(&[("bank.csv", &line)]);
            assert_eq!(p.waiting(), ["deposit_unmatched"]);
            p.stands("");
        }
        paid(&mut p, "C1", "T100", "ACME", "2026-03-16");
        if !bank_first {
            assert_eq!(p.account("CLR.ERA"), 6_750);
            let report = p.import(&[("bank.csv", &line)]);
            let file = &report.files[0];
            assert_eq!((file.kind.as_str(), file.outcome.as_str()), ("bank CSV", "imported"));
            assert_eq!((report.totals.deposits, report.totals.deposited_cents), (1, 6_750));
            let read: Vec<String> =
                file.columns.iter().map(|c| format!("{} = {}", c.head, c.means)).collect();
            assert_eq!(read, ["Date = day", "Description = text", "Amount = amount"]);
        }
        p.stands("BANK 67.50, ADJ.CON 82.50, AR.PAT 30.00, REV -180.00");
        assert_eq!(p.waiting(), [""; 0]);
        assert_eq!(shown(&p), ["1 matched T100 trace"]);
        // The deposit stands on the bank's day.
        let days =
            p.rows("SELECT post_day FROM journal WHERE debit = 'BANK'", &[], |r| r.get::<i32>(0));
        assert_eq!(days, [crate::practice::day("2026-03-18").0]);
    }
}

#[test]
fn a_line_waits_again_when_its_remittance_is_taken_back() {
    let mut p = Practice::new();
    let line = csv(&[("03/18/2026", "67.50", "TRN*1*T100*1~")]);
    let bank = p.import(&[("a.csv", &line)]).batch.unwrap();
    let remittance = paid(&mut p, "C1", "T100", "ACME", "2026-03-16");
    assert_eq!(p.account("BANK"), 6_750);
    let refused = p.undo(bank).unwrap_err();
    assert!(refused.contains(&format!("batch {remittance} came later")), "{refused}");
    p.undo(remittance).unwrap();
    p.stands("");
    assert_eq!(p.waiting(), ["deposit_unmatched"]);
    assert_eq!(shown(&p), ["1 waiting"]);
    paid(&mut p, "C1", "T100", "ACME", "2026-03-16");
    assert_eq!((p.account("BANK"), p.account("CLR.ERA")), (6_750, 0));
    assert_eq!(p.waiting(), [""; 0]);
}

#[test]
fn the_same_lines_again_change_nothing_and_new_ones_are_taken() {
    let mut p = Practice::new();
    paid(&mut p, "C1", "T100", "ACME", "2026-03-16");
    let first = ("03/18/2026", "67.50", "ACME TRN*1*T100*1~");
    let twice = ("03/19/2026", "20.00", "COUNTER DEPOSIT");
    p.import(&[("a.csv", &csv(&[first, twice, twice]))]);
    let before = shown(&p);
    assert_eq!(before.len(), 3, "two that look alike are two: {before:?}");
    // Another export over the same days, with a day more.
    let later = ("03/20/2026", "-5.00", "FEE");
    let file = p.file("b.csv", &csv(&[first, twice, twice, later]));
    assert_eq!((file.counts.bank_lines, file.counts.duplicates), (1, 3));
    assert_eq!(shown(&p).len(), 4);
    assert_eq!(p.account("BANK"), 6_750);
    let same = p.file("c.csv", &csv(&[first, twice, twice, later]));
    assert_eq!(same.outcome, "duplicate");
    // Money that goes out waits for nobody.
    assert_eq!(p.waiting(), ["deposit_unmatched", "deposit_unmatched"]);
}

#[test]
fn a_row_that_cannot_be_read_is_named_and_the_rest_is_taken() {
    let mut p = Practice::new();
    paid(&mut p, "C1", "T100", "ACME", "2026-03-16");
    let file = p.file(
        "a.csv",
        &csv(&[("31/31/2026", "1.00", "X"), ("03/18/2026", "67.50", "T100"), ("", "2.00", "Y")]),
    );
    assert_eq!(file.outcome, "partly");
    let said: Vec<&str> = file.problems.iter().map(|p| p.text.as_str()).collect();
    assert!(said[0].starts_with("row 2: its day"), "{said:?}");
    assert_eq!(said[1], "row 4: it has no day");
    assert_eq!(p.account("CLR.ERA"), 0);
}

#[test]
fn several_remittances_in_one_deposit_only_by_their_traces() {
    let mut p = Practice::new();
    paid(&mut p, "C1", "T100", "ACME", "2026-03-16");
    paid(&mut p, "C2", "T200", "ACME", "2026-03-16");
    p.import(&[("a.csv", &csv(&[("03/18/2026", "135.00", "ACME LUMP SUM")]))]);
    assert_eq!(p.waiting(), ["deposit_unmatched"]);
    assert_eq!(p.account("BANK"), 0);
    p.import(&[("b.csv", &csv(&[("03/18/2026", "135.00", "ACME T100 T200")]))]);
    assert_eq!(shown(&p)[0], "2 matched T100 traces, T200 traces");
    assert_eq!((p.account("BANK"), p.account("CLR.ERA")), (13_500, 0));
}

#[test]
fn amount_payer_and_day_count_only_when_nothing_else_fits() {
    let mut p = Practice::new();
    paid(&mut p, "C1", "T100", "Harbor", "2026-03-16");
    paid(&mut p, "C2", "T200", "Summit", "2026-03-16");
    p.import(&[("a.csv", &csv(&[("03/18/2026", "67.50", "HARBOR HCCLAIMPMT")]))]);
    assert_eq!(shown(&p), ["1 matched T100 amount_payer_day"]);
    // Another of the same payer and amount makes two lines that fit one remittance.
    paid(&mut p, "C3", "T300", "Harbor", "2026-03-20");
    let twins = [("03/21/2026", "67.50", "HARBOR A"), ("03/22/2026", "67.50", "HARBOR B")];
    p.import(&[("b.csv", &csv(&twins))]);
    assert_eq!(p.waiting(), ["deposit_several", "deposit_several"]);
    assert_eq!(p.account("CLR.ERA"), 13_500);
    let (lines, _) = bank::lines(&p.book, "waiting", ALL).unwrap();
    let first = &lines[0].candidates[0];
    assert_eq!(first.trace, "T300");
    assert_eq!(
        first.reasons,
        ["same amount", "the payer's name stands in the line", "2 days later"]
    );
    // A person decides; the other line goes on waiting.
    let done = bank::match_line(&mut p.book, lines[0].line, &[first.remittance], NOW).unwrap();
    p.in_order("the match");
    assert_eq!(p.waiting(), ["deposit_several"]);
    assert_eq!(p.account("CLR.ERA"), 6_750);
    p.undo(done.batch).unwrap();
    assert_eq!(p.waiting(), ["deposit_several", "deposit_several"]);
    assert_eq!(p.account("CLR.ERA"), 13_500);
}

#[test]
fn a_trace_with_another_amount_waits_and_cannot_be_forced() {
    let mut p = Practice::new();
    paid(&mut p, "C1", "T100", "ACME", "2026-03-16");
    p.import(&[("a.csv", &csv(&[("03/18/2026", "60.00", "ACME TRN*1*T100*1~")]))]);
    assert_eq!(p.waiting(), ["deposit_amount_differs"]);
    let (lines, _) = bank::lines(&p.book, "waiting", ALL).unwrap();
    let candidate = &lines[0].candidates[0];
    assert_eq!(candidate.reasons[..2], ["its trace stands in the line", "amount differs by 7.50"]);
    let refused = bank::match_line(&mut p.book, 1, &[candidate.remittance], NOW).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the bank line brings 60.00, the remittances pay 67.50; that is 7.50 apart"
    );
    assert_eq!(p.account("BANK"), 0);
}

#[test]
fn money_said_by_hand_is_not_posted_again_by_the_banks_line() {
    let mut p = Practice::new();
    paid(&mut p, "C1", "T100", "ACME", "2026-03-16");
    let by_hand = p.deposit("T100", "67.50", "2026-03-17");
    let import = p.import(&[("a.csv", &csv(&[("03/18/2026", "67.50", "TRN*1*T100*1~")]))]);
    assert_eq!(p.account("BANK"), 6_750);
    assert_eq!(p.waiting(), [""; 0]);
    assert_eq!(shown(&p), ["1 matched T100 trace"]);
    let refused = p.undo(by_hand).unwrap_err();
    assert!(refused.contains(&format!("batch {}", import.batch.unwrap())), "{refused}");
}

#[test]
fn every_step_is_taken_back_as_it_came() {
    let mut p = Practice::new();
    let remittance = paid(&mut p, "C1", "T100", "ACME", "2026-03-16");
    let line = csv(&[("03/18/2026", "67.50", "TRN*1*T100*1~")]);
    let import = p.import(&[("a.csv", &line)]).batch.unwrap();
    p.undo(remittance).unwrap_err();
    let off = bank::unmatch(&mut p.book, 1, NOW).unwrap();
    p.in_order("the unmatching");
    assert_eq!((p.account("BANK"), p.account("CLR.ERA")), (0, 6_750));
    assert_eq!(p.waiting(), ["deposit_several"]);
    // What a person took apart, no rule puts together again.
    p.import(&[("b.csv", &csv(&[("03/19/2026", "-1.00", "FEE")]))]);
    assert_eq!(p.account("BANK"), 0);
    p.undo(import).unwrap_err();
    p.undo(off.batch).unwrap();
    assert_eq!(p.account("BANK"), 6_750);
    assert_eq!(p.waiting(), [""; 0]);
    p.undo(import).unwrap();
    assert_eq!(p.account("BANK"), 0);
    p.undo(remittance).unwrap();
    p.stands("");
    // And all of it can come again.
    paid(&mut p, "C1", "T100", "ACME", "2026-03-16");
    p.import(&[("a.csv", &line)]);
    assert_eq!((p.account("BANK"), p.account("CLR.ERA")), (6_750, 0));
}

#[test]
fn a_match_made_anew_keeps_the_unmatching_from_being_undone() {
    let mut p = Practice::new();
    paid(&mut p, "C1", "T100", "ACME", "2026-03-16");
    p.import(&[("a.csv", &csv(&[("03/18/2026", "67.50", "TRN*1*T100*1~")]))]);
    let off = bank::unmatch(&mut p.book, 1, NOW).unwrap();
    let again = bank::match_line(&mut p.book, 1, &[1], NOW).unwrap();
    p.undo(off.batch).unwrap_err();
    assert_eq!(p.account("BANK"), 6_750);
    p.undo(again.batch).unwrap();
    // Nor may it be undone once the money was said by hand.
    let by_hand = p.deposit("T100", "67.50", "2026-03-19");
    p.undo(off.batch).unwrap_err();
    p.undo(by_hand).unwrap();
    p.undo(off.batch).unwrap();
    assert_eq!((p.account("BANK"), p.account("CLR.ERA")), (6_750, 0));
}

#[test]
fn a_line_set_aside_waits_no_longer_and_posts_nothing() {
    let mut p = Practice::new();
    p.import(&[("a.csv", &csv(&[("03/18/2026", "300.00", "CARD SETTLEMENT")]))]);
    let refused = bank::set_aside(&mut p.book, 1, " ", NOW).unwrap_err().to_string();
    assert!(refused.contains("say what the money is"), "{refused}");
    bank::set_aside(&mut p.book, 1, "card payments", NOW).unwrap();
    assert_eq!(p.waiting(), [""; 0]);
    assert_eq!(shown(&p), ["1 matched  set_aside"]);
    p.stands("");
    bank::unmatch(&mut p.book, 1, NOW).unwrap();
    assert_eq!(p.waiting(), ["deposit_several"]);
}

#[test]
fn ofx_and_the_same_transactions_again() {
    let ofx = |amount: &str| {
        format!(
            "<OFX><BANKACCTFROM><BANKID>1<ACCTID>123456789</BANKACCTFROM><BANKTRANLIST>\
             <STMTTRN><DTPOSTED>20260318<TRNAMT>{amount}<FITID>F1<NAME>ACME<MEMO>T100</STMTTRN>\
             </BANKTRANLIST></OFX>"
        )
    };
    let mut p = Practice::new();
    paid(&mut p, "C1", "T100", "ACME", "2026-03-16");
    let file = p.file("a.ofx", ofx("67.50").as_bytes());
    assert_eq!((file.kind.as_str(), file.outcome.as_str()), ("bank OFX", "imported"));
    assert_eq!(p.account("CLR.ERA"), 0);
    // The bank's own number says that it is the same, whatever else it says now.
    let again = p.file("b.ofx", format!("{}\n", ofx("67.50")).as_bytes());
    assert_eq!(again.outcome, "duplicate");
    assert_eq!(p.account("BANK"), 6_750);
    // No account number is kept, only its end.
    let kept = p.rows("SELECT account FROM bank_line", &[], |r| r.get::<String>(0));
    assert_eq!(kept, ["6789"]);
}

#[test]
fn files_of_all_kinds_in_one_import_find_each_other() {
    let mut p = Practice::new();
    let bank = csv(&[("03/18/2026", "67.50", "TRN*1*T100*1~")]);
    let remittance = notation::remit(
        "pay T100 67.50 ACH 2026-03-16 ACME
         claim C1 1 REED/ANNA M1 2026-03-02
         line 97110 x2 120.00 67.50 CO-45=52.50",
    );
    let report = p.import(&[("a.csv", &bank), ("b.835", &remittance)]);
    assert_eq!(report.totals.imported, 2);
    p.stands("BANK 67.50, ADJ.CON 52.50, REV -120.00");
    p.undo(report.batch.unwrap()).unwrap();
    p.stands("");
    assert_eq!(shown(&p), [""; 0]);
}
