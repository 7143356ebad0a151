//! The binary `metering-ledger`, on a ledger with something in every state.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant, SystemTime};

use metering_client::emulator::{Emulator, Fault, Product};
use metering_client::ledger::{
    Filter, LateUsage, Ledger, Record, RecordId, Recorded, Resolution, Sqlite, State, Status,
};
use metering_client::{Customer, DateTime, Metering, Outcome, Usage};
use tokio::task::JoinHandle;

/// 2025-05-10T12:10:00Z.
const START: i64 = 1_746_879_000;
const MINUTES: Duration = Duration::from_secs(60);

const SUBSCRIBED: &str = "111122223333";
const OTHER: &str = "444455556666";
const UNSUBSCRIBED: &str = "777788889999";

/// A ledger and AWS, with one clock.
struct Fixture {
    emulator: Arc<Emulator>,
    ledger: Ledger,
    keys: u32,
}

impl Fixture {
    async fn new(path: &Path) -> Self {
        let emulator = Emulator::builder()
            .clock(DateTime::from_secs(START))
            .clock_speed(1.0)
            .quotas(false)
            .same_record_is_duplicate(true)
            .start()
            .await
            .expect("the emulator starts");
        let emulator = Arc::new(emulator);
        let clock = Arc::clone(&emulator);
        let ledger = Ledger::builder(Sqlite::open(path))
            .late_usage(LateUsage::HoldForOperator)
            .clock(move || SystemTime::try_from(clock.now()).expect("a time"));
        let ledger = ledger.open().await.expect("the ledger opens");
        Fixture { emulator, ledger, keys: 0 }
    }

    /// Records usage of the hour of 2025-05-10 plus `hour`.
    async fn record(&mut self, account: &str, dimension: &str, hour: u32, quantity: u32) -> Recorded {
        let at = DateTime::from_secs(START - 12 * 3_600 - 600 + i64::from(hour) * 3_600);
        let usage = Usage::new(Customer::account(account, "prod-4rcexample"), dimension, at, quantity);
        self.keys += 1;
        self.ledger.record(self.keys.to_string(), usage).await.expect("recorded")
    }

    /// Sets the clock to a minute of an hour of 2025-05-10.
    fn go_to(&self, hour: u32, minute: u32) {
        let since = i64::from(hour) * 3_600 + i64::from(minute) * 60;
        self.emulator.set_clock(DateTime::from_secs(START - 12 * 3_600 - 600 + since));
    }

    fn ship(&self) -> JoinHandle<()> {
        let ship = self.ledger.ship(self.emulator.client());
        tokio::spawn(async move { ship.await.expect("ships") })
    }

    /// Ships until the condition holds.
    async fn ship_until(&self, condition: impl Fn(&Status) -> bool) {
        let shipper = self.ship();
        self.wait_for(condition).await;
        shipper.abort();
        let _ = shipper.await;
        // The next shipper of this test needs the lease.
        self.emulator.advance_clock(Duration::from_secs(20));
    }

