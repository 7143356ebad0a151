//! The expansion of a newtype: a constrained string, blob, number, list or map.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::constraints::Support;
use super::structure::custom_check;
use super::{ShapeBodies, constraints, forwarded, impl_of, of_type, scope, serde};
use crate::model::strings::string_traits;
use crate::model::{Newtype, NewtypeKind};

pub fn expand(newtype: &Newtype) -> TokenStream {
    let Newtype { item, ty, .. } = newtype;
    let (ident, vis) = (&item.ident, &item.vis);
    let mut support = Support::of(item);
    let validate = of_type(ty, "validate_inner");
    let mut rules =
        constraints::checks(&newtype.constraints, ty, &quote!(&self.0), &quote!(__v), &mut support);
    rules.extend(quote!(#validate(&self.0, __v);));
    if let Some(check) = &newtype.check {
        rules.extend(custom_check(check));
    }
    let (accessors, shape) = (accessors(newtype), shape(newtype));
    let key_text = matches!(newtype.kind, NewtypeKind::String | NewtypeKind::Static).then(key_text);
    let of_kind = of_kind(newtype, &mut support);
    let serde = serde(item);
    let keyword = impl_of(ident, ty);
    let expanded = quote! {
        #keyword #ident {
            #[doc = " Creates a value that satisfies the declared constraints."]
            #[doc = ""]
            #[doc = " # Errors"]
            #[doc = ""]
            #[doc = " Returns an error with all violated constraints."]
            #[inline]
            #vis fn new(value: impl __core::Into<#ty>) -> __core::Result<Self, __core::ValidationError> {
                __core::checked(#ident(__core::Into::into(value)))
            }
            #accessors
        }
        #[automatically_derived]
        #keyword __core::From<#ty> for #ident {
            #[inline]
            fn from(value: #ty) -> Self {
                #ident(value)
            }
        }
        #[automatically_derived]
        #keyword __core::Validate for #ident {
            #[inline]
            fn validate_at(&self, __v: &mut __core::Violations<'_>) {
                #rules
            }
            #key_text
        }
        #shape
        #of_kind
        #serde
    };
    scope(item, &quote!(#expanded #support))
}

/// Returns the impl of `Shape`.
fn shape(newtype: &Newtype) -> TokenStream {
    let (ident, ty, name) = (&newtype.item.ident, &newtype.ty, newtype.item.ident.to_string());
    let (write, read, absent) = (of_type(ty, "write"), of_type(ty, "read"), of_type(ty, "absent"));
    let (is_set, wipe, info) = (of_type(ty, "is_set"), of_type(ty, "wipe"), of_type(ty, "info"));
    let constrained = constraints::described(&newtype.constraints);
    let bodies = ShapeBodies {
        write: quote!(#write(&self.0, __to);),
        read: quote!(__core::Ok(#read(__from)?.map(#ident))),
        absent: quote!(#ident(#absent())),
        info: quote!(__core::ShapeInfo::new(#name, #info().kind) #constrained),
    };
    let forwarded = quote! {
        #[inline]
        fn is_set(&self) -> __core::bool {
            #is_set(&self.0)
        }
        #[inline]
        fn wipe(&mut self) {
            #wipe(&mut self.0);
        }
    };
    bodies.into_impl(impl_of(ident, ty), ident, Some(forwarded))
}

/// Returns the accessors of the value.
fn accessors(newtype: &Newtype) -> TokenStream {
    let (ty, vis) = (&newtype.ty, &newtype.item.vis);
    match newtype.kind {
        NewtypeKind::String | NewtypeKind::Static => quote! {
            #[doc = " Returns the text."]
            #[must_use]
            #[inline]
            #vis fn as_str(&self) -> &__core::str {
                &self.0
            }
        },
        NewtypeKind::Number => quote! {
            #[doc = " Returns the number."]
            #[must_use]
            #[inline]
            #vis fn get(&self) -> #ty {
                self.0
            }
        },
        _ => quote! {
            #[doc = " Returns a reference to the value."]
            #[must_use]
            #[inline]
            #vis fn get(&self) -> &#ty {
                &self.0
            }
            #[doc = " Returns the value."]
            #[must_use]
            #[inline]
            #vis fn into_inner(self) -> #ty {
                self.0
            }
        },
    }
}

/// Returns the impls that depend on the kind of the value.
fn of_kind(newtype: &Newtype, support: &mut Support) -> TokenStream {
    let (ident, ty) = (&newtype.item.ident, &newtype.ty);
    let forwarded = forwarded::forwarded(ident, ty, newtype.kind);
    if !matches!(newtype.kind, NewtypeKind::String | NewtypeKind::Static) {
        return forwarded;
    }
    let (text, strings, from_static) = (text(ident), string_traits(ident), from_static(newtype, support));
    let other = if newtype.kind == NewtypeKind::Static {
        quote!(__core::String)
    } else {
        quote!(__core::Cow<'static, __core::str>)
    };
    quote! {
        #text
        #strings
        #from_static
        #forwarded
        #[automatically_derived]
        impl __core::From<&__core::str> for #ident {
            #[inline]
            fn from(value: &__core::str) -> Self {
                #ident(__core::From::from(<__core::String as __core::From<_>>::from(value)))
            }
        }
        #[automatically_derived]
        impl __core::From<#other> for #ident {
            #[inline]
            fn from(value: #other) -> Self {
                #ident(__core::Into::into(value))
            }
        }
        #[automatically_derived]
        impl __core::From<#ident> for __core::String {
            #[inline]
            fn from(value: #ident) -> Self {
                __core::Into::into(value.0)
            }
        }
        #[automatically_derived]
        impl __core::FromStr for #ident {
            type Err = __core::ValidationError;
            #[inline]
            fn from_str(value: &__core::str) -> __core::Result<Self, Self::Err> {
                __core::checked(__core::From::from(value))
            }
        }
        #[automatically_derived]
        impl __core::Borrow<__core::str> for #ident {
            #[inline]
            fn borrow(&self) -> &__core::str {
                self.as_str()
            }
        }
        #[automatically_derived]
        impl __core::IdempotencyToken for #ident {}
    }
}

