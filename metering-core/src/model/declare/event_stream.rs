//! Event streams: the operations that can be declared, and the events of a stream.

use super::super::{Kind, MemberModel, Model, OperationModel};
use super::reach::{all, members};
use crate::model::ModelError;

/// Returns the reason why the event streams of an operation can't be declared. The output itself
/// can have one stream, whose events are JSON.
pub fn undeclarable(model: &Model, operation: &OperationModel) -> Result<Option<String>, ModelError> {
    let is_stream = |member: &&MemberModel| events(model, &member.shape).is_some();
    for (structure, is_output) in [(&operation.input, false), (&operation.output, true)] {
        let Some(structure) = structure else { continue };
        let mut shapes = Vec::new();
        all(model, structure, &mut |shape| {
            let is_new = !shapes.contains(&shape);
            shapes.push(shape);
            is_new
        })?;
        for shape in shapes {
            let mut streams = members(&model.shapes[shape].kind).iter().filter(is_stream);
            let Some(member) = streams.next() else { continue };
            let place = format!("`{shape}.{}`", member.name.line());
            if !is_output {
                return Ok(Some(format!(
                    "{place} is an event stream in the request, which is not supported"
                )));
            }
            if shape != structure {
                return Ok(Some(format!(
                    "{place} is an event stream that is not a member of the output itself"
                )));
            }
            if let Some(second) = streams.next() {
                return Ok(Some(format!("`{shape}.{}` is a second event stream", second.name.line())));
            }
            if let Some(reason) = not_json(model, &member.shape) {
                return Ok(Some(reason));
            }
        }
    }
    Ok(None)
}

/// Returns the reason why the events of a stream are not plain JSON.
fn not_json(model: &Model, stream: &str) -> Option<String> {
    events(model, stream)?.iter().find_map(|event| {
        let outside =
            members(&model.shapes.get(&event.shape)?.kind).iter().find(|member| member.outside_json);
        let place = format!("{}.{}", event.shape, outside?.name.line());
        Some(format!("`{place}` is not in the JSON of the event, which is not supported"))
    })
}

/// Returns the events and exceptions of a stream; `None` for another shape.
pub fn events<'m>(model: &'m Model, shape: &str) -> Option<&'m [MemberModel]> {
    match &model.shapes.get(shape)?.kind {
        Kind::EventStream(events) => Some(events),
        _ => None,
    }
}
