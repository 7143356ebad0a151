//! The annotated item and its keys, parsed once.

use proc_macro2::{Ident, Span, TokenStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Data, DeriveInput, Field, Fields, Meta, Path, Token, Variant};

use crate::attr::parser::from_arguments;
use crate::attr::{Entries, Place, from_attributes};
use crate::diagnostics::Diagnostics;
use crate::model::{Core, Item};
use crate::ty::tokens_without_self;

/// A macro of this crate.
#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    Service,
    Operation,
    Shape,
    StringEnum,
    IntEnum,
    Union,
    ServiceError,
    Waiter,
}

impl Kind {
    /// The name of the derive or attribute.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Service => "aws_service",
            Kind::Operation => "aws_operation",
            Kind::Shape => "Shape",
            Kind::StringEnum => "StringEnum",
            Kind::IntEnum => "IntEnum",
            Kind::Union => "Union",
            Kind::ServiceError => "ServiceError",
            Kind::Waiter => "Waiter",
        }
    }

    /// The place of the keys on the item.
    fn item_place(self, data: &Data) -> Place {
        match self {
            Kind::Service => Place::Service,
            Kind::Shape if is_newtype(data) => Place::Newtype,
            Kind::Shape | Kind::Operation => Place::Structure,
            Kind::StringEnum => Place::StringEnum,
            Kind::IntEnum => Place::IntEnum,
            Kind::Union => Place::Union,
            Kind::ServiceError => Place::ServiceError,
            Kind::Waiter => Place::Waiter,
        }
    }

    /// The place of the keys on fields and variants.
    fn member_place(self, data: &Data) -> Place {
        match self {
            Kind::Shape if is_newtype(data) => Place::NewtypeField,
            Kind::Service | Kind::Shape | Kind::Operation | Kind::Waiter => Place::Member,
            Kind::StringEnum => Place::StringVariant,
            Kind::IntEnum => Place::IntVariant,
            Kind::Union => Place::UnionVariant,
            Kind::ServiceError => Place::ErrorVariant,
        }
    }

    /// Returns `true` if the macro goes on items of this form.
    fn goes_on(self, data: &Data) -> bool {
        match self {
            Kind::Service | Kind::Operation | Kind::Shape | Kind::Waiter => matches!(data, Data::Struct(_)),
            _ => matches!(data, Data::Enum(_)),
        }
    }
}

fn is_newtype(data: &Data) -> bool {
    matches!(data, Data::Struct(data) if matches!(&data.fields, Fields::Unnamed(fields) if fields.unnamed.len() == 1))
}

/// An item and its keys.
pub struct Declaration {
    pub kind: Kind,
    pub input: DeriveInput,
    pub core: Core,
    /// The keys of the item, or the arguments of `aws_service`.
    pub keys: Entries,
    /// The arguments of `aws_operation`.
    pub operation: Entries,
    /// The keys of each field or variant, in order.
    pub members: Vec<Entries>,
    /// The macro, for errors about the whole declaration.
    pub call_site: Span,
}

impl Declaration {
    /// Parses the keys of a derive's item.
    pub fn from_derive(kind: Kind, mut input: DeriveInput, diagnostics: &Diagnostics) -> Self {
        replace_self(&mut input);
        let mut keys = from_attributes(&input.attrs, kind.item_place(&input.data), diagnostics);
        let mut call_site = Span::call_site();
        let mut operation = Entries::default();
        if let Some((key, arguments)) = keys.arguments.take() {
            call_site = key.span();
            operation = from_arguments(arguments, Place::Operation, diagnostics);
        }
        let members = members(kind, &input, diagnostics);
        Declaration {
            kind,
            core: core(&[&operation, &keys]),
            call_site: call_site.resolved_at(input.ident.span()),
            keys,
            operation,
            members,
            input,
        }
    }

    /// Parses the arguments of `aws_service`.
    pub fn from_service(input: DeriveInput, arguments: TokenStream, diagnostics: &Diagnostics) -> Self {
        let keys = from_arguments(arguments, Place::Service, diagnostics);
        Declaration {
            kind: Kind::Service,
            core: core(&[&keys]),
            call_site: Span::call_site().resolved_at(input.ident.span()),
            keys,
            operation: Entries::default(),
            members: Vec::new(),
            input,
        }
    }

    pub fn item(&self) -> Item {
        Item {
            core: self.core.clone(),
            vis: self.input.vis.clone(),
            ident: self.input.ident.clone(),
            serde: self.serde(),
        }
    }

    pub fn ident(&self) -> &Ident {
        &self.input.ident
    }

    pub fn serde(&self) -> bool {
        self.keys.contains("serde")
    }

    /// The fields of a struct with their keys.
    pub fn fields(&self) -> impl Iterator<Item = (&Field, &Entries)> {
        let fields = match &self.input.data {
            Data::Struct(data) => Some(&data.fields),
            _ => None,
        };
        fields.into_iter().flatten().zip(&self.members)
    }

    /// The variants of an enum with their keys.
    pub fn variants(&self) -> impl Iterator<Item = (&Variant, &Entries)> {
        let variants = match &self.input.data {
            Data::Enum(data) => Some(&data.variants),
            _ => None,
        };
        variants.into_iter().flatten().zip(&self.members)
    }

    /// The keyword of the item.
    pub fn keyword(&self) -> Span {
        match &self.input.data {
            Data::Struct(data) => data.struct_token.span(),
            Data::Enum(data) => data.enum_token.span(),
            Data::Union(data) => data.union_token.span(),
        }
    }
}

fn members(kind: Kind, input: &DeriveInput, diagnostics: &Diagnostics) -> Vec<Entries> {
    if !kind.goes_on(&input.data) {
        return Vec::new();
    }
    let place = kind.member_place(&input.data);
    let parse = |attributes: &[Attribute]| from_attributes(attributes, place, diagnostics);
    match &input.data {
        Data::Struct(data) => data.fields.iter().map(|field| parse(&field.attrs)).collect(),
        Data::Enum(data) => data.variants.iter().map(|variant| parse(&variant.attrs)).collect(),
        Data::Union(_) => Vec::new(),
    }
}

/// The path of the runtime.
fn core(keys: &[&Entries]) -> Core {
    Core(keys.iter().find_map(|keys| keys.path("crate")).cloned())
}

/// Replaces `Self` in our attributes with the item's name, because expansions use their values
/// where `Self` is another type.
fn replace_self(item: &mut DeriveInput) {
    let ident = &item.ident;
    let replace = |attributes: &mut Vec<Attribute>| {
        for attribute in attributes.iter_mut().filter(|attribute| attribute.path().is_ident("aws")) {
            if let Meta::List(list) = &mut attribute.meta {
                list.tokens = tokens_without_self(std::mem::take(&mut list.tokens), ident);
            }
        }
    };
    replace(&mut item.attrs);
    match &mut item.data {
        Data::Struct(data) => data.fields.iter_mut().for_each(|field| replace(&mut field.attrs)),
        Data::Enum(data) => data.variants.iter_mut().for_each(|variant| replace(&mut variant.attrs)),
        Data::Union(_) => {}
    }
}

/// Returns `true` if the last segment of a path has this name.
pub fn ends_in(path: &Path, name: &str) -> bool {
    path.segments.last().is_some_and(|last| last.ident == name)
}

/// Returns the traits of a `#[derive(…)]`, or nothing for another attribute.
pub fn derives(attribute: &Attribute) -> Vec<Path> {
    if !attribute.path().is_ident("derive") {
        return Vec::new();
    }
    let paths = attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
    paths.map(|paths| paths.into_iter().collect()).unwrap_or_default()
}
