//! reqwest with a cached signing key and a hand-written canonical request.

use by_hand::{CONTENT_TYPE, TARGET_PREFIX};
use harness::{Column, Place, workload};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE as CONTENT_TYPE_HEADER, HOST, HeaderName, HeaderValue};

#[path = "../signature.rs"]
mod signature;

const AMZ_DATE: HeaderName = HeaderName::from_static("x-amz-date");
const AMZ_TARGET: HeaderName = HeaderName::from_static("x-amz-target");

struct Cached {
    http: reqwest::Client,
    url: reqwest::Url,
    host: String,
    canned: bool,
    signer: signature::Signer,
}

impl Cached {
    async fn call(&self, action: &str, body: Vec<u8>, read: fn(&[u8]) -> usize, canned: &str) -> usize {
        let target = format!("{TARGET_PREFIX}{action}");
        let signed = self.signer.sign(&self.host, CONTENT_TYPE, &target, &body);
        let mut request = reqwest::Request::new(reqwest::Method::POST, self.url.clone());
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE_HEADER, HeaderValue::from_static(CONTENT_TYPE));
        headers.insert(AMZ_TARGET, HeaderValue::try_from(target).expect("a header"));
        headers.insert(HOST, HeaderValue::from_str(&self.host).expect("a header"));
        headers.insert(AMZ_DATE, HeaderValue::from_str(&signed.date).expect("a header"));
        headers.insert(AUTHORIZATION, HeaderValue::try_from(signed.authorization).expect("a header"));
        *request.body_mut() = Some(body.into());
        if self.canned {
            std::hint::black_box(request);
            return read(canned.as_bytes());
        }
        let response = self.http.execute(request).await.expect("a response").error_for_status();
        read(&response.expect("success").bytes().await.expect("a body"))
    }
}

impl Column for Cached {
    type Batch = by_hand::BatchMeterUsage;

    async fn new(place: Place) -> Self {
        let (canned, url) = match place {
            Place::Canned => (true, "http://127.0.0.1:8080/".to_owned()),
            Place::Url(url) => (false, url),
        };
        let url = reqwest::Url::parse(&url).expect("a URL");
        Cached {
            http: by_hand::http(),
            host: format!("{}:{}", url.host_str().expect("a host"), url.port().expect("a port")),
            url,
            canned,
            signer: signature::Signer::new(),
        }
    }

    fn input() -> Self::Batch {
        by_hand::input()
    }

    async fn batch(&self, input: Self::Batch) -> usize {
        let body = serde_json::to_vec(&input).expect("JSON");
        self.call("BatchMeterUsage", body, by_hand::batch_response, workload::batch_response()).await
    }

    async fn resolve(&self, token: String) -> usize {
        let body = serde_json::to_vec(&by_hand::ResolveCustomer { registration_token: token }).expect("JSON");
        self.call("ResolveCustomer", body, by_hand::resolve_response, workload::resolve_response()).await
    }
}

fn main() {
    harness::run::<Cached>();
}
