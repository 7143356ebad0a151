//! Items as they were meant, where the compiler reads on behind a mistake of syntax and has said so itself.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, TokenStream, TokenTree};
use syn::DeriveInput;

/// Keywords that have no raw form.
const PATHS: [&str; 5] = ["self", "Self", "super", "crate", "_"];

/// The item. An error of syntax is only reported where the compiler has not done so.
pub(crate) fn item(tokens: TokenStream) -> syn::Result<DeriveInput> {
    syn::parse2(tokens.clone()).or_else(|error| syn::parse2(repaired(tokens)).map_err(|_| error))
}

/// The item with what the compiler takes for fields: keywords as their names, semicolons after them.
fn repaired(tokens: TokenStream) -> TokenStream {
    let repaired = tokens.into_iter().map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
            let mut fields = Group::new(Delimiter::Brace, repaired_fields(group.stream()));
            fields.set_span(group.span());
            TokenTree::Group(fields)
        }
        other => other,
    });
    repaired.collect()
}

fn repaired_fields(tokens: TokenStream) -> TokenStream {
    let mut tokens = tokens.into_iter().peekable();
    let mut repaired = TokenStream::new();
    while let Some(token) = tokens.next() {
        let before_type = matches!(tokens.peek(), Some(TokenTree::Punct(mark)) if mark.as_char() == ':' && mark.spacing() == Spacing::Alone);
        repaired.extend([match token {
            TokenTree::Ident(name) if before_type && is_keyword(&name) => {
                TokenTree::Ident(Ident::new_raw(&name.to_string(), name.span()))
            }
            TokenTree::Punct(mark) if mark.as_char() == ';' => {
                let mut comma = Punct::new(',', Spacing::Alone);
                comma.set_span(mark.span());
                TokenTree::Punct(comma)
            }
            other => other,
        }]);
    }
    repaired
}

fn is_keyword(name: &Ident) -> bool {
    let text = name.to_string();
    !PATHS.contains(&text.as_str()) && syn::parse_str::<Ident>(&text).is_err()
}
