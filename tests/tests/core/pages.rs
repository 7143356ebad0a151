//! The conditions that end a stream of pages.

use http::StatusCode;
use metering_core::error::ResponseError;
use metering_core::testing::{RawReply, Reply, Server};
use metering_core::{Applied, Client, Error, Operation as _, Shape, aws_operation};
use tests::tables::Service;

/// Lists names page by page.
#[aws_operation(
    action = "List",
    paginate(input_token = token, output_token = next, items = names, item = String)
)]
#[derive(Debug, Clone)]
pub struct List {
    /// The token of a page.
    pub token: Option<String>,
}

/// A page.
#[derive(Debug, Shape)]
pub struct ListOutput {
    /// The names.
    pub names: Vec<String>,
    /// The token of the next page.
    pub next: Option<String>,
}

/// Lists names, with a flag for more pages.
#[aws_operation(
    action = "ListMore",
    output = ListMoreOutput,
    paginate(input_token = (token, name), output_token = (next, next_name), more = truncated)
)]
#[derive(Debug, Clone)]
pub struct ListMore {
    /// The token of a page.
    pub token: Option<String>,
    /// The second token of a page.
    pub name: Option<String>,
}

/// A page.
#[derive(Debug, Shape)]
pub struct ListMoreOutput {
    /// The token of the next page.
    pub next: Option<String>,
    /// The second token of the next page.
    pub next_name: Option<String>,
    /// `true` if there are more pages.
    pub truncated: Option<bool>,
}

/// Lists names of a service that repeats the last token, as GetLogEvents does.
#[aws_operation(
    action = "ListToTheEnd",
    output = ListOutput,
    paginate(input_token = token, output_token = next, items = names, item = String, stop_on_same_token)
)]
#[derive(Debug, Clone)]
pub struct ListToTheEnd {
    /// The token of a page.
    pub token: Option<String>,
}

fn server(pages: &[&'static str]) -> Server {
    let server = Server::in_memory();
    server.on(|_: List| Reply::output(ListOutput::builder().names([""; 0]).build()));
    server.on(|_: ListMore| Reply::output(ListMoreOutput::builder().build()));
    for page in pages {
        server.next(RawReply::json(StatusCode::OK, *page));
    }
    server
}

/// FilterLogEvents is known to return an empty page with the token of the page before it
/// (<https://github.com/boto/boto3/issues/1584>). The names after it would be missing silently.
#[tokio::test]
async fn an_unchanged_token_is_an_error_after_its_page() {
    let server = server(&[r#"{"Names":["a"],"Next":"1"}"#, r#"{"Names":["b"],"Next":"1"}"#]);
    let client: Client<Service> = server.client();
    let mut names = client.pages(List { token: None }).items();
    assert_eq!(names.next().await.unwrap().unwrap(), "a");
    assert_eq!(names.next().await.unwrap().unwrap(), "b");
    let error = names.next().await.unwrap().unwrap_err();
    let Error::Response(failure) = &error else { panic!("{error}") };
    assert!(matches!(failure.cause(), ResponseError::UnchangedToken), "{error}");
    assert!(error.to_string().starts_with("List: the service returned the same page token twice"), "{error}");
    assert!(error.request_id().is_some() && error.applied() == Applied::Yes);
    assert!(names.next().await.is_none());
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn stop_on_same_token_ends_at_an_unchanged_token() {
    let server = server(&[r#"{"Names":["a"],"Next":"1"}"#, r#"{"Names":["b"],"Next":"1"}"#]);
    server.on(|_: ListToTheEnd| Reply::output(ListOutput::builder().names([""; 0]).build()));
    let mut names = server.client::<Service>().pages(ListToTheEnd { token: None }).items();
    assert_eq!(names.next().await.unwrap().unwrap(), "a");
    assert_eq!(names.next().await.unwrap().unwrap(), "b");
    assert!(names.next().await.is_none());
    assert!(ListToTheEnd::INFO.pages.unwrap().stops_on_same_token);
}

#[tokio::test]
async fn a_start_token_that_is_returned_is_an_error() {
    let server = server(&[r#"{"Names":[],"Next":"1"}"#]);
    let mut pages = server.client::<Service>().pages(List { token: Some("1".into()) });
    assert!(pages.next().await.unwrap().is_ok());
    assert!(pages.next().await.unwrap().is_err());
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn a_flag_for_more_pages_without_a_token_is_an_error() {
    let more = r#"{"Next":"1","NextName":"a","Truncated":true}"#;
    for (last, is_error) in [
        // One of two tokens may stay the same, or be left out.
        (r#"{"Next":"1","NextName":"b","Truncated":false}"#, false),
        (r#"{"Next":"1","NextName":"a","Truncated":false}"#, false),
        (r#"{"Next":"1","NextName":"a"}"#, false),
        ("{}", false),
        (r#"{"Truncated":true}"#, true),
        (r#"{"Next":"","Truncated":true}"#, true),
        (r#"{"Next":"1","NextName":"a","Truncated":true}"#, true),
    ] {
        let server = server(&[more, r#"{"NextName":"b","Truncated":true}"#, more, last]);
        let mut pages = server.client::<Service>().pages(ListMore { token: None, name: None });
        for page in 0..4 {
            assert!(pages.next().await.unwrap().is_ok(), "{last} {page}");
        }
        match pages.next().await {
            Some(result) => assert!(is_error && result.is_err(), "{last}"),
            None => assert!(!is_error, "{last}"),
        }
        assert!(pages.next().await.is_none());
    }
}

#[tokio::test]
async fn a_failed_page_ends_the_stream() {
    let server = server(&[r#"{"Names":["a"],"Next":"1"}"#]);
    server.next(RawReply::error(StatusCode::BAD_REQUEST, "ValidationException", "no"));
    let mut pages = server.client::<Service>().pages(List { token: None });
    assert!(pages.next().await.unwrap().is_ok());
    assert_eq!(pages.next().await.unwrap().unwrap_err().code(), Some("ValidationException"));
    assert!(pages.next().await.is_none());
}
