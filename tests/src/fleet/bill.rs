//! Recorded usage against billed usage.

use std::collections::BTreeMap;
use std::fmt;

use metering_client::emulator::{Billed, Emulator};

use super::{Disruption, MONTH_END, Source};

/// The outcome of a run. Amounts are in millionths.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// All acknowledged usage.
    pub recorded: u128,
    /// The emulator's bill.
    pub billed: u128,
    /// The usage that buyers pay although it was not recorded.
    pub doubled: u128,
    /// The usage that no buyer pays.
    pub lost: u128,
    /// The usage that is billed in another month than it was recorded for.
    pub wrong_month: u128,
    /// The number of (buyer, dimension, hour) that AWS billed in more than one record.
    pub doubled_hours: u64,
    /// The usage that waits for an operator.
    pub waiting: u128,
    /// The number of records whose sum isn't the sum of their events.
    pub differences: usize,
    /// The number of disruptions of each kind.
    pub disruptions: BTreeMap<Disruption, u32>,
    /// The number of calls that the emulator received.
    pub calls: u64,
    /// The number of calls that met an injected fault.
    pub faults: u64,
    /// The duration of the run, in real seconds.
    pub seconds: f64,
}

impl Outcome {
    /// Returns `true` if the bill is exactly the recorded usage.
    pub fn is_exact(&self) -> bool {
        self.recorded == self.billed
            && [self.doubled, self.lost, self.wrong_month, self.waiting] == [0; 4]
            && self.doubled_hours == 0
            && self.differences == 0
    }

    /// Returns the number of disruptions that `is_kind` selects.
    pub fn count(&self, is_kind: impl Fn(&Disruption) -> bool) -> u32 {
        self.disruptions.iter().filter(|(kind, _)| is_kind(kind)).map(|(_, count)| count).sum()
    }

    /// Compares all events of the source with the emulator's bill.
    pub(super) fn compare(&mut self, source: &Source, emulator: &Emulator) {
        let mut amounts: BTreeMap<(String, String), [i128; 2]> = BTreeMap::new();
        for number in 0..source.count() {
            let event = source.event(number);
            let micros = i128::from(event.quantity) * 1_000_000;
            self.recorded += micros.unsigned_abs();
            let amount = amounts.entry((event.account, event.dimension.to_owned())).or_default();
            amount[month(event.time)] -= micros;
        }
        for Billed { account, dimension, hour, quantity, .. } in emulator.billed() {
            let key = (account.to_string(), dimension.to_string());
            let micros = quantity.micros().expect("in range");
            amounts.entry(key).or_default()[month(hour.secs())] += i128::from(micros);
        }
        for [before, after] in amounts.into_values() {
            let surplus = (before.max(0) + after.max(0)).unsigned_abs();
            let missing = (before.min(0) + after.min(0)).unsigned_abs();
            self.wrong_month += surplus.min(missing);
            self.doubled += surplus.saturating_sub(missing);
            self.lost += missing.saturating_sub(surplus);
        }
        let totals = emulator.totals();
        (self.billed, self.doubled_hours) = (totals.micros, totals.doubled);
        self.calls = emulator.request_count();
    }

    /// Returns the values of the table's rows.
    pub fn rows(&self) -> [(&'static str, String); 7] {
        let units = |micros: u128| (micros / 1_000_000).to_string();
        [
            ("recorded", units(self.recorded)),
            ("billed", units(self.billed)),
            ("doubled", units(self.doubled)),
            ("lost", units(self.lost)),
            ("billed in the wrong month", units(self.wrong_month)),
            ("waiting for an operator", units(self.waiting)),
            ("hours billed in several records", self.doubled_hours.to_string()),
        ]
    }
}

/// Returns 0 for the month of the first events, and 1 for the next one.
fn month(seconds: i64) -> usize {
    usize::from(seconds >= MONTH_END)
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in self.rows() {
            write!(f, "{name} {value}, ")?;
        }
        let kind = |kind: fn(&Disruption) -> bool| self.count(kind);
        let kills = kind(|kind| matches!(kind, Disruption::Kill));
        let stops = kind(|kind| matches!(kind, Disruption::Stop(_)));
        let cuts = kind(|kind| matches!(kind, Disruption::CutConnections));
        let servers = kind(|kind| matches!(kind, Disruption::KillServer));
        write!(
            f,
            "{kills} kills, {stops} stops, {cuts} cuts of all connections, {servers} kills of the server, \
             {} calls, {} faults, {:.0} s",
            self.calls, self.faults, self.seconds
        )
    }
}