/// Returns the function that returns the text of a map's key.
pub fn key_text() -> TokenStream {
    quote! {
        #[inline]
        fn __key_text(&self) -> &__core::str {
            self.as_str()
        }
    }
}

/// Returns the impl of `Text` for a type with `as_str`.
pub fn text(ident: &Ident) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl __core::Text for #ident {
            #[inline]
            fn __text(&self) -> __core::Option<&__core::str> {
                __core::Some(self.as_str())
            }
        }
    }
}

/// Returns `from_static`, which checks a literal at compile time in a const context.
fn from_static(newtype: &Newtype, support: &mut Support) -> Option<TokenStream> {
    if newtype.kind != NewtypeKind::Static {
        return None;
    }
    let (ident, vis) = (&newtype.item.ident, &newtype.item.vis);
    let mut checks = TokenStream::new();
    if let Some(bounds) = &newtype.constraints.length {
        let (min, max) = constraints::length_bounds(bounds);
        let message = format!(
            "the length of this `{ident}` is outside `{}`; change the literal",
            constraints::written(bounds)
        );
        checks.extend(quote!(__core::static_length(value, #min, #max, #message);));
    }
    if let Some(pattern) = &newtype.constraints.pattern {
        let table = support.pattern(pattern);
        let message = format!(
            "this `{ident}` does not match the pattern `{}`; change the literal",
            pattern.text.value()
        );
        checks.extend(quote!(__core::static_pattern(value, &#table, #message);));
    }
    Some(quote! {
        impl #ident {
            #[doc = " Creates a value from a literal. In a const context, a literal that violates the declared"]
            #[doc = " length or pattern doesn't compile."]
            #[doc = ""]
            #[doc = " # Panics"]
            #[doc = ""]
            #[doc = " Panics if the literal violates the declared length or pattern, outside of a const context."]
            #[must_use]
            #[track_caller]
            #[inline]
            #vis const fn from_static(value: &'static __core::str) -> Self {
                #checks
                #ident(__core::Cow::Borrowed(value))
            }
        }
    })
}
