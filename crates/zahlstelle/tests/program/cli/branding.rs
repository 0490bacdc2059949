//! What a tenant gives its pages: logo, colours, legal texts; and the jump into PayPal's app.

use super::installation::{Installation, location};
use crate::process::client;

const CREST: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">
    <path d="M0 0h40v20H0z" fill="#1d5c3f"/></svg>"##;

fn write(here: &Installation, branding: &str) {
    let plain = include_str!("installation/tenant.toml");
    // Tables come last in TOML, so what is about the tenant itself stands at the end, too.
    std::fs::write(here.path("branding.toml"), format!("{plain}\n{branding}")).unwrap();
}

fn applied(here: &Installation, branding: &str) {
    write(here, branding);
    here.runs(&["tenant", "apply", &here.path("branding.toml")])
        .said();
}

#[tokio::test]
async fn a_tenants_logo_colours_and_texts_are_on_its_pages() {
    let here = Installation::new(None, "").await;
    std::fs::write(here.path("crest.svg"), CREST).unwrap();
    applied(
        &here,
        "[branding]\nlogo_file = \"crest.svg\"\n\
         [branding.colours]\nlight = \"#1d5c3f\"\ndark = \"#7fd1a8\"\n\
         [legal.imprint]\nde = \"Vertreten durch **Frau Muster**\"\n",
    );
    let _running = here.serves(&[]).await;
    let client = client();
    let get = async |path: &str| {
        client
            .get(format!("{}{path}", here.base))
            .send()
            .await
            .unwrap()
    };
    let home = get("/musterstadt?lang=de").await.text().await.unwrap();
    let address = |attribute: &str, end: &str| -> String {
        let found = home
            .split(attribute)
            .skip(1)
            .filter_map(|rest| rest.split('"').next());
        let mut found = found.filter(|url| url.starts_with("/musterstadt/branding/"));
        found.find(|url| url.ends_with(end)).unwrap().to_owned()
    };

    let colours = get(&address("href=\"", "/colours.css")).await;
    assert_eq!(colours.headers()["content-type"], "text/css; charset=utf-8");
    let caching = colours.headers()["cache-control"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(caching.contains("immutable"), "{caching}");
    let sheet = colours.text().await.unwrap();
    assert!(sheet.contains("action-default:#1d5c3f") && sheet.contains("#7fd1a8"));

    let logo = get(&address("src=\"", "/logo")).await;
    assert_eq!(logo.headers()["content-type"], "image/svg+xml");
    let policy = logo.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("default-src 'none'"), "{policy}");
    assert_eq!(logo.text().await.unwrap(), CREST);
    assert!(home.contains("width=\"96\" height=\"48\""), "{home}");
    let older = get("/musterstadt/branding/0123456789abcdef/logo").await;
    assert_eq!(older.headers()["cache-control"], "no-cache");

    names_the_authority(&get, &home).await;
}

/// The legal pages: the tenant's own words where there are some, and in every language.
async fn names_the_authority(get: &impl AsyncFn(&str) -> reqwest::Response, home: &str) {
    let imprint = get("/musterstadt/imprint?lang=en").await;
    let imprint = imprint.text().await.unwrap();
    assert!(
        imprint.contains("<strong>Frau Muster</strong>"),
        "{imprint}"
    );
    assert!(imprint.contains("lang=\"de\" dir=\"auto\""), "{imprint}");
    for page in ["privacy", "accessibility", "contact"] {
        let told = get(&format!("/musterstadt/{page}?lang=tr")).await;
        assert_eq!(told.status(), 200, "{page}");
        let told = told.text().await.unwrap();
        assert!(
            told.contains("<html lang=\"tr\"") && told.contains("Rathausplatz 1"),
            "{page}"
        );
        assert!(
            home.contains(&format!("/musterstadt/{page}?lang=de")),
            "{page}"
        );
    }
}

