/// Returns all pages.
async fn pages<O: Paginated>(client: &Client<O::Service>, request: O) -> Vec<O::Output> {
    let mut pages = client.pages(request);
    let mut all = Vec::new();
    while let Some(page) = pages.next().await {
        all.push(page.unwrap_or_else(|error| panic!("{error}")));
    }
    all
}

/// Returns the code of the service's error.
fn code<T: std::fmt::Debug, E: ServiceError>(result: Result<T, Error<E>>) -> String {
    let error = result.expect_err("the service refuses");
    assert!(matches!(error, Error::Service(_)), "{error}");
    assert_eq!(error.applied(), metering_core::Applied::No, "{error}");
    error.code().expect("it says why").to_owned()
}
