//! What the guides ask for in some situations: for each rule a clean set and the least change
//! that breaks it, with the one problem that this must earn.

use gonio_x12::check::check;
use gonio_x12::problem::{Level, Problem};

/// A professional claim for a subscriber who is the patient.
const CLAIM: &str = "\
BHT*0019*00*1*20261101*1200*CH
NM1*41*2*HAND CLINIC*****46*S1
PER*IC*ANN*TE*5551234567
NM1*40*2*HOUSE*****46*R1
HL*1**20*1
NM1*85*2*HAND CLINIC*****XX*1234567893
N3*1 MAIN ST
N4*AKRON*OH*443011234
REF*EI*123456789
HL*2*1*22*0
SBR*P*18*G1******CI
NM1*IL*1*DOE*JANE****MI*M1
N3*2 MAIN ST
N4*AKRON*OH*44301
DMG*D8*19800101*F
NM1*PR*2*PAYER*****PI*P1
REF*G2*77
CLM*C1*150***11:B:1*Y*A*Y*Y
HI*ABK:M25541*ABF:M79641
NM1*82*1*ROE*RICK****XX*1003000126
LX*1
SV1*HC:97530*100*UN*2***1:2
DTP*472*D8*20261020
LX*2
SV1*HC:97110*50*UN*1***1
DTP*472*D8*20261020
";

/// The same for a patient who is not the subscriber.
const DEPENDENT: &str = "\
BHT*0019*00*1*20261101*1200*CH
NM1*41*2*HAND CLINIC*****46*S1
PER*IC*ANN*TE*5551234567
NM1*40*2*HOUSE*****46*R1
HL*1**20*1
NM1*85*2*HAND CLINIC*****XX*1234567893
N3*1 MAIN ST
N4*AKRON*OH*443011234
REF*EI*123456789
HL*2*1*22*1
SBR*P********AM
NM1*IL*1*DOE*JANE****MI*M1
NM1*PR*2*PAYER*****PI*P1
HL*3*2*23*0
PAT*19
NM1*QC*1*DOE*TIM
N3*2 MAIN ST
N4*AKRON*OH*44301
DMG*D8*20150101*M
REF*Y4*CASE1
CLM*C1*100***11:B:1*Y*A*Y*Y**AA:::OH
DTP*439*D8*20261001
DTP*444*D8*20261003
HI*ABK:M25541
LX*1
SV1*HC:97530*100*UN*2***1
DTP*472*D8*20261020
";

/// A claim to the second payer, after the first has decided each line.
const SECOND: &str = "\
BHT*0019*00*1*20261101*1200*CH
NM1*41*2*HAND CLINIC*****46*S1
PER*IC*ANN*TE*5551234567
NM1*40*2*HOUSE*****46*R1
HL*1**20*1
NM1*85*2*HAND CLINIC*****XX*1234567893
N3*1 MAIN ST
N4*AKRON*OH*443011234
REF*EI*123456789
HL*2*1*22*0
SBR*S*18***12****MB
NM1*IL*1*DOE*JANE****MI*M1
N3*2 MAIN ST
N4*AKRON*OH*44301
DMG*D8*19500101*F
NM1*PR*2*MEDICARE*****PI*P2
CLM*C1*150***11:B:1*Y*A*Y*Y
HI*ABK:M25541
SBR*P*18*******CI
CAS*PR*1*10
AMT*D*90
OI***Y***Y
NM1*IL*1*DOE*JANE****MI*M2
NM1*PR*2*PAYER*****PI*P1
LX*1
SV1*HC:97530*100*UN*2***1
DTP*472*D8*20261020
SVD*P1*70*HC:97530**2
CAS*CO*45*30
DTP*573*D8*20261030
LX*2
SV1*HC:97110*50*UN*1***1
DTP*472*D8*20261020
SVD*P1*30*HC:97110**1
CAS*CO*45*20
DTP*573*D8*20261030
";

/// A remittance: one claim of two lines, one without lines, and a provider adjustment.
const REMITTANCE: &str = "\
BPR*I*135*C*ACH*CCP*01*999999992*DA*1*1234567890**01*999999992*DA*2*20261101
TRN*1*T1*1234567890
N1*PR*PAYER
N3*3 MAIN ST
N4*AKRON*OH*44301
PER*BL*DESK*TE*5551234567
N1*PE*HAND CLINIC*XX*1234567893
LX*1
CLP*C1*1*150*90*10*12*P1
NM1*QC*1*DOE*JANE****MI*M1
SVC*HC:97530*100*70**2
DTM*472*20261020
CAS*CO*45*30
SVC*HC:97110*50*20**1
DTM*472*20261020
CAS*CO*45*20
CAS*PR*1*10
CLP*C2*1*60*50*0*12*P2
CAS*CO*45*10
NM1*QC*1*ROE*RICK****MI*M2
DTM*232*20261020
PLB*1234567893*20261231*WO:X*5
";

