//! The made-up town.

use std::collections::BTreeMap;

use app::tenants::documents::{
    AccountDocument, BankAccountDocument, BindingDocument, BookingDocument, BrandingDocument,
    CatalogueDocument, ClaimsDocument, ClientDocument, ColoursDocument, LegalDocument,
    MailDocument, MethodDocument, PoolDocument, RefundsDocument, ServiceDocument, TenantDocument,
    TenantProfile, Translations, TrialDocument,
};
use domain::payments::Method;
use secrecy::SecretString;

use super::notices;
use crate::demo::simulator::{CLIENT_ID, MERCHANT, TRIAL_CLIENT_ID, TRIAL_MERCHANT};
use crate::failure::Failure;

/// The town's account at its bank.
pub(super) const BANK: &str = "sparkasse";
pub(super) const CLIENT: &str = "antragsportal";
/// The town's calling systems; the first may use every service.
pub(super) const CLIENTS: [&str; 3] = [CLIENT, "vhs-anmeldung", "buergerbuero"];
/// No authority has this number.
pub(super) const END_POINT: &str = "05158999";

/// One of the town's services.
pub(super) struct DemoService {
    /// Also its originator id.
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    name_en: &'static str,
    department: (&'static str, &'static str),
    /// Begins its Kassenzeichen.
    circle: &'static str,
    pub(super) reference: &'static str,
    pub(super) cents: i64,
}

pub(super) const SERVICES: [DemoService; 3] = [
    DemoService {
        code: "bewohnerparken",
        name: "Bewohnerparkausweis",
        name_en: "Residents' parking permit",
        department: ("Straßenverkehrsamt", "Road traffic office"),
        circle: "51254",
        reference: "PARK-01",
        cents: 3_070,
    },
    DemoService {
        code: "meldebescheinigung",
        name: "Meldebescheinigung",
        name_en: "Certificate of registration",
        department: ("Bürgerbüro", "Citizens' office"),
        circle: "33010",
        reference: "MELD-01",
        cents: 1_200,
    },
    DemoService {
        code: "vhs-kurs",
        name: "Volkshochschulkurs",
        name_en: "Adult education course",
        department: ("Volkshochschule", "Adult education centre"),
        circle: "43100",
        reference: "VHS-01",
        cents: 8_500,
    },
];

/// Being tried out by the town's departments, in the trial tenant.
pub(super) const TEST_SERVICE: &str = "freibad-spende";

/// The town's portal has this password, its merchant at the simulator this secret.
pub(super) fn document(
    password: &SecretString,
    secret: SecretString,
) -> Result<TenantDocument, Failure> {
    let mut catalogue: BTreeMap<String, CatalogueDocument> =
        toml::from_str(include_str!("catalogue.toml"))
            .map_err(|error| Failure::because("the catalogue of the made-up town", &error))?;
    let mut town = town(password, secret);
    for service in &mut town.services {
        service.catalogue = catalogue.remove(&service.code);
    }
    Ok(town)
}

fn town(password: &SecretString, secret: SecretString) -> TenantDocument {
    TenantDocument {
        slug: notices::SLUG.to_owned(),
        profile: profile(),
        pools: SERVICES.iter().map(pool).chain(notices::pools()).collect(),
        accounts: vec![paypal((CLIENT_ID, MERCHANT), secret.clone())],
        bank_accounts: vec![BankAccountDocument {
            code: BANK.to_owned(),
            holder: "Stadt Musterstadt".to_owned(),
            // No such account exists: the check digits are right, the bank is made up.
            iban: "DE73 9999 9999 0000 0012 34".to_owned(),
            bic: None,
        }],
        services: SERVICES
            .iter()
            .map(service)
            .chain([gift()])
            .chain(notices::services())
            .collect(),
        clients: CLIENTS.map(|name| client(name, password.clone())).into(),
        trial: Some(TrialDocument {
            accounts: vec![paypal((TRIAL_CLIENT_ID, TRIAL_MERCHANT), secret)],
            clients: Vec::new(),
        }),
    }
}

fn client(name: &str, password: SecretString) -> ClientDocument {
    let services: &[&str] = match name {
        "vhs-anmeldung" => &["vhs-kurs"],
        "buergerbuero" => &["meldebescheinigung"],
        _ => &[],
    };
    ClientDocument {
        name: name.to_owned(),
        secret_file: None,
        secret: Some(password),
        certificates: Vec::new(),
        services: services.iter().map(|&code| code.to_owned()).collect(),
    }
}

fn profile() -> TenantProfile {
    TenantProfile {
        name: "Stadt Musterstadt".to_owned(),
        short_name: "MUSTERSTADT".to_owned(),
        address: vec!["Rathausplatz 1".to_owned(), "99999 Musterstadt".to_owned()],
        contact: "Stadtkasse Musterstadt, Telefon 02000 123456".to_owned(),
        imprint_url: None,
        privacy_url: None,
        accessibility_url: None,
        enforcement_url: None,
        branding: BrandingDocument {
            logo_file: None,
            logo_bytes: Some(include_bytes!("crest.svg").to_vec()),
            logo: None,
            colours: Some(ColoursDocument {
                light: "#1d5c3f".to_owned(),
                dark: "#7fd1a8".to_owned(),
            }),
        },
        legal: LegalDocument::default(),
        test: true,
        maintenance: Vec::new(),
        transfer_days: 10,
        mail: MailDocument {
            keep_address_days: 90,
            ..MailDocument::default()
        },
        refunds: RefundsDocument::default(),
        claims: ClaimsDocument::default(),
    }
}

