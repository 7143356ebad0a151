//! The conformance suite on a real server, and what only PostgreSQL does.

use std::future::poll_fn;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::Poll;
use std::time::Duration;

use tokio_postgres::NoTls;

use super::test_server::PostgresServer;
use super::{Postgres, PostgresStore};
use crate::ledger::error::StoreError;
use crate::ledger::event::Event;
use crate::ledger::hours::{HOUR, date_time};
use crate::ledger::state::{RecordId, State};
use crate::ledger::store::conformance::{Env, START, conformance, event_at};
use crate::ledger::store::operations::{Drain, FailedInbox, Lead, Page, ReadStatus, Seal, Totals};
use crate::ledger::store::{Filter, Store};
use crate::{Customer, Quantity, Usage};

/// Starts the server that the tests of this process share, if `POSTGRES_BIN` is set.
fn server() -> Option<&'static PostgresServer> {
    static SERVER: OnceLock<Option<PostgresServer>> = OnceLock::new();
    SERVER.get_or_init(|| PostgresServer::start("the tests of the ledger on PostgreSQL")).as_ref()
}

/// Opens a store in a new schema.
async fn open(env: &Env) -> Option<PostgresStore> {
    static SCHEMAS: AtomicU32 = AtomicU32::new(0);
    let schema = format!("test {}", SCHEMAS.fetch_add(1, Ordering::SeqCst));
    let options = Postgres::connect(server()?.url()).schema(schema).connections(4);
    let store =
        PostgresStore::open(options, env.settings, Some(Arc::new(env.clock())), Arc::new(env.observer()));
    Some(store.await.expect("the store opens"))
}

/// Opens a store in the schema of this name, with the clock of `env`.
async fn open_in(schema: &str, server: &PostgresServer, env: &Env) -> PostgresStore {
    let options = Postgres::connect(server.url()).schema(schema);
    let (clock, observer) = (Arc::new(env.clock()), Arc::new(env.observer()));
    PostgresStore::open(options, env.settings, Some(clock), observer).await.unwrap()
}

conformance!(open);

/// Returns the text of the error that opening a store returns.
async fn open_error(options: Postgres) -> StoreError {
    let env = Env::new();
    match PostgresStore::open(options, env.settings, None, Arc::new(env.observer())).await {
        Ok(_) => panic!("the store opened"),
        Err(error) => error,
    }
}

/// A connection of another program.
async fn client(url: &str) -> tokio_postgres::Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    drop(tokio::spawn(connection));
    client
}

fn event(key: &str, micros: u64) -> Event {
    let buyer = Customer::account("111122223333", "prod-a");
    let quantity = Quantity::from_micros(micros).unwrap();
    Event::new(key, Usage::new(buyer, "requests", date_time(START), quantity)).unwrap()
}

async fn total(store: &PostgresStore) -> u128 {
    store.execute(Totals).await.unwrap().iter().map(|total| total.micros).sum()
}

/// Both instances begin the records of an hour, in opposite orders of their events. A deadlock
/// would end with an error, because the server looks for deadlocks after `lock_timeout` here.
#[tokio::test]
async fn instances_that_begin_the_same_records_do_not_deadlock() {
    let Some(server) = server() else { return };
    let env = Env::new();
    let url = format!("{}&options=-c%20deadlock_timeout%3D60s", server.url());
    let options = Postgres::connect(url).schema("beginning");
    let open = || {
        let (clock, observer) = (Arc::new(env.clock()), Arc::new(env.observer()));
        PostgresStore::open(options.clone(), env.settings, Some(clock), observer)
    };
    let (one, other) = (open().await.unwrap(), open().await.unwrap());
    let events = |instance: &str, hour: i64| -> Vec<Event> {
        let event = |n| {
            let buyer = Customer::account(format!("{n:012}"), "prod-a");
            event_at(&format!("{instance} {hour} {n}"), &buyer, START - hour * HOUR, 1)
        };
        (0..100).map(event).collect()
    };
    // The buyers are known, so the records are the first rows that both instances insert.
    one.record(events("one", 4)).await.unwrap();
    for hour in (1..4).rev() {
        let backward = events("other", hour).into_iter().rev().collect();
        let (forward, backward) = tokio::join!(one.record(events("one", hour)), other.record(backward));
        for recorded in forward.unwrap().into_iter().chain(backward.unwrap()) {
            recorded.unwrap();
        }
    }
}