    async fn wait_for(&self, condition: impl Fn(&Status) -> bool) {
        let started = Instant::now();
        loop {
            let status = self.ledger.status().await.expect("status");
            if condition(&status) {
                return;
            }
            if started.elapsed() > Duration::from_secs(20) {
                let records = self.ledger.records(Filter::All).await.expect("records");
                panic!("{status:#?}\n{records:#?}");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn find(&self, account: &str, dimension: &str, state: State) -> Record {
        let records = self.ledger.records(Filter::State(state)).await.expect("records");
        let is_wanted = |record: &Record| {
            record.customer.account_id().is_some_and(|id| id.as_str() == account)
                && record.dimension == dimension
        };
        records.into_iter().find(is_wanted).unwrap_or_else(|| panic!("{account} {dimension} {state}"))
    }

    async fn resolve(&self, id: RecordId, resolution: Resolution, reason: &str) {
        self.ledger.resolve(id, resolution, reason).await.expect("resolved");
    }
}

fn records(status: &Status, state: State) -> u64 {
    status.count(state).records
}

/// Creates a ledger with something in every state.
async fn something_in_every_state(path: &Path) {
    let mut it = Fixture::new(path).await;

    // 12:10. A shadowed hour, and a backup that was restored while an hour was open.
    it.ledger.set_shadow_until(Some(DateTime::from_secs(START - 600))).await.expect("shadowed");
    it.record(SUBSCRIBED, "requests", 11, 5).await;
    it.record(SUBSCRIBED, "requests", 12, 7).await;
    it.ledger.restored(&it.emulator.client()).await.expect("restored");
    assert_eq!(it.record(OTHER, "requests", 12, 3).await, Recorded::Held);

    // 13:30. Another program meters two of the ledger's hours.
    it.go_to(13, 30);
    let other = |account: &str, quantity: u32| {
        let hour = DateTime::from_secs(START + 3_000);
        Usage::new(Customer::account(account, "prod-4rcexample"), "gigabytes", hour, quantity)
    };
    let outcomes = it.emulator.client().meter_all([other(SUBSCRIBED, 9), other(OTHER, 2)]).await;
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::Accepted { .. })), "{outcomes:?}");
    it.record(SUBSCRIBED, "requests", 13, 100).await;
    it.record(OTHER, "requests", 13, 40).await;
    it.record(SUBSCRIBED, "gigabytes", 13, 8).await;
    it.record(OTHER, "gigabytes", 13, 2).await;
    it.record(SUBSCRIBED, "gigabyte", 13, 6).await;
    it.record(OTHER, "gigabyte", 13, 4).await;
    it.record(SUBSCRIBED, "reqests", 13, 1).await;

    // 14:10. The hour's records are accepted, parked or disputed.
    it.go_to(14, 10);
    it.ship_until(|status| {
        records(status, State::Parked) == 3
            && records(status, State::Disputed) == 2
            && records(status, State::Accepted) == 3
    })
    .await;
    let same = it.find(OTHER, "gigabytes", State::Disputed).await;
    it.resolve(same.id, Resolution::Accept, "AWS's report has the same quantity").await;

    // 14:40. AWS's clock is past the last signature, so parked records can be moved.
    it.go_to(14, 40);
    it.ledger.observe_time(&it.emulator.client()).await.expect("AWS responds");
    let product = Product::new("prod-4rcexample");
    let dimensions = ["requests", "gigabytes", "gigabyte"];
    it.emulator.set_product(dimensions.into_iter().fold(product, Product::dimension));
    let moved = it.find(SUBSCRIBED, "gigabyte", State::Parked).await;
    it.resolve(moved.id, Resolution::Move { may_be_billed: false }, "the dimension was added at 14:30").await;
    let written_off = it.find(OTHER, "gigabyte", State::Parked).await;
    let write_off = Resolution::WriteOff { may_be_billed: false };
    it.resolve(written_off.id, write_off, "usage of our own test account").await;

    // 15:10. AWS accepts the hour without a response; the repeat is a duplicate.
    it.record(OTHER, "requests", 14, 60).await;
    it.record(UNSUBSCRIBED, "requests", 14, 11).await;
    it.go_to(15, 10);
    it.emulator.inject(Fault::drop_response());
    it.ship_until(|status| records(status, State::Accepted) == 6 && records(status, State::Sealed) == 1)
        .await;
    it.record(UNSUBSCRIBED, "gigabytes", 15, 12).await;

    // 16:10 of the next day. The usage of the buyer without a subscription expires.
    it.go_to(40, 10);
    it.ship_until(|status| records(status, State::Expired) == 2).await;

    // A record is written off while its call is still in flight.
    it.record(OTHER, "requests", 40, 33).await;
    it.go_to(41, 10);
    it.emulator.inject(Fault::delay(Duration::from_secs(4)).on("BatchMeterUsage"));
    let shipper = it.ship();
    it.wait_for(|status| records(status, State::Claimed) == 1).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let in_flight = it.find(OTHER, "requests", State::Claimed).await;
    it.emulator.advance_clock(40 * MINUTES);
    it.ledger.observe_time(&it.emulator.client()).await.expect("AWS responds");
    let write_off = Resolution::WriteOff { may_be_billed: true };
    it.resolve(in_flight.id, write_off, "the buyer complained").await;
    it.wait_for(|status| status.doubled.records == 1).await;
    shipper.abort();
    let _ = shipper.await;

