//! Waiters of operations.

use super::super::{AcceptorModel, Comparator, Kind, MatcherModel, Text, WaiterModel, WaiterState};
use super::item::ItemKind;
use super::layout::{Argument, texts};
use super::printer::Printer;
use super::reach::Selected;
use super::string_enum::variant_of;

/// The function for an expression that a path can't express.
struct Function {
    /// The service's id.
    service: &'static str,
    expression: &'static str,
    /// The paths that the function uses.
    paths: &'static [&'static str],
    name: &'static str,
    docs: &'static str,
    body: &'static [&'static str],
}

/// All expressions of AWS's models that need a function.
const FUNCTIONS: [Function; 2] = [
    Function {
        service: "ECS",
        expression: "length(services[?!(length(deployments) == `1` && runningCount == desiredCount)]) == `0`",
        paths: &["services[].deployments", "services[].runningCount", "services[].desiredCount"],
        name: "services_are_stable",
        docs: "Returns `true` if all services have one deployment and the desired number of tasks.",
        body: &[
            "output.services.as_ref().is_some_and(|services| {",
            "    services.iter().all(|service| {",
            "        service.deployments.as_ref().is_some_and(|deployments| deployments.len() == 1)",
            "            && service.running_count == service.desired_count",
            "    })",
            "})",
        ],
    },
    Function {
        service: "DynamoDB",
        expression: "length(KinesisDataStreamDestinations) > `0` && length(KinesisDataStreamDestinations\
                     [?DestinationStatus == 'DISABLED' || DestinationStatus == 'ENABLE_FAILED']) == \
                     length(KinesisDataStreamDestinations)",
        paths: &["KinesisDataStreamDestinations[].DestinationStatus"],
        name: "destinations_have_failed",
        docs: "Returns `true` if there are destinations and none is or becomes active.",
        body: &[
            "output.kinesis_data_stream_destinations.as_ref().is_some_and(|destinations| {",
            "    !destinations.is_empty()",
            "        && destinations.iter().all(|destination| {",
            "            let status = destination.destination_status.as_ref();",
            "            status.is_some_and(|status| matches!(status.as_str(), \"DISABLED\" | \"ENABLE_FAILED\"))",
            "        })",
            "})",
        ],
    },
];

