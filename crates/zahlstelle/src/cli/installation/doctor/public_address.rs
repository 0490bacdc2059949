//! The address citizens see, asked from here as a citizen would ask it.

use bytes::Bytes;
use http::{Method, Request, StatusCode};
use providers::{HttpTransport, Networks, Transport};

use super::Finding;
use crate::config::Config;

const WHAT: &str = "public address";
/// What a node answers when the proxy hands on where a visitor comes from.
const WELL: &[u8] = b"ok\n";

pub(super) async fn examine(config: &Config) -> Finding {
    let url = &config.http.public_url;
    let local = url
        .host_str()
        .is_some_and(|host| host == "127.0.0.1" || host == "localhost");
    if url.scheme() != "https" && !local {
        let text = format!("{url} is not https; citizens' payments need it");
        return Finding::wrong(WHAT, text);
    }
    let header = match config.client_header() {
        Ok(header) => header,
        Err(failure) => return Finding::wrong(WHAT, failure.to_string()),
    };
    // Without a proxy there is nothing between a visitor and the program.
    let Some(header) = header else {
        return Finding::ok(WHAT, url.to_string());
    };
    match ask(config).await {
        Ok(answer) if answer == WELL => {
            Finding::ok(WHAT, format!("{url}, through a proxy that sends {header}"))
        }
        Ok(answer) if answer.starts_with(b"ok") => Finding::wrong(
            WHAT,
            format!(
                "{url} leads here, but the proxy does not send {header}: all visitors seem to \
                 come from it, and one who guesses slows down all"
            ),
        ),
        Ok(_) => Finding::wrong(WHAT, format!("{url} leads to another program")),
        Err(problem) => Finding::warning(WHAT, format!("{url} does not answer: {problem}")),
    }
}

async fn ask(config: &Config) -> Result<Bytes, String> {
    let public = config.public_url().map_err(|failure| failure.to_string())?;
    let request = Request::builder()
        .method(Method::GET)
        .uri(public.at("/health/live").as_str())
        .body(Bytes::new())
        .map_err(|error| error.to_string())?;
    // The operator's own address may lead into a private network.
    let transport = HttpTransport::new(Networks::Simulator).map_err(|error| error.to_string())?;
    let answer = transport.send(request).await;
    let answer = answer.map_err(|error| error.to_string())?;
    match answer.status() {
        StatusCode::OK => Ok(answer.into_body()),
        status => Err(format!("its proxy says {status}")),
    }
}
