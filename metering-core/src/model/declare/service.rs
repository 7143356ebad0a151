//! The service marker, its client and its error.

use super::super::endpoints;
use super::item::ItemKind;
use super::layout::{Argument, WIDTH, texts};
use super::printer::Printer;
use crate::service::JsonVersion;

/// Services with other retry settings in AWS's SDKs: the attempts, and the first delay in
/// milliseconds.
const RETRIES: [(&str, u32, u32); 2] = [("DynamoDB", 4, 25), ("DynamoDB Streams", 4, 25)];

impl Printer<'_, '_> {
    pub fn service(&mut self) {
        let service = &self.model.service;
        self.uses.extend(["aws_service"]);
        let mut arguments = vec![Argument::string("endpoint_prefix", &service.endpoint_prefix)];
        if service.signing_name != service.endpoint_prefix {
            arguments.push(Argument::string("signing_name", &service.signing_name));
        }
        arguments.push(Argument::string("target_prefix", &service.target_prefix));
        let version = if service.json_version == JsonVersion::V1_0 { "1.0" } else { "1.1" };
        arguments.push(Argument::literal("json_version", version));
        if service.id != service.endpoint_prefix {
            arguments.push(Argument::string("id", &service.id));
        }
        if service.query_compatible {
            arguments.push(Argument::flag("query_compatible"));
        }
        if let Some((_, attempts, base)) = RETRIES.iter().find(|(id, ..)| service.id == *id) {
            arguments.push(Argument::tokens(format!("retry(max_attempts = {attempts}, base_ms = {base})")));
        }
        arguments.push(Argument::tokens(format!("error = {}", self.names.error)));
        let comments = self.endpoint(&mut arguments);
        arguments.extend(self.crate_argument());
        self.record("Service", ItemKind::Service, true, &None).arguments = texts(&arguments);

        let lines = self.service_docs();
        self.source.blank();
        self.source.docs(0, &lines);
        for comment in comments {
            self.source.comment(0, &comment);
        }
        self.source.attribute(0, "aws_service", &arguments);
        self.source.code(0, "#[derive(Debug, Clone, Copy)]");
        self.source.code(0, "pub struct Service;");
        self.source.blank();
        let (path, error) = (&self.options.crate_path, &self.names.error);
        self.source.docs(0, &["A client for [`Service`].".to_owned()]);
        self.source.code(0, &format!("pub type Client = {path}::Client<Service>;"));
        self.source.docs(0, &["The error of a call to [`Service`].".to_owned()]);
        self.source.code(0, &format!("pub type Error = {path}::Error<{error}>;"));
    }

    /// Adds `endpoint(…)`, and returns comments on the endpoints that can't be declared.
    fn endpoint(&self, arguments: &mut Vec<Argument>) -> Vec<String> {
        let service = &self.model.service;
        let Some(rules) = &service.endpoint_rules else { return Vec::new() };
        let mut comments = Vec::new();
        match endpoints::overrides(rules, service.endpoint_prefix.as_str()) {
            Ok(items) if items.is_empty() => {}
            Ok(items) => {
                let items = items.into_iter().map(Argument::tokens).collect();
                arguments.push(Argument::List("endpoint", items));
            }
            Err(reason) => comments.push(format!("Service-specific endpoints are not declared: {reason}.")),
        }
        let parameters = endpoints::own_parameters(rules);
        if !parameters.is_empty() {
            comments.push(format!(
                "Endpoints that depend on the input or the account are not declared: the endpoint rules use `{}`, but \
                 a declared host depends only on the Region, FIPS and dual stack. Set such an endpoint's URL on the \
                 client.",
                parameters.join("`, `")
            ));
        }
        comments
    }

    fn service_docs(&self) -> Vec<String> {
        let service = &self.model.service;
        let title = self.title();
        let summary = format!("{}, API version {}.", title.line(), service.api_version.line());
        let html = summary.replace('&', "&amp;").replace('<', "&lt;");
        let mut lines = super::super::docs::markdown(&html, WIDTH - 4);
        let mut text = self.docs(&service.documentation, 0);
        // Many texts start with the title again.
        if text.first().is_some_and(|first| *title == *first || *title == *first.trim_end_matches('.')) {
            text.drain(..text.len().min(2));
        }
        if !text.is_empty() {
            lines.push(String::new());
            lines.extend(text);
        }
        lines
    }
}
