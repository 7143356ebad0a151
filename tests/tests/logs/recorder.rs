//! A recorder of log events.

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::subscriber::DefaultGuard;
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

/// Records the fields of the events of one level in a module.
#[derive(Clone)]
pub(crate) struct Recorder {
    module: &'static str,
    level: Level,
    events: Arc<Mutex<Vec<String>>>,
}

impl Recorder {
    /// Starts to record the events of this thread.
    pub(crate) fn start(module: &'static str, level: Level) -> (Self, DefaultGuard) {
        let recorder = Recorder { module, level, events: Arc::default() };
        let subscriber = tracing_subscriber::registry().with(recorder.clone());
        (recorder, tracing::subscriber::set_default(subscriber))
    }

    /// Returns the fields of each event.
    pub(crate) fn events(&self) -> Vec<String> {
        self.events.lock().unwrap().clone()
    }

    /// Returns the fields of each event since the last call.
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.events.lock().unwrap())
    }
}

impl<S: Subscriber> Layer<S> for Recorder {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        struct Fields(String);
        impl Visit for Fields {
            fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
                write!(self.0, "{field}={value:?} ").unwrap();
            }
        }
        let metadata = event.metadata();
        if metadata.target().starts_with(self.module) && *metadata.level() == self.level {
            let mut fields = Fields(String::new());
            event.record(&mut fields);
            self.events.lock().unwrap().push(fields.0.trim_end().to_owned());
        }
    }
}