const INQUIRY: &str = "\
BHT*0022*13*Q1*20261101*1200
HL*1**20*1
NM1*PR*2*PAYER*****PI*P1
HL*2*1*21*1
NM1*1P*2*HAND CLINIC*****XX*1234567893
HL*3*2*22*0
NM1*IL*1*DOE*JANE****MI*M1
EQ*30
";

const ANSWER: &str = "\
BHT*0022*11*Q1*20261101*1200
HL*1**20*1
NM1*PR*2*PAYER*****PI*P1
HL*2*1*21*1
NM1*1P*2*HAND CLINIC*****XX*1234567893
HL*3*2*22*0
NM1*IL*1*DOE*JANE****MI*M1
EB*1**30
LS*2120
NM1*P3*1*ROE*RICK
LE*2120
EB*A*IND*AD*****.2
EB*B*IND*AD***27*20
";

const QUESTION: &str = "\
BHT*0010*13*Q1*20261101*1200
HL*1**20*1
NM1*PR*2*PAYER*****PI*P1
HL*2*1*21*1
NM1*41*2*HAND CLINIC*****46*S1
HL*3*2*19*1
NM1*1P*2*HAND CLINIC*****XX*1234567893
HL*4*3*22*0
DMG*D8*19800101*F
NM1*IL*1*DOE*JANE****MI*M1
TRN*1*C1
HL*5*3*22*1
NM1*IL*1*ROE*RICK****MI*M2
HL*6*5*23
DMG*D8*20150101*M
NM1*QC*1*ROE*TIM
TRN*1*C2
";

const STATUS: &str = "\
BHT*0010*08*Q1*20261101*1200*DG
HL*1**20*1
NM1*PR*2*PAYER*****PI*P1
HL*2*1*21*1
NM1*41*2*HAND CLINIC*****46*S1
HL*3*2*19*1
NM1*1P*2*HAND CLINIC*****XX*1234567893
HL*4*3*22*0
NM1*IL*1*DOE*JANE****MI*M1
TRN*2*C1
STC*F1:65*20261101**100*80
";

const TAKEN: &str = "\
BHT*0085*08*A1*20261101*1200*TH
HL*1**20*1
NM1*PR*2*PAYER*****PI*P1
TRN*1*R1
DTP*050*D8*20261101
DTP*009*D8*20261101
HL*2*1*21*1
NM1*41*2*HAND CLINIC*****46*S1
TRN*2*F1
STC*A1:19:PR*20261101*WQ*150
QTY*90*1
QTY*AA*1
AMT*YU*100
AMT*YY*50
HL*3*2*19*1
NM1*85*2*HAND CLINIC*****XX*1234567893
HL*4*3*PT
NM1*QC*1*DOE*JANE****MI*M1
TRN*2*C1
STC*A2:20*20261101*WQ*100
DTP*472*D8*20261020
";

const DECISION: &str = "\
BHT*0007*11*D1*20261101*1200*18
HL*1**20*1
NM1*X3*2*PAYER*****46*P1
HL*2*1*21*1
NM1*1P*1*ROE*RICK****46*S1
HL*3*2*22*1
NM1*IL*1*DOE*JANE****MI*M1
HL*4*3*EV*0
UM*HS*I*AD
HCR*A1*AUTH1
";

const GROUP: &str = "\
AK1*HC*1*005010X222A1
AK2*837*0001*005010X222A1
IK5*A
AK2*837*0002*005010X222A1
IK3*CLM*22*2300*8
IK4*2*782*1
IK5*R*5
AK9*P*2*2*1
";

/// The set in its envelope.
fn file(body: &str) -> String {
    let set = match body {
        _ if body.starts_with("BHT*0019") => ("837", "HC", "005010X222A1"),
        _ if body.starts_with("BPR") => ("835", "HP", "005010X221A1"),
        _ if body.starts_with("BHT*0022*11") => ("271", "HB", "005010X279A1"),
        _ if body.starts_with("BHT*0022") => ("270", "HS", "005010X279A1"),
        _ if body.starts_with("BHT*0010*13") => ("276", "HR", "005010X212"),
        _ if body.starts_with("BHT*0010") => ("277", "HN", "005010X212"),
        _ if body.starts_with("BHT*0085") => ("277", "HN", "005010X214"),
        _ if body.starts_with("BHT*0007") => ("278", "HI", "005010X217"),
        _ => ("999", "FA", "005010X231A1"),
    };
    let (code, group, guide) = set;
    let version = if code == "835" { String::new() } else { format!("*{guide}") };
    let blank = " ".repeat(10);
    let segments = body.lines().count() + 2;
    let body = body.replace('\n', "~\n");
    format!(
        "ISA*00*{blank}*00*{blank}*ZZ*{:15}*ZZ*{:15}*261101*1200*^*00501*000000001*0*P*:~\n\
         GS*{group}*SENDER*TAKER*20261101*1200*1*X*{guide}~\n\
         ST*{code}*0001{version}~\n{body}SE*{segments}*0001~\nGE*1*1~\nIEA*1*000000001~\n",
        "S", "R",
    )
}

