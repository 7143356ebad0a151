//! An instance that works like AWS's serverless reference.
//!
//! Its table of usage survives kills. It differs from the ledger where the reference does:
//! - The hourly job reads one page of pending usage, without pagination.
//! - A record's timestamp is the time of sending.
//! - After any response, all usage of the call is no longer pending. UnprocessedRecords are
//!   ignored.

use std::collections::{BTreeMap, HashSet};
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use metering_client::{BatchMeterUsage, Customer, Usage, UsageRecord};

use super::child::Child;
use super::{INSTANCES, Source};

/// The number of items of 250 bytes that one page of a DynamoDB query has at most.
const PAGE: usize = 1_048_576 / 250;

pub async fn run(child: Child) {
    let mut position = child.position();
    // The reference has one hourly job, whatever the number of instances.
    let mut job = (child.instance == 0).then(|| child.now().secs() / 3_600 + 1);
    loop {
        let due = child.due(position);
        if let Some(&(last, _)) = due.last() {
            append(&child.directory, "usage", due.iter().map(|(number, _)| *number));
            position = last + INSTANCES;
            child.acknowledge(position);
        }
        if let Some(hour) = &mut job
            && child.now().secs() / 3_600 >= *hour
        {
            *hour = child.now().secs() / 3_600 + 1;
            meter(&child).await;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Meters the first page of pending usage.
async fn meter(child: &Child) {
    let mut sums: BTreeMap<(String, &'static str), (Customer, Vec<u64>, u32)> = BTreeMap::new();
    for number in pending(&child.directory).into_iter().take(PAGE) {
        let event = child.source.event(number);
        let key = (event.account.clone(), event.dimension);
        let sum = sums.entry(key).or_insert_with(|| (event.customer(), Vec::new(), 0));
        sum.1.push(number);
        sum.2 += event.quantity;
    }
    let sums: Vec<_> = sums.into_iter().map(|((_, dimension), sum)| (dimension, sum)).collect();
    for batch in sums.chunks(25) {
        let records = batch.iter().map(|(dimension, (customer, _, quantity))| {
            UsageRecord::from(Usage::new(customer.clone(), *dimension, child.now(), *quantity))
        });
        let call = BatchMeterUsage::builder().usage_records(records.collect::<Vec<_>>()).build();
        let _ = child.client().send(call).await;
        append(
            &child.directory,
            "metered",
            batch.iter().flat_map(|(_, (_, numbers, _))| numbers.iter().copied()),
        );
    }
}

/// Returns the usage that isn't metered.
pub fn pending(directory: &Path) -> Vec<u64> {
    let metered: HashSet<u64> = read(directory, "metered").into_iter().collect();
    let mut seen = HashSet::new();
    let usage = read(directory, "usage").into_iter();
    usage.filter(|number| !metered.contains(number) && seen.insert(*number)).collect()
}

/// Returns the number of simulated seconds after the last event in which the hourly job runs again.
pub const fn follow_up(source: &Source) -> i64 {
    source.start + (source.hours as i64 + 3) * 3_600
}

fn read(directory: &Path, name: &str) -> Vec<u64> {
    let text = std::fs::read_to_string(directory.join(name)).unwrap_or_default();
    text.split_terminator('\n').filter_map(|line| line.parse().ok()).collect()
}

/// Appends numbers with one system call, which other instances and a kill can't divide.
fn append(directory: &Path, name: &str, numbers: impl Iterator<Item = u64>) {
    let lines: String = numbers.map(|number| format!("{number}\n")).collect();
    let file = OpenOptions::new().append(true).create(true).open(directory.join(name));
    file.expect("opens").write_all(lines.as_bytes()).expect("appends");
}
