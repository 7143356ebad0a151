//! Misbehaviour on demand.

use std::time::Duration;

/// What goes wrong with the next call. Each call meets one fault at most, the first that is meant
/// for it.
///
/// ```
/// use metering_client::emulator::Fault;
/// use std::time::Duration;
///
/// let throttled_twice = Fault::throttle().on("BatchMeterUsage").times(2);
/// let taken_but_not_answered = Fault::take_then_cut();
/// ```
#[derive(Debug, Clone)]
pub struct Fault {
    pub(super) operation: Option<String>,
    pub(super) times: u32,
    pub(super) kind: FaultKind,
}

#[derive(Debug, Clone)]
pub(super) enum FaultKind {
    Error { status: u16, code: String, message: String },
    Cut,
    TakeThenCut,
    Slow(Duration),
    Unprocessed(usize),
}

impl Fault {
    fn new(kind: FaultKind) -> Self {
        Fault { operation: None, times: 1, kind }
    }

    /// The call is refused with an error, and nothing of it is taken.
    pub fn error(status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(FaultKind::Error { status, code: code.into(), message: message.into() })
    }

    /// The call is throttled.
    pub fn throttle() -> Self {
        Self::error(400, "ThrottlingException", "The calls to the API are throttled.")
    }

    /// Something breaks on the service's side, and nothing of the call is taken.
    pub fn internal() -> Self {
        Self::error(500, "InternalServiceErrorException", "An internal error has occurred.")
    }

    /// The connection is cut, and nothing of the call is taken.
    pub fn cut() -> Self {
        Self::new(FaultKind::Cut)
    }

    /// The call is taken, and the connection cut in place of an answer.
    pub fn take_then_cut() -> Self {
        Self::new(FaultKind::TakeThenCut)
    }

    /// The call is taken and answered, but late.
    pub fn slow(by: Duration) -> Self {
        Self::new(FaultKind::Slow(by))
    }

    /// The last so many records of a BatchMeterUsage are left unprocessed.
    pub fn unprocessed(records: usize) -> Self {
        Self::new(FaultKind::Unprocessed(records)).on("BatchMeterUsage")
    }

    /// Only calls of this operation meet it.
    #[must_use]
    pub fn on(mut self, operation: impl Into<String>) -> Self {
        self.operation = Some(operation.into());
        self
    }

    /// So many calls meet it; one unless said otherwise.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }
}

/// The faults yet to come.
#[derive(Debug, Default)]
pub(super) struct Faults {
    waiting: Vec<Fault>,
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

    /// The fault that this call meets.
    pub(super) fn meet(&mut self, operation: &str) -> Option<FaultKind> {
        let meant = |fault: &Fault| fault.operation.as_deref().is_none_or(|meant| meant == operation);
        let place = self.waiting.iter().position(meant)?;
        let fault = &mut self.waiting[place];
        fault.times -= 1;
        if fault.times == 0 { Some(self.waiting.remove(place).kind) } else { Some(fault.kind.clone()) }
    }
}
