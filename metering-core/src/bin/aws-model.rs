//! Prints declarations from AWS's service models, and the changes between two models.

use std::io::{ErrorKind, Write as _, stderr, stdout};
use std::process::ExitCode;

use metering_core::model::{DeclareOptions, Model, ModelError, declare, drift};

const USAGE: &str = "\
usage: aws-model declare <model> [--operations A,B,…] [--crate path] [--brief]
       aws-model drift <old> <new> [--operations A,B,…]

<model> is botocore's service-2.json or service-2.json.gz, a folder that contains
one, or a model in Smithy's JSON AST.

declare   prints declarations of the given operations, or of all operations, and
          of the shapes that they need. Put the output into a module of your own.
            --crate path   the path of metering-core; defaults to metering_core
            --brief        print only the first paragraph of each documentation
drift     prints the changes between two models of a service for the given
          operations, or for all operations: what breaks, what is new, and what
          is deprecated.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(text) => match stdout().write_all(text.as_bytes()).and_then(|()| stdout().flush()) {
            // A reader that stops early, such as `head`, is not an error.
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                fail(&format!("failed to write the output: {error}"), ExitCode::FAILURE)
            }
            _ => ExitCode::SUCCESS,
        },
        Err(Failure::Usage(message)) => fail(&format!("{message}\n\n{USAGE}"), ExitCode::from(2)),
        Err(Failure::Model(error)) => fail(&error.to_string(), ExitCode::FAILURE),
    }
}

fn fail(message: &str, code: ExitCode) -> ExitCode {
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

/// The command line after the command: models, and options in any position.
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
                inline
                    .or_else(|| rest.next())
                    .ok_or_else(|| Failure::Usage(format!("the option {name} requires a value")))
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
        return Err(Failure::Usage("missing command".to_owned()));
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
                "{}: {} operations before, {} after\n\n{found}",
                new.service.id.as_str().escape_debug(),
                old.operations.len(),
                new.operations.len()
            ))
        }
        ("drift", _) => {
            Err(Failure::Usage("drift requires two models, the old one and the new one".to_owned()))
        }
        ("declare", []) => Err(Failure::Usage("declare requires a model".to_owned())),
        ("declare", [_, more @ ..]) => Err(Failure::Usage(format!(
            "unexpected argument `{}`; declare requires one model, and operations are listed without spaces, as in \
             `--operations A,B`",
            more.join("`, `")
        ))),
        _ => Err(Failure::Usage(format!("unknown command {command}"))),
    }
}
