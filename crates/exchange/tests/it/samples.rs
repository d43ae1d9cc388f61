//! Every TA1, 999, 277CA and 277 among the samples that nobody here wrote, with what is told
//! of it, read off the files by hand.

use std::fs;
use std::path::{Path, PathBuf};

use gonio_billing::answers::SetOutcome;
use gonio_billing::day::Day;

use crate::recorder::Told;

/// A file, what is told of it, and its problems.
type Expected = (&'static str, &'static [&'static str], &'static [&'static str]);

const EXPECTED: &[Expected] = &[
    (
        // The set's answer stands in an AK5, as in a 997: only the group's can be read.
        "aurelianware-hipaa-attachments/request/999-acknowledgment.edi",
        &["5 set 278 0001 of HS 1: unknown ", "7 group HS 1: accepted 1/1/1 listed 1 "],
        &["segment 2 6 AK5"],
    ),
    (
        "herophilus/277Sample-276Resp-ClaimInfo-.txt",
        &[
            "13 status PT12345 asked 10060216012300233HSP1156IC002- by 1234567891: paid F1:3 since 2010-12-14 paid 38973 payer 1026000000099999 on 2010-07-29",
            "  line 10337080301 : paid F1:3",
        ],
        &[],
    ),
    (
        "herophilus/999-Sample-Accepted-.txt",
        &["5 set 837 0028 of HC 28: accepted ", "7 group HC 28: accepted 1/1/1 listed 1 "],
        &[],
    ),
    (
        // The payer says 1001-01-01 for the day of service, which is a date.
        "imsweb-x12-parser/277_5010/x12_277CA_accepted.txt",
        &[
            "12 receiver ETIN from payer batch 000000674: hop A1:20 in 1/12500 out -/-",
            "18 provider 1234567890 from payer batch 000000674: -  in -/- out -/-",
            "21 claim 5781 by 1234567890 from payer batch 000000674: accepted A2:20 charge 12500 payer 1107000000014420 on 1001-01-01",
        ],
        &[],
    ),
    (
        // STC03 says accepted, the category says refused: it is refused.
        "imsweb-x12-parser/277_5010/x12_277CA_rejected.txt",
        &[
            "12 receiver ETIN from payer batch 11200001: hop A1:20 in 1/19914 out -/-",
            "18 provider 123456789 from payer batch 11200001: -  in -/- out -/-",
            "21 claim 3920394930203 by 123456789 from payer batch 11200001: rejected A7:562:85 charge 19914 payer 1107000000001120 on 2009-03-11",
        ],
        &[],
    ),
    (
        "imsweb-x12-parser/277_5010/x12_277_x212.txt",
        &[
            "13 status 12345 asked 0000001 by 1111111111: acknowledged A1:704 since 2020-11-16 paid - payer  on 2020-11-13",
            "26 status 12346 asked 0000002 by 1111111111: acknowledged A1:704 since 2020-11-16 paid - payer  on 2020-08-20",
            "39 status 12347 asked 0000003 by 1111111111: acknowledged A1:704 since 2020-11-16 paid - payer  on 2020-11-13",
            "52 status 12348 asked 0000004 by 1111111111: acknowledged A1:704 since 2020-11-16 paid - payer  on 2020-11-14",
            "65 status 12349 asked 0000005 by 1111111111: acknowledged A1:704 since 2020-11-16 paid - payer  on 2020-11-13",
            "78 status 12340 asked 0000006 by 1111111111: acknowledged A1:704 since 2020-11-16 paid - payer  on 2020-11-13",
            "91 status 12341 asked 0000007 by 1111111111: acknowledged A1:704 since 2020-11-16 paid - payer  on 2020-11-15",
            "104 status 12342 asked 0000008 by 1111111111: acknowledged A1:704 since 2020-11-16 paid - payer  on 2020-11-13",
        ],
        &["interchange 001 111 IEA"],
    ),
    (
        "imsweb-x12-parser/837_5010/x12_999_accepted.txt",
        &["5 set 837 0001 of HC 17456: accepted ", "7 group HC 17456: accepted 1/1/1 listed 1 "],
        &["interchange 001 10 IEA"],
    ),
    (
        "imsweb-x12-parser/837_5010/x12_999_rejected.txt",
        &[
            "5 set 837 0028 of HC 28: rejected 5",
            "  NM at 17: 1 claim -",
            "8 group HC 28: rejected 1/1/0 listed 1 ",
        ],
        &[],
    ),
    (
        "linuxforhealth-x12/277_005010X212/claim-level-status.277",
        &[
            "13 status SM123456 asked ABCXYZ1 by 1666666661: pending P3:317 since 2005-09-13 paid - payer 05347006051 on 2005-08-31..2005-09-06",
            "21 status J0234567 asked ABCXYZ2 by 1666666661: finalized F0:3 since 2005-09-15 paid 759900 payer 0529675341 on 2005-07-31..2005-08-09",
            "33 status MA345678 asked ABCXYC3 by 166666666: denied F2:88:QC since 2005-06-12 paid 0 payer 051681010827 on -",
            "  line 99203 : denied F2:88:QC",
        ],
        &[],
    ),
    (
        "linuxforhealth-x12/277_005010X212/provider-level-status.277",
        &[
            "13 status SM123456 asked ABCXYZ1 by 1666666661: pending P3:317 since 2005-09-13 paid - payer 05347006051 on 2005-08-31..2005-09-06",
            "21 provider 6166666666 asked 0: error E0:24:85",
        ],
        &[],
    ),
    (
        "pyx12/834_lui_id_5010.999.txt",
        &[
            "5 set 834 0001 of BE 13360001: accepted ",
            "7 group BE 13360001: accepted 1/1/1 listed 1 ",
            "11 set 834 0001 of BE 13360001: accepted ",
            "13 group BE 13360001: accepted 1/1/1 listed 1 ",
            "19 set 834 0001 of BE 13360001: accepted ",
            "21 group BE 13360001: accepted 1/1/1 listed 1 ",
            "25 set 834 0001 of BE 13360001: accepted ",
            "27 group BE 13360001: accepted 1/1/1 listed 1 ",
        ],
        &[],
    ),
    // The retired 997 is passed over; a TA1 beside it is read, also at the end.
    (
        "pyx12/x12testdata/835id.res997.txt",
        &["10 interchange 000003447 of 2009-02-20 1816: accepted 000"],
        &[],
    ),
    (
        "pyx12/x12testdata/837miss.res997.txt",
        &["10 interchange 000010121 of 2003-08-28 1128: rejected 023"],
        &[],
    ),
    (
        "pyx12/x12testdata/ele.res997.txt",
        &["10 interchange 000484889 of 2004-07-09 3339: rejected 015"],
        &[],
    ),
    (
        "pyx12/x12testdata/fail_no_IEA.res997.txt",
        &["12 interchange 000010121 of 2003-08-28 1128: rejected 023"],
        &[],
    ),
    (
        "pyx12/x12testdata/loop_counting.res997.txt",
        &["14 interchange 000001168 of 2004-11-05 1526: accepted 000"],
        &[],
    ),
    (
        "pyx12/x12testdata/simple_837p.res997.txt",
        &["10 interchange 000001168 of 2004-11-05 1526: accepted 000"],
        &[],
    ),
    (
        "pyx12/x12testdata/trailer_errors.res997.txt",
        &["12 interchange 000484950 of 2004-08-20 1133: rejected 018"],
        &[],
    ),
    (
        // An IK5 too early, a code that is none, and a second answer for the same set.
        "staedi/invalid999.edi",
        &[
            "6 set 837 0001 of HC 17456: unknown ",
            "9 set 837 0002 of HC 17456: rejected 5",
            "  CLM at 22: 8 2=1 claim 123456789",
            "14 set 837 0003 of HC 17456: rejected 5",
            "  REF at 57: 3 claim 987654321",
            "19 group HC 17456: partly_accepted 3/3/1 listed 3 ",
        ],
        &["segment 2 4 IK5", "segment 2 8 IK5", "set 4 20 SE"],
    ),
    (
        "staedi/simple999.edi",
        &[
            "5 set 837 0001 of HC 17456: accepted ",
            "7 set 837 0002 of HC 17456: rejected 5",
            "  CLM at 22: 8 2=1 claim 123456789",
            "12 set 837 0003 of HC 17456: rejected 5",
            "  REF at 57: 3 claim 987654321",
            "17 group HC 17456: partly_accepted 3/3/1 listed 3 ",
        ],
        &[],
    ),
    (
        "staedi/x12_interchange_ack.txt",
        &["2 interchange 000000050 of 2020-02-29 1200: accepted 000"],
        &[],
    ),
    (
        "stupidedi/FA999-005010X231A1/response-to-functional-group-containing-3-837s.edi",
        &[
            "5 set 837 0001 of HC 17456: accepted ",
            "7 set 837 0002 of HC 17456: rejected 5",
            "  CLM at 22: 8 2=1 claim 123456789",
            "12 set 837 0003 of HC 17456: rejected 5",
            "  REF at 57: 3 claim 987654321",
            "17 group HC 17456: partly_accepted 3/3/1 listed 3 ",
        ],
        &[],
    ),
    (
        "stupidedi/HN277-005010X212/claim-response.edi",
        &[
            "13 status SM123456 asked ABCXYZ1 by 1666666661: pending P3:317 since 2005-09-13 paid - payer 05347006051 on 2005-08-31..2005-09-06",
            "21 status JO234567 asked ABCXYZ2 by 1666666661: finalized F0:3 since 2005-09-15 paid 759900 payer 0529675341 on 2005-07-31..2005-08-09",
            "33 status MA345678 asked ABCXYC3 by 1666666666: denied F2:88:QC since 2005-06-12 paid 0 payer 051681010827 on -",
            "  line 99203 : denied F2:88:QC",
        ],
        &[],
    ),
    (
        "stupidedi/HN277-005010X212/provider-response.edi",
        &[
            "13 status SM123456 asked ABCXYZ1 by 1666666661: pending P3:317 since 2005-09-13 paid - payer 05347006051 on 2005-08-31..2005-09-06",
            "21 provider 6166666666 asked 0: error E0:24:1P",
        ],
        &[],
    ),
    (
        "stupidedi/HR277-005010X212/1.era",
        &[
            "13 status 567812 asked 56565656 by 1771172742: pending P5:3 since 2019-06-08 paid - payer  on 2019-06-01",
        ],
        &["interchange 001 20 IEA"],
    ),
    (
        "uhin-x12-parser/TA1.edi",
        &["2 interchange 000000100 of 2003-08-09 0823: rejected 024"],
        &["interchange 024 1 ISA"],
    ),
    (
        // One claim's day of service, 2023-02-29, does not exist.
        "x12-types/277/parse_277_01.edi",
        &[
            "12 receiver S00003 from payer batch 2002022045678: hop A1:19:PR in 3/20050 out 2/16500",
            "22 claim PATIENT22222 by 234567894 from payer batch 2002022045678: accepted A2:20 charge 10000 payer 220216359803X on 2023-02-14",
            "28 claim PATIENT33333 by 234567894 from payer batch 2002022045678: rejected A3:21+A3:187 charge 6500 payer  on -",
            "33 claim JONES44444 by 234567894 from payer batch 2002022045678: rejected A7:21+A7:249 charge 10000 payer  on 2023-02-11",
            "38 claim JOHNSON55555 by 234567894 from payer batch 2002022045678: accepted A2:20 charge 5050 payer 220216359806X on 2023-02-10",
            "44 claim MILLS66666 by 234567894 from payer batch 2002022045678: accepted A2:20 charge 5000 payer 220216359807X on 2023-02-05",
        ],
        &["element 8 28 DTP"],
    ),
    // A receipt of a data collector has another guide, and is passed over by its name.
    ("x12-types/277/parse_277_02.edi", &[], &[]),
];

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data")
}

fn sample(name: &str) -> Told {
    Told::of(fs::File::open(data().join(name)).expect("the sample is there"))
}

fn names(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("the samples").flatten() {
        let path = entry.path();
        if path.is_dir() {
            names(&path, found);
        } else if path.extension().is_none_or(|e| e != "md") {
            let name = path.strip_prefix(data()).expect("below the samples");
            found.push(name.to_string_lossy().replace('\\', "/"));
        }
    }
}

#[test]
fn every_sample_is_expected() {
    let mut found = Vec::new();
    names(&data(), &mut found);
    found.sort();
    let expected: Vec<&str> = EXPECTED.iter().map(|(name, ..)| *name).collect();
    assert_eq!(found, expected);
}

#[test]
fn samples_are_as_their_authors_wrote_them() {
    let originals = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/x12-samples");
    for (name, ..) in EXPECTED {
        let read = |folder: &Path| fs::read(folder.join(name)).expect(name);
        assert!(read(&data()) == read(&originals), "{name} is changed");
    }
}

#[test]
fn every_answer_of_the_samples_is_told() {
    for (name, lines, problems) in EXPECTED {
        let told = sample(name);
        assert_eq!(told.lines, *lines, "{name}");
        assert_eq!(told.problem_lines(), *problems, "{name}");
    }
}

#[test]
fn a_999_says_what_to_fix() {
    let told = sample("staedi/simple999.edi");
    let [accepted, element, situation] = &told.sets[..] else { panic!("three sets") };
    assert_eq!((accepted.outcome, accepted.errors.len()), (SetOutcome::Accepted, 0));
    assert_eq!(
        (accepted.group.sender.as_str(), accepted.group.receiver.as_str()),
        ("RCVR", "SNDR")
    );
    assert_eq!(accepted.group.version, "005010X222");

    let wrong = &element.errors[0].elements[0];
    assert_eq!((wrong.element, wrong.reference.as_str(), wrong.segment), (2, "782", 10));
    // Three names of one situation, then the claim.
    let contexts = &situation.errors[0].contexts;
    let names: Vec<_> = contexts.iter().map(|c| (c.name.as_str(), c.value.0.as_str())).collect();
    assert_eq!(
        names,
        [
            ("SITUATIONAL TRIGGER", ""),
            ("SITUATIONAL TRIGGER", "2"),
            ("SITUATIONAL TRIGGER", "3"),
            ("CLM01", "987654321")
        ]
    );
    let trigger = &contexts[0];
    assert_eq!((trigger.segment_id.as_str(), trigger.position), ("CLM", 43));
    assert_eq!((trigger.element, trigger.component, trigger.repetition), (5, 3, 0));
}

#[test]
fn patients_of_answers_are_known_and_print_as_dots() {
    let told = sample("linuxforhealth-x12/277_005010X212/claim-level-status.277");
    let patient = &told.statuses[2].patient;
    assert_eq!((patient.last.0.as_str(), patient.first.0.as_str()), ("MANN", "JOSEPH"));
    assert_eq!(patient.member_id.0, "345678901", "a dependent has the subscriber's");
    assert_eq!(told.statuses[0].patient.first.0, "FRED");

    let told_ca = sample("x12-types/277/parse_277_01.edi");
    assert_eq!(told_ca.claims[4].patient.last.0, "MILLER");
    assert_eq!(told_ca.claims[4].patient.member_id.0, "6666666666");
    let printed = format!("{:?}{:?}", told.statuses, told_ca.claims);
    for detail in ["MANN", "JOSEPH", "345678901", "MILLER", "6666666666"] {
        assert!(!printed.contains(detail), "{detail}");
    }
}

#[test]
fn who_answered_and_when_is_kept() {
    let source = &sample("x12-types/277/parse_277_01.edi").claims[0].source;
    assert_eq!((source.name.as_str(), source.id.as_str()), ("YOUR INSURANCE COMPANY", "YIC01"));
    assert_eq!(source.receipt, "0091182");
    assert_eq!(source.received_day, Day::new(2023, 2, 20));
    assert_eq!(source.processed_day, Day::new(2023, 2, 21));

    let ta1 = &sample("staedi/x12_interchange_ack.txt").interchanges[0];
    assert_eq!((ta1.sender.as_str(), ta1.receiver.as_str()), ("Receiver", "Sender"));
    assert_eq!(ta1.answered_day, Day::new(2020, 3, 1));
    assert_eq!(ta1.answered_time, "1430");
}

#[test]
fn a_payers_status_keeps_its_amounts_and_numbers() {
    let status = &sample("herophilus/277Sample-276Resp-ClaimInfo-.txt").statuses[0];
    assert_eq!(status.payer.id, "141797357");
    assert_eq!(status.clearinghouse_number, "20041513010001");
    assert_eq!(status.statuses[0].charge_cents, Some(52_449));
    assert_eq!(status.statuses[0].codes[0].list, "RX");
    let line = &status.lines[0].line;
    assert_eq!((line.units_milli, line.said_paid_cents), (Some(100_000), Some(38_973)));
}