#[tokio::test]
async fn a_standby_is_refused() {
    let Some(mut server) = PostgresServer::start("a standby of PostgreSQL") else { return };
    server.become_standby();
    server.restart();
    let error = open_error(Postgres::connect(server.url())).await;
    assert!(matches!(&error, StoreError::Unsuitable(text) if text.contains("standby")), "{error}");
}

#[tokio::test]
async fn a_schema_two_versions_ahead_is_refused_and_one_version_is_not() {
    let Some(server) = server() else { return };
    let env = Env::new();
    let options = Postgres::connect(server.url()).schema("versions");
    let open = || PostgresStore::open(options.clone(), env.settings, None, Arc::new(env.observer()));
    open().await.unwrap();
    let client = client(&server.url()).await;
    client.execute("UPDATE versions.meta SET schema_version = schema_version + 1", &[]).await.unwrap();
    open().await.unwrap();
    client.execute("UPDATE versions.meta SET schema_version = schema_version + 1", &[]).await.unwrap();
    let error = open_error(options.clone()).await;
    assert_eq!(error, StoreError::Schema { found: 3, supported: 2 });
    assert!(error.to_string().contains("version 3") && error.to_string().contains("up to 2"), "{error}");
}

#[tokio::test]
async fn secrets_are_not_printed() {
    let secret = "s3cr3t";
    let wrong = Postgres::connect(format!("postgres://user:{secret}@127.0.0.1:notaport/db"));
    assert!(!format!("{wrong:?} {}", open_error(wrong.clone()).await).contains(secret));
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let unreachable = Postgres::connect(format!("postgres://user:{secret}@{closed}/db"));
    let error = open_error(unreachable).await;
    assert!(matches!(error, StoreError::Failed(_)) && !error.to_string().contains(secret), "{error}");
}

#[tokio::test]
async fn each_connection_asks_for_a_password() {
    let Some(server) = server() else { return };
    let asked = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&asked);
    let options = Postgres::connect(server.url()).schema("passwords").password(move || {
        let number = count.fetch_add(1, Ordering::SeqCst);
        async move { Ok(format!("token {number}")) }
    });
    let env = Env::new();
    let store = PostgresStore::open(options.clone(), env.settings, None, Arc::new(env.observer())).await;
    store.unwrap().execute(Totals).await.unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    let failing = options.password(|| async { Err("no token".into()) });
    assert!(open_error(failing).await.to_string().contains("no token"));
}

