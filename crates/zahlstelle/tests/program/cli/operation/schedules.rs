//! Periodic work at the command line: what is done when, and what fails.

use crate::cli::installation::Installation;

#[tokio::test]
async fn periodic_work_is_listed_with_its_last_and_its_next_run() {
    let here = Installation::new(None, "").await;
    let list = ["jobs", "schedules"];
    let none = here.runs(&list);
    assert!(none.said().contains("There are no schedules"), "{none:?}");
    let serving = here.serves(&[]).await;
    let told = "subscribe_provider_events  musterstadt  daily 04:00  last 20";
    let ran = here.says_until(&list, told).await;
    drop(serving);
    for told in [
        "erase_tokens  -  every 10 minutes  last 20",
        "seal_journal  -  every 5 seconds  last 20",
    ] {
        assert!(ran.out.contains(told), "{ran:?}");
    }
    assert!(!ran.out.contains("failed"), "{ran:?}");
    let doctor = here.runs(&["doctor"]);
    assert!(
        doctor.said().contains("ok      schedules: none is failing"),
        "{doctor:?}"
    );
}

#[tokio::test]
async fn what_fails_is_told_by_the_list_and_the_doctor() {
    let here = Installation::new(None, "").await;
    let config = std::fs::read_to_string(here.path("zahlstelle.toml")).unwrap();
    // Nothing listens there.
    let away = config.replace(&here.simulator, "http://127.0.0.1:9");
    std::fs::write(here.path("zahlstelle.toml"), away).unwrap();
    let serving = here.serves(&[]).await;
    let ran = here
        .says_until(&["jobs", "schedules"], "times: musterstadt/paypal: ")
        .await;
    drop(serving);
    let lines = ran.out.lines().filter(|line| line.contains("failed"));
    assert_eq!(lines.count(), 1, "{ran:?}");
    let doctor = here.runs(&["doctor"]);
    let told = "warning schedules: failing: 1 subscribe_provider_events; \
                see `zahlstelle jobs schedules`";
    assert!(doctor.out.contains(told), "{doctor:?}");
}
