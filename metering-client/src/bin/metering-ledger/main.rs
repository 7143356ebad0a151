//! The operator's tool of a usage ledger.

mod arguments;
mod csv;
mod decide;
mod output;
mod reconcile;
mod records;
mod status;
mod verify;

use std::io::{ErrorKind, Write as _, stderr, stdout};
use std::path::Path;
use std::process::ExitCode;

use arguments::{Arguments, Command};
use metering_client::Client;
#[cfg(feature = "ledger-postgres")]
use metering_client::ledger::Postgres;
use metering_client::ledger::{Backend, Ledger, Sqlite};
use output::{Report, one_line};

const USAGE: &str = "\
usage: metering-ledger <sqlite path | postgres URL> COMMAND [OPTIONS]

  status                    print counts and amounts per state, the nearest deadline and the leader
  list [--state STATE | --attention] [--limit N] [--after ID]
                            print records: all, of one state, or those that need an operator
  show ID                   print one record and what to do about it
  inbox [--limit N]         print the rows of PostgreSQL's inbox that can't be recorded
  resolve ID ACTION --reason TEXT [--may-be-billed]
                            decide on a record: retry, accept, move or write-off
  verify                    recompute every sum and check every record
  probe                     resend an accepted record to learn what DuplicateRecord means
  restored [--yes]          mark the ledger as restored from a backup
  reconcile FILE.csv        compare accepted amounts with a file with the columns buyer, dimension,
                            day and quantity

  --json                    print JSON
  --schema NAME             the PostgreSQL schema; defaults to metering_ledger
  -h, --help                print this text

probe and restored call AWS, with the Region and credentials from the default AWS provider chains.
PGPASSWORD is the password for PostgreSQL, and PGSSLROOTCERT a file with root certificates.

Exit status: 0, or 1 if something needs attention or failed, or 2 for wrong usage.
";

/// The reason why a command ended without a report.
enum Failure {
    /// The arguments are invalid.
    Usage(String),
    /// The command failed.
    Failed(String),
}

impl Failure {
    fn new(error: impl std::fmt::Display) -> Self {
        Failure::Failed(error.to_string())
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--help" || argument == "-h") {
        return print(USAGE, ExitCode::SUCCESS);
    }
    match Arguments::parse(&arguments).and_then(|arguments| run(&arguments)) {
        Ok((report, json)) => {
            let code = if report.attention { ExitCode::FAILURE } else { ExitCode::SUCCESS };
            print(&if json { format!("{}\n", report.json) } else { report.text }, code)
        }
        Err(Failure::Usage(message)) => fail(&message, "try metering-ledger --help\n", ExitCode::from(2)),
        Err(Failure::Failed(message)) => fail(&message, "", ExitCode::FAILURE),
    }
}

fn print(text: &str, code: ExitCode) -> ExitCode {
    match stdout().write_all(text.as_bytes()).and_then(|()| stdout().flush()) {
        // A reader that stops early, such as `head`, is not an error.
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            fail(&format!("failed to write the output: {error}"), "", ExitCode::FAILURE)
        }
        _ => code,
    }
}

fn fail(message: &str, hint: &str, code: ExitCode) -> ExitCode {
    let _ = write!(stderr(), "metering-ledger: {}\n{hint}", one_line(message));
    code
}

fn run(arguments: &Arguments) -> Result<(Report, bool), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Failure::new)?;
    let report = runtime.block_on(async {
        let ledger = Ledger::builder(backend(arguments)?).open().await.map_err(Failure::new)?;
        execute(&ledger, arguments).await
    })?;
    Ok((report, arguments.json))
}

/// Returns the store that the target names.
fn backend(arguments: &Arguments) -> Result<Backend, Failure> {
    let target = &arguments.target;
    if arguments::is_postgres(target) {
        return postgres(target, arguments.schema.as_deref());
    }
    if arguments.schema.is_some() {
        return Err(Failure::Usage("--schema requires a postgres URL".to_owned()));
    }
    // Opening the store would create the file.
    if !Path::new(target).is_file() {
        return Err(Failure::Failed(format!("no ledger at {}", arguments::shown(target))));
    }
    Ok(Sqlite::open(target).into())
}

#[cfg(feature = "ledger-postgres")]
fn postgres(url: &str, schema: Option<&str>) -> Result<Backend, Failure> {
    let mut store = Postgres::connect(url).connections(2);
    if let Some(schema) = schema {
        store = store.schema(schema);
    }
    if let Some(path) = std::env::var_os("PGSSLROOTCERT") {
        store = store.ca_file(path);
    }
    if let Ok(password) = std::env::var("PGPASSWORD") {
        store = store.password(move || {
            let password = password.clone();
            async move { Ok(password) }
        });
    }
    Ok(store.into())
}

#[cfg(not(feature = "ledger-postgres"))]
fn postgres(_: &str, _: Option<&str>) -> Result<Backend, Failure> {
    Err(Failure::Failed(
        "this tool was built without PostgreSQL; install it with the feature `ledger-postgres`".to_owned(),
    ))
}

async fn execute(ledger: &Ledger, arguments: &Arguments) -> Result<Report, Failure> {
    match &arguments.command {
        Command::Status => status::report(ledger).await,
        Command::List { filter, limit, after } => records::list(ledger, *filter, *limit, *after).await,
        Command::Inbox { limit } => records::inbox(ledger, *limit).await,
        Command::Show(id) => records::show(ledger, *id).await,
        Command::Resolve { id, resolution, reason } => {
            decide::resolve(ledger, *id, *resolution, reason).await
        }
        Command::Verify => verify::report(ledger).await,
        Command::Probe => decide::probe(ledger, &client().await?).await,
        Command::Restored { confirmed } => decide::restored(ledger, &client().await?, *confirmed).await,
        Command::Reconcile(file) => reconcile::report(ledger, file).await,
    }
}

async fn client() -> Result<Client, Failure> {
    Client::from_env().await.map_err(Failure::new)
}
