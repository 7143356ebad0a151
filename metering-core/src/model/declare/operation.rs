//! Operations and their outputs.

use super::super::{Http2, Text};
use super::event_stream::events;
use super::item::ItemKind;
use super::layout::{Argument, texts};
use super::printer::{Place, Printer};
use super::reach::{Selected, members};
use super::structure::Field;
use crate::retry::is_long_polling;

impl<'m> Printer<'_, 'm> {
    pub fn operation(&mut self, selected: &Selected<'m>) {
        let Selected { name, operation, .. } = *selected;
        let model = self.model;
        let struct_name = self.names.operations[name].clone();
        self.uses.insert("aws_operation");

        let input = operation.input.as_deref().unwrap_or_default();
        let inputs = model.members(operation.input.as_deref());
        let prefix = operation.host_prefix.as_ref();
        let fields = self.fields(input, inputs, Place::Request, prefix);
        let output = operation.output.as_deref().filter(|output| !model.members(Some(output)).is_empty());
        let mut comments = Vec::new();
        let arguments = self.operation_arguments(selected, &fields, output, &mut comments);

        self.item_docs(&operation.documentation, || format!("Calls `{name}`."));
        for comment in comments {
            self.source.comment(0, &comment);
        }
        self.allowances(&fields);
        self.deprecated(0, &operation.deprecated);
        self.source.attribute(0, "aws_operation", &arguments);
        self.source.code(0, "#[derive(Debug, Clone, PartialEq)]");
        let item = self.record(&struct_name, ItemKind::Operation, true, &operation.deprecated);
        item.arguments = texts(&arguments);
        item.members = fields.iter().map(Field::described).collect();
        self.structure(&struct_name, &fields, None);

        let is_item =
            output.is_some_and(|it| self.reach.items.contains(it) && !self.reach.is_only_output(it));
        if let Some(output) = output
            && !is_item
            && self.printed.insert(output)
        {
            self.output(output, &struct_name);
        }
        for (at, waiter) in operation.waiters.iter().enumerate() {
            self.waiter(selected, at, waiter);
        }
    }

    /// Returns the arguments of `aws_operation`. A part that can't be declared becomes a comment.
    fn operation_arguments(
        &mut self,
        selected: &Selected<'m>,
        fields: &[Field<'m>],
        output: Option<&'m str>,
        comments: &mut Vec<String>,
    ) -> Vec<Argument> {
        let Selected { name, operation, .. } = *selected;
        let mut arguments = vec![Argument::string("action", &name.into())];
        match output.map(|output| &self.names.shapes[output]) {
            None => arguments.push(Argument::tokens("output = ()".to_owned())),
            Some(output) if *output != format!("{}Output", self.names.operations[name]) => {
                arguments.push(Argument::tokens(format!("output = {output}")));
            }
            Some(_) => {}
        }
        if let Some(pagination) = &operation.pagination {
            match self.paginate(name, pagination, fields, output) {
                Ok(argument) => {
                    arguments.push(argument);
                    let reasons = self.undeclared_items(pagination, output);
                    comments
                        .extend(reasons.iter().map(|reason| format!("Items are not declared: {reason}.")));
                }
                Err(reason) => comments.push(format!(
                    "Pagination is not declared: {reason} (input {}, output {}).",
                    lines(&pagination.input_tokens),
                    lines(&pagination.output_tokens)
                )),
            }
        }
        comments.extend(self.http2(operation.output.as_deref()));
        if operation.discovers_endpoint {
            comments.push(
                "The service requires endpoint discovery, which is not supported: request the endpoint with \
                 `DescribeEndpoints`, and set its URL on the client."
                    .to_owned(),
            );
        }
        if let Some(prefix) = &operation.host_prefix {
            arguments.push(Argument::string("host_prefix", prefix));
        }
        let flags = [
            ("unsigned", operation.unsigned),
            ("compressed", operation.compressed),
            ("long_polling", is_long_polling(self.model.service.endpoint_prefix.as_str(), name)),
        ];
        arguments.extend(flags.iter().filter(|(_, is_set)| *is_set).map(|(key, _)| Argument::flag(key)));
        arguments.extend(self.crate_argument());
        arguments
    }

    /// Returns a comment if the service offers the operation only over HTTP/2.
    fn http2(&self, output: Option<&str>) -> Option<String> {
        let mut members = self.model.members(output).iter();
        let reason = match self.model.service.http2 {
            Http2::Required => "",
            Http2::EventStreams if members.any(|it| events(self.model, &it.shape).is_some()) => {
                " for event streams"
            }
            _ => return None,
        };
        Some(format!("Enable the feature `http2`: the service requires HTTP/2{reason}."))
    }

    fn output(&mut self, output: &'m str, operation: &str) {
        let shape = &self.model.shapes[output];
        let name = self.names.shapes[output].clone();
        let fields = self.fields(output, members(&shape.kind), Place::Received, None);
        self.item_docs(&shape.documentation, || format!("The output of [`{operation}`]."));
        self.derived_structure(&name, shape, &fields, Place::Received);
    }
}

fn lines(texts: &[Text]) -> String {
    texts.iter().map(Text::line).collect::<Vec<_>>().join(", ")
}