#[tokio::test]
async fn pages_kept_elsewhere_lead_there_and_what_was_taken_away_is_gone() {
    let here = Installation::new(None, "").await;
    std::fs::write(here.path("crest.svg"), CREST).unwrap();
    let branding = "[branding]\nlogo_file = \"crest.svg\"\n[legal.contact]\nde = \"Zimmer 12\"\n";
    applied(&here, branding);
    let with_url = include_str!("installation/tenant.toml").replacen(
        "test = true",
        "test = true\nimprint_url = \"https://stadt.example/impressum\"",
        1,
    );
    std::fs::write(here.path("branding.toml"), with_url).unwrap();
    here.runs(&["tenant", "apply", &here.path("branding.toml")])
        .said();
    let _running = here.serves(&[]).await;
    let client = client();
    let get = async |path: &str| {
        client
            .get(format!("{}{path}", here.base))
            .send()
            .await
            .unwrap()
    };
    let imprint = get("/musterstadt/imprint").await;
    assert_eq!(imprint.status(), 303);
    assert_eq!(location(&imprint), "https://stadt.example/impressum");
    let home = get("/musterstadt").await.text().await.unwrap();
    assert!(home.contains("href=\"https://stadt.example/impressum\""));
    assert!(!home.contains("/branding/"), "{home}");
    assert_eq!(get("/musterstadt/branding/1/logo").await.status(), 404);
    assert_eq!(
        get("/musterstadt/branding/1/colours.css").await.status(),
        404
    );
    let contact = get("/musterstadt/contact").await.text().await.unwrap();
    assert!(!contact.contains("Zimmer 12"), "{contact}");
    assert_eq!(get("/nirgends/contact").await.status(), 404);
    assert_eq!(get("/nirgends/branding/1/logo").await.status(), 404);
}

#[tokio::test]
async fn a_look_that_cannot_be_read_is_refused_and_explained() {
    let here = Installation::new(None, "").await;
    std::fs::write(
        here.path("evil.svg"),
        CREST.replace("<path", "<script/><path"),
    )
    .unwrap();
    for (branding, told) in [
        (
            "[branding.colours]\nlight = \"#ffd500\"\ndark = \"#7fd1a8\"",
            "1.4 to 1",
        ),
        (
            "[branding.colours]\nlight = \"gelb\"\ndark = \"#7fd1a8\"",
            "branding.colours.light",
        ),
        (
            "[branding]\nlogo_file = \"evil.svg\"",
            "<script> has no place",
        ),
        ("[branding]\nlogo_file = \"gone.svg\"", "gone.svg"),
        ("[legal.imprint]\nen = \"In English only\"", "German"),
        ("[legal.imprint]\nde = \" \"", "legal.imprint.de"),
    ] {
        write(&here, branding);
        let ran = here.runs(&["tenant", "apply", &here.path("branding.toml")]);
        let complaint = ran.complained();
        assert!(complaint.contains(told), "{told} is missing: {complaint}");
    }
}

#[tokio::test]
async fn paypals_app_is_offered_to_phones_of_tenants_that_asked_for_it() {
    let here = Installation::new(None, "").await;
    let client = client();
    let knobs = format!("{}/_sim/knobs", here.simulator);
    let eligible = serde_json::json!({ "app_switch_eligible": true });
    let unproven = client.post(&knobs).json(&eligible).send().await.unwrap();
    assert_eq!(unproven.status().as_u16(), 401);
    let turned = client.post(&knobs).bearer_auth(here.control_token());
    let turned = turned.json(&eligible).send().await.unwrap();
    assert!(turned.status().is_success(), "{turned:?}");
    let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148";
    let desk = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0";
    let running = here.serves(&[]).await;
    assert!(sent_to(&here, "off", phone).await.contains("/checkoutnow?"));
    drop(running);

    let with_app = include_str!("installation/tenant.toml").replacen(
        "client_id",
        "app_switch = true\nclient_id",
        1,
    );
    std::fs::write(here.path("branding.toml"), with_app).unwrap();
    here.runs(&["tenant", "apply", &here.path("branding.toml")])
        .said();
    let _running = here.serves(&[]).await;
    assert!(sent_to(&here, "desk", desk).await.contains("/checkoutnow?"));
    let app = sent_to(&here, "phone", phone).await;
    assert!(app.contains("/app-switch-checkout?"), "{app}");

    // From the app the phone comes back in whatever browser it likes, and more than once.
    let approve = app.replace("app-switch-checkout?token=", "app-switch-checkout/") + "/approve";
    let approved = client.post(approve).send().await.unwrap();
    for _ in 0..2 {
        let back = crate::process::client()
            .get(location(&approved))
            .send()
            .await
            .unwrap();
        assert_eq!(back.status(), 303);
        let page = client.get(format!("{}{}", here.base, location(&back)));
        let page = page.send().await.unwrap().text().await.unwrap();
        assert!(page.contains("receipt.pdf"), "{page}");
    }
    here.verifies_until("compared with the provider: 1 entries")
        .await;
}

/// Where a browser of this name is sent that chooses PayPal.
async fn sent_to(here: &Installation, request_id: &str, agent: &str) -> String {
    let client = client();
    let told = here.asks(&client, request_id).await;
    let page = told["transactionRedirectUrl"].as_str().unwrap();
    let chosen = client
        .post(format!("{page}/start/paypal"))
        .header("user-agent", agent);
    location(&chosen.send().await.unwrap())
}
