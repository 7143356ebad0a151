//! Operations and their pages.

use proc_macro2::{Ident, Span};
use quote::format_ident;
use syn::ext::IdentExt;
use syn::{LitStr, Path, Type};

/// An operation. The request structure has its members.
pub struct Operation {
    pub action: String,
    pub service: Path,
    pub output: Type,
    pub error: Option<Path>,
    pub paginate: Option<Paginate>,
    pub host_prefix: Option<LitStr>,
    pub unsigned: bool,
    pub compressed: bool,
    pub long_polling: bool,
    pub refuses: Vec<Ident>,
    /// The error of a request that implements `Default` although it has required members.
    pub default_error: Option<String>,
}

/// `Service`, resolved in the scope of the request.
pub fn default_service(ident: &Ident) -> Path {
    Path::from(Ident::new("Service", ident.span()))
}

/// `BatchMeterUsageOutput`
pub fn default_output(ident: &Ident) -> Type {
    let path = Path::from(format_ident!("{}Output", ident.unraw(), span = ident.span()));
    Type::Path(syn::TypePath { qself: None, path })
}

pub struct Paginate {
    /// For each token, a member of the request and a path through the output.
    pub tokens: Vec<(Ident, Vec<Step>)>,
    pub more: Option<Vec<Step>>,
    pub stop_on_same_token: bool,
    pub items: Option<(Vec<Step>, Type)>,
}

/// A step of a path through an output.
#[derive(Clone)]
pub enum Step {
    Field(Ident),
    /// `[-1]`: the last item of a list.
    Last(Span),
}

impl Step {
    pub fn span(&self) -> Span {
        match self {
            Step::Field(field) => field.span(),
            Step::Last(span) => *span,
        }
    }
}
