//! The errors of a service.

use syn::ext::IdentExt;
use syn::{DeriveInput, Fields, Type, Variant};

use super::item;
use super::member_type::written;
use super::variants::{Others, variant_head, variants};
use crate::attr;
use crate::attr::item::ItemKeys;
use crate::attr::member::MemberKeys;
use crate::errors::{Errors, say};
use crate::model::{ErrorVariant, Name, ServiceError};
use crate::spelling::{name, without_self};
use crate::suggest::meant;

/// `#[derive(ServiceError)]`
pub(crate) fn service_error(input: &DeriveInput, errors: &Errors) -> Option<ServiceError> {
    let keys = ItemKeys::read(&input.attrs, &attr::item::SERVICE_ERROR, errors);
    let mut others = Others::new("#[aws(other)] Unhandled(ErrorMetadata)", "ErrorMetadata", None, errors);
    let mut found: Vec<ErrorVariant> = Vec::new();
    for variant in variants(input, "ServiceError", errors)? {
        let said = MemberKeys::read(&variant.attrs, &attr::member::ERROR_VARIANT, errors);
        if others.takes(variant, &said) {
            continue;
        }
        let fields = match &variant.fields {
            Fields::Unnamed(fields) if (1..=2).contains(&fields.unnamed.len()) => &fields.unnamed,
            _ => {
                errors.over(variant_head(variant), say::error_variant(&error_line(variant)));
                continue;
            }
        };
        let metadata = &fields[fields.len() - 1].ty;
        if name(metadata).is_none_or(|name| name != "ErrorMetadata") {
            errors.over(metadata, say::error_variant(&error_line(variant)));
        }
        let shape = (fields.len() == 2).then(|| without_self(&fields[0].ty, &input.ident));
        let ident = variant.ident.unraw().to_string();
        if let (None, Some(bare)) = (&said.code, ident.strip_suffix("Exception")) {
            errors.at(variant.ident.span(), say::code_of_variant(&ident, bare));
        }
        let code = match &said.code {
            Some(keyed) => Name { text: keyed.value.value(), span: keyed.value.span() },
            None => Name { text: format!("{}Exception", variant.ident.unraw()), span: variant.ident.span() },
        };
        if said.code.is_none() && !code.text.is_ascii() {
            errors.at(code.span, say::CODE_ASCII);
        }
        let same = |first: &&ErrorVariant| first.code.text == code.text && first.ident != variant.ident;
        if let Some(first) = found.iter().find(same) {
            errors.at(code.span, say::code_taken(&first.ident));
        }
        found.push(ErrorVariant {
            ident: variant.ident.clone(),
            code,
            retry: said.retry.and_then(|keyed| keyed.value),
            server_fault: said.server_fault.is_some(),
            shape,
        });
    }
    let other = others.finish(&input.ident);
    Some(ServiceError { item: item(input, &keys), variants: found, other: other? })
}

/// The variant of an error as it is to be written, with the shape that it holds by now.
fn error_line(variant: &Variant) -> String {
    let is_shape = |ty: &&Type| {
        matches!(ty, Type::Path(path) if path.path.segments.iter().all(|segment| segment.arguments.is_none()))
            && name(ty).is_some_and(|name| {
                let name = name.to_string();
                // What is like it was meant for it, and what is no struct of the user's can't be
                // meant.
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
