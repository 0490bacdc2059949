//! A receipt's whole way: the program as it is shipped, a mail server we did not write, TLS with a
//! certificate of the house. What is left of the address afterwards is nothing.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use serde_json::Value;

use crate::cli::installation::Installation;
use crate::process::{LOOK_AGAIN, PATIENCE, client};

const ADDRESS: &str = "erika.mustermann@example.org";

struct MailServer {
    child: Child,
    folder: tempfile::TempDir,
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _gone_already = self.child.kill();
        let _waited = self.child.wait();
    }
}

/// Python with aiosmtpd, installed below `target`; `None` with a printed reason.
fn python(of_mail: &Path) -> Option<PathBuf> {
    let venv = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mail-server-of-program");
    let python = venv.join("bin/python");
    let ran = |command: &mut Command| {
        let ran = command.stdin(Stdio::null()).output();
        ran.is_ok_and(|ran| ran.status.success())
    };
    let works = || ran(Command::new(&python).args(["-c", "import aiosmtpd"]));
    let list = of_mail.join("requirements.txt");
    let install = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "-r",
    ];
    if works()
        || (ran(Command::new("python3").args(["-m", "venv"]).arg(&venv))
            && ran(Command::new(&python).args(install).arg(list))
            && works())
    {
        return Some(python);
    }
    let required = std::env::var("MAIL_SERVER").is_ok_and(|text| text == "required");
    assert!(!required, "aiosmtpd is not to be had");
    println!("skipped: python3 with venv or aiosmtpd from PyPI is not to be had");
    None
}

/// The server, and what the configuration says about it.
fn mail_server() -> Option<(MailServer, String)> {
    let of_mail = Path::new(env!("CARGO_MANIFEST_DIR")).join("../mail/tests/real_server");
    let python = python(&of_mail)?;
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let mut root = CertificateParams::new(Vec::new()).unwrap();
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root = CertifiedIssuer::self_signed(root, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let leaf = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let leaf = leaf.signed_by(&key, &root).unwrap();
    std::fs::write(at("root.pem"), root.pem()).unwrap();
    std::fs::write(at("server.pem"), leaf.pem()).unwrap();
    std::fs::write(at("server.key"), key.serialize_pem()).unwrap();
    crate::cli::installation::secret(at("password").to_str().unwrap(), "mail-secret\n");
    let mut child = Command::new(python)
        .arg(of_mail.join("server.py"))
        .arg("0")
        .arg(folder.path())
        .arg("starttls")
        .args([at("server.pem"), at("server.key")])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut port = String::new();
    let told = child.stdout.as_mut().unwrap();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(told), &mut port).unwrap();
    let config = format!(
        "[mail]\nhost = \"localhost\"\nport = {}\ntls = \"starttls\"\nuser = \"zahlstelle\"\n\
         password_file = \"{}\"\nfrom = \"kasse@musterstadt.example\"\nca_file = \"{}\"\n",
        port.trim(),
        at("password").display(),
        at("root.pem").display(),
    );
    Some((MailServer { child, folder }, config))
}

impl MailServer {
    async fn takes(&self, number: u32) -> Value {
        let file = self.folder.path().join(format!("{number}.json"));
        let until = Instant::now() + PATIENCE;
        while !file.exists() {
            assert!(Instant::now() < until, "no mail came");
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
    }
}

#[tokio::test]
async fn a_receipt_goes_out_over_tls_and_its_address_is_found_nowhere_afterwards() {
    let Some((server, config)) = mail_server() else {
        return;
    };
    let here = Installation::new(None, &config).await;
    assert!(
        here.runs(&["config", "check"])
            .said()
            .contains("can be used")
    );
    let doctor = here.runs(&["doctor"]);
    assert!(
        doctor.said().contains("ok      mail server: localhost"),
        "{doctor:?}"
    );
    let serving = here.serves(&[]).await;
    let client = client();
    let told = here.asks(&client, "antrag-1").await;
    here.pays(&client, &told).await;
    let page = told["transactionRedirectUrl"].as_str().unwrap();
    let asked = client
        .post(format!("{page}/mail?lang=en"))
        .form(&[("email", ADDRESS)])
        .send()
        .await
        .unwrap();
    assert_eq!(asked.status(), 303);
    let mail = server.takes(1).await;
    assert_eq!((&mail["tls"], &mail["login"]), (&true.into(), &true.into()));
    assert_eq!(mail["to"], serde_json::json!([ADDRESS]));
    let headers = mail["headers"].to_string();
    assert!(
        headers.contains("Your receipt: Stadt Musterstadt"),
        "{headers}"
    );
    let parts = mail["parts"].as_array().unwrap();
    let text = parts[0]["text"].as_str().unwrap();
    assert!(
        text.contains("€30.70") && text.contains("/musterstadt/receipt/"),
        "{text}"
    );
    assert_eq!(parts[2]["begins"], "%PDF-");
    erased(&here).await;
    assert!(!serving.log().contains(ADDRESS), "{}", serving.log());
    serving.kill();
    let files = std::fs::read_dir(here.directory.path()).unwrap();
    for file in files
        .map(|file| file.unwrap().path())
        .filter(|file| file.is_file())
    {
        let bytes = std::fs::read(&file).unwrap();
        let there = bytes
            .windows(ADDRESS.len())
            .any(|part| part == ADDRESS.as_bytes());
        assert!(!there, "{}", file.display());
    }
}

/// Until the outcome is written down.
async fn erased(here: &Installation) {
    use sqlx::{Connection, SqliteConnection};
    let url = format!("sqlite:{}", here.path("zahlstelle.db"));
    let until = Instant::now() + PATIENCE;
    loop {
        let mut db = SqliteConnection::connect(&url).await.unwrap();
        let sent = "SELECT count(*) FROM mails WHERE outcome = 'sent' AND recipient IS NULL";
        let sent: i64 = sqlx::query_scalar(sent).fetch_one(&mut db).await.unwrap();
        if sent == 1 {
            return;
        }
        assert!(Instant::now() < until, "the outcome was never written");
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

#[tokio::test]
async fn a_mail_server_that_is_not_there_is_told_by_the_doctor_and_stops_nothing() {
    let nobody = "[mail]\nhost = \"127.0.0.1\"\nport = 9\ntls = \"none-for-loopback\"\n\
                  from = \"kasse@musterstadt.example\"\n";
    let here = Installation::new(None, nobody).await;
    let doctor = here.runs(&["doctor"]);
    assert!(
        doctor.out.contains("WRONG   mail server: 127.0.0.1:9"),
        "{doctor:?}"
    );
    assert!(
        doctor.out.contains("ok      provider accounts"),
        "{doctor:?}"
    );
    let serving = here.serves(&[]).await;
    let client = client();
    let told = here.asks(&client, "antrag-1").await;
    here.pays(&client, &told).await;
    let page = told["transactionRedirectUrl"].as_str().unwrap();
    let ask = client
        .post(format!("{page}/mail"))
        .form(&[("email", ADDRESS)]);
    assert_eq!(ask.send().await.unwrap().status(), 303);
    let told = here.asks(&client, "antrag-2").await;
    here.pays(&client, &told).await;
    here.verifies_until("The books agree.").await;
    assert!(!serving.log().contains(ADDRESS));
}
