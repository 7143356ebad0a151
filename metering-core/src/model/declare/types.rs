//! The Rust types and names of shapes.

use std::collections::{HashMap, HashSet};

use super::super::{Kind, MemberModel, Model, ShapeModel, names};
use super::reach::Reach;

/// The names of the prelude and of the items that every module has.
const RESERVED: [&str; 51] = [
    "AsMut",
    "AsRef",
    "BigNumber",
    "Blob",
    "Box",
    "Client",
    "Clone",
    "Copy",
    "DateTime",
    "Debug",
    "Default",
    "Document",
    "Drop",
    "Eq",
    "Err",
    "Error",
    "ErrorMetadata",
    "EventStream",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Hash",
    "HashMap",
    "IntEnum",
    "Into",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Self",
    "Send",
    "Sensitive",
    "Service",
    "ServiceError",
    "Shape",
    "Some",
    "String",
    "StringEnum",
    "Sync",
    "Union",
    "UnknownMember",
    "UnknownValue",
    "Vec",
    "Waiter",
];

/// The names of items.
pub struct Names<'m> {
    /// The structs of operations, by operation.
    pub operations: HashMap<&'m str, String>,
    /// The items of shapes, by shape. An output of a single operation is named after the operation.
    pub shapes: HashMap<&'m str, String>,
    /// The structs of waiters, by operation and position.
    pub waiters: HashMap<(&'m str, usize), String>,
    /// The error enum.
    pub error: String,
    /// The prefix of names that are already taken.
    prefix: String,
    taken: HashSet<String>,
}

impl<'m> Names<'m> {
    pub fn of(model: &'m Model, reach: &Reach<'m>) -> Self {
        let mut names = Names {
            operations: HashMap::new(),
            shapes: HashMap::new(),
            waiters: HashMap::new(),
            error: String::new(),
            prefix: names::type_name(model.service.id.as_str()),
            taken: RESERVED.map(str::to_owned).into(),
        };
        names.error = names.claim(&format!("{}Error", names.prefix));
        for selected in &reach.operations {
            let name = names.claim(selected.name);
            names.operations.insert(selected.name, name);
        }
        for selected in &reach.operations {
            let Some(output) = selected.operation.output.as_deref() else { continue };
            if names.shapes.contains_key(output) || model.members(Some(output)).is_empty() {
                continue;
            }
            let name = if reach.is_only_output(output) {
                names.claim(&format!("{}Output", names.operations[selected.name]))
            } else {
                names.claim(local(model, output))
            };
            names.shapes.insert(output, name);
        }
        let items = reach.operations.iter().flat_map(|selected| &selected.first).chain(&reach.of_errors);
        for &item in items.chain(&reach.errors) {
            if !names.shapes.contains_key(item) {
                let name = names.claim(local(model, item));
                names.shapes.insert(item, name);
            }
        }
        // Last, so that waiters don't change the names of shapes.
        for selected in &reach.operations {
            for (at, waiter) in selected.operation.waiters.iter().enumerate() {
                let name = names.claim(waiter.name.as_str());
                names.waiters.insert((selected.name, at), name);
            }
        }
        names
    }

    /// Returns a name that no item and no builder has.
    fn claim(&mut self, shape: &str) -> String {
        let mut name = names::type_name(shape);
        if self.is_taken(&name) {
            name = format!("{}{name}", self.prefix);
        }
        if self.is_taken(&name) {
            let numbered = (2..).map(|n| format!("{name}{n}")).find(|name| !self.is_taken(name));
            name = numbered.unwrap_or(name);
        }
        self.taken.insert(format!("{name}Builder"));
        self.taken.insert(name.clone());
        name
    }

    fn is_taken(&self, name: &str) -> bool {
        self.taken.contains(name) || self.taken.contains(&format!("{name}Builder"))
    }
}

fn local<'m>(model: &'m Model, shape: &'m str) -> &'m str {
    model.shapes.get(shape).map_or(shape, |found| &found.name)
}

/// The names to import that types use.
pub type Uses = HashSet<&'static str>;

/// The types of shapes.
pub struct Types<'a, 'm> {
    pub model: &'m Model,
    pub reach: &'a Reach<'m>,
    pub names: &'a Names<'m>,
}

