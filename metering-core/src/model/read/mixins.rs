//! Mixins and `apply` statements of Smithy's JSON AST, merged into the shapes that use them:
//! <https://smithy.io/2.0/spec/mixins.html>.

use std::collections::HashMap;

use super::json::Json;

/// Returns the shapes merged with their mixins and `apply` statements, or `None` if the model has
/// neither.
pub fn resolved(shapes: &Json) -> Option<Json> {
    let is_apply = |shape: &Json| shape.text("type") == Some("apply");
    if !shapes.entries().iter().any(|(_, shape)| is_apply(shape) || shape.get("mixins").is_some()) {
        return None;
    }
    let resolver =
        Resolver { shapes: shapes.entries().iter().map(|(id, shape)| (id.as_str(), shape)).collect() };
    let shapes = shapes.entries().iter().filter(|(_, shape)| !is_apply(shape));
    Some(Json::Object(shapes.map(|(id, _)| (id.clone(), resolver.shape(id, 0))).collect()))
}

/// The maximum depth of mixins. Deeper ones contain themselves.
const DEPTH: usize = 32;

struct Resolver<'a> {
    shapes: HashMap<&'a str, &'a Json>,
}

impl Resolver<'_> {
    fn shape(&self, id: &str, depth: usize) -> Json {
        let mut whole = Vec::new();
        let Some(shape) = self.shapes.get(id) else { return Json::Object(whole) };
        let mixins = shape.get("mixins").map_or(&[][..], Json::items).iter();
        for mixin in mixins.filter_map(|mixin| mixin.text("target")).filter(|_| depth < DEPTH) {
            let mixin = self.shape(mixin, depth + 1);
            let traits = mixin.get("traits");
            let definition = traits.and_then(|traits| traits.get("smithy.api#mixin"));
            let local = definition.map(|mixin| mixin.texts("localTraits")).unwrap_or_default();
            let inherited = mixin.entries().iter().map(|(key, value)| match (key.as_str(), value) {
                ("traits", Json::Object(traits)) => {
                    let inherited = traits.iter();
                    let inherited =
                        inherited.filter(|(name, _)| name != "smithy.api#mixin" && !local.contains(name));
                    (key.clone(), Json::Object(inherited.cloned().collect()))
                }
                _ => (key.clone(), value.clone()),
            });
            merge(&mut whole, inherited);
        }
        merge(&mut whole, shape.entries().iter().cloned());
        self.apply(id, &mut whole);
        Json::Object(whole)
    }

    /// Adds the traits that `apply` statements give to this shape's members.
    fn apply(&self, id: &str, shape: &mut [(String, Json)]) {
        for (key, value) in shape {
            match (key.as_str(), value) {
                ("members", Json::Object(members)) => {
                    members
                        .iter_mut()
                        .for_each(|(name, member)| self.apply_to(&format!("{id}${name}"), member));
                }
                (key @ ("member" | "key" | "value"), member) => self.apply_to(&format!("{id}${key}"), member),
                _ => {}
            }
        }
    }

    fn apply_to(&self, id: &str, member: &mut Json) {
        let traits = self.shapes.get(id).and_then(|apply| apply.get("traits"));
        if let Some(traits) = traits {
            merge_member(member, Json::Object(vec![("traits".to_owned(), traits.clone())]));
        }
    }
}

/// Merges a shape into its mixins: members are merged, errors and operations are added, and any
/// other key is replaced.
fn merge(whole: &mut Vec<(String, Json)>, more: impl Iterator<Item = (String, Json)>) {
    for (key, value) in more {
        let Some((_, known)) = whole.iter_mut().find(|(known, _)| *known == key) else {
            whole.push((key, value));
            continue;
        };
        match (key.as_str(), known, value) {
            ("members", Json::Object(known), Json::Object(members)) => {
                for (name, member) in members {
                    match known.iter_mut().find(|(known, _)| *known == name) {
                        Some((_, known)) => merge_member(known, member),
                        None => known.push((name, member)),
                    }
                }
            }
            ("member" | "key" | "value", known, member) => merge_member(known, member),
            ("traits" | "rename", known, more) => replace(known, more),
            ("errors" | "operations" | "resources", Json::Array(known), Json::Array(more)) => {
                known.extend(more)
            }
            (_, known, value) => *known = value,
        }
    }
}

fn merge_member(member: &mut Json, more: Json) {
    let Json::Object(more) = more else { return };
    for (key, value) in more {
        match member.get_mut(&key) {
            Some(traits) if key == "traits" => replace(traits, value),
            _ => replace(member, Json::Object(vec![(key, value)])),
        }
    }
}

/// Adds entries to an object, and replaces entries of the same name.
fn replace(object: &mut Json, more: Json) {
    if let (Json::Object(known), Json::Object(more)) = (object, more) {
        known.retain(|(name, _)| !more.iter().any(|(new, _)| new == name));
        known.extend(more);
    }
}
