//! A JSON object whose every key is either read, ignored by name, or an error.

use super::super::{ModelError, Text};
use super::Result;
use super::json::Json;

/// An object of a model, and its place for messages.
#[derive(Debug)]
pub struct Object<'a> {
    place: String,
    /// The entries that were not read yet.
    rest: Vec<(&'a str, &'a Json)>,
}

impl<'a> Object<'a> {
    /// Opens an object.
    pub fn new(json: &'a Json, place: impl Into<String>) -> Result<Self> {
        let place = place.into();
        match json {
            Json::Object(entries) => {
                let rest = entries.iter().map(|(key, value)| (key.as_str(), value)).collect();
                Ok(Object { place, rest })
            }
            other => Err(expected("an object", other, &place)),
        }
    }

    /// Opens an object that may be missing.
    pub fn optional(json: Option<&'a Json>, place: impl Into<String>) -> Result<Self> {
        match json {
            Some(json) => Object::new(json, place),
            None => Ok(Object { place: place.into(), rest: Vec::new() }),
        }
    }

    pub fn place(&self) -> &str {
        &self.place
    }

    /// Returns an error at this object.
    pub fn error(&self, message: impl AsRef<str>) -> ModelError {
        ModelError::new(format!("{}: {}", self.place, message.as_ref()))
    }

    fn at(&self, key: &str) -> String {
        if self.place.is_empty() { key.to_owned() } else { format!("{}.{key}", self.place) }
    }

    /// Takes the value of a key.
    pub fn take(&mut self, key: &str) -> Option<&'a Json> {
        let at = self.rest.iter().position(|(name, _)| *name == key)?;
        Some(self.rest.remove(at).1)
    }

    /// Returns `true` if the object has a key that was not taken yet.
    pub fn has(&self, key: &str) -> bool {
        self.rest.iter().any(|(name, _)| *name == key)
    }

    /// Takes a string.
    pub fn str(&mut self, key: &str) -> Result<Option<&'a str>> {
        match self.take(key) {
            None => Ok(None),
            Some(Json::String(text)) => Ok(Some(text)),
            Some(other) => Err(expected("a string", other, &self.at(key))),
        }
    }

    /// Takes a string that must exist.
    pub fn required(&mut self, key: &str) -> Result<&'a str> {
        self.str(key)?.ok_or_else(|| self.error(format!("`{key}` is missing")))
    }

    /// Takes a text, which is empty if the key is missing.
    pub fn text(&mut self, key: &str) -> Result<Text> {
        Ok(self.str(key)?.unwrap_or_default().into())
    }

    /// Takes a flag, which is `false` if the key is missing.
    pub fn flag(&mut self, key: &str) -> Result<bool> {
        match self.take(key) {
            None => Ok(false),
            Some(Json::Bool(value)) => Ok(*value),
            Some(other) => Err(expected("true or false", other, &self.at(key))),
        }
    }

    /// Takes a number.
    pub fn number(&mut self, key: &str) -> Result<Option<f64>> {
        match self.take(key) {
            None => Ok(None),
            Some(value) => match value.as_f64() {
                Some(number) => Ok(Some(number)),
                None => Err(expected("a number", value, &self.at(key))),
            },
        }
    }

    /// Takes a number that is not negative; its fraction is dropped.
    pub fn count(&mut self, key: &str) -> Result<Option<u64>> {
        match self.number(key)? {
            None => Ok(None),
            Some(number) if number >= 0.0 => Ok(Some(number as u64)),
            Some(number) => Err(self.error(format!("`{key}` is {number}, expected at least 0"))),
        }
    }

    /// Takes a string or a list of strings.
    pub fn texts(&mut self, key: &str) -> Result<Vec<&'a str>> {
        match self.take(key) {
            None => Ok(Vec::new()),
            Some(Json::String(text)) => Ok(vec![text]),
            Some(list) => {
                let place = self.at(key);
                let text = |item: &'a Json| item.as_str().ok_or_else(|| expected("a string", item, &place));
                items(list, &place)?.iter().map(text).collect()
            }
        }
    }

    /// Takes a list, which is empty if the key is missing. Each item comes with its place.
    pub fn list(&mut self, key: &str) -> Result<Vec<(String, &'a Json)>> {
        let place = self.at(key);
        let items = match self.take(key) {
            None => &[][..],
            Some(list) => items(list, &place)?,
        };
        Ok(items.iter().enumerate().map(|(at, item)| (format!("{place}[{at}]"), item)).collect())
    }

    /// Takes an object.
    pub fn object(&mut self, key: &str) -> Result<Option<Object<'a>>> {
        let place = self.at(key);
        self.take(key).map(|value| Object::new(value, place)).transpose()
    }

    /// Returns the entries that were not taken, each with its place.
    pub fn into_entries(self) -> Vec<(String, &'a str, &'a Json)> {
        self.rest.iter().map(|(name, value)| (self.at(name), *name, *value)).collect()
    }

    /// Takes the entries of an object, which is empty if the key is missing. Each entry comes with
    /// its place.
    pub fn entries(&mut self, key: &str) -> Result<Vec<(String, &'a str, &'a Json)>> {
        Ok(Object::optional(self.take(key), self.at(key))?.into_entries())
    }

    /// Drops keys that have no meaning for AWS JSON.
    pub fn ignore(&mut self, keys: &[&str]) {
        self.rest.retain(|(key, _)| !keys.contains(key));
    }

    /// Drops keys that have no meaning for AWS JSON, by their prefix.
    pub fn ignore_prefixes(&mut self, prefixes: &[&str]) {
        self.rest.retain(|(key, _)| !prefixes.iter().any(|prefix| key.starts_with(prefix)));
    }

    /// Drops traits outside of the namespaces `smithy.*` and `aws.*`, which are made for tools of a
    /// model's author.
    pub fn ignore_custom_traits(&mut self) {
        self.rest.retain(|(key, _)| key.starts_with("smithy.") || key.starts_with("aws."));
    }

    /// Returns the name of the protocol trait that the object has.
    pub fn protocol(&self) -> Option<&'a str> {
        let protocols = self.rest.iter().filter_map(|(name, _)| name.split_once(".protocols#"));
        protocols.map(|(_, protocol)| protocol).find(|name| *name != "awsQueryCompatible")
    }

    /// Ends the reading of this object.
    ///
    /// # Errors
    /// Returns an error if the object has another key.
    pub fn finish(self) -> Result<()> {
        match self.rest.as_slice() {
            [] => Ok(()),
            rest => {
                let keys: Vec<&str> = rest.iter().map(|(key, _)| *key).collect();
                Err(self.error(format!("not supported: `{}`", keys.join("`, `"))))
            }
        }
    }
}

fn items<'a>(json: &'a Json, place: &str) -> Result<&'a [Json]> {
    match json {
        Json::Array(items) => Ok(items),
        other => Err(expected("a list", other, place)),
    }
}

fn expected(what: &str, found: &Json, place: &str) -> ModelError {
    let found = match found {
        Json::Null => "null",
        Json::Bool(_) => "a boolean",
        Json::Number(_) => "a number",
        Json::String(_) => "a string",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
    };
    ModelError::new(format!("{place}: expected {what}, found {found}"))
}
