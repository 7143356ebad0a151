//! Faults on demand.

use std::time::Duration;

/// A fault that the next calls meet. Each call meets at most one fault: the first that applies to
/// it.
///
/// ```
/// use metering_client::emulator::Fault;
/// use std::time::Duration;
///
/// let throttled_twice = Fault::throttle().on("BatchMeterUsage").times(2);
/// let accepted_but_no_response = Fault::drop_response();
/// let one_of_ten_calls_is_slow = Fault::delay(Duration::from_secs(1)).every(10).times(u32::MAX);
/// ```
#[derive(Debug, Clone)]
pub struct Fault {
    operation: Option<String>,
    every: u32,
    times: u32,
    /// The calls that the fault could have applied to.
    calls: u32,
    kind: FaultKind,
}

#[derive(Debug, Clone)]
pub(super) enum FaultKind {
    Error { status: u16, code: String, message: String },
    DropConnection,
    DropResponse,
    TruncateResponse(usize),
    Delay(Duration),
    Unprocessed(usize),
}

impl Fault {
    fn new(kind: FaultKind) -> Self {
        Fault { operation: None, every: 1, times: 1, calls: 0, kind }
    }

    /// Rejects the call with an error. None of it is accepted.
    pub fn error(status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(FaultKind::Error { status, code: code.into(), message: message.into() })
    }

    /// Rejects the call with ThrottlingException.
    pub fn throttle() -> Self {
        Self::error(400, "ThrottlingException", "The calls to the API are throttled.")
    }

    /// Rejects the call with InternalServiceErrorException and status 500.
    pub fn internal() -> Self {
        Self::error(500, "InternalServiceErrorException", "An internal error has occurred.")
    }

    /// Closes the connection before anything of the call is accepted.
    pub fn drop_connection() -> Self {
        Self::new(FaultKind::DropConnection)
    }

    /// Processes the call, and closes the connection instead of sending the response.
    pub fn drop_response() -> Self {
        Self::new(FaultKind::DropResponse)
    }

    /// Processes the call, and closes the connection after `bytes` bytes of the response's body.
    pub fn truncate_response(bytes: usize) -> Self {
        Self::new(FaultKind::TruncateResponse(bytes))
    }

    /// Processes the call, and sends the response late.
    pub fn delay(by: Duration) -> Self {
        Self::new(FaultKind::Delay(by))
    }

    /// Leaves the last `records` records of a BatchMeterUsage call unprocessed.
    pub fn unprocessed(records: usize) -> Self {
        Self::new(FaultKind::Unprocessed(records)).on("BatchMeterUsage")
    }

    /// Applies the fault only to calls of this operation.
    #[must_use]
    pub fn on(mut self, operation: impl Into<String>) -> Self {
        self.operation = Some(operation.into());
        self
    }

    /// Applies the fault only to every `n`th call. Defaults to 1, every call.
    #[must_use]
    pub fn every(mut self, n: u32) -> Self {
        self.every = n.max(1);
        self
    }

    /// Sets how many calls meet the fault. Defaults to 1. `u32::MAX` means until
    /// [`clear_faults`](super::Emulator::clear_faults).
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }
}

/// The faults that have not been met yet.
#[derive(Debug, Default)]
pub(super) struct Faults {
    waiting: Vec<Fault>,
    met: u64,
}

impl Faults {
    pub(super) fn add(&mut self, fault: Fault) {
        if fault.times > 0 {
            self.waiting.push(fault);
        }
    }

    pub(super) fn clear(&mut self) {
        self.waiting.clear();
    }

    /// Returns how many calls have met a fault.
    pub(super) fn met(&self) -> u64 {
        self.met
    }

    /// Returns how many faults still wait for calls.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Returns the fault that a call of this operation meets.
    pub(super) fn next(&mut self, operation: &str) -> Option<FaultKind> {
        let applies = |fault: &mut Fault| {
            if fault.operation.as_deref().is_some_and(|only| only != operation) {
                return false;
            }
            fault.calls = fault.calls.wrapping_add(1);
            fault.calls.is_multiple_of(fault.every)
        };
        let place = self.waiting.iter_mut().position(applies)?;
        self.met += 1;
        let fault = &mut self.waiting[place];
        if fault.times != u32::MAX {
            fault.times -= 1;
        }
        if fault.times == 0 { Some(self.waiting.remove(place).kind) } else { Some(fault.kind.clone()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_applies_to_every_nth_call() {
        let mut faults = Faults::default();
        faults.add(Fault::throttle().every(3).times(2));
        faults.add(Fault::drop_connection().on("MeterUsage").times(u32::MAX));
        let mut pattern = String::new();
        for _ in 0..8 {
            pattern.push(match faults.next("MeterUsage") {
                Some(FaultKind::Error { .. }) => 't',
                Some(_) => 'd',
                None => '.',
            });
        }
        assert_eq!(pattern, "ddtddtdd");
        assert!(faults.next("RegisterUsage").is_none());
        assert_eq!((faults.met(), faults.waiting()), (8, 1));
    }
}