impl<'m> Types<'_, 'm> {
    /// Returns a member's type without the `Option` around it.
    pub fn member(&self, owner: &str, member: &'m MemberModel, uses: &mut Uses) -> String {
        let ty = self.shape(&member.shape, false, uses);
        if self.reach.is_boxed(owner, &member.shape) { format!("Box<{ty}>") } else { ty }
    }

    /// Returns a shape's type. Inside a secret, nothing is wrapped in `Sensitive` again.
    pub fn shape(&self, name: &'m str, in_secret: bool, uses: &mut Uses) -> String {
        let Some(shape) = self.model.shapes.get(name) else { return "String".to_owned() };
        let secret = !in_secret && self.is_secret(shape);
        let ty = self.bare(name, shape, in_secret || secret, uses);
        if secret {
            uses.insert("Sensitive");
            format!("Sensitive<{ty}>")
        } else {
            ty
        }
    }

    /// Estimates the size of a value in bytes, without the data that it points to.
    pub fn size(&self, owner: &str, shape: &str) -> usize {
        if self.reach.is_boxed(owner, shape) {
            return 8;
        }
        let Some(described) = self.model.shapes.get(shape) else { return 24 };
        let sizes = |members: &[MemberModel]| {
            members.iter().map(|member| self.size(shape, &member.shape)).collect::<Vec<_>>()
        };
        match &described.kind {
            Kind::Boolean | Kind::Integer(8) => 1,
            Kind::Integer(bits) | Kind::Float(bits) => 2 * usize::from(*bits) / 8,
            Kind::IntEnum(_) => 8,
            Kind::Timestamp => 24,
            Kind::Map { .. } => 48,
            Kind::Structure(members) => sizes(members).iter().sum(),
            Kind::Union(members) => 8 + sizes(members).into_iter().max().unwrap_or_default().max(56),
            _ => 24,
        }
    }

    /// Returns `true` if one variant of an enum is so much larger than the others that clippy
    /// warns. clippy's bound is 200 bytes, and the sizes are estimates.
    pub fn is_lopsided(mut sizes: Vec<usize>) -> bool {
        sizes.sort_unstable();
        matches!(sizes.as_slice(), [.., second, largest] if largest - second > 150)
    }

    /// Returns `true` if the values are secrets. A map with secret keys is secret as a whole,
    /// because keys must be read to be compared.
    fn is_secret(&self, shape: &ShapeModel) -> bool {
        let secret_key = match &shape.kind {
            Kind::Map { key, .. } => self.model.shapes.get(&key.shape).is_some_and(|key| key.sensitive),
            _ => false,
        };
        shape.sensitive || secret_key
    }

    fn bare(&self, name: &'m str, shape: &'m ShapeModel, in_secret: bool, uses: &mut Uses) -> String {
        let mut of_core = |name: &'static str| {
            uses.insert(name);
            name.to_owned()
        };
        match &shape.kind {
            Kind::Boolean => "bool".to_owned(),
            Kind::Integer(bits) => format!("i{bits}"),
            Kind::Float(bits) => format!("f{bits}"),
            Kind::BigNumber => of_core("BigNumber"),
            Kind::String => "String".to_owned(),
            Kind::Enum(values) if values.is_empty() => "String".to_owned(),
            Kind::Blob => of_core("Blob"),
            Kind::Timestamp => of_core("DateTime"),
            Kind::Document => of_core("Document"),
            Kind::EventStream(_) => {
                of_core("EventStream");
                format!("EventStream<{}>", self.item_name(name, shape))
            }
            Kind::Union(members) if members.is_empty() => of_core("Document"),
            Kind::List { item, sparse } => {
                let item = self.shape(&item.shape, in_secret, uses);
                if *sparse { format!("Vec<Option<{item}>>") } else { format!("Vec<{item}>") }
            }
            Kind::Map { key, value, sparse } => {
                of_core("HashMap");
                let key = self.shape(&key.shape, true, uses);
                let value = self.shape(&value.shape, in_secret, uses);
                let value = if *sparse { format!("Option<{value}>") } else { value };
                format!("HashMap<{key}, {value}>")
            }
            Kind::Structure(_) | Kind::Union(_) | Kind::Enum(_) | Kind::IntEnum(_) => {
                self.item_name(name, shape)
            }
        }
    }

    fn item_name(&self, name: &str, shape: &ShapeModel) -> String {
        self.names.shapes.get(name).cloned().unwrap_or_else(|| names::type_name(&shape.name))
    }

    /// Returns `true` if the type contains a deprecated item.
    pub fn is_deprecated(&self, name: &str) -> bool {
        let Some(shape) = self.model.shapes.get(name) else { return false };
        match &shape.kind {
            Kind::List { item, .. } => self.is_deprecated(&item.shape),
            Kind::Map { key, value, .. } => {
                self.is_deprecated(&key.shape) || self.is_deprecated(&value.shape)
            }
            _ => shape.deprecated.is_some() && self.reach.items.contains(name),
        }
    }

    /// Returns `true` if the type contains a map of structures without members.
    pub fn maps_to_nothing(&self, name: &str) -> bool {
        match self.model.shapes.get(name).map(|shape| &shape.kind) {
            Some(Kind::List { item, .. }) => self.maps_to_nothing(&item.shape),
            Some(Kind::Map { value, .. }) => {
                let value = &value.shape;
                matches!(self.model.shapes.get(value).map(|shape| &shape.kind), Some(Kind::Structure(members)) if members.is_empty())
                    || self.maps_to_nothing(value)
            }
            _ => false,
        }
    }
}
