//! A mail server we did not write (`aiosmtpd`, from Python's registry) judges what we hand over.
//!
//! It is installed once, below `target`; its certificate is made by the test. Where Python or the
//! registry is missing, the stories are skipped with a printed reason; `MAIL_SERVER=required`
//! makes that a failure.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on must stop and say so"
)]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;

use mail::{Attachment, MailServer, MailServerError, Message, Security, Smtp, SmtpAccount};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use secrecy::SecretString;

struct Server {
    child: Child,
    port: u16,
    folder: tempfile::TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone_already = self.child.kill();
        let _waited = self.child.wait();
    }
}

static INSTALLING: Mutex<()> = Mutex::new(());

fn skipped(why: &str) {
    let required = std::env::var("MAIL_SERVER").is_ok_and(|text| text == "required");
    assert!(!required, "{why}");
    println!("skipped: {why}");
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/real_server")
}

/// Python with aiosmtpd.
fn python() -> Option<PathBuf> {
    let _one_at_a_time = INSTALLING.lock();
    let venv = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mail-server");
    let python = venv.join("bin/python");
    let works = |python: &Path| {
        let ran = Command::new(python)
            .args(["-c", "import aiosmtpd"])
            .output();
        ran.is_ok_and(|ran| ran.status.success())
    };
    if works(&python) {
        return Some(python);
    }
    let run = |command: &mut Command| {
        let ran = command.stdin(Stdio::null()).output();
        ran.is_ok_and(|ran| ran.status.success())
    };
    if !run(Command::new("python3").args(["-m", "venv"]).arg(&venv)) {
        skipped("python3 with venv is not installed");
        return None;
    }
    let install = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "-r",
    ];
    let list = here().join("requirements.txt");
    if !run(Command::new(&python).args(install).arg(list)) || !works(&python) {
        skipped("aiosmtpd cannot be installed from PyPI");
        return None;
    }
    Some(python)
}

/// A root and a certificate for this machine's name, in a new folder.
fn certificates() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut root = CertificateParams::new(Vec::new()).unwrap();
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root = CertifiedIssuer::self_signed(root, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let leaf = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let leaf = leaf.signed_by(&key, &root).unwrap();
    let write = |name: &str, text: String| std::fs::write(folder.path().join(name), text).unwrap();
    write("root.pem", root.pem());
    write("server.pem", leaf.pem());
    write("server.key", key.serialize_pem());
    folder
}

fn server(mode: &str) -> Option<Server> {
    let python = python()?;
    let folder = certificates();
    let at = |name: &str| folder.path().join(name);
    let mut child = Command::new(python)
        .arg(here().join("server.py"))
        .arg("0")
        .arg(folder.path())
        .arg(mode)
        .args([at("server.pem"), at("server.key")])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut port = String::new();
    let told = child.stdout.as_mut().unwrap();
    BufReader::new(told).read_line(&mut port).unwrap();
    let port = port.trim().parse().unwrap();
    Some(Server {
        child,
        port,
        folder,
    })
}

impl Server {
    fn account(&self, security: Security) -> SmtpAccount {
        let root = std::fs::read(self.folder.path().join("root.pem")).unwrap();
        SmtpAccount {
            host: "localhost".to_owned(),
            port: self.port,
            security,
            user: Some("zahlstelle".to_owned()),
            password: Some(SecretString::from("mail-secret")),
            from: "kasse@musterstadt.example".parse().unwrap(),
            roots: Some(root),
        }
    }

    fn mail(&self, number: u32) -> serde_json::Value {
        let file = self.folder.path().join(format!("{number}.json"));
        serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
    }

    fn has(&self, number: u32) -> bool {
        self.folder.path().join(format!("{number}.json")).exists()
    }
}

fn mail(to: &str) -> Message {
    Message {
        id: "mai_4711".to_owned(),
        to: to.parse().unwrap(),
        subject: "Ihre Quittung von Stadt Müsterstadt".to_owned(),
        language: "de".to_owned(),
        text: "Guten Tag,\n\n.\nSie haben bezahlt: 30,70 €\nQUIT\n".to_owned(),
        html: "<p>Sie haben bezahlt: 30,70 €</p>".to_owned(),
        attachments: vec![Attachment {
            name: "quittung.pdf".to_owned(),
            pdf: b"%PDF-1.7 \0\x01\xff and so on".to_vec(),
        }],
        written_at_micros: 1_795_527_300_000_000,
    }
}

