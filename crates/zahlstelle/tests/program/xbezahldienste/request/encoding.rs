//! Bodies that are not sent as they are.

use http::HeaderValue;
use http::header::CONTENT_ENCODING;
use storage::{Db, on_both_engines};

use crate::served_authority::{PORTAL, SECRET, ServedAuthority, ask, basic, payment};

on_both_engines! {
    a_compressed_body_is_415
}

async fn a_compressed_body_is_415(db: Db) {
    let served = ServedAuthority::new(db).await;
    let proof = basic(PORTAL, SECRET);
    for (coding, status) in [("gzip", 415), ("br", 415), ("identity", 200)] {
        let mut request = ask("parken", &proof, payment().to_string());
        let coding = HeaderValue::from_static(coding);
        request.headers_mut().insert(CONTENT_ENCODING, coding);
        let answer = served.send(request).await;
        assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
        if status == 415 {
            answer.problem(415, "VALIDATION_ERROR");
            assert_eq!(answer.header("accept-encoding"), "identity");
        }
    }
}