#[tokio::test]
async fn the_inbox_is_drained_and_bad_rows_get_an_error() {
    let Some(server) = server() else { return };
    let env = Env::new();
    let store = open_in("inbox", server, &env).await;
    let client = client(&server.url()).await;
    client
        .batch_execute(
            "INSERT INTO inbox.inbox (key, account, product, dimension, time, quantity, allocations) VALUES \
             ('good', '111122223333', 'prod-a', 'requests', '2026-05-10T12:10:00.25Z', 1.50, \
              '[{\"quantity\": \"1.5\", \"tags\": {\"team\": \"a\"}}]'), \
             ('no buyer', NULL, NULL, 'requests', '2026-05-10T12:10:00Z', 1, NULL), \
             ('too fine', '111122223333', 'prod-a', 'requests', '2026-05-10T12:10:00Z', 0.0000001, NULL), \
             ('too old', '111122223333', 'prod-a', 'requests', '2026-01-10T12:10:00Z', 2, '[]'), \
             ('good', '111122223333', 'prod-a', 'requests', '2026-05-10T12:10:00Z', 2, NULL)",
        )
        .await
        .unwrap();
    assert_eq!(store.execute(Drain { limit: 100 }).await.unwrap(), 5);
    assert_eq!(total(&store).await, 1_500_000);
    let rows = client
        .query(
            "SELECT key, error, extract(year FROM time)::text, quantity::text FROM inbox.inbox ORDER BY id",
            &[],
        )
        .await
        .unwrap();
    let kept: Vec<(String, String, String, String)> =
        rows.iter().map(|row| (row.get(0), row.get(1), row.get(2), row.get(3))).collect();
    let expected = [
        ("no buyer", "not in one of the three forms", "2026", "1"),
        ("too fine", "quantity: ", "2026", "0.0000001"),
        ("too old", "older", "2026", "2"),
        ("good", "another buyer, dimension or quantity", "2026", "2"),
    ];
    assert_eq!(kept.len(), expected.len(), "{kept:?}");
    for (kept, expected) in kept.iter().zip(expected) {
        assert_eq!((&*kept.0, &*kept.2, &*kept.3), (expected.0, expected.2, expected.3));
        assert!(kept.1.contains(expected.1), "{kept:?}");
    }
    // Rows with an error stay where they are, and are listed.
    assert_eq!(store.execute(Drain { limit: 100 }).await.unwrap(), 0);
    assert_eq!(store.execute(ReadStatus).await.unwrap().inbox_errors, 4);
    let listed = store.execute(FailedInbox { limit: 2 }).await.unwrap();
    let listed: Vec<(&str, &str)> = listed.iter().map(|row| (&*row.key, &*row.error)).collect();
    assert_eq!(listed, [(&*kept[0].0, &*kept[0].1), (&*kept[1].0, &*kept[1].1)]);
}

/// A row that stopped the drain would stop the rows behind it, too.
#[tokio::test]
async fn values_that_no_event_can_have_stop_no_other_row_of_the_inbox() {
    let Some(server) = server() else { return };
    let env = Env::new();
    let store = open_in("odd", server, &env).await;
    let client = client(&server.url()).await;
    const USUAL: &str = "'2026-05-10T12:10:00.123456Z'";
    let odd = [
        ("'infinity'", "1", "NULL", "time: "),
        ("'-infinity'", "1", "NULL", "time: "),
        ("'294276-12-31T23:59:59.999999Z'", "1", "NULL", "in the future"),
        ("'4714-11-24T00:00:00Z BC'", "1", "NULL", "older"),
        ("'1969-12-31T23:59:59.999Z'", "1", "NULL", "older"),
        (USUAL, "'NaN'", "NULL", "quantity: "),
        (USUAL, "'Infinity'", "NULL", "quantity: "),
        (USUAL, "1e100000", "NULL", "quantity: "),
        (USUAL, "1", "'[1]'", "allocations: "),
        (USUAL, "1", "'null'", "allocations: "),
        (USUAL, "1", "'[{\"quantity\": 1e400}]'", "quantity: "),
        (USUAL, "1", "'[{\"quantity\": 2}]'", "add up"),
    ];
    let row = |(number, (time, quantity, allocations, _)): (usize, &(&str, &str, &str, &str))| {
        format!("('{number}', '111122223333', 'prod-a', 'requests', {time}, {quantity}, {allocations}), ")
    };
    let rows: String = odd.iter().enumerate().map(row).collect();
    let insert =
        "INSERT INTO odd.inbox (key, account, product, dimension, time, quantity, allocations) VALUES";
    let good = format!("('good', '111122223333', 'prod-a', 'requests', {USUAL}, 2, NULL)");
    client.batch_execute(&format!("{insert} {rows} {good}")).await.unwrap();
    let columns = "time::text || ' ' || quantity || ' ' || coalesce(allocations::text, '')";
    let kept = async || {
        let sql = format!("SELECT {columns}, error FROM odd.inbox WHERE key <> 'good' ORDER BY id");
        let rows = client.query(&sql, &[]).await.unwrap();
        rows.iter().map(|row| (row.get(0), row.get(1))).unzip::<String, Option<String>, Vec<_>, Vec<_>>()
    };

    let (before, _) = kept().await;
    assert_eq!(store.execute(Drain { limit: 100 }).await.unwrap(), odd.len() + 1);
    assert_eq!(total(&store).await, 2_000_000);
    let (after, errors) = kept().await;
    assert_eq!(after, before);
    for ((.., expected), error) in odd.iter().zip(errors) {
        assert!(error.as_ref().is_some_and(|error| error.contains(expected)), "{expected}: {error:?}");
    }
}

