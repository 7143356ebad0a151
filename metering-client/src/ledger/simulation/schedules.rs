//! One named schedule for each rule whose absence the simulation punished.
