//! `aws-model`: declarations from AWS's service models, and what changed between two of them.

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
        Ok(text) => {
            // A reader that has seen enough (`| head`) is no failure.
            let _ = std::io::Write::write_all(&mut std::io::stdout(), text.as_bytes());
            ExitCode::SUCCESS
        }
        Err(Failure::Usage(message)) => {
            eprintln!("aws-model: {message}\n\n{USAGE}");
            ExitCode::from(2)
        }
        Err(Failure::Model(error)) => {
            eprintln!("aws-model: {error}");
            ExitCode::FAILURE
        }
    }
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
    if ["help", "--help", "-h"].contains(&command.as_str()) {
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
        ("declare", _) => Err(Failure::Usage("declare takes one model".to_owned())),
        _ => Err(Failure::Usage(format!("unknown command {command}"))),
    }
}
