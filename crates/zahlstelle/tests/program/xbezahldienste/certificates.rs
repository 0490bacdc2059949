//! Client certificates: the program as it is shipped, and a client that is not ours (curl).

use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use sha2::{Digest, Sha256};

use crate::cli::installation::{END_POINT, Installation, SECRET, secret, wanted};
use crate::process::free_port;

const PROXY_SECRET: &str = "a-long-and-random-secret-of-a-proxy";

/// Certificates of one issuer that the program does not know.
struct Certificates {
    folder: tempfile::TempDir,
    issuer: CertifiedIssuer<'static, KeyPair>,
}

impl Certificates {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut issuer = CertificateParams::new(Vec::new()).unwrap();
        issuer
            .distinguished_name
            .push(DnType::CommonName, "An issuer that is not known here");
        issuer.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(issuer, KeyPair::generate().unwrap()).unwrap();
        std::fs::write(folder.path().join("root.pem"), issuer.pem()).unwrap();
        Self { folder, issuer }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// Writes NAME.pem and NAME.key; the certificate ends with the year before `until`.
    fn issues(&self, name: &str, until: i32) -> Issued {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(until, 1, 1);
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        std::fs::write(self.path(&format!("{name}.pem")), certificate.pem()).unwrap();
        let key_file = self.path(&format!("{name}.key"));
        secret(&key_file, &key.serialize_pem());
        let digits = Sha256::digest(certificate.der());
        let digits: Vec<_> = digits.iter().map(|byte| format!("{byte:02X}")).collect();
        Issued {
            fingerprint: digits.join(":"),
            der: STANDARD.encode(certificate.der()),
            pem: certificate.pem(),
        }
    }
}

struct Issued {
    /// As openssl writes it.
    fingerprint: String,
    /// In base64.
    der: String,
    pem: String,
}

impl Issued {
    /// As nginx writes it.
    fn escaped(&self) -> String {
        url::form_urlencoded::byte_serialize(self.pem.as_bytes())
            .collect::<String>()
            .replace('+', "%20")
    }
}

/// Puts these clients beside the portal, which has `certificates` besides its secret.
fn apply(here: &Installation, portal: &[&Issued], more: &str) {
    let listed: Vec<_> = portal.iter().map(|one| &one.fingerprint).collect();
    let file = here.path("tenant.toml");
    let document = std::fs::read_to_string(&file).unwrap();
    let document = format!("{document}certificates = {listed:?}\n{more}");
    std::fs::write(here.path("tenant-with-certificates.toml"), document).unwrap();
    let file = here.path("tenant-with-certificates.toml");
    here.runs(&["tenant", "apply", &file]).said();
}

/// An installation with a listener for calling systems, and that one's address.
async fn with_tls(certificates: &Certificates) -> (Installation, String) {
    certificates.issues("server", 2100);
    let address = format!("127.0.0.1:{}", free_port());
    let more = format!(
        "[http.client_tls]\nlisten = \"{address}\"\ncertificate_file = {:?}\nkey_file = {:?}\n",
        certificates.path("server.pem"),
        certificates.path("server.key"),
    );
    let here = Installation::new(None, &more).await;
    (here, format!("https://{address}"))
}

/// Asks for a payment; the status and what came with it.
fn curl(base: &str, request_id: &str, arguments: &[&str]) -> (u16, String) {
    let url = format!("{base}/xbezahldienste/api/v1.0.0/paymenttransaction/parken/{END_POINT}");
    let body = wanted(request_id).to_string();
    let ran = Command::new("curl")
        .args([
            "--silent",
            "--show-error",
            "--noproxy",
            "*",
            "--max-time",
            "20",
        ])
        .args([
            "--header",
            "content-type: application/json",
            "--data",
            &body,
        ])
        .args(["--write-out", "\n%{http_code}"])
        .args(arguments)
        .arg(url)
        .output()
        .expect("curl is installed");
    assert!(ran.status.success(), "{ran:?}");
    let told = String::from_utf8(ran.stdout).unwrap();
    let (body, status) = told.rsplit_once('\n').unwrap();
    (status.parse().unwrap(), body.to_owned())
}