    // Late usage, and usage that waits.
    it.go_to(42, 20);
    it.record(UNSUBSCRIBED, "requests", 41, 13).await;
    it.ship_until(|status| records(status, State::Sealed) == 1).await;
    assert_eq!(it.record(UNSUBSCRIBED, "requests", 41, 14).await, Recorded::Held);

    // A leader is killed during a call. The current hour is open.
    it.record(SUBSCRIBED, "requests", 42, 21).await;
    it.go_to(43, 10);
    it.emulator.inject(Fault::delay(Duration::from_secs(60)).on("BatchMeterUsage").times(u32::MAX));
    it.ship_until(|status| status.count(State::Claimed).amount.micros() == 34_000_000).await;
    it.record(OTHER, "gigabytes", 43, 22).await;
    it.record(SUBSCRIBED, "gigabytes", 43, 23).await;
    let buyer = Customer::account(SUBSCRIBED, "prod-4rcexample");
    assert_eq!(it.ledger.flush(&buyer).await.expect("flushed").len(), 1);

    let states = it.ledger.status().await.expect("status").states;
    let missing: Vec<State> = State::ALL.into_iter().filter(|state| !states.contains_key(state)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// Returns the path of a ledger with something in every state, which only some tests change.
fn ledger() -> &'static Path {
    static PATH: OnceLock<Option<PathBuf>> = OnceLock::new();
    let path = PATH.get_or_init(|| {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("usage.db");
        for file in ["usage.db", "usage.db-wal", "usage.db-shm"] {
            let _ = std::fs::remove_file(path.with_file_name(file));
        }
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let build = std::panic::AssertUnwindSafe(|| runtime.block_on(something_in_every_state(&path)));
        // A failure isn't repeated by every test.
        let built = std::panic::catch_unwind(build).is_ok();
        runtime.shutdown_timeout(Duration::from_secs(1));
        built.then_some(path)
    });
    path.as_deref().expect("the ledger was built")
}

fn tool(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_metering-ledger")).args(arguments).output().expect("the tool runs")
}

/// Returns the output and the exit status.
fn on_ledger(arguments: &[&str]) -> (String, Option<i32>) {
    let path = ledger().to_str().expect("a path");
    let output = tool(&[&[path], arguments].concat());
    let errors = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(errors, "");
    (String::from_utf8(output.stdout).expect("UTF-8"), output.status.code())
}

/// Returns the path of a copy, for a test that changes the ledger.
fn copy(name: &str) -> PathBuf {
    let copy = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.db"));
    for suffix in ["", "-wal", "-shm"] {
        let with_suffix = |path: &Path| PathBuf::from(format!("{}{suffix}", path.display()));
        let _ = std::fs::remove_file(with_suffix(&copy));
        let original = with_suffix(ledger());
        if original.exists() && suffix != "-shm" {
            std::fs::copy(original, with_suffix(&copy)).expect("copied");
        }
    }
    copy
}

/// Returns the error message and the exit status.
fn failure(arguments: &[&str]) -> (String, Option<i32>) {
    let output = tool(arguments);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
    let errors = String::from_utf8(output.stderr).expect("UTF-8");
    let message = errors.strip_prefix("metering-ledger: ").expect("the program's name").to_owned();
    (message.lines().next().unwrap_or_default().to_owned(), output.status.code())
}

/// Replaces times, request ids and the emulator's endpoint, and removes the measured offset of
/// clocks.
fn normalize(text: &str) -> String {
    let is_word = |character: char| character.is_ascii_alphanumeric() || ":.-/".contains(character);
    let mut normalized = String::new();
    let is_steady = |line: &&str| !line.contains("clock_offset_ms");
    let text: String = text.split_inclusive('\n').filter(is_steady).collect();
    for piece in text.split_inclusive(|character: char| !is_word(character)) {
        let word = piece.trim_end_matches(|character: char| !is_word(character));
        let is_time = word.len() >= 20 && word.starts_with("2025-") && word.ends_with('Z');
        let is_id = word.len() == 36 && word.matches('-').count() == 4;
        let shown = match word {
            _ if is_time => "TIME",
            _ if is_id => "ID",
            _ if word.starts_with("http://127.0.0.1:") => {
                "https://metering.marketplace.us-east-1.amazonaws.com/"
            }
            word => word,
        };
        normalized.push_str(shown);
        normalized.push_str(&piece[word.len()..]);
    }
    normalized
}

#[test]
fn status_lists_every_state_and_what_needs_attention() {
    let (text, code) = on_ledger(&["status"]);
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let printed: Vec<String> = text.lines().map(words).collect();
    for line in [
        "STATE RECORDS AMOUNT",
        "open 1 22",
        "held 2 17",
        "sealed 1 23",
        "claimed 2 34",
        "accepted 6 215",
        "by success 2 140",
        "by duplicate 2 66",
        "by operator 1 2",
        "by after restore 1 7",
        "parked 1 1",
        "disputed 1 8",
        "expired 2 23",
        "moved 1 6",
        "written_off 2 37",
        "shadowed 1 5",
        "unresolved 1 11",
        "doubled 1 33",
        "blocked products -",
        "inbox errors 0",
        "needs attention held, parked, disputed, expired, unresolved, doubled, deadline_near, no_leader",
    ] {
        assert!(printed.iter().any(|printed| printed == line), "{line}\n{text}");
    }
    assert_eq!(code, Some(1));
}

#[test]
fn status_is_json_with_exact_amounts() {
    let (text, code) = on_ledger(&["status", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    for state in State::ALL {
        assert!(json["states"][state.as_str()]["records"].as_u64() >= Some(1), "{state}: {text}");
    }
    assert_eq!(json["accepted_by"]["duplicate"], serde_json::json!({"records": 2, "amount": "66"}));
    assert_eq!(json["doubled"]["amount"], "33");
    assert_eq!(json["leader_until"], serde_json::Value::Null);
    assert_eq!(json["attention"].as_array().map(Vec::len), Some(8));
    assert_eq!(code, Some(1));
}

#[test]
fn list_selects_records() {
    let (parked, code) = on_ledger(&["list", "--state", "parked"]);
    assert_eq!(parked.lines().count(), 2, "{parked}");
    assert!(parked.contains("reqests"), "{parked}");
    assert_eq!(code, Some(1));
    let (accepted, code) = on_ledger(&["list", "--state=accepted"]);
    assert_eq!((accepted.lines().count(), code), (7, Some(0)), "{accepted}");
    let (attention, code) = on_ledger(&["list", "--attention", "--json"]);
    let attention: serde_json::Value = serde_json::from_str(&attention).expect("JSON");
    assert_eq!((attention.as_array().map(Vec::len), code), (Some(7), Some(1)), "{attention}");
    let (two, _) = on_ledger(&["list", "--limit", "2", "--after", "3"]);
    let ids: Vec<&str> = two.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(ids, ["ID", "4", "5", "There"], "{two}");
    let (rest, _) = on_ledger(&["list", "--after", "5"]);
    assert!(!rest.contains("more records"), "{rest}");
}

#[test]
fn show_tells_what_to_do() {
    let (parked, _) = on_ledger(&["list", "--state", "parked", "--json"]);
    let parked: serde_json::Value = serde_json::from_str(&parked).expect("JSON");
    let id = parked[0]["id"].to_string();
    let (text, code) = on_ledger(&["show", &id]);
    assert!(text.contains("InvalidUsageDimensionException"), "{text}");
    assert!(text.contains("fix the cause of the last error, then retry"), "{text}");
    assert_eq!(code, Some(1));
    let path = ledger().to_str().expect("a path");
    assert_eq!(failure(&[path, "show", "999"]), ("no record has the ID 999".to_owned(), Some(1)));
}

#[test]
fn every_state_has_advice() {
    let (all, _) = on_ledger(&["list", "--json"]);
    let all: serde_json::Value = serde_json::from_str(&all).expect("JSON");
    for record in all.as_array().expect("a list") {
        let needs_operator = ["held", "parked", "disputed", "expired"]
            .contains(&record["state"].as_str().unwrap())
            || record["doubled"] == true;
        let is_nothing = record["what_to_do"].as_str().is_some_and(|text| text.starts_with("nothing"));
        assert_eq!(needs_operator, !is_nothing, "{record}");
    }
}

#[test]
fn resolve_applies_a_decision_with_its_reason() {
    let path = copy("resolve");
    let path = path.to_str().expect("a path");
    let find = |state: &str| {
        let output = tool(&[path, "list", "--state", state, "--json"]);
        let list: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        list[0]["id"].to_string()
    };
    let parked = find("parked");
    assert_eq!(
        failure(&[path, "resolve", &parked, "retry"]),
        ("resolve requires --reason, which the record keeps".to_owned(), Some(2))
    );
    let output = tool(&[path, "resolve", &parked, "retry", "--reason", "dimension added", "--json"]);
    let record: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&record["state"], &record["reason"]), (&"sealed".into(), &"dimension added".into()));
    assert_eq!(output.status.code(), Some(0));

    let accepted = find("accepted");
    assert_eq!(
        failure(&[path, "resolve", &accepted, "retry", "--reason", "x"]),
        ("the record is accepted, which doesn't allow this decision".to_owned(), Some(1))
    );
    // Held since the restore, so AWS may have billed it.
    let held = find("held");
    let (message, code) = failure(&[path, "resolve", &held, "write-off", "--reason", "x"]);
    assert!(message.starts_with("AWS may have accepted the record"), "{message}");
    assert_eq!(code, Some(1));
    let output = tool(&[path, "resolve", &held, "write-off", "--may-be-billed", "--reason", "x"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(tool(&[path, "verify"]).status.code(), Some(0));
}

#[tokio::test]
async fn resolve_moves_held_usage_to_the_next_hour() {
    let path = new_file("move.db");
    let builder = Ledger::builder(Sqlite::open(&path)).late_usage(LateUsage::HoldForOperator);
    let ledger = builder.open().await.expect("the ledger opens");
    let (buyer, now) = (Customer::account(SUBSCRIBED, "prod-4rcexample"), metering_client::now());
    let usage = |quantity: u32| Usage::new(buyer.clone(), "requests", now, quantity);
    ledger.record("in time", usage(1)).await.expect("recorded");
    ledger.flush(&buyer).await.expect("flushed");
    assert_eq!(ledger.record("late", usage(2)).await.expect("recorded"), Recorded::Held);
    let held = ledger.records(Filter::State(State::Held)).await.expect("lists").remove(0).id.to_string();

    let file = path.to_str().expect("a path");
    let output = tool(&[file, "resolve", &held, "move", "--reason", "the buyer agreed", "--json"]);
    let next_hour = DateTime::from_secs((now.secs() / 3_600 + 1) * 3_600);
    if next_hour.to_string().contains("-01T00:00:00") {
        // Nothing moves into the next month.
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(error.contains("no hour of the same month can accept the usage; write it off"), "{error}");
        return;
    }
    let record: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&record["state"], &record["reason"]), (&"moved".into(), &"the buyer agreed".into()));
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let open = ledger.records(Filter::State(State::Open)).await.expect("lists").remove(0);
    assert_eq!((open.hour, open.quantity), (next_hour, metering_client::Quantity::whole(2)));
    assert_eq!(record["moved_to"].to_string(), open.id.to_string());
    assert_eq!(tool(&[file, "verify"]).status.code(), Some(0));
    // A moved record is decided.
    let (message, code) = failure(&[file, "resolve", &held, "move", "--reason", "x"]);
    assert_eq!((&*message, code), ("the record is moved, which doesn't allow this decision", Some(1)));
}

#[test]
fn a_store_on_sqlite_has_no_inbox() {
    assert_eq!(on_ledger(&["inbox"]), ("no row has an error\n".to_owned(), Some(0)));
    assert_eq!(on_ledger(&["inbox", "--json"]).0.trim(), "[]");
}

#[test]
fn verify_finds_every_wrong_sum_and_state() {
    let (text, code) = on_ledger(&["verify"]);
    assert_eq!((text.lines().last(), code), (Some("20 records checked, 0 findings"), Some(0)), "{text}");
    let path = copy("verify");
    let file = path.to_str().expect("a path");
    let database = rusqlite::Connection::open(&path).expect("opens");
    for (change, finding) in [
        (
            "UPDATE record SET total = total + 1000000 WHERE id = 4",
            "4  the sum is 101, but its keys have 100",
        ),
        ("UPDATE record SET proof = NULL WHERE id = 4", "an accepted record has evidence"),
        ("UPDATE record SET reason = NULL WHERE state = 'moved'", "an operator's decision has a reason"),
        ("UPDATE record SET attempt = 0 WHERE state = 'claimed'", "a claimed record is in doubt"),
        ("UPDATE record SET contested = 0 WHERE state = 'disputed'", "a disputed record is contested"),
        ("UPDATE record SET held = NULL WHERE state = 'held'", "held usage has a reason"),
        ("DELETE FROM entry WHERE record = 19", "19  the sum is 22, but its keys have 0"),
    ] {
        database.execute(change, []).expect(change);
        let output = tool(&[file, "verify"]);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(text.contains(finding), "{finding}\n{text}");
        assert_eq!(output.status.code(), Some(1));
    }
}

#[test]
fn reconcile_compares_accepted_amounts_by_buyer_dimension_and_day() {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("report.csv");
    let reconcile = |text: &str| {
        std::fs::write(&file, text).expect("written");
        on_ledger(&["reconcile", file.to_str().expect("a path")])
    };
    // AWS has the disputed 9 of another program, and 33 of the record that was written off.
    let equal = "buyer,dimension,day,quantity\n111122223333,requests,2025-05-10,107\n\
                 444455556666,requests,2025-05-10,100\n444455556666,gigabytes,2025-05-10,2.00\n\
                 111122223333,gigabyte,2025-05-10,6\n";
    let (text, code) = reconcile(equal);
    assert!(text.ends_with("0 differ\n"), "{text}");
    assert_eq!(code, Some(0));
    let (text, code) = reconcile(&format!(
        "{equal}111122223333,gigabytes,2025-05-10,9\n777788889999,requests,2025-05-10,11\n\
         444455556666,requests,2025-05-11,30\n"
    ));
    let notes: Vec<&str> =
        text.lines().filter_map(|line| line.split_once("2025-05-1")).map(|(_, rest)| rest).collect();
    assert!(notes[0].ends_with("the ledger never recorded so much"), "{text}");
    assert!(
        text.contains("-3          the ledger accepted more") || text.contains("the ledger accepted more"),
        "{text}"
    );
    assert!(text.contains("records in doubt may explain it"), "{text}");
    assert_eq!(code, Some(1));
    let path = ledger().to_str().expect("a path");
    std::fs::write(&file, "buyer,day\n").expect("written");
    let (message, code) = failure(&[path, "reconcile", file.to_str().expect("a path")]);
    assert!(message.contains("the column dimension is missing"), "{message}");
    assert_eq!(code, Some(1));
}

/// Returns the path of a file that doesn't exist.
fn new_file(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{suffix}", path.display()));
    }
    path
}

