//! `#[aws(…)]` on a struct or enum.

use proc_macro2::{Ident, TokenStream};
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Attribute, LitStr, Path, Token};

use super::bounds::{self, ConstraintKeys};
use super::member::Place;
use super::{FieldName, attributes, flag, foreign_key, list, path, set, string};
use crate::errors::{Errors, say};
use crate::model::{Core, Keyed};
use crate::suggest::meant;

pub(crate) const STRUCTURE: Place = Place {
    name: "a structure",
    keys: &["rename_all", "exactly_one_of", "at_most_one_of", "at_least_one_of", "check", "serde", "crate"],
};
pub(crate) const NEWTYPE: Place = Place {
    name: "a constrained value",
    keys: &["length", "range", "pattern", "each", "keys", "check", "serde", "crate"],
};
pub(crate) const STRING_ENUM: Place =
    Place { name: "a string enum", keys: &["rename_all", "serde", "crate"] };
pub(crate) const INT_ENUM: Place = Place { name: "an int enum", keys: &["serde", "crate"] };
pub(crate) const UNION: Place = Place { name: "a union", keys: &["rename_all", "serde", "crate"] };
pub(crate) const SERVICE_ERROR: Place = Place { name: "a service error", keys: &["crate"] };

const ALL: [&str; 12] = [
    "rename_all",
    "exactly_one_of",
    "at_most_one_of",
    "at_least_one_of",
    "check",
    "serde",
    "crate",
    "length",
    "range",
    "pattern",
    "each",
    "keys",
];

/// The key under which `aws_operation` hands its arguments to the hidden derive.
pub(crate) const OPERATION: &str = "__operation";

/// The keys as they are read.
#[derive(Default)]
pub(crate) struct ItemKeys {
    pub(crate) rename_all: Option<Keyed<Option<Case>>>,
    pub(crate) groups: Vec<Keyed<Vec<FieldName>>>,
    pub(crate) check: Option<Keyed<Path>>,
    pub(crate) serde: Option<Keyed<()>>,
    pub(crate) core: Option<Keyed<Path>>,
    pub(crate) constraints: ConstraintKeys,
    /// The arguments of `aws_operation`, and its span.
    pub(crate) operation: Option<Keyed<TokenStream>>,
}

impl ItemKeys {
    pub(crate) fn read(attrs: &[Attribute], place: &Place, errors: &Errors) -> Self {
        let mut keys = ItemKeys::default();
        attributes(attrs, errors, |key, input| {
            if key == OPERATION {
                let arguments = list(key, input, "", |content| content.parse())?;
                set(&mut keys.operation, key, arguments, errors);
                Ok(())
            } else if place.keys.iter().any(|known| key == known) {
                keys.entry(key, input, errors)
            } else {
                Err(foreign_key(key, place.name, place.keys, &ALL))
            }
        });
        keys
    }

    pub(crate) fn core(&self) -> Core {
        Core(self.core.as_ref().map(|keyed| keyed.value.clone()))
    }

    /// The case of names on the wire: AWS's models have PascalCase mostly.
    pub(crate) fn case(&self) -> Case {
        self.rename_all.as_ref().and_then(|keyed| keyed.value).unwrap_or(Case::Pascal)
    }

    fn entry(&mut self, key: &Ident, input: ParseStream<'_>, errors: &Errors) -> syn::Result<()> {
        if bounds::KEYS.iter().any(|known| key == known) {
            self.constraints.entry(key, input, errors)?;
            return Ok(());
        }
        match key.to_string().as_str() {
            "rename_all" => {
                let rule = string(key, input, "camelCase")?;
                set(&mut self.rename_all, key, Case::named(&rule, errors), errors);
            }
            "check" => {
                let function = path(key, input, errors, "function")?;
                set(&mut self.check, key, function, errors);
            }
            "crate" => {
                let core = path(key, input, errors, "metering_core")?;
                set(&mut self.core, key, core, errors);
            }
            "serde" => {
                flag(key, input)?;
                set(&mut self.serde, key, (), errors);
            }
            _ => {
                let fields = list(key, input, "a, b", Punctuated::<FieldName, Token![,]>::parse_terminated)?;
                self.groups.push(Keyed { key: key.clone(), value: fields.into_iter().collect() });
            }
        }
        Ok(())
    }
}

/// How a name in Rust becomes one on the wire.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Case {
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    Lower,
    Upper,
}

impl Case {
    const NAMES: [(&'static str, Case); 7] = [
        ("PascalCase", Case::Pascal),
        ("camelCase", Case::Camel),
        ("snake_case", Case::Snake),
        ("SCREAMING_SNAKE_CASE", Case::ScreamingSnake),
        ("kebab-case", Case::Kebab),
        ("lowercase", Case::Lower),
        ("UPPERCASE", Case::Upper),
    ];

    fn named(rule: &LitStr, errors: &Errors) -> Option<Case> {
        let text = rule.value();
        let known = Case::NAMES.iter().find(|(name, _)| *name == text);
        if known.is_none() {
            let names = Case::NAMES.map(|(name, _)| name);
            errors.at(rule.span(), say::rename_rule(&text, meant(&text, names), &names));
        }
        known.map(|(_, case)| *case)
    }

    /// The name on the wire of a field (`usage_records`) or a variant (`UsageRecords`).
    pub(crate) fn apply(self, name: &str) -> String {
        let words = words(name);
        let capital = |word: &String| {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
        };
        match self {
            Case::Pascal => words.iter().map(capital).collect::<Vec<String>>().concat(),
            Case::Camel => {
                let rest = words.iter().skip(1).map(capital);
                words.iter().take(1).cloned().chain(rest).collect::<Vec<_>>().concat()
            }
            Case::Snake => words.join("_"),
            Case::ScreamingSnake => words.join("_").to_uppercase(),
            Case::Kebab => words.join("-"),
            Case::Lower => words.concat(),
            Case::Upper => words.concat().to_uppercase(),
        }
    }
}

/// The words of a name in lower case: at each `_`, and where a capital follows a small letter or begins a small word.
fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (at, &letter) in letters.iter().enumerate() {
        let after_small = at > 0 && (letters[at - 1].is_lowercase() || letters[at - 1].is_ascii_digit());
        let before_small = at > 0
            && letters[at - 1].is_uppercase()
            && letters.get(at + 1).is_some_and(|next| next.is_lowercase());
        if letter == '_' || letter.is_uppercase() && (after_small || before_small) {
            words.push(String::new());
        }
        if letter != '_'
            && let Some(word) = words.last_mut()
        {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::Case;

    #[test]
    fn cases() {
        assert_eq!(Case::Pascal.apply("usage_records"), "UsageRecords");
        assert_eq!(Case::Camel.apply("usage_records"), "usageRecords");
        assert_eq!(Case::ScreamingSnake.apply("DuplicateRecord"), "DUPLICATE_RECORD");
        assert_eq!(Case::Kebab.apply("EC2Instance"), "ec2-instance");
        assert_eq!(Case::Snake.apply("Success"), "success");
        assert_eq!(Case::Lower.apply("NotFound"), "notfound");
        assert_eq!(Case::Upper.apply("NotFound"), "NOTFOUND");
    }
}
