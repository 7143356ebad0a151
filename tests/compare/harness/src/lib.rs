//! Drives one column of the comparison with the same work and the same measurements.
//!
//! A column is a program that implements [`Column`] and calls [`run`]. It prints its measurements
//! as `name value` lines. The cost of building a call's input is measured separately and
//! subtracted, because it is the caller's own work.

mod allocator;
pub mod workload;

use std::future::Future;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use cpu_time::ProcessTime;

pub use workload::Record;

/// A way to call the service.
pub trait Column: Send + Sync + Sized + 'static {
    /// The owned input of BatchMeterUsage.
    type Batch: Send + 'static;

    /// Creates a client that calls `place`.
    fn new(place: Place) -> impl Future<Output = Self>;
    /// Builds the input from [`workload::records`].
    fn input() -> Self::Batch;
    /// Calls BatchMeterUsage and returns the number of results with the status `Success`.
    fn batch(&self, input: Self::Batch) -> impl Future<Output = usize> + Send;
    /// Calls ResolveCustomer and returns the length of the product code.
    fn resolve(&self, token: String) -> impl Future<Output = usize> + Send;
}

/// The destination of the calls.
#[derive(Debug, Clone)]
pub enum Place {
    /// To the server at this URL.
    Url(String),
    /// No server. The transport returns a stored response, so only the client's work remains.
    Canned,
}

#[derive(Clone, Copy, PartialEq)]
enum Operation {
    Batch,
    Resolve,
    /// Only the input.
    Input,
}

/// Runs the command line `<mode> <url|canned> <batch|resolve|input> <calls> <at once>`.
pub fn run<C: Column>() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let argument = |at: usize| arguments.get(at).map(String::as_str);
    let place = match argument(1) {
        Some("canned") => Place::Canned,
        Some(url) => Place::Url(url.to_owned()),
        None => panic!("usage: <mode> <url|canned> <batch|resolve|input> <calls> <at once>"),
    };
    let operation = match argument(2) {
        Some("resolve") => Operation::Resolve,
        Some("input") => Operation::Input,
        _ => Operation::Batch,
    };
    let calls: usize = argument(3).map_or(1, |calls| calls.parse().expect("a number of calls"));
    let at_once: usize = argument(4).map_or(1, |calls| calls.parse().expect("a number of calls at once"));

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let column = Arc::new(C::new(place).await);
        match argument(0) {
            Some("calls") => {
                many(&column, operation, 8 * at_once.max(8), at_once).await;
                let input = Spent::on(many(&column, Operation::Input, calls, 1)).await;
                let spent = Spent::on(many(&column, operation, calls, at_once)).await;
                let input = if operation == Operation::Batch { input.cpu } else { Duration::ZERO };
                println!("cpu_ns {}", (spent.cpu - input).as_nanos() as f64 / calls as f64);
                println!("wall_ns {}", (spent.wall - input).as_nanos() as f64 / calls as f64);
            }
            Some("allocations") => {
                many(&column, operation, 64, 1).await;
                let input = allocator::count(many(&column, Operation::Input, calls, 1)).await;
                let spent = allocator::count(many(&column, operation, calls, 1)).await;
                let each = |spent: u64, input: u64| {
                    let input = if operation == Operation::Batch { input } else { 0 };
                    (spent - input) as f64 / calls as f64
                };
                println!("allocations {}", each(spent.allocations, input.allocations));
                println!("growths {}", each(spent.growths, input.growths));
                println!("bytes {}", each(spent.bytes, input.bytes));
            }
            // For callgrind, where the caller subtracts two runs.
            Some("plain") => many(&column, operation, calls, at_once).await,
            Some("memory") => {
                many(&column, operation, calls, at_once).await;
                println!("peak_kib {}", status("VmHWM:"));
            }
            Some("growth") => {
                many(&column, operation, 2_000.max(at_once * 8), at_once).await;
                println!("resident_kib {}", status("VmRSS:"));
                for _ in 0..10 {
                    many(&column, operation, calls / 10, at_once).await;
                    println!("resident_kib {}", status("VmRSS:"));
                }
            }
            _ => panic!("the mode is one of calls, allocations, plain, memory, growth"),
        }
    });
}

/// Measures one piece of a call, for which `of` must return `true`.
pub fn each<T>(name: &str, of: &T, piece: impl Fn(&T) -> bool) {
    const TIMES: u32 = 20_000;
    let work = |times| {
        for _ in 0..times {
            assert!(black_box(piece(black_box(of))));
        }
    };
    work(TIMES / 10);
    let started = ProcessTime::now();
    work(TIMES);
    println!("{name}_ns {}", started.elapsed().as_nanos() as f64 / f64::from(TIMES));
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let count = runtime.block_on(allocator::count(async { work(1) }));
    println!("{name}_allocations {}", count.allocations + count.growths);
}

/// Makes calls with a fixed number in flight.
async fn many<C: Column>(column: &Arc<C>, operation: Operation, calls: usize, at_once: usize) {
    if at_once == 1 {
        return some(&**column, operation, calls).await;
    }
    let workers: Vec<_> = (0..at_once)
        .map(|worker| {
            let column = Arc::clone(column);
            let share = calls / at_once + usize::from(worker < calls % at_once);
            tokio::spawn(async move { some(&*column, operation, share).await })
        })
        .collect();
    for worker in workers {
        worker.await.expect("a worker that does not panic");
    }
}

async fn some<C: Column>(column: &C, operation: Operation, calls: usize) {
    for _ in 0..calls {
        match operation {
            Operation::Batch => assert_eq!(column.batch(C::input()).await, workload::RECORDS),
            Operation::Resolve => assert_eq!(column.resolve(workload::TOKEN.to_owned()).await, 14),
            Operation::Input => drop(black_box(C::input())),
        }
    }
}

struct Spent {
    cpu: Duration,
    wall: Duration,
}

impl Spent {
    async fn on(work: impl Future<Output = ()>) -> Self {
        let (cpu, wall) = (ProcessTime::now(), Instant::now());
        work.await;
        Spent { cpu: cpu.elapsed(), wall: wall.elapsed() }
    }
}

fn status(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux's /proc");
    let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("a line of that name");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}
