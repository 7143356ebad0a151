//! Service errors.

use syn::ext::IdentExt;
use syn::{Fields, LitStr, Type, Variant};

use super::service::is_service_name;
use super::variants::{Other, variant_head, variants};
use crate::attr::Value;
use crate::diagnostics::Diagnostics;
use crate::item::Declaration;
use crate::messages::{errors as messages, service as service_messages};
use crate::model::{ErrorVariant, Name, ServiceError};
use crate::suggest::meant;
use crate::ty::{name, without_self, written};

/// `#[derive(ServiceError)]`
pub fn service_error(declaration: &Declaration, diagnostics: &Diagnostics) -> Option<ServiceError> {
    let mut other = Other::new("#[aws(other)] Unhandled(ErrorMetadata)", "ErrorMetadata", None, diagnostics);
    let mut found: Vec<ErrorVariant> = Vec::new();
    for (variant, keys) in variants(declaration, diagnostics)? {
        if other.takes(variant, keys) {
            continue;
        }
        let Some(shape) = error_shape(variant, diagnostics) else { continue };
        let code = code(variant, keys.text("code"), diagnostics);
        let is_same = |first: &&ErrorVariant| first.code.text == code.text && first.ident != variant.ident;
        if let Some(first) = found.iter().find(is_same) {
            diagnostics.at(code.span, messages::duplicate_code(&code.text, &first.ident));
        }
        let retry = match keys.value("retry") {
            Some(Value::Word(kind)) => Some(kind.clone()),
            _ => None,
        };
        found.push(ErrorVariant {
            ident: variant.ident.clone(),
            code,
            retry,
            server_fault: keys.contains("server_fault"),
            shape: shape.map(|ty| without_self(&ty, declaration.ident())),
        });
    }
    let other = other.finish(declaration);
    Some(ServiceError { item: declaration.item(), variants: found, other: other? })
}

/// Returns the structure in a variant, if it has one. Returns `None` for another form of variant.
fn error_shape(variant: &Variant, diagnostics: &Diagnostics) -> Option<Option<Type>> {
    let fields = match &variant.fields {
        Fields::Unnamed(fields) if (1..=2).contains(&fields.unnamed.len()) => &fields.unnamed,
        _ => {
            diagnostics.over(variant_head(variant), messages::variant_form(&error_line(variant)));
            return None;
        }
    };
    let metadata = &fields[fields.len() - 1].ty;
    if name(metadata).is_none_or(|name| name != "ErrorMetadata") {
        diagnostics.over(metadata, messages::variant_form(&error_line(variant)));
    }
    Some((fields.len() == 2).then(|| fields[0].ty.clone()))
}

/// Returns the error code of a variant.
fn code(variant: &Variant, key: Option<&LitStr>, diagnostics: &Diagnostics) -> Name {
    let Some(code) = key else {
        let ident = variant.ident.unraw().to_string();
        let name = Name { text: format!("{ident}Exception"), span: variant.ident.span() };
        if let Some(bare) = ident.strip_suffix("Exception") {
            diagnostics.at(name.span, messages::code_of_variant(&ident, bare));
        } else if !ident.is_ascii() {
            diagnostics.at(name.span, messages::CODE_ASCII);
        }
        return name;
    };
    let text = code.value();
    match text.rsplit(['#', ':']).find(|bare| !bare.is_empty()) {
        None => diagnostics.at(code.span(), messages::EMPTY_CODE),
        Some(bare) if bare != text => diagnostics.at(code.span(), messages::code_qualified(bare, &text)),
        Some(_) if !is_service_name(&text) => {
            diagnostics.at(code.span(), service_messages::service_name("code"));
        }
        Some(_) => {}
    }
    Name { text, span: code.span() }
}

/// Returns the line to write for a variant, with the structure that it holds already.
fn error_line(variant: &Variant) -> String {
    let is_shape = |ty: &&Type| {
        matches!(ty, Type::Path(path) if path.path.segments.iter().all(|segment| segment.arguments.is_none()))
            && name(ty).is_some_and(|name| {
                let name = name.to_string();
                // A misspelled `ErrorMetadata` is not a structure, nor is a type of the runtime.
                meant(&name, ["ErrorMetadata"]).is_none()
                    && name.starts_with(char::is_uppercase)
                    && !["String", "Blob", "DateTime", "Document", "Self"].contains(&name.as_str())
            })
    };
    let shape = match &variant.fields {
        Fields::Unnamed(fields) => fields.unnamed.iter().map(|field| &field.ty).find(is_shape),
        _ => None,
    };
    match shape {
        Some(shape) => format!("{}({}, ErrorMetadata)", variant.ident, written(shape)),
        None => format!("{}(ErrorMetadata)", variant.ident),
    }
}