/// A ledger with one accepted record, and the environment of its AWS.
async fn accepted_now(path: &Path) -> (Emulator, Vec<(&'static str, String)>) {
    let emulator = Emulator::builder().quotas(false).start().await.expect("the emulator starts");
    let ledger = Ledger::builder(Sqlite::open(path)).open().await.expect("the ledger opens");
    let buyer = Customer::account(SUBSCRIBED, "prod-4rcexample");
    let usage = Usage::new(buyer.clone(), "requests", metering_client::now(), 1);
    ledger.record("1", usage).await.expect("recorded");
    ledger.flush(&buyer).await.expect("flushed");
    let shipper = tokio::spawn(ledger.ship(emulator.client()));
    while ledger.status().await.expect("status").count(State::Accepted).records == 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    ledger.close().await.expect("closes");
    shipper.await.expect("ends").expect("ships");
    let credentials = emulator.credentials();
    let environment = vec![
        ("AWS_ENDPOINT_URL_MARKETPLACE_METERING", emulator.url()),
        ("AWS_REGION", "us-east-1".to_owned()),
        ("AWS_ACCESS_KEY_ID", credentials.access_key_id().to_owned()),
        ("AWS_SECRET_ACCESS_KEY", credentials.secret_access_key().to_owned()),
    ];
    (emulator, environment)
}

/// Runs the tool without blocking the emulator.
async fn with_environment(environment: &[(&str, String)], arguments: &[&str]) -> (String, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_metering-ledger"));
    command.args(arguments).envs(environment.iter().map(|(name, value)| (name, value)));
    let output = tokio::task::spawn_blocking(move || command.output()).await.expect("ends").expect("runs");
    let text = [output.stdout, output.stderr].concat();
    (String::from_utf8(text).expect("UTF-8"), output.status.code())
}

#[tokio::test(flavor = "multi_thread")]
async fn probe_and_restored_ask_aws() {
    let path = new_file("probe.db");
    let (emulator, environment) = accepted_now(&path).await;
    let file = path.to_str().expect("a path");
    let (text, code) = with_environment(&environment, &[file, "probe"]).await;
    assert!(text.starts_with("AWS returns Success for a repeat"), "{text}");
    assert_eq!((code, emulator.totals().doubled, emulator.totals().lines), (Some(0), 0, 1));

    // Another Region or endpoint would bill the record again.
    let mut elsewhere = environment.clone();
    elsewhere[1].1 = "eu-west-1".to_owned();
    let (text, code) = with_environment(&elsewhere, &[file, "probe"]).await;
    assert!(text.contains("use a client for the pinned Region"), "{text}");
    assert_eq!((code, emulator.totals().lines), (Some(1), 1));

    let (text, code) = with_environment(&environment, &[file, "restored"]).await;
    assert!(text.contains("restored requires --yes without a terminal"), "{text}");
    assert_eq!(code, Some(2));
    let (text, code) = with_environment(&environment, &[file, "restored", "--yes"]).await;
    assert!(text.starts_with("marked as restored at "), "{text}");
    assert_eq!(code, Some(0));
    let ledger = Ledger::builder(Sqlite::open(&path)).open().await.expect("the ledger opens");
    let buyer = Customer::account(SUBSCRIBED, "prod-4rcexample");
    let usage = Usage::new(buyer, "requests", DateTime::from_secs(metering_client::now().secs() - 60), 1);
    assert_eq!(ledger.record("2", usage).await.expect("recorded"), Recorded::Held);
}

/// Runs `restored` on a terminal, and types an answer. Returns `None` without the program `script`.
async fn restored_on_a_terminal(
    environment: &[(&str, String)],
    file: &str,
    answer: &str,
) -> Option<(String, Option<i32>)> {
    let mut command = Command::new("script");
    command.envs(environment.iter().map(|(name, value)| (name, value)));
    command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
    let tool = env!("CARGO_BIN_EXE_metering-ledger");
    command.args(["-q", "-e", "-c", &format!("'{tool}' '{file}' restored"), "/dev/null"]);
    let answer = answer.to_owned();
    let run = move || {
        use std::io::Write as _;
        let mut child = command.spawn().ok()?;
        let mut input = child.stdin.take().expect("piped");
        // The terminal keeps the answer until the tool reads it.
        writeln!(input, "{answer}").expect("typed");
        let output = child.wait_with_output().expect("ends");
        Some((String::from_utf8_lossy(&output.stdout).into_owned(), output.status.code()))
    };
    tokio::task::spawn_blocking(run).await.expect("ends")
}

#[tokio::test(flavor = "multi_thread")]
async fn restored_asks_for_confirmation_on_a_terminal() {
    let path = new_file("confirm.db");
    let (_emulator, environment) = accepted_now(&path).await;
    let file = path.to_str().expect("a path");
    let restored = async || {
        let ledger = Ledger::builder(Sqlite::open(&path)).open().await.expect("the ledger opens");
        ledger.status().await.expect("status").restored.is_some()
    };
    for answer in ["n", "", "maybe"] {
        let Some((text, code)) = restored_on_a_terminal(&environment, file, answer).await else {
            println!("left out: restored on a terminal, because the program `script` is missing");
            return;
        };
        assert!(text.contains("Continue? [y/N]") && text.contains("Shadow mode until:"), "{text}");
        assert!(text.contains("nothing was changed"), "{text}");
        assert_eq!(code, Some(1), "{text}");
        assert!(!restored().await, "{answer:?} isn't a confirmation");
    }
    let (text, code) = restored_on_a_terminal(&environment, file, "y").await.expect("script runs");
    assert!(text.contains("marked as restored at "), "{text}");
    assert_eq!(code, Some(0), "{text}");
    assert!(restored().await);
}

#[test]
fn wrong_usage_has_status_2_and_is_named() {
    let path = ledger().to_str().expect("a path");
    for (arguments, message) in [
        (&[][..], "the path or URL of the ledger is missing"),
        (&[path], "the command is missing"),
        (&[path, "stats"], "unknown command \"stats\""),
        (&[path, "status", "--color"], "unknown option \"--color\""),
        (&[path, "status", "now"], "unexpected argument \"now\""),
        (&[path, "status", "--limit", "1"], "status has no option --limit"),
        (&[path, "status", "--schema", "s"], "--schema requires a postgres URL"),
        (&[path, "list", "--state"], "--state requires a value"),
        (&[path, "list", "--limit", "many"], "\"many\" is not a number of records"),
        (&[path, "list", "--state", "open", "--attention"], "--state and --attention exclude each other"),
        (&[path, "show"], "\"show\" requires a record's ID"),
        (&[path, "show", "first"], "\"first\" is not a record's ID"),
        (
            &[path, "resolve", "1", "drop", "--reason", "x"],
            "unknown action \"drop\"; use retry, accept, move or write-off",
        ),
        (
            &[path, "resolve", "1", "retry", "--reason", "x", "--may-be-billed"],
            "resolve has no option --may-be-billed",
        ),
    ] {
        assert_eq!(failure(arguments), (message.to_owned(), Some(2)), "{arguments:?}");
    }
    let (message, _) = failure(&[path, "list", "--state", "lost"]);
    assert!(message.starts_with("unknown state \"lost\"; use one of open, held, sealed"), "{message}");
    let help = tool(&["--help"]);
    assert!(String::from_utf8_lossy(&help.stdout).starts_with("usage: metering-ledger"));
    assert_eq!(help.status.code(), Some(0));
}

#[test]
fn a_missing_file_is_not_created() {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("missing.db");
    let file = path.to_str().expect("a path");
    assert_eq!(failure(&[file, "status"]), (format!("no ledger at {file:?}"), Some(1)));
    assert!(!path.exists());
}

#[test]
fn a_password_is_never_printed() {
    let url = "postgres://billing:hunter2@127.0.0.1:1/acme";
    for arguments in [
        &[url, "status"][..],
        &["status", url],
        &[url, "status", url],
        &[url, url],
        &[url, "show", url],
        &[url, "status", "--x", url],
        &["host=db password=hunter2", "status"],
        &["postgres://billing:hunter2@[::1/acme", "status"],
        &[url, "list", "--state", url],
        &[url, "reconcile", url],
    ] {
        let output = tool(arguments);
        let printed = [output.stdout, output.stderr].concat();
        let printed = String::from_utf8_lossy(&printed).into_owned();
        assert!(!printed.contains("hunter2"), "{arguments:?}: {printed}");
        assert!(matches!(output.status.code(), Some(1 | 2)), "{arguments:?}: {printed}");
        assert!(printed.starts_with("metering-ledger: "), "{printed}");
    }
}

/// The documentation shows what the tool prints.
#[test]
fn the_documentation_shows_the_output_as_it_is() {
    let page = include_str!("../docs/ledger.md");
    let shown = |command: &str| {
        let start = format!("<!-- output: {command} -->\n```text\n");
        let (_, after) = page.split_once(&start).unwrap_or_else(|| panic!("{command} isn't shown"));
        normalize(after.split_once("```").expect("an end").0)
    };
    let (list, _) = on_ledger(&["list", "--state", "parked", "--json"]);
    let parked: serde_json::Value = serde_json::from_str(&list).expect("JSON");
    let id = parked[0]["id"].to_string();
    for (command, arguments) in [
        ("status", &["status"][..]),
        ("list", &["list", "--attention"]),
        ("show", &["show", &id]),
        ("status --json", &["status", "--json"]),
    ] {
        let printed = normalize(&on_ledger(arguments).0);
        assert_eq!(shown(command), printed, "{command}");
    }
}
