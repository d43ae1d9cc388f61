//! What is written here, before judges that nobody here made: pyx12 and linuxforhealth-x12.
//! `script/test` says where they are.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use gonio_billing::facts::Sequence;
use gonio_exchange::outgoing::{
    Adjudication, Changes, SentClaim, corrected, resend, secondary, void,
};

use crate::made::*;
use crate::random;

const PYX12: &str = "
import logging, sys
import pyx12.params, pyx12.x12n_document
class Said(logging.Handler):
    def emit(self, record):
        complaints.append(' '.join(record.getMessage().split()))
logging.getLogger('pyx12').addHandler(Said(logging.ERROR))
logging.getLogger('pyx12').propagate = False
for path in sys.argv[1:]:
    complaints = []
    accepted = pyx12.x12n_document.x12n_document(
        param=pyx12.params.params(), src_file=path, fd_997=None, fd_html=None)
    print(*([] if accepted else complaints or ['refused without a word']), sep='\t')
";

const LINUXFORHEALTH: &str = "
import sys
from linuxforhealth.x12.io import X12ModelReader
for path in sys.argv[1:]:
    said = ''
    try:
        with X12ModelReader(path) as reader:
            if len(list(reader.models())) != 1:
                said = 'not one set was read'
    except Exception as error:
        said = ' '.join(f'{type(error).__name__}: {error}'.split())
    print(said)
";

#[expect(clippy::disallowed_methods, reason = "script/test says where the judges are")]
fn setting(name: &str) -> PathBuf {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: script/test sets it")).into()
}

/// A file for each claim of every kind, and of some by chance, that the judge knows all of; and
/// one file with all of these claims.
fn files(is_known: fn(&[String]) -> bool) -> Vec<Vec<u8>> {
    let original = claim("s04-claim.x12");
    let remittance = Facts::of(&data("s04-remittance.x12"));
    let primary = remittance.decision(Sequence::Primary);
    let adjudication = Adjudication {
        decision: Some(primary.payment),
        payer_control_number: "",
        takes_frequency: true,
    };
    let mut second_to_medicare = medicare();
    second_to_medicare.coverage.medicare_secondary = "12".into();
    let child = claim("child-claim.x12");
    let childs = Facts::of(&data("child-remittance.x12"));
    let named = child.insurance("S").expect("the claim names it");
    let mut claims: Vec<SentClaim> = vec![
        secondary(&original, &[primary], &medicaid(), "J-1").expect("a claim").claim,
        secondary(&original, &[primary], &second_to_medicare, "J-2").expect("a claim").claim,
        secondary(&child, &[childs.decision(Sequence::Primary)], &named, "J-3")
            .expect("a claim")
            .claim,
        corrected(&original, &Changes::None, &adjudication, "J-4").expect("a claim"),
        void(&original, &adjudication, "J-5").expect("a claim"),
        resend(&child, &Changes::None, "J-6").expect("a claim"),
    ];
    claims.extend((0..120).filter_map(|seed| random::outgoing(seed).ok()));
    let alone = |claim: &SentClaim| written(std::slice::from_ref(claim));
    claims.retain(|claim| is_known(&segments(&alone(claim))));
    let mut files: Vec<Vec<u8>> = claims.iter().map(alone).collect();
    files.push(written(&claims));
    files
}

/// What linuxforhealth-x12 has no model of, though the guide has it: an authorization of a line
/// that says whose it is, a 2330G without a name, W in OI03, and two payers' decisions of one
/// line, of which it keeps the last.
fn linuxforhealth_knows(segments: &[String]) -> bool {
    let odd = |s: &String| s.contains("**2U:") || s == "NM1*85*2" || s.starts_with("OI***W*");
    let mut lines = segments.iter().filter(|s| s.starts_with("LX*") || s.starts_with("SVD*"));
    let mut last_was_svd = false;
    let twice =
        lines.any(|s| std::mem::replace(&mut last_was_svd, s.starts_with("SVD*")) && last_was_svd);
    !segments.iter().any(odd) && !twice
}

/// What a judge says of each file; nothing when it accepts it.
fn judge(name: &str, python: &Path, ask: &str, files: &[Vec<u8>]) -> Vec<String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("outgoing-{name}"));
    fs::create_dir_all(&folder).expect("a folder");
    let names: Vec<String> = (0..files.len()).map(|n| format!("{n:03}.x12")).collect();
    for (name, bytes) in names.iter().zip(files) {
        fs::write(folder.join(name), bytes).expect("a file");
    }
    let output = Command::new(python).args(["-c", ask]).args(&names).current_dir(&folder).output();
    let output = output.expect("Python runs");
    let said: Vec<String> =
        String::from_utf8_lossy(&output.stdout).lines().map(str::to_string).collect();
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(said.len(), files.len(), "{name} breaks: {error}");
    said
}

/// The judge accepts all files, and refuses each once it is spoiled.
fn accepts(name: &str, python: &Path, ask: &str, version: &str, is_known: fn(&[String]) -> bool) {
    let as_known = |bytes: &Vec<u8>| {
        String::from_utf8_lossy(bytes).replace("005010X222A1", version).into_bytes()
    };
    let files: Vec<Vec<u8>> = files(is_known).iter().map(as_known).collect();
    assert!(files.len() > 40, "{}", files.len());
    let wrong: Vec<(usize, String)> = judge(name, python, ask, &files)
        .into_iter()
        .enumerate()
        .filter(|(_, s)| !s.is_empty())
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let spoil =
        |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).replace("~SE*", "~QQQ*1~SE*").into_bytes();
    let spoiled: Vec<Vec<u8>> = files.iter().take(3).map(spoil).collect();
    assert!(judge(name, python, ask, &spoiled).iter().all(|said| !said.is_empty()));
}

#[test]
#[ignore = "needs pyx12: script/test runs it"]
fn pyx12_accepts_outgoing_claims() {
    let python = setting("GONIO_PYX12").with_file_name("python");
    accepts("pyx12", &python, PYX12, "005010X222A1", |_| true);
}

#[test]
#[ignore = "needs linuxforhealth-x12: script/test runs it"]
fn linuxforhealth_accepts_outgoing_claims() {
    let python = setting("GONIO_LFHX12");
    accepts("linuxforhealth", &python, LINUXFORHEALTH, "005010X222A2", linuxforhealth_knows);
}
