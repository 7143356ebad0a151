//! The command line.

use metering_client::ledger::{Filter, RecordId, Resolution, State};

use crate::Failure;

/// The maximum number of records that `list` prints without `--limit`.
const DEFAULT_LIMIT: usize = 1_000;

/// The parsed command line.
pub struct Arguments {
    pub target: String,
    pub command: Command,
    pub json: bool,
    pub schema: Option<String>,
}

/// A command with its operands.
pub enum Command {
    Status,
    List { filter: Filter, limit: usize, after: RecordId },
    Show(RecordId),
    Inbox { limit: usize },
    Resolve { id: RecordId, resolution: Resolution, reason: String },
    Verify,
    Probe,
    Restored { confirmed: bool },
    Reconcile(String),
}

/// The command line before it is checked.
#[derive(Default)]
struct Words {
    operands: Vec<String>,
    json: bool,
    schema: Option<String>,
    /// The options that only some commands have.
    state: Option<String>,
    attention: bool,
    limit: Option<String>,
    after: Option<String>,
    reason: Option<String>,
    may_be_billed: bool,
    yes: bool,
}

impl Arguments {
    /// Parses the arguments, without the program's name.
    pub fn parse(arguments: &[String]) -> Result<Self, Failure> {
        let mut words = Words::parse(arguments)?;
        let mut operands = std::mem::take(&mut words.operands).into_iter();
        let target = operands.next().ok_or_else(|| usage("the path or URL of the ledger is missing"))?;
        let name = operands.next().ok_or_else(|| usage("the command is missing"))?;
        let (json, schema) = (words.json, words.schema.take());
        let mut operand = |what: &str| {
            operands.next().ok_or_else(|| usage(format!("{name} requires {what}", name = shown(&name))))
        };
        let command = match name.as_str() {
            "status" => Command::Status,
            "list" => words.list()?,
            "inbox" => Command::Inbox { limit: words.limit()? },
            "show" => Command::Show(id(&operand("a record's ID")?)?),
            "resolve" => {
                let id = id(&operand("a record's ID")?)?;
                words.resolve(id, &operand("retry, accept, move or write-off")?)?
            }
            "verify" => Command::Verify,
            "probe" => Command::Probe,
            "restored" => Command::Restored { confirmed: std::mem::take(&mut words.yes) },
            "reconcile" => Command::Reconcile(operand("a CSV file")?),
            _ => return Err(usage(format!("unknown command {}", shown(&name)))),
        };
        if let Some(option) = words.first_left() {
            return Err(usage(format!("{name} has no option {option}")));
        }
        match operands.next() {
            Some(extra) => Err(usage(format!("unexpected argument {}", shown(&extra)))),
            None => Ok(Arguments { target, command, json, schema }),
        }
    }
}

impl Words {
    fn parse(arguments: &[String]) -> Result<Self, Failure> {
        let mut words = Words::default();
        let mut rest = arguments.iter().map(String::as_str);
        while let Some(argument) = rest.next() {
            if !argument.starts_with("--") {
                words.operands.push(argument.to_owned());
                continue;
            }
            let (name, inline) = match argument.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (argument, None),
            };
            let mut value = || {
                let value = inline.or_else(|| rest.next()).map(str::to_owned);
                value.map(Some).ok_or_else(|| usage(format!("{name} requires a value")))
            };
            match name {
                "--schema" => words.schema = value()?,
                "--state" => words.state = value()?,
                "--limit" => words.limit = value()?,
                "--after" => words.after = value()?,
                "--reason" => words.reason = value()?,
                _ if inline.is_some() => return Err(usage(format!("unknown option {}", shown(argument)))),
                "--json" => words.json = true,
                "--attention" => words.attention = true,
                "--may-be-billed" => words.may_be_billed = true,
                "--yes" => words.yes = true,
                _ => return Err(usage(format!("unknown option {}", shown(argument)))),
            }
        }
        Ok(words)
    }

    fn list(&mut self) -> Result<Command, Failure> {
        let attention = std::mem::take(&mut self.attention);
        let filter = match self.state.take() {
            Some(_) if attention => return Err(usage("--state and --attention exclude each other")),
            Some(name) => State::from_name(&name.replace('-', "_"))
                .map(Filter::State)
                .ok_or_else(|| usage(format!("unknown state {}; use one of {}", shown(&name), states())))?,
            None if attention => Filter::NeedsOperator,
            None => Filter::All,
        };
        let limit = self.limit()?;
        let after = self.after.take().map_or(Ok(RecordId(0)), |text| id(&text))?;
        Ok(Command::List { filter, limit, after })
    }

    fn limit(&mut self) -> Result<usize, Failure> {
        let Some(text) = self.limit.take() else { return Ok(DEFAULT_LIMIT) };
        text.parse().map_err(|_| usage(format!("{} is not a number of records", shown(&text))))
    }

    fn resolve(&mut self, id: RecordId, action: &str) -> Result<Command, Failure> {
        let reason = self.reason.take().filter(|reason| !reason.trim().is_empty());
        let reason = reason.ok_or_else(|| usage("resolve requires --reason, which the record keeps"))?;
        let may_be_billed = self.may_be_billed;
        let resolution = match action {
            "retry" => Resolution::Retry,
            "accept" => Resolution::Accept,
            "move" => Resolution::Move { may_be_billed },
            "write-off" => Resolution::WriteOff { may_be_billed },
            _ => {
                let message =
                    format!("unknown action {}; use retry, accept, move or write-off", shown(action));
                return Err(usage(message));
            }
        };
        if matches!(resolution, Resolution::Move { .. } | Resolution::WriteOff { .. }) {
            self.may_be_billed = false;
        }
        Ok(Command::Resolve { id, resolution, reason })
    }

    /// Returns an option that the command didn't use.
    fn first_left(&self) -> Option<&'static str> {
        let left = [
            (self.state.is_some(), "--state"),
            (self.attention, "--attention"),
            (self.limit.is_some(), "--limit"),
            (self.after.is_some(), "--after"),
            (self.reason.is_some(), "--reason"),
            (self.may_be_billed, "--may-be-billed"),
            (self.yes, "--yes"),
        ];
        left.into_iter().find_map(|(is_left, name)| is_left.then_some(name))
    }
}

fn usage(message: impl Into<String>) -> Failure {
    Failure::Usage(message.into())
}

fn id(text: &str) -> Result<RecordId, Failure> {
    let id = text.parse().map_err(|_| usage(format!("{} is not a record's ID", shown(text))))?;
    Ok(RecordId(id))
}

fn states() -> String {
    State::ALL.map(State::as_str).join(", ")
}

/// Returns `true` if the target is a connection URL of PostgreSQL.
pub fn is_postgres(target: &str) -> bool {
    target.starts_with("postgres://") || target.starts_with("postgresql://")
}

/// Quotes an argument for an error message. A connection URL may contain a password, also at a
/// place where no URL is expected, so it is never printed.
pub fn shown(argument: &str) -> String {
    let lower = argument.to_ascii_lowercase();
    if lower.contains("://") || lower.contains("password") {
        return "(a connection URL)".to_owned();
    }
    format!("{argument:?}")
}