/// For a failure's message.
fn listed(found: &[Problem]) -> String {
    let line = |p: &Problem| {
        format!("\n  {} {} {} {}: {p}", p.level.name(), p.code, p.loop_id, p.set_position)
    };
    found.iter().map(line).collect()
}

fn problems(body: &str) -> Vec<Problem> {
    let mut found = Vec::new();
    let summary = check(file(body).as_bytes(), &mut |p| found.push(p.clone()));
    assert_eq!(summary.expect("it is read").sets.len(), 1);
    found
}

/// One change and what it earns.
struct Case {
    rule: &'static str,
    clean: &'static str,
    change: &'static [(&'static str, &'static str)],
    /// Level, code, segment, loop, element, component.
    earns: (Level, &'static str, &'static str, &'static str, u8, u8),
    /// How the segment begins at whose place it is told.
    at: &'static str,
}

const SEGMENT: Level = Level::Segment;
const ELEMENT: Level = Level::Element;
const BALANCE: Level = Level::Balance;
const ADVICE: Level = Level::Advice;

macro_rules! cases {
    ($($clean:ident $rule:ident: $($from:literal => $to:literal),+;
       $level:ident $code:literal $segment:literal $loop:literal $element:literal $component:literal
       at $at:literal)*) => {
        [$(Case {
            rule: stringify!($rule),
            clean: $clean,
            change: &[$(($from, $to)),+],
            earns: ($level, $code, $segment, $loop, $element, $component),
            at: $at,
        }),*]
    };
}

#[test]
fn clean_sets_have_no_problem() {
    for clean in [
        CLAIM, DEPENDENT, SECOND, REMITTANCE, INQUIRY, ANSWER, QUESTION, STATUS, TAKEN, DECISION,
        GROUP,
    ] {
        assert_eq!(listed(&problems(clean)), "", "{clean}");
    }
}

fn judge(cases: &[Case]) {
    let mut wrong = Vec::new();
    for case in cases {
        let mut body = case.clean.to_string();
        for (from, to) in case.change {
            assert!(body.contains(from), "{}: {from} is not in the clean set", case.rule);
            body = body.replacen(from, to, 1);
        }
        let found = problems(&body);
        let line = body.lines().position(|line| line.starts_with(case.at));
        let position = line.map_or(0, |line| line as u32 + 2);
        let (level, code, segment, loop_id, element, component) = case.earns;
        let fits = matches!(&found[..], [p] if p.level == level
            && (level == BALANCE || p.code == code)
            && p.segment_id == segment
            && p.loop_id == loop_id
            && (p.element, p.component) == (element, component)
            && p.set_position == position
            && p.place.segment == u64::from(position) + 2);
        if !fits {
            wrong.push(format!("{}, expected at {position}: {}", case.rule, listed(&found)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn levels_names_and_addresses_of_any_set() {
    judge(&cases! {
        DEPENDENT hl_number_sequence: "HL*3*2" => "HL*4*2";
            ELEMENT "I12" "HL" "2000C" 1 0 at "HL*4"
        DEPENDENT hl_parent_level: "HL*3*2" => "HL*3*1";
            ELEMENT "I12" "HL" "2000C" 2 0 at "HL*3"
        DEPENDENT hl_child_code: "HL*2*1*22*1" => "HL*2*1*22*0";
            ELEMENT "I12" "HL" "2000B" 4 0 at "HL*2"
        CLAIM org_no_person_name: "NM1*85*2*HAND CLINIC*" => "NM1*85*2*HAND*CLINIC";
            ELEMENT "I13" "NM1" "2010AA" 4 0 at "NM1*85"
        CLAIM us_address_needs_state_zip: "*AKRON*OH*44301\n" => "*AKRON**44301\n";
            ELEMENT "I9" "N4" "2010BA" 2 0 at "N4*AKRON**"
        CLAIM n404_not_us: "*AKRON*OH*44301\n" => "*AKRON*OH*44301*US\n";
            ELEMENT "I13" "N4" "2010BA" 4 0 at "N4*AKRON*OH*44301*US"
        CLAIM n402_foreign: "*AKRON*OH*44301\n" => "*PARIS*OH*75001*FR\n";
            ELEMENT "I13" "N4" "2010BA" 2 0 at "N4*PARIS"
    });
}

#[test]
fn who_the_patient_is() {
    judge(&cases! {
        CLAIM self_subscriber_needs_n3: "N3*2 MAIN ST\nN4*AKRON*" => "N4*XENIA*";
            SEGMENT "I6" "N3" "2010BA" 0 0 at "N4*XENIA"
        CLAIM self_subscriber_needs_n4: "N4*AKRON*OH*44301\n" => "";
            SEGMENT "I6" "N4" "2010BA" 0 0 at "DMG"
        CLAIM self_subscriber_needs_dmg: "DMG*D8*19800101*F\n" => "";
            SEGMENT "I6" "DMG" "2010BA" 0 0 at "NM1*PR"
        CLAIM subscriber_person_needs_id: "JANE****MI*M1" => "JANE";
            ELEMENT "I9" "NM1" "2010BA" 9 0 at "NM1*IL"
        CLAIM dependent_needs_2000c: "SBR*P*18*" => "SBR*P**";
            SEGMENT "I6" "HL" "2000C" 0 0 at "SBR"
        DEPENDENT subscriber_is_patient_no_2000c: "SBR*P*" => "SBR*P*18",
            "M1\nNM1*PR" => "M1\nN3*2 MAIN ST\nN4*AKRON*OH*44301\nDMG*D8*19800101*F\nNM1*PR";
            SEGMENT "I9" "HL" "2000C" 0 0 at "HL*3"
        DEPENDENT pat_2000b_self_only: "AM\nNM1" => "AM\nPAT*********Y\nNM1";
            SEGMENT "I9" "PAT" "2000B" 0 0 at "PAT*"
        CLAIM person_needs_first_name: "ROE*RICK" => "ROE*";
            ADVICE "" "NM1" "2310B" 4 0 at "NM1*82"
    });
}

#[test]
fn payers_of_a_claim() {
    judge(&cases! {
        CLAIM sbr05_forbidden_primary: "G1******CI" => "G1**12****MB";
            ELEMENT "I13" "SBR" "2000B" 5 0 at "SBR"
        SECOND sbr05_required_medicare_secondary: "SBR*S*18***12****MB" => "SBR*S*18*******MB";
            ELEMENT "I9" "SBR" "2000B" 5 0 at "SBR*S"
        SECOND sbr05_only_medicare: "12****MB" => "12****CI";
            ADVICE "" "SBR" "2000B" 5 0 at "SBR*S"
        CLAIM sbr04_forbidden_with_sbr03: "G1**" => "G1*NAME*";
            ADVICE "" "SBR" "2000B" 4 0 at "SBR"
        SECOND later_payer_needs_2320: "SBR*P*18*******CI" => "SBR*T*18*******CI";
            SEGMENT "I6" "SBR" "2320" 0 0 at "CLM"
        SECOND later_payer_needs_2320_tertiary: "SBR*S" => "SBR*T";
            ADVICE "" "SBR" "2320" 0 0 at "CLM"
        CLAIM payer_rank_unique:
            "1003000126\n"
                => "1003000126\nSBR*P*18*******ZZ\nOI***Y***Y\nNM1*IL*1*DOE*JANE****MI*M2\n\
                    NM1*PR*2*OTHER*****PI*P9\n";
            ELEMENT "I12" "SBR" "2320" 1 0 at "SBR*P*18*******ZZ"
        CLAIM payer_ref_unique_qualifier: "REF*G2*77" => "REF*G2*77\nREF*G2*78";
            ELEMENT "I12" "REF" "2010BB" 1 0 at "REF*G2*78"
        CLAIM tax_id_nine_digits: "REF*EI*123456789" => "REF*EI*12-3456789";
            ELEMENT "I12" "REF" "2010AA" 2 0 at "REF*EI"
        CLAIM zip9_billing_and_facility: "443011234" => "44301";
            ADVICE "" "N4" "2010AA" 3 0 at "N4"
        CLAIM billing_street_no_po_box: "N3*1 MAIN ST" => "N3*P.O. Box 1";
            ADVICE "" "N3" "2010AA" 1 0 at "N3"
        DEPENDENT wc_auto_needs_claim_no: "REF*Y4*CASE1\n" => "", "DTP*444*D8*20261003\n" => "";
            SEGMENT "I6" "REF" "2010CA" 0 0 at "SBR"
        DEPENDENT pc_first_contact_needs_claim_no: "REF*Y4*CASE1\n" => "", "**AM" => "**CI";
            SEGMENT "I6" "REF" "2010CA" 0 0 at "DTP*444"
    });
}

#[test]
fn a_claim_in_itself() {
    judge(&cases! {
        CLAIM claim_total_equals_lines: "C1*150" => "C1*151";
            BALANCE "" "CLM" "2300" 2 0 at "CLM"
        CLAIM chargeable_total_positive: "C1*150" => "C1*0", "*100*" => "*0*", "*50*" => "*0*";
            ADVICE "" "CLM" "2300" 2 0 at "CLM"
        CLAIM replacement_needs_payer_claim_no: "11:B:1" => "11:B:7";
            SEGMENT "I6" "REF" "2300" 0 0 at "HI"
        CLAIM original_no_payer_claim_no: "HI*" => "REF*F8*X1\nHI*";
            SEGMENT "I9" "REF" "2300" 0 0 at "REF*F8"
        DEPENDENT accident_date_required: "DTP*439*D8*20261001\n" => "";
            SEGMENT "I6" "DTP" "2300" 0 0 at "HI"
        CLAIM accident_date_without_cause: "HI*" => "DTP*439*D8*20261001\nHI*";
            SEGMENT "I9" "DTP" "2300" 0 0 at "DTP*439"
        DEPENDENT auto_accident_state: "AA:::OH" => "AA";
            ELEMENT "I9" "CLM" "2300" 11 4 at "CLM"
        DEPENDENT auto_state_only_with_aa: "AA:::OH" => "OA:::OH";
            ELEMENT "I13" "CLM" "2300" 11 4 at "CLM"
        DEPENDENT accident_after_service: "20261001" => "20261021";
            ADVICE "" "DTP" "2400" 3 0 at "DTP*472"
        CLAIM referral_no_needs_referrer: "HI*" => "REF*9F*X1\nHI*";
            SEGMENT "I6" "NM1" "2310A" 0 0 at "REF*9F"
        CLAIM second_referrer_is_primary_care: "NM1*82" => "NM1*P3*1*FOE*FAY\nNM1*82";
            ELEMENT "I12" "NM1" "2310A" 1 0 at "NM1*P3"
        CLAIM pwk_control_number_required: "HI*" => "PWK*OZ*EL\nHI*";
            ELEMENT "I9" "PWK" "2300" 6 0 at "PWK"
        CLAIM pwk_control_number_forbidden: "HI*" => "PWK*OZ*AA***AC*X1\nHI*";
            ELEMENT "I13" "PWK" "2300" 6 0 at "PWK"
        CLAIM inpatient_needs_admission_date: "11:B:1" => "21:B:1";
            ADVICE "" "DTP" "2300" 0 0 at "CLM"
        CLAIM diagnosis_principal_first: "ABK:M25541" => "BK:M25541";
            ELEMENT "I12" "HI" "2300" 2 1 at "HI"
        CLAIM diagnosis_principal_first_gap: "*ABF" => "*ABF:M79642**ABF";
            ELEMENT "I9" "HI" "2300" 3 0 at "HI"
        CLAIM diagnosis_no_duplicate: "M79641" => "M25541";
            ADVICE "" "HI" "2300" 2 0 at "HI"
        CLAIM diagnosis_no_decimal_point: "M79641" => "M79.641";
            ELEMENT "I12" "HI" "2300" 2 2 at "HI"
        CLAIM pointer_hits_diagnosis: "***1:2" => "***1:3";
            ELEMENT "I12" "SV1" "2400" 7 2 at "SV1"
        CLAIM pointer_twice: "***1:2" => "***1:1";
            ADVICE "" "SV1" "2400" 7 2 at "SV1"
        CLAIM line_count_sequence: "LX*2" => "LX*3";
            ELEMENT "I12" "LX" "2400" 1 0 at "LX*3"
        CLAIM line_pos_only_if_different: "UN*1***1" => "UN*1*11**1";
            ADVICE "" "SV1" "2400" 5 0 at "SV1*HC:97110"
        CLAIM minutes_only_anesthesia: "UN*1" => "MJ*1";
            ADVICE "" "SV1" "2400" 3 0 at "SV1*HC:97110"
    });
}

#[test]
fn what_other_payers_decided() {
    judge(&cases! {
        SECOND cob_paid_or_noncovered: "AMT*D*90\n" => "";
            SEGMENT "I6" "AMT" "2320" 0 0 at "SBR*P"
        SECOND cob_date_not_twice: "PI*P1\nLX" => "PI*P1\nDTP*573*D8*20261030\nLX";
            SEGMENT "I9" "DTP" "2330B" 0 0 at "DTP*573"
        SECOND cob_eaf_not_twice: "AMT*D*90" => "AMT*D*90\nAMT*EAF*10",
            "DTP*573*D8*20261030" => "DTP*573*D8*20261030\nAMT*EAF*5";
            SEGMENT "I9" "AMT" "2430" 0 0 at "AMT*EAF*5"
        SECOND svd_paid_not_negative:
            "SVD*P1*70" => "SVD*P1*-70",
            "CO*45*30" => "CO*45*170",
            "AMT*D*90" => "AMT*D*-50";
            ADVICE "" "SVD" "2430" 2 0 at "SVD*P1*-70"
        SECOND svd_bundled_line_exists: "HC:97110**1" => "HC:97110**1*2";
            ADVICE "" "SVD" "2430" 6 0 at "SVD*P1*30"
        SECOND cob_claim_balance: "AMT*D*90" => "AMT*D*91";
            BALANCE "" "AMT" "2320" 2 0 at "AMT*D"
        SECOND cas_trio_order: "CAS*CO*45*20" => "CAS*CO*45*10*****253*10";
            ELEMENT "I9" "CAS" "2430" 5 0 at "CAS*CO*45*10"
        SECOND cas_trio_amount: "CAS*CO*45*20" => "CAS*CO*45*20**253**1";
            ELEMENT "I9" "CAS" "2430" 6 0 at "CAS*CO*45*20"
    });
}

/// Some changes break more than one rule of a payer's.
#[test]
fn what_other_payers_decided_and_what_follows_from_it() {
    let told = |changes: &[(&str, &str)]| -> Vec<(Level, &str, String, u8)> {
        let mut body = SECOND.to_string();
        for (from, to) in changes {
            assert!(body.contains(from), "{from}");
            body = body.replacen(from, to, 1);
        }
        let found = problems(&body);
        found.into_iter().map(|p| (p.level, p.code, p.segment_id, p.element)).collect()
    };
    // `svd_payer_known`: its amounts are then missing in the payer's sum.
    let all = told(&[("SVD*P1*30", "SVD*P7*30")]);
    assert_eq!(all[0], (ELEMENT, "I12", "SVD".into(), 1));
    assert_eq!((all[1].0, all[1].2.as_str(), all[1].3, all.len()), (BALANCE, "AMT", 2, 2));
    // `cob_line_balance`: an adjustment weighs on the line and on the claim, a payment does not.
    let all = told(&[("SVD*P1*30", "SVD*P1*31")]);
    assert_eq!((all[0].0, all[0].2.as_str(), all[0].3, all.len()), (BALANCE, "SVD", 2, 1));
    let all = told(&[("CO*45*20", "CO*45*21")]);
    assert_eq!((all[0].0, all[0].2.as_str(), all[0].3), (BALANCE, "SVD", 2));
    assert_eq!((all[1].0, all[1].2.as_str(), all[1].3, all.len()), (BALANCE, "AMT", 2, 2));
    // `cob_date_at_claim`: without lines, and without the amounts they had.
    let lines = [
        ("SVD*P1*70*HC:97530**2\nCAS*CO*45*30\nDTP*573*D8*20261030\n", ""),
        ("SVD*P1*30*HC:97110**1\nCAS*CO*45*20\nDTP*573*D8*20261030\n", ""),
        ("CAS*PR*1*10", "CAS*PR*1*60"),
    ];
    assert_eq!(told(&lines), [(SEGMENT, "I6", "DTP".into(), 0)]);
    // `cob_paid_xor_noncovered`, `cob_noncovered_equals_total`, `cob_noncovered_no_adjustments`.
    let all = told(&[("AMT*D*90", "AMT*D*90\nAMT*A8*15")]);
    let advice = |element| (ADVICE, "", "AMT".to_string(), element);
    assert_eq!(all, [advice(1), advice(2), advice(1)]);
}

#[test]
fn how_a_remittance_is_paid() {
    judge(&cases! {
        REMITTANCE bpr_bank_elements_required: "ACH*CCP*" => "ACH**";
            ELEMENT "I9" "BPR" "" 5 0 at "BPR"
        REMITTANCE bpr_bank_elements_forbidden:
            "BPR*I*135*C*ACH*CCP*01*999999992*DA*1*1234567890**01*999999992*DA*2*"
                => "BPR*I*135*C*CHK**********DA*2*";
            ELEMENT "I13" "BPR" "" 14 0 at "BPR"
        REMITTANCE bpr_no_payment:
            "BPR*I" => "BPR*H",
            "ACH*CCP*01*999999992*DA*1*1234567890**01*999999992*DA*2*" => "NON************";
            ELEMENT "I12" "BPR" "" 2 0 at "BPR"
        REMITTANCE bpr_zero_amount: "*135*" => "*0*", "WO:X*5" => "WO:X*140";
            ELEMENT "I12" "BPR" "" 1 0 at "BPR"
        REMITTANCE trn_payer_matches_bpr10: "T1*1234567890" => "T1*1234567891";
            ADVICE "" "TRN" "" 3 0 at "TRN"
        REMITTANCE plb_amount_not_zero: "WO:X*5" => "WO:X*5*L6:Y*0";
            ADVICE "" "PLB" "" 6 0 at "PLB"
        REMITTANCE remit_balance: "WO:X*5" => "WO:X*6";
            BALANCE "" "BPR" "" 2 0 at "BPR"
        REMITTANCE claim_balance_835: "CLP*C2*1*60" => "CLP*C2*1*61";
            BALANCE "" "CLP" "2100" 4 0 at "CLP*C2"
        REMITTANCE service_balance_835:
            "*100*70" => "*101*70",
            "CLP*C1*1*150*90" => "CLP*C1*1*151*90",
            "P1\nNM1" => "P1\nCAS*CO*131*1\nNM1";
            BALANCE "" "SVC" "2110" 3 0 at "SVC*HC:97530"
        REMITTANCE claim_charge_equals_lines:
            "CLP*C1*1*150" => "CLP*C1*1*151",
            "P1\nNM1" => "P1\nCAS*CO*131*1\nNM1";
            ADVICE "" "CLP" "2100" 3 0 at "CLP*C1"
        REMITTANCE patient_share_equals_pr: "CLP*C1*1*150*90*10" => "CLP*C1*1*150*90*11";
            ADVICE "" "CLP" "2100" 5 0 at "CLP*C1"
        REMITTANCE cas_not_zero: "CAS*CO*45*10" => "CAS*CO*45*10**253*0";
            ELEMENT "I12" "CAS" "2100" 6 0 at "CAS*CO*45*10"
        REMITTANCE service_date_somewhere: "**2\nDTM*472*20261020" => "**2";
            SEGMENT "I6" "DTM" "2110" 0 0 at "SVC*HC:97530"
        REMITTANCE claim_date_without_lines: "DTM*232*20261020\n" => "";
            SEGMENT "I6" "DTM" "2100" 0 0 at "CLP*C2"
        REMITTANCE service_date_pair: "DTM*472" => "DTM*150";
            SEGMENT "I6" "DTM" "2110" 0 0 at "DTM*150"
        REMITTANCE service_date_pair_beside:
            "DTM*472*20261020" => "DTM*472*20261020\nDTM*151*20261020";
            SEGMENT "I9" "DTM" "2110" 0 0 at "DTM*472"
        REMITTANCE svc06_only_if_different: "*20**1" => "*20**1*HC:97110";
            ADVICE "" "SVC" "2110" 6 0 at "SVC*HC:97110"
        REMITTANCE svc07_only_if_different: "*20**1" => "*20**1**1.0";
            ADVICE "" "SVC" "2110" 7 0 at "SVC*HC:97110"
        REMITTANCE rendering_not_payee: "M1\nSVC" => "M1\nNM1*82*1*ROE*RICK****XX*1234567893\nSVC";
            ADVICE "" "NM1" "2100" 9 0 at "NM1*82"
        REMITTANCE mia_moa_exclusive: "M2\nDTM" => "M2\nMIA*0\nMOA***MA01\nDTM";
            SEGMENT "I9" "MOA" "2100" 0 0 at "MOA"
    });
}

/// `reversal_negative`.
#[test]
fn a_payment_taken_back() {
    let body = REMITTANCE.replace("CLP*C2*1", "CLP*C2*22");
    let found: Vec<_> = problems(&body).into_iter().map(|p| (p.level, p.element)).collect();
    assert_eq!(found, [(ADVICE, 3), (ADVICE, 4)]);
    let body = body.replace("22*60*50*0", "22*-60*-50*0").replace("CO*45*10", "CO*45*-10");
    assert_eq!(problems(&body.replace("BPR*I*135", "BPR*I*35")), []);
}

#[test]
fn coverage_and_status() {
    judge(&cases! {
        INQUIRY eq_at_leaf: "EQ*30\n" => "";
            SEGMENT "I6" "EQ" "2110C" 0 0 at "HL*3"
        INQUIRY bht06_with_cancel: "*13*" => "*01*";
            ELEMENT "I9" "BHT" "" 6 0 at "BHT"
        ANSWER aaa_or_eb:
            "EB*1**30\nLS*2120\nNM1*P3*1*ROE*RICK\nLE*2120\nEB*A*IND*AD*****.2\nEB*B*IND*AD***27*20\n"
                => "";
            SEGMENT "I6" "EB" "2110C" 0 0 at "HL*3"
        ANSWER aaa_or_eb_both: "M1\nEB" => "M1\nAAA*N**75*C\nEB";
            ADVICE "" "AAA" "2100C" 0 0 at "AAA"
        ANSWER aaa_source_stops: "P1\nHL" => "P1\nAAA*N**42*R\nHL";
            ADVICE "" "HL" "2000B" 0 0 at "HL*2"
        ANSWER eb_percent_fraction: "***.2" => "***20";
            ADVICE "" "EB" "2110C" 8 0 at "EB*A"
        ANSWER eb_service_xor_procedure: "EB*1**30" => "EB*1**30**********HC:97530";
            ADVICE "" "EB" "2110C" 13 0 at "EB*1"
        ANSWER eb_amount_for_money_code: "27*20" => "27";
            ADVICE "" "EB" "2110C" 7 0 at "EB*B"
        ANSWER ls_le_pair: "LE*2120\n" => "";
            SEGMENT "3" "LE" "2110C" 0 0 at "LS"
        QUESTION status_trace_at_patient: "TRN*1*C1\n" => "";
            SEGMENT "I6" "TRN" "2200D" 0 0 at "HL*4"
        QUESTION status_trace_elsewhere: "M2\n" => "M2\nTRN*1*C3\n";
            SEGMENT "I9" "TRN" "2200D" 0 0 at "TRN*1*C3"
        QUESTION status_dmg_at_patient: "DMG*D8*19800101*F\n" => "";
            SEGMENT "I6" "DMG" "2000D" 0 0 at "HL*4"
        QUESTION status_dmg_elsewhere:
            "HL*5*3*22*1\n" => "HL*5*3*22*1\nDMG*D8*19800101*F\n",
            "DMG*D8*19800101*F" => "DMG*D8*19800101*M";
            SEGMENT "I9" "DMG" "2000D" 0 0 at "DMG*D8*19800101*F"
        STATUS status_trace_at_patient_277: "TRN*2*C1\nSTC*F1:65*20261101**100*80\n" => "";
            SEGMENT "I6" "TRN" "2200D" 0 0 at "HL*4"
        TAKEN ca_category_a: "A2:20" => "F1:20";
            ELEMENT "I12" "STC" "2200D" 1 1 at "STC*F1"
        TAKEN ca_amounts_add_up: "WQ*150" => "WQ*151";
            ADVICE "" "STC" "2200B" 4 0 at "STC*A1"
        TAKEN ca_qty_amt_pair: "AMT*YY*50\n" => "", "WQ*150" => "WQ*100";
            ADVICE "" "AMT" "2200B" 0 0 at "QTY*AA"
        DECISION hcr_number_when_certified: "A1*AUTH1" => "A1";
            ADVICE "" "HCR" "2000E" 2 0 at "HCR"
        DECISION hcr_reason_when_not_certified: "A1*AUTH1" => "A3";
            ELEMENT "I9" "HCR" "2000E" 3 0 at "HCR"
    });
}

#[test]
fn answers_to_a_group() {
    judge(&cases! {
        GROUP ack_counts: "P*2*2*1" => "P*2*2*2";
            ELEMENT "I12" "AK9" "" 4 0 at "AK9"
        GROUP ack_counts_received: "P*2*2*1" => "P*2*1*1";
            ELEMENT "I12" "AK9" "" 3 0 at "AK9"
        GROUP ack_group_code: "P*2*2*1" => "A*2*2*1";
            ADVICE "" "AK9" "" 1 0 at "AK9"
        GROUP ack_error_needs_ik4: "IK4*2*782*1\n" => "";
            SEGMENT "I6" "IK4" "2110" 0 0 at "IK3"
        GROUP ack_error_without_element: "2300*8" => "2300*3";
            SEGMENT "I9" "IK4" "2110" 0 0 at "IK4"
        GROUP ack_accept_without_errors: "IK5*A" => "IK3*CLM*22*2300*3\nIK5*A";
            ELEMENT "I12" "IK5" "2000" 1 0 at "IK5*A"
    });
    // Sets without errors need not be listed; a group may be refused as a whole.
    let short = "AK1*HC*1*005010X222A1\nAK9*A*3*3*3\n";
    assert_eq!(problems(short), []);
    assert_eq!(problems(&short.replace("A*3*3*3", "R*3*3*0*5")), []);
}

/// Each set begins anew: what one lacks is not blamed on the next, nor made up by it.
#[test]
fn sets_of_one_file_know_nothing_of_each_other() {
    let one = file(CLAIM);
    let from = one.find("ST*837").expect("the set");
    let to = one.find("GE*1").expect("its end");
    let set = &one[from..to];
    let broken = set.replace("11:B:1", "11:B:7");
    let all = [set, &broken.replace("*0001", "*0002"), &set.replace("*0001", "*0003")].concat();
    let text = [&one[..from], &all, "GE*3*1~\nIEA*1*000000001~\n"].concat();
    let mut found = Vec::new();
    check(text.as_bytes(), &mut |p| found.push((p.code, p.set_position))).expect("it is read");
    assert_eq!(found, [("I6", 20)]);
}
