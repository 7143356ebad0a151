//! The floor: the cost of one durable write.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::time::Instant;

use crate::{Result, Slice};

const PAGES: u64 = 1_024;
const PAGE: [u8; 4_096] = [7; 4_096];

/// A file that is written page by page.
pub struct Floor {
    file: File,
    count: u64,
}

impl Floor {
    pub fn create(path: &Path) -> Result<Self> {
        let file = OpenOptions::new().write(true).create(true).truncate(true).open(path)?;
        // Like a log that is written over after its checkpoint, the file doesn't grow.
        (0..PAGES).try_for_each(|at| file.write_all_at(&PAGE, at * 4_096))?;
        file.sync_all()?;
        Ok(Floor { file, count: 0 })
    }

    /// Writes a page and calls `fdatasync`, again and again.
    pub fn run(&mut self, seconds: f64) -> Result<Slice> {
        let (started, mut times) = (Instant::now(), Vec::new());
        while started.elapsed().as_secs_f64() < seconds {
            let asked = Instant::now();
            self.file.write_all_at(&PAGE, self.count % PAGES * 4_096)?;
            self.file.sync_data()?;
            times.push(asked.elapsed());
            self.count += 1;
        }
        Ok(Slice::new(times, started.elapsed()))
    }
}