/// An event that PostgreSQL can't store must not fail the other events of its commit.
#[tokio::test]
async fn a_nul_character_stops_no_other_event() {
    let Some(server) = server() else { return };
    let env = Env::new();
    let store = open_in("nul", server, &env).await;
    let buyer = || Customer::account("111122223333", "prod-a");
    let usage = |customer, dimension| Usage::new(customer, dimension, date_time(START), 1_u32);
    let events = [
        Event::new("a\0b", usage(buyer(), "requests")),
        Event::new("dimension", usage(buyer(), "a\0b")),
        Event::new("buyer", usage(Customer::identifier("a\0b", "prod-a"), "requests")),
        Event::new("good", usage(buyer(), "requests")),
    ];
    let events: Vec<Event> = events.into_iter().filter_map(Result::ok).collect();
    let results = store.record(events).await.unwrap();
    assert!(results.last().unwrap().is_ok(), "{results:?}");
    assert_eq!(total(&store).await, 1_000_000);
}

#[tokio::test]
async fn a_client_stopped_inside_a_transaction_does_not_stop_sealing() {
    let Some(server) = server() else { return };
    let env = Env::new();
    let store = open_in("stopped", server, &env).await;
    let other = Customer::account("444455556666", "prod-a");
    let of_other = Event::new("other", Usage::new(other, "requests", date_time(START), 1_u32)).unwrap();
    assert!(store.record(vec![event("a", 1), of_other]).await.unwrap().iter().all(Result::is_ok));
    let client = client(&server.url()).await;
    client.batch_execute("BEGIN; SELECT * FROM stopped.record WHERE id = 1 FOR UPDATE").await.unwrap();
    // Usage for the locked record is refused within the lock timeout.
    let recorded = store.record(vec![event("b", 1)]).await;
    assert!(matches!(recorded, Err(StoreError::Locked)), "{recorded:?}");
    // The other record is sealed meanwhile.
    env.advance(2 * HOUR);
    let term = 7;
    assert_eq!(store.execute(Lead { owner: 1, term }).await.unwrap(), Some(term));
    store.execute(Seal { term, limit: 10, zero_records: false }).await.unwrap();
    let sealed = store.execute(Page { filter: Filter::State(State::Sealed), after: RecordId(0), limit: 9 });
    assert_eq!(sealed.await.unwrap().len(), 1);
}

/// Starts a proxy in front of a server. The second result counts how often a client sent something
/// after it had received something.
fn counting_proxy(server: String) -> (String, Arc<AtomicU32>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, trips) = (listener.local_addr().unwrap().to_string(), Arc::new(AtomicU32::new(0)));
    let count = Arc::clone(&trips);
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let server = TcpStream::connect(&server).unwrap();
            let (from_client, to_server) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            let (responded, count) = (Arc::new(AtomicBool::new(true)), Arc::clone(&count));
            let has_responded = Arc::clone(&responded);
            std::thread::spawn(move || {
                forward(from_client, to_server, || {
                    if has_responded.swap(false, Ordering::SeqCst) {
                        count.fetch_add(1, Ordering::SeqCst);
                    }
                });
            });
            std::thread::spawn(move || forward(server, client, || responded.store(true, Ordering::SeqCst)));
        }
    });
    (address, trips)
}

