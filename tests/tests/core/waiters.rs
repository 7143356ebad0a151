//! Waiters: the matchers, the limits of a wait, and its errors.
//!
//! The rules are Smithy's (<https://smithy.io/2.0/additional-specs/waiters.html>) and botocore's.
//! `corpus.rs` compares all waiters of botocore's models with botocore itself.

use std::error::Error as _;
use std::time::Duration;

use http::StatusCode;
use metering_core::testing::{RawReply, Reply, Server};
use metering_core::waiter::{WaitErrorKind, WaiterInfo};
use metering_core::{
    Client, ErrorMetadata, Reached, Sensitive, ServiceError, Shape, StringEnum, UnknownValue, WaitError,
    Waiter, aws_operation, aws_service,
};
use tokio::time::Instant;

/// A service with states.
#[aws_service(endpoint_prefix = "ecs", target_prefix = "Fleet", json_version = "1.1", error = FleetError)]
#[derive(Debug)]
pub struct Service;

/// The errors of the service.
#[derive(Debug, ServiceError)]
pub enum FleetError {
    /// The fleet doesn't exist.
    FleetNotFound(ErrorMetadata),
    /// The caller may not do this.
    AccessDenied(ErrorMetadata),
    /// Everything else.
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

/// Describes a fleet.
#[aws_operation(action = "DescribeFleet")]
#[derive(Debug, Clone)]
pub struct DescribeFleet {
    /// The name.
    pub name: Option<String>,
}

/// The fleet.
#[derive(Debug, Clone, Shape)]
pub struct DescribeFleetOutput {
    /// A structure that may be missing.
    pub fleet: Option<Fleet>,
    /// A list that may be missing.
    pub groups: Option<Vec<Group>>,
    /// A flag.
    pub ready: Option<bool>,
    /// A constrained string.
    pub phase: Option<Phase>,
    /// A member with the name of a matcher.
    pub status: Option<String>,
    /// A secret.
    pub token: Option<Sensitive<String>>,
}

/// A fleet.
#[derive(Debug, Clone, Shape)]
pub struct Fleet {
    /// The state.
    pub state: Option<State>,
}

/// A list in a list.
#[derive(Debug, Clone, Shape)]
pub struct Group {
    /// The fleets.
    pub fleets: Option<Vec<Fleet>>,
}

/// A state.
#[derive(Debug, Clone, PartialEq, Eq, StringEnum)]
#[aws(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    /// The fleet is created.
    Creating,
    /// The fleet can be used.
    Active,
    /// The fleet can't be used.
    Failed,
    /// Another state.
    #[aws(other)]
    Unknown(UnknownValue),
}

/// A phase.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
#[aws(length = 1..)]
pub struct Phase(String);

/// Waits for a state.
#[derive(Waiter)]
#[aws(
    operation = DescribeFleet,
    delay = 20,
    max_attempts = 25,
    success(fleet.state = State::Active),
    failure(fleet.state = State::Failed),
    retry(error = FleetNotFound),
)]
pub struct FleetActive;

/// Returns a client that gets these replies in turn.
fn client(replies: Vec<RawReply>) -> (Client<Service>, Server) {
    let server = Server::in_memory();
    server.on(|_: DescribeFleet| Reply::disconnect());
    for reply in replies {
        server.next(reply);
    }
    (server.client(), server)
}

fn ok(json: &'static str) -> RawReply {
    RawReply::json(StatusCode::OK, json)
}