fn paypal((client_id, merchant): (&str, &str), secret: SecretString) -> AccountDocument {
    AccountDocument {
        code: "paypal".to_owned(),
        provider: "paypal".to_owned(),
        environment: "simulator".to_owned(),
        settings: [("client_id", client_id), ("merchant_id", merchant)]
            .map(|(name, value)| (name.to_owned(), value.into()))
            .into_iter()
            .collect(),
        secrets: BTreeMap::new(),
        secret_values: [("client_secret".to_owned(), secret)].into(),
        subscription: None,
    }
}

/// What every service of the town offers.
pub(super) fn methods() -> Vec<MethodDocument> {
    vec![
        MethodDocument::new(Method::PAYPAL, "paypal"),
        MethodDocument::new(Method::BANK_TRANSFER, BANK),
    ]
}

/// In the catalogue only; its Kassenzeichen come from another service's circle.
fn gift() -> ServiceDocument {
    let [first, ..] = SERVICES;
    ServiceDocument {
        code: TEST_SERVICE.to_owned(),
        name: Translations::german("Spende für das Freibad")
            .and("en", "Gift for the open-air pool"),
        department: Translations::german("Sportamt").and("en", "Sports office"),
        neutral_text: "Spende".to_owned(),
        bookings: Vec::new(),
        bindings: Vec::new(),
        ..service(&first)
    }
}

fn pool(service: &DemoService) -> PoolDocument {
    PoolDocument {
        code: service.code.to_owned(),
        definition: format!("{}{{year:2}}{{counter:6}}", service.circle),
        check: "mod11".to_owned(),
        mask: None,
        first_counter: 1,
    }
}

fn service(service: &DemoService) -> ServiceDocument {
    let words = |(de, en): (&str, &str)| Translations::german(de).and("en", en);
    ServiceDocument {
        code: service.code.to_owned(),
        name: words((service.name, service.name_en)),
        department: words(service.department),
        neutral_text: "Verwaltungsgebühr".to_owned(),
        pool: service.code.to_owned(),
        methods: methods(),
        transfer_text: None,
        pay_minutes: 30,
        live: true,
        catalogue: None,
        bookings: vec![BookingDocument {
            reference: Some(service.reference.to_owned()),
            booking_data: [("produkt".to_owned(), "122010".to_owned())].into(),
            required: Vec::new(),
        }],
        bindings: vec![BindingDocument {
            channel: "xbezahldienste".to_owned(),
            key: format!("{}/{END_POINT}", service.code),
            strict: false,
        }],
        notices: None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    /// Every text in Leichte Sprache below a value.
    fn simple(value: &toml::Value, found: &mut Vec<String>) {
        match value {
            toml::Value::Table(table) => {
                for (key, value) in table {
                    match value.as_str() {
                        Some(text) if key == "de-simple" => found.push(text.to_owned()),
                        Some(_) | None => simple(value, found),
                    }
                }
            }
            toml::Value::Array(values) => values.iter().for_each(|value| simple(value, found)),
            toml::Value::String(_)
            | toml::Value::Integer(_)
            | toml::Value::Float(_)
            | toml::Value::Boolean(_)
            | toml::Value::Datetime(_) => {}
        }
    }

    fn words(text: &str) -> impl Iterator<Item = &str> {
        let outside = |letter: char| !(letter.is_alphanumeric() || "·-".contains(letter));
        text.split(outside).filter(|word| !word.is_empty())
    }

    /// Words that pages write with a dot between their parts, without the dot.
    fn parted_on_pages() -> BTreeSet<String> {
        let texts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../webkit/texts/de-simple");
        let mut parted = BTreeSet::new();
        for file in std::fs::read_dir(texts).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            let dotted = words(&text).filter(|word| word.contains('·'));
            parted.extend(dotted.map(|word| word.replace('·', "").to_lowercase()));
        }
        parted
    }

    #[test]
    fn the_catalogue_in_leichte_sprache_parts_words_as_pages_do() {
        let catalogue: toml::Value = toml::from_str(include_str!("catalogue.toml")).unwrap();
        let mut texts = Vec::new();
        simple(&catalogue, &mut texts);
        assert!(texts.len() > 4, "{texts:?}");
        let parted = parted_on_pages();
        assert!(parted.contains("kassenzeichen"));
        for text in &texts {
            for sentence in text.split(['.', '!', '?', ':']) {
                let count = words(sentence).count();
                assert!(count <= 10, "{count} words in {sentence:?}");
            }
            for word in words(text) {
                assert!(
                    word == "E-Mail" || !word.contains('-'),
                    "{word}: part it with a dot"
                );
                assert!(
                    !parted.contains(&word.to_lowercase()),
                    "{word} is parted on pages"
                );
            }
            for clause in [
                ", was ", ", wie ", ", wo ", ", wer ", ", dass ", ", weil ", ", wenn ",
            ] {
                assert!(!text.contains(clause), "{text}");
            }
        }
    }
}