fn forward(mut from: TcpStream, mut to: TcpStream, seen: impl Fn()) {
    let mut buffer = vec![0; 65_536];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        seen();
        if to.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
}

#[tokio::test]
async fn recording_takes_two_round_trips() {
    let Some(server) = server() else { return };
    let (before, rest) = server.url().split_once('@').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let (address, database) = rest.split_once('/').unwrap();
    let (proxy, trips) = counting_proxy(address.to_owned());
    let env = Env::new();
    let options = Postgres::connect(format!("{before}@{proxy}/{database}")).schema("trips");
    let store = PostgresStore::open(options, env.settings, None, Arc::new(env.observer())).await.unwrap();
    let record = |keys: std::ops::Range<u32>| {
        let now = date_time(store.clock()());
        let event = move |key: u32| {
            let usage = Usage::new(Customer::account("111122223333", "prod-a"), "requests", now, 1_u32);
            Event::new(key.to_string(), usage).unwrap()
        };
        store.record(keys.map(event).collect())
    };
    // Statements are prepared on the first use, and the row of the hour is inserted.
    for key in 0..3 {
        assert!(record(key..key + 1).await.unwrap()[0].is_ok());
    }
    for keys in [10..11, 20..70] {
        let before = trips.load(Ordering::SeqCst);
        let count = keys.len();
        let results = record(keys).await.unwrap();
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), count);
        assert_eq!(trips.load(Ordering::SeqCst) - before, 2, "round trips for {count} events");
    }
}

/// Large responses to announced reads must not block the statements between them: statements that
/// are prepared on their first use, and lookups of the buyers of known keys.
#[tokio::test]
async fn large_batches_are_recorded_on_new_connections() {
    let Some(server) = server() else { return };
    let env = Env::new();
    let options = Postgres::connect(server.url()).schema("large");
    let usage = |buyer: usize, key: usize| {
        let buyer = Customer::account(format!("{buyer:012}"), "prod-a");
        let dimension = ["a", "b", "c"][key % 3];
        Event::new(format!("{key}"), Usage::new(buyer, dimension, date_time(START), 1_u32)).unwrap()
    };
    let events = |keys: std::ops::Range<usize>| keys.map(|key| usage(key % 333, key)).collect::<Vec<_>>();
    for (count, keys) in [(1_000, 0..1_000), (1_500, 500..1_500)] {
        let clock: Arc<dyn Fn() -> i64 + Send + Sync> = Arc::new(env.clock());
        let store = PostgresStore::open(options.clone(), env.settings, Some(clock), Arc::new(env.observer()));
        let store = store.await.unwrap();
        let recorded = tokio::time::timeout(Duration::from_secs(60), store.record(events(keys))).await;
        let results = recorded.expect("recording ends").unwrap();
        assert!(results.iter().all(Result::is_ok), "{results:?}");
        assert_eq!(total(&store).await, count * 1_000_000);
    }
}

#[tokio::test]
async fn a_refused_statement_ends_the_transaction_whose_commit_was_sent() {
    let Some(server) = server() else { return };
    let env = Env::new();
    let store = open_in("refused", server, &env).await;
    let client = client(&server.url()).await;
    // The sums are written after the keys, and the commit is sent before the response.
    let refuse = "CREATE FUNCTION refused.refuse() RETURNS trigger LANGUAGE plpgsql \
                  AS $$ BEGIN RAISE EXCEPTION 'refused by a trigger'; END $$; \
                  CREATE TRIGGER refuse BEFORE UPDATE ON refused.record EXECUTE FUNCTION refused.refuse()";
    client.batch_execute(refuse).await.unwrap();
    let recorded = store.record(vec![event("a", 1)]).await;
    let is_refusal =
        |error: &StoreError| matches!(error, StoreError::Failed(text) if text.contains("refused by"));
    assert!(recorded.as_ref().is_err_and(is_refusal), "{recorded:?}");
    let keys = client.query("SELECT key FROM refused.entry", &[]).await.unwrap();
    assert_eq!((keys.len(), total(&store).await), (0, 0));
    // The connection can be used again.
    client.batch_execute("DROP TRIGGER refuse ON refused.record").await.unwrap();
    assert!(store.record(vec![event("a", 1)]).await.unwrap()[0].is_ok());
    assert_eq!(total(&store).await, 1);
}