fn creating() -> RawReply {
    ok(r#"{"Fleet":{"State":"CREATING"}}"#)
}

fn active() -> RawReply {
    ok(r#"{"Fleet":{"State":"ACTIVE"}}"#)
}

fn not_found() -> RawReply {
    RawReply::error(StatusCode::BAD_REQUEST, "FleetNotFoundException", "no such fleet")
}

fn denied() -> RawReply {
    RawReply::error(StatusCode::FORBIDDEN, "AccessDeniedException", "not yours")
}

fn request() -> DescribeFleet {
    DescribeFleet { name: Some("blue".into()) }
}

type Outcome = Result<Reached<DescribeFleet>, WaitError<DescribeFleet>>;

/// The first attempt is made immediately, and each later one after the delay.
#[tokio::test(start_paused = true)]
async fn polls_until_the_state_is_reached() {
    let (client, server) = client(vec![not_found(), creating(), active()]);
    let started = Instant::now();
    let reached = client.wait(request()).until(FleetActive).await.unwrap();
    assert_eq!((reached.attempts, server.received().len()), (3, 3));
    assert_eq!(started.elapsed(), Duration::from_secs(40));
    let output = reached.into_output().expect("the last result is an output");
    assert_eq!(output.fleet.unwrap().state, Some(State::Active));
    assert_eq!(server.received()[2].input::<DescribeFleet>().unwrap().name.as_deref(), Some("blue"));
}

/// Waits until the fleet is deleted.
#[derive(Waiter)]
#[aws(operation = DescribeFleet, delay = 1, success(error = FleetNotFound))]
pub struct FleetGone;

#[tokio::test(start_paused = true)]
async fn an_awaited_error_is_returned_as_the_result() {
    let (client, _server) = client(vec![active(), not_found()]);
    let reached = client.wait(request()).until(FleetGone).await.unwrap();
    assert_eq!(reached.attempts, 2);
    assert_eq!(reached.error().and_then(|error| error.code()), Some("FleetNotFoundException"));
    assert!(reached.output().is_none());
}

/// Declares a waiter with one acceptor, and returns `true` if the acceptor matches the reply.
macro_rules! accepts {
    ($reply:expr, $($acceptor:tt)*) => {{
        #[derive(Waiter)]
        #[aws(operation = DescribeFleet, delay = 1, max_attempts = 1, success($($acceptor)*))]
        struct Tested;
        let (client, _server) = client(vec![$reply]);
        client.wait(request()).until(Tested).await.is_ok()
    }};
}

fn is_small(output: &DescribeFleetOutput) -> bool {
    output.groups.as_ref().is_some_and(|groups| groups.len() < 2)
}

/// Botocore's rules: a comparison never matches an error, a missing member has no value, a list of
/// lists is flattened without its missing members, and no list matches without values.
#[tokio::test(start_paused = true)]
async fn matchers_follow_botocore() {
    assert!(accepts!(active(), fleet.state = State::Active));
    assert!(!accepts!(creating(), fleet.state = State::Active));
    assert!(!accepts!(ok("{}"), fleet.state = State::Active));
    assert!(!accepts!(ok(r#"{"Fleet":null}"#), fleet.state = State::Active));
    assert!(!accepts!(not_found(), fleet.state = State::Active));
    assert!(!accepts!(ok(r#"{"Fleet":{"State":"DRAINING"}}"#), fleet.state = State::Active));

    assert!(accepts!(ok(r#"{"Status":"up"}"#), status = "up"));
    assert!(!accepts!(ok(r#"{"Status":"UP"}"#), status = "up"));
    assert!(accepts!(ok(r#"{"Phase":"two"}"#), phase = "two"));
    assert!(accepts!(ok(r#"{"Ready":true}"#), ready = true));
    assert!(!accepts!(ok(r#"{"Ready":false}"#), ready = true));
    assert!(accepts!(ok(r#"{"Ready":false}"#), ready = false));
    assert!(!accepts!(ok("{}"), ready = false));

    let mixed =
        || ok(r#"{"Groups":[{"Fleets":[{"State":"ACTIVE"},{}]},{},{"Fleets":[{"State":"FAILED"}]}]}"#);
    let same = || ok(r#"{"Groups":[{"Fleets":[{"State":"ACTIVE"},{}]},{},{"Fleets":[{"State":"ACTIVE"}]}]}"#);
    let none = || ok(r#"{"Groups":[{"Fleets":[]},{"Fleets":[{}]}]}"#);
    assert!(accepts!(mixed(), any(groups[].fleets[].state = State::Failed)));
    assert!(!accepts!(mixed(), any(groups[].fleets[].state = State::Creating)));
    assert!(!accepts!(mixed(), all(groups[].fleets[].state = State::Active)));
    assert!(accepts!(same(), all(groups[].fleets[].state = State::Active)));
    for empty in [none(), ok("{}"), ok(r#"{"Groups":[]}"#)] {
        assert!(!accepts!(empty, all(groups[].fleets[].state = State::Active)));
    }
    assert!(!accepts!(none(), any(groups[].fleets[].state = State::Active)));

    assert!(accepts!(none(), not_empty(groups)));
    assert!(!accepts!(ok(r#"{"Groups":[]}"#), not_empty(groups)));
    assert!(!accepts!(ok("{}"), not_empty(groups)));
    assert!(!accepts!(not_found(), not_empty(groups)));

    assert!(accepts!(not_found(), error = FleetNotFound));
    assert!(!accepts!(denied(), error = FleetNotFound));
    assert!(!accepts!(ok("{}"), error = FleetNotFound));
    let undeclared = || RawReply::error(StatusCode::BAD_REQUEST, "ValidationException", "");
    assert!(accepts!(undeclared(), error = "ValidationException"));
    assert!(!accepts!(denied(), error = "ValidationException"));
    assert!(accepts!(denied(), error = true));
    assert!(!accepts!(ok("{}"), error = true));
    assert!(accepts!(ok("{}"), error = false));
    assert!(!accepts!(denied(), error = false));

    assert!(accepts!(denied(), status = 403));
    assert!(!accepts!(denied(), status = 404));
    assert!(accepts!(ok("{}"), status = 200));
    let page = RawReply::new(http::Response::builder().status(404).body("<html>".into()).unwrap());
    assert!(accepts!(page, status = 404));

    assert!(accepts!(ok(r#"{"Groups":[{}]}"#), with = is_small));
    assert!(!accepts!(ok("{}"), with = is_small));
    assert!(!accepts!(denied(), with = is_small));
}

/// Waits with acceptors that overlap.
#[derive(Waiter)]
#[aws(
    operation = DescribeFleet,
    retry(ready = false),
    failure(error = false),
    success(fleet.state = State::Active),
)]
pub struct Overlapping;

#[tokio::test(start_paused = true)]
async fn the_first_acceptor_that_matches_decides() {
    let reply = ok(r#"{"Ready":false,"Fleet":{"State":"ACTIVE"}}"#);
    let (client, _server) = client(vec![reply, active()]);
    let error = client.wait(request()).until(Overlapping).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (WaitErrorKind::FailureState, 2));
    assert_eq!(error.acceptor().map(|acceptor| acceptor.matcher), Some("error = false"));
}

#[tokio::test(start_paused = true)]
async fn errors_name_the_waiter_the_reason_and_the_last_state() {
    let failed = ok(r#"{"Fleet":{"State":"FAILED"}}"#);
    let (client, _server) = client(vec![creating(), failed]);
    let error = client.wait(request()).until(FleetActive).await.unwrap_err();
    assert_eq!(error.kind(), WaitErrorKind::FailureState);
    let text = error.to_string();
    let start = "FleetActive: DescribeFleet returned a failure state after 2 calls; last state: `fleet.state` is FAILED \
                 (HTTP 200, request id ";
    assert!(text.starts_with(start), "{text}");
    assert_eq!(error.output().unwrap().fleet.as_ref().unwrap().state, Some(State::Failed));
    assert_eq!(format!("{error:?}"), text);
}

#[tokio::test(start_paused = true)]
async fn the_number_of_attempts_is_limited() {
    let (client, server) = client(vec![creating(), creating(), creating()]);
    let started = Instant::now();
    let error = client.wait(request()).until(FleetActive).max_attempts(2).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (WaitErrorKind::MaxAttempts, 2));
    assert_eq!(server.received().len(), 2);
    // No time is spent after the last attempt.
    assert_eq!(started.elapsed(), Duration::from_secs(20));
    let text = error.to_string();
    let start = "FleetActive: not reached after 2 calls of DescribeFleet; last state: `fleet.state` is CREATING (HTTP 200";
    assert!(text.starts_with(start), "{text}");
    assert!(error.source().is_none());
}

#[tokio::test(start_paused = true)]
async fn an_error_that_leads_to_retries_is_the_last_state() {
    let (client, _server) = client(vec![creating(), not_found()]);
    let error = client.wait(request()).until(FleetActive).max_attempts(2).await.unwrap_err();
    let text = error.to_string();
    let last = "last state: DescribeFleet: FleetNotFoundException: no such fleet (HTTP 400, request id ";
    assert!(text.contains(last), "{text}");
    assert!(error.source().is_some());
}

#[tokio::test(start_paused = true)]
async fn an_unmatched_error_ends_the_wait() {
    let (client, server) = client(vec![creating(), denied(), active()]);
    let error = client.wait(request()).until(FleetActive).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (WaitErrorKind::Call, 2));
    assert_eq!(server.received().len(), 2);
    assert_eq!(error.error().and_then(|error| error.code()), Some("AccessDeniedException"));
    let text = error.to_string();
    let start = "FleetActive: DescribeFleet failed after 2 calls: DescribeFleet: AccessDeniedException: not yours (HTTP 403";
    assert!(text.starts_with(start), "{text}");
}

/// The last attempt leaves the delay until the deadline, by Smithy's rule.
#[tokio::test(start_paused = true)]
async fn the_deadline_ends_the_wait() {
    let (client, server) = client(vec![creating(), creating(), creating(), creating()]);
    let started = Instant::now();
    let wait = client.wait(request()).until(FleetActive).deadline(Duration::from_secs(50));
    let error = wait.await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (WaitErrorKind::Deadline, 3));
    assert_eq!(server.received().len(), 3);
    // Attempts at 0, 20 and 50 - 20 seconds.
    assert_eq!(started.elapsed(), Duration::from_secs(30));
    let text = error.to_string();
    let start = "FleetActive: not reached before the deadline (3 calls of DescribeFleet in 30.0 seconds); last state: \
                 `fleet.state` is CREATING (HTTP 200";
    assert!(text.starts_with(start), "{text}");
}

#[tokio::test(start_paused = true)]
async fn the_deadline_interrupts_a_call() {
    let slow = RawReply::json(StatusCode::OK, "{}").after(Duration::from_secs(25));
    let (client, _server) = client(vec![creating(), slow]);
    let started = Instant::now();
    let wait = client.wait(request()).until(FleetActive).deadline(Duration::from_secs(41));
    let error = wait.await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (WaitErrorKind::Deadline, 2));
    assert_eq!(started.elapsed(), Duration::from_secs(41));
    assert!(error.to_string().contains("`fleet.state` is CREATING"), "{error}");
}

/// Waits with a growing delay.
#[derive(Waiter)]
#[aws(operation = DescribeFleet, delay = 2, max_delay = 120, success(fleet.state = State::Active))]
pub struct Growing;

/// `random(minDelay, min(maxDelay, minDelay * 2^(attempt - 1)))`.
#[tokio::test(start_paused = true)]
async fn the_delay_grows_between_its_bounds() {
    assert_eq!(Growing::INFO.max_attempts, 60);
    let (client, server) = client((0..10).map(|_| creating()).chain([active()]).collect());
    let reached = client.wait(request()).until(Growing).await.unwrap();
    assert_eq!(reached.attempts, 11);
    let _ = server;
    let limits: u64 = (0..10).map(|attempt| 120.min(2 << attempt)).sum();
    let (client, _server) = self::client((0..10).map(|_| creating()).chain([active()]).collect());
    let started = Instant::now();
    client.wait(request()).until(Growing).await.unwrap();
    let elapsed = started.elapsed();
    assert!(elapsed > Duration::from_secs(2 * 10) && elapsed < Duration::from_secs(limits), "{elapsed:?}");
}

#[tokio::test(start_paused = true)]
async fn the_delay_can_be_overridden() {
    let (client, _server) = client(vec![creating(), creating(), active()]);
    let started = Instant::now();
    client.wait(request()).until(FleetActive).delay(Duration::from_millis(10)).await.unwrap();
    assert_eq!(started.elapsed(), Duration::from_millis(20));
}

#[tokio::test(start_paused = true)]
async fn a_dropped_wait_sends_nothing_more() {
    let (client, server) = client(vec![creating(), active()]);
    let wait = client.wait(request()).until(FleetActive);
    let interrupted = tokio::time::timeout(Duration::from_secs(10), wait).await;
    assert!(interrupted.is_err());
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(server.received().len(), 1);
}

#[test]
fn nothing_is_sent_before_the_wait_is_awaited() {
    let (client, server) = client(vec![active()]);
    let wait = client.wait(request()).until(FleetActive);
    fn is_send<T: Send + 'static>(value: T) -> T {
        value
    }
    drop(is_send(wait));
    assert_eq!(server.received().len(), 0);
}

/// Compares a secret.
#[derive(Waiter)]
#[aws(operation = DescribeFleet, success(token = "hush"))]
pub struct Secret;

#[tokio::test(start_paused = true)]
async fn a_secret_is_not_in_the_error() {
    let (client, _server) = client(vec![ok(r#"{"Token":"x7Kd"}"#)]);
    let error = client.wait(request()).until(Secret).max_attempts(1).await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("`token` is ***") && !text.contains("x7Kd"), "{text}");
}

/// Text of the service can't forge a line of a log.
#[tokio::test(start_paused = true)]
async fn states_are_escaped_and_shortened() {
    let (client, _server) = client(vec![ok(r#"{"Fleet":{"State":"UP\nINFO all is well"}}"#)]);
    let error = client.wait(request()).until(FleetActive).max_attempts(1).await.unwrap_err();
    assert!(error.to_string().contains(r"`fleet.state` is UP\nINFO all is well ("), "{error}");
}

/// A waiter without the derive.
struct ByHand;

impl Waiter for ByHand {
    type Operation = DescribeFleet;
    const INFO: WaiterInfo = WaiterInfo::new(
        "ByHand",
        &[metering_core::waiter::Acceptor::new(
            metering_core::waiter::WaiterState::Success,
            "the groups are complete",
        )],
    );

    fn accept(polled: &mut metering_core::waiter::Polled<'_, DescribeFleet>) -> Option<usize> {
        let groups = polled.output()?.groups.as_ref().map_or(0, Vec::len);
        polled.observe("groups", groups);
        (groups == 2).then_some(0)
    }
}

#[tokio::test(start_paused = true)]
async fn a_waiter_can_be_written_by_hand() {
    let (client, _server) = client(vec![ok(r#"{"Groups":[{}]}"#), ok(r#"{"Groups":[{},{}]}"#)]);
    let result: Outcome = client.wait(request()).until(ByHand).await;
    assert_eq!(result.unwrap().attempts, 2);
    let (client, _server) = self::client(vec![ok(r#"{"Groups":[{}]}"#)]);
    let error = client.wait(request()).until(ByHand).max_attempts(1).await.unwrap_err();
    assert!(error.to_string().contains("last state: `groups` is 1 ("), "{error}");
}
