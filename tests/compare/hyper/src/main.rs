//! hyper's client with a cached signing key and a hand-written canonical request.

use bytes::Bytes;
use harness::{Column, Place, workload};
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderName, HeaderValue};
use http::{Method, Request, Uri};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

#[path = "../../by-hand/src/shapes.rs"]
mod shapes;
#[path = "../../by-hand/src/signature.rs"]
mod signature;

const AMZ_DATE: HeaderName = HeaderName::from_static("x-amz-date");
const AMZ_TARGET: HeaderName = HeaderName::from_static("x-amz-target");

struct Bare {
    http: Client<HttpConnector, Full<Bytes>>,
    url: Uri,
    canned: bool,
    signer: signature::Signer,
}

impl Bare {
    async fn call(&self, action: &str, body: Vec<u8>, read: fn(&[u8]) -> usize, canned: &str) -> usize {
        let target = format!("{}{action}", shapes::TARGET_PREFIX);
        let host = self.url.authority().expect("a host").as_str();
        let signed = self.signer.sign(host, shapes::CONTENT_TYPE, &target, &body);
        let mut request = Request::new(Full::new(Bytes::from(body)));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.url.clone();
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(shapes::CONTENT_TYPE));
        headers.insert(AMZ_TARGET, HeaderValue::try_from(target).expect("a header"));
        headers.insert(HOST, HeaderValue::from_str(host).expect("a header"));
        headers.insert(AMZ_DATE, HeaderValue::from_str(&signed.date).expect("a header"));
        headers.insert(AUTHORIZATION, HeaderValue::try_from(signed.authorization).expect("a header"));
        if self.canned {
            std::hint::black_box(request);
            return read(canned.as_bytes());
        }
        let response = self.http.request(request).await.expect("a response");
        assert!(response.status().is_success());
        read(&response.into_body().collect().await.expect("a body").to_bytes())
    }
}

impl Column for Bare {
    type Batch = shapes::BatchMeterUsage;

    async fn new(place: Place) -> Self {
        let (canned, url) = match place {
            Place::Canned => (true, "http://127.0.0.1:8080/".to_owned()),
            Place::Url(url) => (false, url),
        };
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Bare {
            http: Client::builder(TokioExecutor::new()).build(connector),
            url: url.parse().expect("a URL"),
            canned,
            signer: signature::Signer::new(),
        }
    }

    fn input() -> Self::Batch {
        shapes::input()
    }

    async fn batch(&self, input: Self::Batch) -> usize {
        let body = serde_json::to_vec(&input).expect("JSON");
        self.call("BatchMeterUsage", body, shapes::batch_response, workload::batch_response()).await
    }

    async fn resolve(&self, token: String) -> usize {
        let body = serde_json::to_vec(&shapes::ResolveCustomer { registration_token: token }).expect("JSON");
        self.call("ResolveCustomer", body, shapes::resolve_response, workload::resolve_response()).await
    }
}

fn main() {
    harness::run::<Bare>();
}
