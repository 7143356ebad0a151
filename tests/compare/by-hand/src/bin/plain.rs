//! reqwest and aws-sigv4 through their public APIs.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use by_hand::{CONTENT_TYPE, SIGNING_NAME, TARGET_PREFIX};
use harness::{Column, Place, workload};

struct Plain {
    http: reqwest::Client,
    url: String,
    canned: bool,
    credentials: Credentials,
}

impl Plain {
    async fn call(&self, action: &str, body: Vec<u8>, read: fn(&[u8]) -> usize, canned: &str) -> usize {
        let identity = self.credentials.clone().into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(workload::REGION)
            .name(SIGNING_NAME)
            .time(SystemTime::now())
            .settings(SigningSettings::default())
            .build()
            .expect("complete")
            .into();
        let target = format!("{TARGET_PREFIX}{action}");
        let headers = [("content-type", CONTENT_TYPE), ("x-amz-target", target.as_str())];
        let signable =
            SignableRequest::new("POST", self.url.as_str(), headers.into_iter(), SignableBody::Bytes(&body))
                .expect("signable");
        let (instructions, _) = sign(signable, &params).expect("signed").into_parts();
        let mut request = http::Request::post(self.url.as_str())
            .header("content-type", CONTENT_TYPE)
            .header("x-amz-target", target)
            .body(body)
            .expect("a request");
        instructions.apply_to_request_http1x(&mut request);
        let request = reqwest::Request::try_from(request).expect("a request");
        if self.canned {
            std::hint::black_box(request);
            return read(canned.as_bytes());
        }
        let response = self.http.execute(request).await.expect("a response").error_for_status();
        read(&response.expect("success").bytes().await.expect("a body"))
    }
}

impl Column for Plain {
    type Batch = by_hand::BatchMeterUsage;

    async fn new(place: Place) -> Self {
        let (canned, url) = match place {
            Place::Canned => (true, "http://127.0.0.1:8080/".to_owned()),
            Place::Url(url) => (false, url),
        };
        Plain {
            http: by_hand::http(),
            url,
            canned,
            credentials: Credentials::from_keys(workload::ACCESS_KEY_ID, workload::SECRET_ACCESS_KEY, None),
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
    harness::run::<Plain>();
}
