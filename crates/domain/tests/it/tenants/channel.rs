//! How channels name what they mean.

use domain::tenants::Channel;

#[test]
fn xbezahldienste_names_a_service_by_two_ids() {
    let long = "a".repeat(36);
    for key in ["parken/05158999", "a_b/c-d", &format!("{long}/{long}")] {
        assert_eq!(Channel::Xbezahldienste.check_key(key), Ok(()), "{key}");
    }
    for key in [
        "",
        "parken",
        "/05158999",
        "parken/",
        "parken/05158999/1",
        "par ken/05158999",
        "pärken/05158999",
        &format!("{long}a/1"),
    ] {
        assert!(Channel::Xbezahldienste.check_key(key).is_err(), "{key}");
    }
}
