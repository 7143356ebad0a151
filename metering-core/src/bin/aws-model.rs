//! `aws-model`: declarations from AWS's service models, and what changed between two of them.

use std::io::{ErrorKind, Write as _, stderr, stdout};
use std::process::ExitCode;

use metering_core::model::{DeclareOptions, Model, ModelError, declare, drift};

const USAGE: &str = "\
usage: aws-model declare <model> [--operations A,B,…] [--crate path] [--brief]
       aws-model drift <old> <new> [--operations A,B,…]

<model> is botocore's service-2.json or service-2.json.gz, a folder that has one of
them, or a model in Smithy's JSON AST.

declare   prints declarations of the operations, all of them where none is named, and
          of the shapes that they reach. Put them into a module of your own.
            --crate path   the path of metering-core, where it is not `metering_core`
            --brief        the first paragraph of each text alone
drift     tells what changed between two models of a service for these operations, or
          for all: what breaks, what is new, what is deprecated.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(text) => match stdout().write_all(text.as_bytes()).and_then(|()| stdout().flush()) {
            // A reader that has seen enough (`| head`) is no failure.
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                complain(&format!("the output: {error}"), ExitCode::FAILURE)
            }
            _ => ExitCode::SUCCESS,
        },
        Err(Failure::Usage(message)) => complain(&format!("{message}\n\n{USAGE}"), ExitCode::from(2)),
        Err(Failure::Model(error)) => complain(&error.to_string(), ExitCode::FAILURE),
    }
}

fn complain(message: &str, code: ExitCode) -> ExitCode {
    let _ = writeln!(stderr(), "aws-model: {message}");
    code
}

enum Failure {
    Usage(String),
    Model(ModelError),
}

impl From<ModelError> for Failure {
    fn from(error: ModelError) -> Self {
        Failure::Model(error)
    }
}

/// The command line: a command, its models, and options anywhere.
struct Arguments<'a> {
    paths: Vec<&'a str>,
    operations: Vec<String>,
    crate_path: Option<&'a str>,
    brief: bool,
}

impl<'a> Arguments<'a> {
    fn parse(arguments: &'a [String]) -> Result<Self, Failure> {
        let mut parsed =
            Arguments { paths: Vec::new(), operations: Vec::new(), crate_path: None, brief: false };
        let mut rest = arguments.iter().map(String::as_str);
        while let Some(argument) = rest.next() {
            let (name, inline) = match argument.split_once('=') {
                Some((name, value)) if name.starts_with("--") => (name, Some(value)),
                _ => (argument, None),
            };
            let mut value = || {
                inline.or_else(|| rest.next()).ok_or_else(|| Failure::Usage(format!("{name} needs a value")))
            };
            match name {
                "--operations" => {
                    let names = value()?.split(',').map(str::trim).filter(|name| !name.is_empty());
                    parsed.operations.extend(names.map(str::to_owned));
                }
                "--crate" => parsed.crate_path = Some(value()?),
                "--brief" => parsed.brief = true,
                option if option.starts_with('-') => {
                    return Err(Failure::Usage(format!("unknown option {option}")));
                }
                path => parsed.paths.push(path),
            }
        }
        Ok(parsed)
    }
}

fn run(arguments: &[String]) -> Result<String, Failure> {
    let Some((command, rest)) = arguments.split_first() else {
        return Err(Failure::Usage("no command".to_owned()));
    };
    let is_help = |argument: &String| argument == "--help" || argument == "-h";
    if command == "help" || arguments.iter().any(is_help) {
        return Ok(format!("{USAGE}\n"));
    }
    let arguments = Arguments::parse(rest)?;
    match (command.as_str(), arguments.paths.as_slice()) {
        ("declare", [path]) => {
            let mut options = DeclareOptions::default();
            options.operations = arguments.operations;
            options.brief = arguments.brief;
            if let Some(path) = arguments.crate_path {
                options.crate_path = path.to_owned();
            }
            Ok(declare(&Model::read(path)?, &options)?)
        }
        ("drift", [old, new]) => {
            let (old, new) = (Model::read(old)?, Model::read(new)?);
            let found = drift(&old, &new, &arguments.operations)?;
            Ok(format!(
                "{}, {} operations before, {} now\n\n{found}",
                new.service.id,
                old.operations.len(),
                new.operations.len()
            ))
        }
        ("drift", _) => Err(Failure::Usage("drift takes two models: the old one and the new one".to_owned())),
        ("declare", []) => Err(Failure::Usage("declare takes a model".to_owned())),
        ("declare", [_, more @ ..]) => Err(Failure::Usage(format!(
            "declare takes one model, not `{}` as well; operations are given as `--operations A,B`, without blanks",
            more.join("`, `")
        ))),
        _ => Err(Failure::Usage(format!("unknown command {command}"))),
    }
}
