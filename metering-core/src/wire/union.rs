//! Reading and writing the parts of a union that don't depend on its members.

use super::read::document;
use super::{Members, ReadError, Source};
use crate::types::{Document, UnknownMember};

/// A function that reads the member with this index. It returns `None` if the member is `null`.
type ReadKnown<'a, T> = &'a mut dyn FnMut(usize, &mut dyn Source<'_>) -> Result<Option<T>, ReadError>;

/// Reads a union with members of these names. Members that are `null`, and `__type`, are ignored.
/// If a response has several members, the last declared one counts.
pub fn read_union<T>(
    from: &mut dyn Source<'_>,
    names: &[&str],
    known: ReadKnown<'_, T>,
    other: fn(UnknownMember) -> T,
) -> Result<Option<T>, ReadError> {
    let mut found = None;
    let mut unknown = None;
    let set = from.map(&mut |name, value| {
        if let Some(index) = names.iter().position(|known| *known == name) {
            if let Some(value) = known(index, value)? {
                found = Some(value);
            }
        } else if let Some(value) = document(value)?
            && name != "__type"
        {
            unknown = Some(UnknownMember::new(name, value));
        }
        Ok(())
    })?;
    Ok(set.then(|| found.unwrap_or_else(|| other(unknown.unwrap_or_else(no_member)))))
}

/// Writes a union's unknown member.
pub fn write_unknown(unknown: &UnknownMember, members: &mut Members<'_>) {
    if !unknown.name().is_empty() {
        let quoted = Document::from(unknown.name()).to_string();
        members.member(&quoted[1..quoted.len() - 1], unknown.value());
    }
}

/// Returns the unknown member of a union without any member.
pub fn no_member() -> UnknownMember {
    UnknownMember::new("", Document::Null)
}
