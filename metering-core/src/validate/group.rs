//! Rules across the members of a structure.

use std::fmt;

use super::Violations;

/// The members of a group: each one's wire name, and `true` if it is set.
type Group<'a> = &'a [(&'a str, bool)];

/// Reports a group if the number of its set members is not one.
pub fn exactly_one_of(group: Group<'_>, to: &mut Violations<'_>) {
    let found = count(group);
    if found != 1 {
        to.push(format_args!("exactly one of {} must be set, found {found}", Names(group)));
    }
}

/// Reports a group if several of its members are set.
pub fn at_most_one_of(group: Group<'_>, to: &mut Violations<'_>) {
    let found = count(group);
    if found > 1 {
        to.push(format_args!("at most one of {} may be set, found {found}", Names(group)));
    }
}

/// Reports a group if none of its members is set.
pub fn at_least_one_of(group: Group<'_>, to: &mut Violations<'_>) {
    if count(group) == 0 {
        to.push(format_args!("at least one of {} must be set", Names(group)));
    }
}

fn count(group: Group<'_>) -> usize {
    group.iter().filter(|(_, set)| *set).count()
}

struct Names<'a>(Group<'a>);

impl fmt::Display for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, _)) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            write!(f, "{separator}`{name}`")?;
        }
        Ok(())
    }
}
