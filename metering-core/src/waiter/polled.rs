//! The result of one attempt, as the acceptors see it.

use std::fmt::{self, Write as _};

use http::StatusCode;

use crate::call::Response;
use crate::error::{Error, PeerText, ServiceError};
use crate::operation::Operation;

/// The result of an attempt: an output with its context, or an error.
pub type Last<O> = Result<Response<<O as Operation>::Output>, Error<<O as Operation>::Error>>;

/// The result of one attempt, for [`Waiter::accept`](super::Waiter::accept).
pub struct Polled<'a, O: Operation> {
    last: &'a Last<O>,
    pub(super) observed: &'a mut Observed,
}

impl<'a, O: Operation> Polled<'a, O> {
    pub(super) fn new(last: &'a Last<O>, observed: &'a mut Observed) -> Self {
        Polled { last, observed }
    }

    /// Returns the output, if the call succeeded.
    pub fn output(&self) -> Option<&'a O::Output> {
        self.last.as_ref().ok().map(|response| &response.output)
    }

    /// Returns the error, if the call failed.
    pub fn error(&self) -> Option<&'a Error<O::Error>> {
        self.last.as_ref().err()
    }

    /// Returns the service's error, if the service returned one.
    pub fn service_error(&self) -> Option<&'a O::Error> {
        match self.last {
            Err(Error::Service(error)) => Some(error),
            _ => None,
        }
    }

    /// Returns the HTTP status of the response, or `None` if the call ended without a response.
    pub fn status(&self) -> Option<StatusCode> {
        match self.last {
            Ok(response) => response.context.status,
            Err(Error::Service(error)) => error.metadata().context().status,
            Err(Error::Response(failure)) => failure.context().status,
            Err(_) => None,
        }
    }

    /// Records a value of the output. Error messages and log events print it as the last state of
    /// the resource.
    pub fn observe(&mut self, path: &'static str, value: impl fmt::Display) {
        self.observed.record(path, &[value.to_string()]);
    }
}

impl<O: Operation> fmt::Debug for Polled<'_, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Polled")
            .field("operation", &O::INFO.action)
            .field("observed", &self.observed)
            .finish_non_exhaustive()
    }
}

/// The values at the paths of the acceptors. `Display` prints them as the state of a resource:
/// `` `table.table_status` is "CREATING" ``.
#[derive(Default, Clone)]
pub struct Observed {
    paths: Vec<(&'static str, Vec<String>)>,
}

impl Observed {
    /// The number of different values that are printed of a path.
    const SHOWN: usize = 3;

    pub fn clear(&mut self) {
        self.paths.clear();
    }

    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// Records the values at a path. Several acceptors can have the same path.
    pub fn record(&mut self, path: &'static str, values: &[String]) {
        if self.paths.iter().any(|(known, _)| *known == path) {
            return;
        }
        let mut different: Vec<String> = Vec::new();
        for value in values {
            if !different.contains(value) {
                different.push(value.clone());
            }
        }
        self.paths.push((path, different));
    }
}

impl fmt::Display for Observed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (path, values)) in self.paths.iter().enumerate() {
            if at > 0 {
                f.write_str(", ")?;
            }
            write!(f, "`{path}` is ")?;
            if values.is_empty() {
                f.write_str("missing")?;
            }
            for (at, value) in values.iter().take(Self::SHOWN).enumerate() {
                if at > 0 {
                    f.write_str(" and ")?;
                }
                write!(f, "{}", PeerText::name(value))?;
            }
            if values.len() > Self::SHOWN {
                write!(f, " and {} others", values.len() - Self::SHOWN)?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Observed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('{')?;
        fmt::Display::fmt(self, f)?;
        f.write_char('}')
    }
}