#[tokio::test]
async fn a_certificate_is_a_proof_at_our_own_listener() {
    let certificates = Certificates::new();
    let (here, base) = with_tls(&certificates).await;
    let [portal, connector, expired] = [("portal", 2100), ("connector", 2100), ("expired", 2021)]
        .map(|(name, until)| certificates.issues(name, until));
    certificates.issues("stranger", 2100);
    let more = format!(
        "[[clients]]\nname = \"connector\"\ncertificates = [{:?}]\n",
        connector.fingerprint
    );
    apply(&here, &[&portal, &expired], &more);
    let running = here.serves(&[]).await;
    let root = certificates.path("root.pem");
    let asks = |request_id: &str, name: &str, more: &[&str]| {
        let files = [format!("{name}.pem"), format!("{name}.key")];
        let [certificate, key] = files.map(|file| certificates.path(&file));
        let with = ["--cacert", &root, "--cert", &certificate, "--key", &key];
        curl(&base, request_id, &[&with, more].concat())
    };
    for name in ["portal", "connector"] {
        let (status, body) = asks(&format!("by-{name}"), name, &[]);
        assert_eq!(status, 200, "{body}");
        assert!(body.contains("transactionId"), "{body}");
    }
    for name in ["stranger", "expired"] {
        let (status, body) = asks("refused", name, &[]);
        assert_eq!(status, 403, "{name}: {body}");
    }
    // No certificate: the other proofs are asked for, and count.
    let none = curl(&base, "none", &["--cacert", &root]);
    assert_eq!(none.0, 401, "{}", none.1);
    let by_secret = format!("portal:{SECRET}");
    let basic = curl(&base, "basic", &["--cacert", &root, "--user", &by_secret]);
    assert_eq!(basic.0, 200, "{}", basic.1);
    // Whoever sends a secret means it.
    let wrong = asks("wrong", "portal", &["--user", "portal:guessed"]);
    assert_eq!(wrong.0, 403, "{}", wrong.1);
    assert!(
        running.log().contains("certificate.fingerprint"),
        "{}",
        running.log()
    );
    running.kill();
    here.runs(&[
        "tenant",
        "revoke-client",
        "connector",
        "--tenant",
        "musterstadt",
    ])
    .said();
    let running = here.serves(&[]).await;
    let (status, body) = asks("revoked", "connector", &[]);
    assert_eq!(status, 403, "{body}");
    drop(running);
}

#[tokio::test]
async fn a_certificate_from_a_proxy_counts_beside_its_secret_only() {
    let certificates = Certificates::new();
    secret(&certificates.path("proxy.secret"), PROXY_SECRET);
    // The proxy has an address of its own on this machine.
    let here = Installation::new(
        None,
        &format!(
            "[http.certificate_proxy]\naddresses = [\"127.0.0.2\"]\nsecret_file = {:?}\n",
            certificates.path("proxy.secret"),
        ),
    )
    .await;
    let portal = certificates.issues("portal", 2100);
    apply(&here, &[&portal], "");
    let _running = here.serves(&[]).await;
    let secret = format!("x-proxy-secret: {PROXY_SECRET}");
    let escaped = format!("client-cert: {}", portal.escaped());
    let of_rfc = format!("client-cert: :{}:", portal.der);
    let proxy = ["--interface", "127.0.0.2"];
    let asks = |request_id: &str, from: &[&str], headers: &[&str]| {
        let headers = headers.iter().flat_map(|header| ["--header", *header]);
        let arguments: Vec<_> = from.iter().copied().chain(headers).collect();
        let (status, body) = curl(&here.base, request_id, &arguments);
        assert_eq!(status == 200, body.contains("transactionId"), "{body}");
        status
    };
    assert_eq!(asks("nginx", &proxy, &[&secret, &escaped]), 200);
    assert_eq!(asks("rfc-9440", &proxy, &[&secret, &of_rfc]), 200);
    assert_eq!(asks("elsewhere", &[], &[&secret, &escaped]), 401);
    assert_eq!(asks("no-secret", &proxy, &[&escaped]), 401);
    let guessed = "x-proxy-secret: guessed";
    assert_eq!(asks("guessed", &proxy, &[guessed, &escaped]), 401);
    assert_eq!(asks("twice", &proxy, &[&secret, &escaped, &of_rfc]), 401);
    let unreadable = "client-cert: :AAAA:";
    assert_eq!(asks("unreadable", &proxy, &[&secret, unreadable]), 403);
}