fn header<'a>(mail: &'a serde_json::Value, name: &str) -> Vec<&'a str> {
    let headers = mail["headers"].as_array().unwrap();
    let named = headers.iter().filter(|header| header[0] == name);
    named.map(|header| header[1].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_letter_arrives_whole_over_both_kinds_of_tls() {
    for (mode, security) in [
        ("starttls", Security::StartTls),
        ("implicit", Security::Implicit),
    ] {
        let Some(server) = server(mode) else { return };
        let smtp = Smtp::new(server.account(security)).unwrap();
        smtp.greet().await.unwrap();
        smtp.deliver(&mail("max@example.org")).await.unwrap();
        let taken = server.mail(1);
        assert_eq!(taken["tls"], true, "{taken}");
        assert_eq!(taken["login"], true, "{taken}");
        assert_eq!(taken["from"], "kasse@musterstadt.example");
        assert_eq!(taken["to"], serde_json::json!(["max@example.org"]));
        assert_eq!(taken["defects"], serde_json::json!([]));
        let subject = header(&taken, "Subject");
        assert_eq!(subject, ["Ihre Quittung von Stadt Müsterstadt"]);
        let id = header(&taken, "Message-ID");
        assert_eq!(id, ["<mai_4711@musterstadt.example>"]);
        assert_eq!(header(&taken, "Auto-Submitted"), ["auto-generated"]);
        let parts = taken["parts"].as_array().unwrap();
        let kinds: Vec<_> = parts
            .iter()
            .map(|part| part["kind"].as_str().unwrap())
            .collect();
        assert_eq!(kinds, ["text/plain", "text/html", "application/pdf"]);
        let text = parts[0]["text"].as_str().unwrap().replace("\r\n", "\n");
        assert!(
            text.contains("\n.\nSie haben bezahlt: 30,70 €\nQUIT"),
            "{text}"
        );
        assert!(parts[1]["text"].as_str().unwrap().contains("30,70 €"));
        assert_eq!(parts[2]["name"], "quittung.pdf");
        assert_eq!(parts[2]["begins"], "%PDF-");
    }
}

#[tokio::test]
async fn the_same_letter_handed_over_again_is_known_by_its_id() {
    let Some(server) = server("starttls") else {
        return;
    };
    let smtp = Smtp::new(server.account(Security::StartTls)).unwrap();
    for _ in 0..2 {
        smtp.deliver(&mail("max@example.org")).await.unwrap();
    }
    let id = |number| server.mail(number)["headers"].clone();
    let (first, second) = (id(1), id(2));
    assert_eq!(first[0], second[0]);
    assert_eq!(
        header(&server.mail(1), "Message-ID"),
        header(&server.mail(2), "Message-ID")
    );
}

#[tokio::test]
async fn a_mailbox_that_is_not_there_is_final_and_one_that_asks_for_patience_is_not() {
    let Some(server) = server("starttls") else {
        return;
    };
    let smtp = Smtp::new(server.account(Security::StartTls)).unwrap();
    let refused = smtp
        .deliver(&mail("unknown@example.org"))
        .await
        .unwrap_err();
    assert_eq!(
        refused,
        MailServerError::Refused {
            code: "550".to_owned()
        }
    );
    let later = smtp.deliver(&mail("later@example.org")).await.unwrap_err();
    assert!(matches!(later, MailServerError::NotNow { .. }), "{later}");
    for error in [refused, later] {
        assert!(!error.to_string().contains('@'), "{error}");
    }
    assert!(!server.has(1));
}

#[tokio::test]
async fn nothing_is_said_to_a_server_that_is_not_the_one_or_offers_no_tls() {
    let Some(plain) = server("plain") else { return };
    let smtp = Smtp::new(plain.account(Security::StartTls)).unwrap();
    let error = smtp.deliver(&mail("max@example.org")).await.unwrap_err();
    assert!(matches!(error, MailServerError::NotNow { .. }), "{error}");
    assert!(!plain.has(1));

    let Some(server) = server("starttls") else {
        return;
    };
    let stranger = SmtpAccount {
        roots: None,
        ..server.account(Security::StartTls)
    };
    let smtp = Smtp::new(stranger).unwrap();
    let error = smtp.deliver(&mail("max@example.org")).await.unwrap_err();
    assert!(matches!(error, MailServerError::NotNow { .. }), "{error}");
    let other_name = SmtpAccount {
        host: "127.0.0.1".to_owned(),
        ..server.account(Security::StartTls)
    };
    let smtp = Smtp::new(other_name).unwrap();
    assert!(smtp.deliver(&mail("max@example.org")).await.is_err());
    assert!(!server.has(1));
}

#[tokio::test]
async fn a_wrong_password_loses_no_letter() {
    let Some(server) = server("starttls") else {
        return;
    };
    let account = SmtpAccount {
        password: Some(SecretString::from("wrong")),
        ..server.account(Security::StartTls)
    };
    let smtp = Smtp::new(account).unwrap();
    let error = smtp.deliver(&mail("max@example.org")).await.unwrap_err();
    assert!(matches!(error, MailServerError::NotNow { .. }), "{error}");
    assert!(smtp.greet().await.is_err());
}

#[tokio::test]
async fn without_tls_goes_this_machine_only() {
    let Some(server) = server("open") else { return };
    let account = || SmtpAccount {
        user: None,
        password: None,
        roots: None,
        ..server.account(Security::NoneForLoopback)
    };
    let smtp = Smtp::new(account()).unwrap();
    smtp.deliver(&mail("max@example.org")).await.unwrap();
    assert_eq!(server.mail(1)["tls"], false);
    let elsewhere = SmtpAccount {
        host: "mail.example.org".to_owned(),
        ..account()
    };
    assert!(Smtp::new(elsewhere).is_err());
}

/// Time stands still but for waiting, so a minute takes no time.
#[tokio::test(start_paused = true)]
async fn a_server_that_hangs_is_left_after_a_minute() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let hanging = tokio::spawn(async move {
        let mut held = Vec::new();
        loop {
            held.push(listener.accept().await);
        }
    });
    let smtp = Smtp::new(SmtpAccount {
        host: "127.0.0.1".to_owned(),
        port,
        security: Security::NoneForLoopback,
        user: None,
        password: None,
        from: "kasse@musterstadt.example".parse().unwrap(),
        roots: None,
    });
    let began = tokio::time::Instant::now();
    let error = smtp
        .unwrap()
        .deliver(&mail("max@example.org"))
        .await
        .unwrap_err();
    assert!(matches!(error, MailServerError::NotNow { .. }), "{error}");
    assert!(
        began.elapsed() <= Duration::from_secs(61),
        "{:?}",
        began.elapsed()
    );
    hanging.abort();
}