/// Records events with distinct keys from several tasks until `disturb` ends, repeats each key
/// until it is acknowledged, and requires each key to count once.
async fn record_through(store: &PostgresStore, disturb: impl Future<Output = ()>) -> (u32, u32) {
    let (unknown, failed, recorded) = (AtomicU32::new(0), AtomicU32::new(0), AtomicU32::new(0));
    let is_over = AtomicBool::new(false);
    let record = |task: u32| {
        let (unknown, failed, recorded, is_over) = (&unknown, &failed, &recorded, &is_over);
        async move {
            let mut number = 0;
            while !is_over.load(Ordering::SeqCst) {
                let key = format!("{task}-{number}");
                loop {
                    match store.record(vec![event(&key, 1)]).await {
                        Ok(results) => break assert!(results[0].is_ok(), "{results:?}"),
                        Err(StoreError::CommitUnknown(_)) => unknown.fetch_add(1, Ordering::SeqCst),
                        Err(StoreError::Failed(_)) => failed.fetch_add(1, Ordering::SeqCst),
                        Err(error) => panic!("{error}"),
                    };
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                recorded.fetch_add(1, Ordering::SeqCst);
                number += 1;
            }
        }
    };
    let tasks = async {
        let mut tasks: Vec<_> = (0..16).map(|task| Box::pin(record(task))).collect();
        poll_fn(|context| {
            tasks.retain_mut(|task| task.as_mut().poll(context).is_pending());
            if tasks.is_empty() { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    };
    let disturb = async {
        disturb.await;
        is_over.store(true, Ordering::SeqCst);
    };
    tokio::join!(tasks, disturb);
    assert_eq!(total(store).await, u128::from(recorded.into_inner()));
    (unknown.into_inner(), failed.into_inner())
}

#[tokio::test]
async fn cut_connections_lose_and_double_nothing() {
    // Its own server, because it also cuts the connections of other tests.
    let Some(server) = PostgresServer::start("cut connections of PostgreSQL") else { return };
    let env = Env::new();
    let store = open_in("cut", &server, &env).await;
    let client = client(&server.url()).await;
    let cut = async {
        for _ in 0..60 {
            let sql = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                       WHERE application_name = 'metering-ledger' AND query LIKE '%' AND state <> 'idle'";
            client.query(sql, &[]).await.unwrap();
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
    };
    let (unknown, failed) = record_through(&store, cut).await;
    assert!(unknown + failed > 0, "no connection was cut while it was in use");
}

#[tokio::test]
async fn a_killed_server_loses_and_doubles_nothing() {
    let Some(server) = PostgresServer::start("kills of PostgreSQL") else { return };
    let env = Env::new();
    let options = Postgres::connect(server.url());
    let clock: Arc<dyn Fn() -> i64 + Send + Sync> = Arc::new(env.clock());
    let store = PostgresStore::open(options, env.settings, Some(clock), Arc::new(env.observer()));
    let store = store.await.unwrap();
    // The server outlives the callers, which go on while another thread restarts it.
    let mut running = Some(server);
    let kill = async {
        for pause in [30, 70, 110] {
            tokio::time::sleep(Duration::from_millis(pause)).await;
            let mut server = running.take().expect("the server runs");
            let restarted = tokio::task::spawn_blocking(move || {
                server.kill();
                server.restart();
                server
            });
            running = Some(restarted.await.expect("the server restarts"));
        }
    };
    let (unknown, failed) = record_through(&store, kill).await;
    assert!(unknown + failed > 0, "the server was not in use when it was killed");
}