impl<'m> Printer<'_, 'm> {
    /// Prints a waiter, or a comment with the reason why it can't be declared.
    pub fn waiter(&mut self, selected: &Selected<'m>, at: usize, waiter: &'m WaiterModel) {
        let mut functions = Vec::new();
        let arguments = match self.waiter_arguments(selected, waiter, &mut functions) {
            Ok(arguments) => arguments,
            Err(reason) => {
                let name = waiter.name.code();
                self.source.blank();
                self.source.comment(0, &format!("The waiter `{name}` is not declared: {reason}."));
                return;
            }
        };
        self.uses.insert("Waiter");
        let name = self.names.waiters[&(selected.name, at)].clone();
        let operation = &self.names.operations[selected.name];
        let docs = format!("Calls [`{operation}`] until the state `{}` is reached.", waiter.name.code());
        self.item_docs(&waiter.documentation, || docs);
        self.record(&name, ItemKind::Waiter, false, &waiter.deprecated).arguments = texts(&arguments);
        self.deprecated(0, &waiter.deprecated);
        self.source.code(0, "#[derive(Debug, Clone, Copy, Waiter)]");
        self.source.attribute(0, "aws", &arguments);
        self.source.code(0, &format!("pub struct {name};"));
        for function in functions {
            if self.functions.insert(function.name) {
                self.function(function, selected);
            }
        }
    }

    fn waiter_arguments(
        &self,
        selected: &Selected<'m>,
        waiter: &WaiterModel,
        functions: &mut Vec<&'static Function>,
    ) -> Result<Vec<Argument>, String> {
        let seconds =
            |value: u64| u32::try_from(value.max(1)).map_err(|_| "its delay is too long".to_owned());
        let (delay, max_delay) = (seconds(waiter.min_delay)?, seconds(waiter.max_delay)?);
        let operation = &self.names.operations[selected.name];
        let mut arguments = vec![
            Argument::tokens(format!("operation = {operation}")),
            Argument::tokens(format!("delay = {delay}")),
        ];
        if max_delay > delay {
            arguments.push(Argument::tokens(format!("max_delay = {max_delay}")));
        }
        if let Some(attempts) = waiter.max_attempts {
            let attempts = u32::try_from(attempts.max(1)).unwrap_or(u32::MAX);
            arguments.push(Argument::tokens(format!("max_attempts = {attempts}")));
        }
        let mut matchers = Vec::new();
        for AcceptorModel { state, matcher } in &waiter.acceptors {
            let matcher = self.matcher(selected, matcher, functions)?;
            // An acceptor that is repeated never decides.
            if matchers.contains(&matcher) {
                continue;
            }
            arguments.push(Argument::tokens(in_state(*state, &matcher)));
            matchers.push(matcher);
        }
        if !waiter.acceptors.iter().any(|acceptor| acceptor.state == WaiterState::Success) {
            return Err("it has no acceptor for success".to_owned());
        }
        arguments.extend(self.crate_argument());
        Ok(arguments)
    }

    /// Returns the condition of an acceptor, or the reason why it can't be declared.
    fn matcher(
        &self,
        selected: &Selected<'m>,
        matcher: &MatcherModel,
        functions: &mut Vec<&'static Function>,
    ) -> Result<String, String> {
        match matcher {
            MatcherModel::Success(success) => Ok(format!("error = {}", !success)),
            MatcherModel::Status(status @ 100..=599) => Ok(format!("status = {status}")),
            MatcherModel::Status(status) => Err(format!("{status} is not an HTTP status")),
            MatcherModel::Error(code) => {
                let variants = self.error_variants();
                let variant = variants.iter().find(|(known, _)| *code == *known);
                Ok(match variant {
                    Some((_, variant)) => format!("error = {variant}"),
                    None => format!("error = {}", code.literal()),
                })
            }
            MatcherModel::InputOutput { path, .. } => {
                Err(format!("`{}` compares the output with the input", path.code()))
            }
            MatcherModel::Output { path, comparator, expected } => {
                let output = selected.operation.output.as_deref();
                let output = output.ok_or("the operation has no output")?;
                if let Some(function) = self.function_of(output, path, expected) {
                    functions.push(function);
                    return Ok(format!("with = {}", function.name));
                }
                if *expected == "true"
                    && let Some(list) = list_with_items(path)
                {
                    let (path, member) = self.path(output, &list, "[]")?;
                    return match &self.model.shapes[&member.shape].kind {
                        Kind::List { .. } => Ok(format!("not_empty({path})")),
                        _ => Err(format!("`{}` is not a list", list.code())),
                    };
                }
                self.comparison(output, path, *comparator, expected)
            }
        }
    }

    /// Returns the comparison of the value at a path.
    fn comparison(
        &self,
        output: &'m str,
        path: &Text,
        comparator: Comparator,
        expected: &Text,
    ) -> Result<String, String> {
        let line = path.code();
        let (fields, member) = self.path(output, path, "[]")?;
        let shape = &self.model.shapes[&member.shape];
        if shape.sensitive {
            return Err(format!("`{line}` is a secret"));
        }
        let value = match (&shape.kind, comparator) {
            (Kind::Boolean, Comparator::BooleanEquals) => (*expected == "true").to_string(),
            (_, Comparator::BooleanEquals) => return Err(format!("`{line}` is not a boolean")),
            (Kind::Enum(values), _) if !values.is_empty() => {
                let variant = variant_of(values, expected.as_str());
                let variant =
                    variant.ok_or_else(|| format!("`{line}` has no value `{}`", expected.code()))?;
                format!("{}::{variant}", self.names.shapes[member.shape.as_str()])
            }
            (Kind::String | Kind::Enum(_), _) => expected.literal(),
            _ => return Err(format!("`{line}` is not a string")),
        };
        let is_list = fields.contains("[]");
        match comparator {
            Comparator::AllStringEquals if is_list => Ok(format!("all({fields} = {value})")),
            Comparator::AnyStringEquals if is_list => Ok(format!("any({fields} = {value})")),
            Comparator::StringEquals | Comparator::BooleanEquals if !is_list => {
                Ok(format!("{fields} = {value}"))
            }
            _ => Err(format!("`{line}` doesn't fit its comparison")),
        }
    }

    /// Returns the function for an expression, if the output has the members that it uses.
    fn function_of(&self, output: &'m str, path: &Text, expected: &Text) -> Option<&'static Function> {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        FUNCTIONS.iter().find(|function| {
            self.model.service.id == function.service
                && *expected == "true"
                && words(function.expression) == words(path.as_str())
                && function.paths.iter().all(|path| self.path(output, &(*path).into(), "[]").is_ok())
        })
    }

    fn function(&mut self, function: &Function, selected: &Selected<'m>) {
        let output = selected.operation.output.as_deref().unwrap_or_default();
        let output = &self.names.shapes[output];
        self.source.blank();
        self.source.docs(0, &[function.docs.to_owned()]);
        self.source.code(0, &format!("fn {}(output: &{output}) -> bool {{", function.name));
        for line in function.body {
            self.source.code(4, line);
        }
        self.source.code(0, "}");
    }
}

/// Returns an acceptor in the form of its declaration, such as `success(status = 200)`.
pub fn in_state(state: WaiterState, condition: &str) -> String {
    let key = match state {
        WaiterState::Success => "success",
        WaiterState::Failure => "failure",
        WaiterState::Retry => "retry",
    };
    format!("{key}({condition})")
}

/// Returns the path of the list in `` length(List[]) > `0` ``.
pub fn list_with_items(expression: &Text) -> Option<Text> {
    let (list, bound) = expression.as_str().strip_prefix("length(")?.split_once(')')?;
    let bound: String = bound.split_whitespace().collect();
    (bound == ">`0`").then(|| list.strip_suffix("[]").unwrap_or(list).into())
}
