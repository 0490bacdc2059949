//! `zahlstelle bench`: that it measures everything it names, and what its report holds. How fast
//! anything is, no test says: that is for a quiet machine.

use serde_json::Value;

use crate::process::zahlstelle;

/// What each line must have measured.
fn check(line: &Value) {
    let name = &line["scenario"];
    let rounds = line["rounds"].as_array().unwrap();
    assert!(!rounds.is_empty(), "{name}");
    for round in rounds {
        for part in ["before", "figure", "after"] {
            assert!(round[part].is_u64(), "{name}: {round}");
        }
    }
    let figure = &line["figure"];
    let (min, median, max) = (&figure["min"], &figure["median"], &figure["max"]);
    let [min, median, max] = [min, median, max].map(|value| value.as_u64().unwrap());
    assert!(min <= median && median <= max, "{name}: {figure}");
    assert!(max > 0, "{name} did nothing");
    assert!(!line["beside"].as_str().unwrap().is_empty(), "{name}");
}

/// Runs scenarios on SQLite; the names of what was measured, as they stand in both reports.
fn measured(scenarios: &str) -> Vec<String> {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name).display().to_string();
    let (markdown, json) = (at("report.md"), at("report.json"));
    let here = directory.path().display().to_string();
    let mut arguments = vec!["bench", "--quick", "--rounds", "1", "--clients", "2"];
    arguments.extend(["--scenario", scenarios]);
    arguments.extend(["--postgres", "", "--data-dir", &here]);
    arguments.extend(["--report", &markdown, "--json", &json]);
    let ran = zahlstelle(&arguments);
    let said = ran.said();
    let report: Value = serde_json::from_str(&std::fs::read_to_string(json).unwrap()).unwrap();
    assert_eq!(report["quick"], true);
    assert!(report["machine"]["cores"].as_u64().unwrap() > 0);
    let lines = report["lines"].as_array().unwrap();
    lines.iter().for_each(check);
    let names = lines.iter().map(|line| line["scenario"].as_str().unwrap());
    let written = std::fs::read_to_string(markdown).unwrap();
    assert_eq!(said.trim(), written.trim());
    assert!(written.contains("measures nothing"), "{written}");
    let rows = written.lines().filter(|line| line.starts_with("| "));
    let columns: Vec<usize> = rows.map(|row| row.matches(" | ").count()).collect();
    assert_eq!(columns, vec![8; lines.len() + 1], "{written}");
    // Everything it made is gone.
    let left = std::fs::read_dir(directory.path()).unwrap().count();
    assert_eq!(left, 2);
    names.map(ToOwned::to_owned).collect()
}

#[test]
fn every_scenario_but_attacks_runs_on_sqlite_and_stands_in_both_reports() {
    let names = measured("create,lifecycle,status,page,waiting,start,memory,growth,recovery");
    let expected = [
        "create",
        "create, own rows",
        "create, own rows gathered",
        "lifecycle",
        "lifecycle, own rows",
        "lifecycle, own rows gathered",
        "status",
        "status, one read",
        "pay page",
        "pay page, one read",
        "pay page, gzip",
        "waiting for the provider",
        "start until ready",
        "resident after 100 000 payments",
        "resident at most meanwhile",
        "create, 1 million stored",
        "status, 1 million stored",
        "lifecycle, 1 million stored",
        "ready again after kill -9 under load",
    ];
    assert_eq!(names, expected);
}

#[test]
fn a_payer_is_measured_beside_each_attack() {
    let expected = [
        "paying beside addresses with a NUL",
        "paying beside reloaded payments",
        "paying beside wrong logins",
        "paying beside guesses",
        "paying beside unpaid orders",
        "paying beside questions for readiness",
        "paying beside forged messages of the provider",
        "paying beside receipts that are set again",
        "paying beside mails that are asked for",
        "paying beside half-sent heads",
        "paying beside half-sent bodies",
    ];
    assert_eq!(measured("attack"), expected);
}

#[test]
fn an_unknown_scenario_names_those_there_are() {
    let ran = zahlstelle(&["bench", "--scenario", "creat"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("create, lifecycle, status"), "{ran:?}");
}
