//! The file system of the store. SQLite's write-ahead log needs shared memory and locks that work,
//! which network file systems don't offer.

use std::path::Path;

use crate::ledger::error::StoreError;

/// File systems over a network.
const NETWORK: [&str; 17] = [
    "9p",
    "acfs",
    "afs",
    "beegfs",
    "ceph",
    "cifs",
    "fuse.ceph",
    "fuse.glusterfs",
    "fuse.s3fs",
    "fuse.sshfs",
    "gpfs",
    "lustre",
    "ncpfs",
    "nfs",
    "nfs4",
    "smb3",
    "smbfs",
];
/// File systems whose files are lost with the container or the machine.
const VOLATILE: [&str; 4] = ["tmpfs", "ramfs", "overlay", "aufs"];

/// Refuses a network file system, and warns about a volatile one. Detection works on Linux.
pub fn check(path: &Path) -> Result<(), StoreError> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let directory = directory.canonicalize().map_err(|error| {
        StoreError::Unsuitable(format!("the directory {} can't be used: {error}", directory.display()))
    })?;
    check_mounts(path, &directory, &std::fs::read_to_string("/proc/self/mountinfo").unwrap_or_default())
}

fn check_mounts(path: &Path, directory: &Path, mounts: &str) -> Result<(), StoreError> {
    let Some(kind) = kind_of(directory, mounts) else { return Ok(()) };
    if NETWORK.contains(&kind) {
        return Err(StoreError::Unsuitable(format!(
            "{} is on a network file system ({kind}), which corrupts SQLite's write-ahead log; use a local disk, \
             or PostgreSQL for several machines",
            path.display()
        )));
    }
    if VOLATILE.contains(&kind) {
        tracing::warn!(
            path = %path.display(),
            file_system = kind,
            "the ledger is lost with the container or the machine; mount a volume"
        );
    }
    Ok(())
}

/// Returns the type of the file system that holds `path`, according to `/proc/self/mountinfo`.
fn kind_of<'a>(path: &Path, mounts: &'a str) -> Option<&'a str> {
    let mount = |line: &'a str| {
        let (before, after) = line.split_once(" - ")?;
        // Spaces in the mount point are escaped.
        let point = before.split(' ').nth(4)?.replace("\\040", " ");
        let depth = path.starts_with(&point).then(|| Path::new(&point).components().count())?;
        Some((depth, after.split(' ').next()?))
    };
    // Of several mounts at the same point, the last one is visible.
    mounts.lines().filter_map(mount).max_by_key(|(depth, _)| *depth).map(|(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "\
22 1 0:20 / / rw,relatime - overlay overlay rw
30 22 8:1 /data /var/lib/acme rw shared:1 - ext4 /dev/sda1 rw
31 30 0:40 / /var/lib/acme/nfs\\040share rw - nfs4 server:/export rw
32 22 0:41 / /tmp rw - tmpfs tmpfs rw
33 32 0:42 / /tmp rw - ext4 /dev/sdb rw
";

    #[test]
    fn the_deepest_and_latest_mount_decides() {
        for (path, kind) in [
            ("/srv", "overlay"),
            ("/var/lib/acme", "ext4"),
            ("/var/lib/acme/deep/er", "ext4"),
            ("/var/lib/acmeX", "overlay"),
            ("/var/lib/acme/nfs share/x", "nfs4"),
            ("/tmp/x", "ext4"),
        ] {
            assert_eq!(kind_of(Path::new(path), MOUNTS), Some(kind), "{path}");
        }
        assert_eq!(kind_of(Path::new("/"), ""), None);
    }

    #[test]
    fn a_network_file_system_is_refused() {
        let check = |directory: &str| {
            let directory = Path::new(directory);
            check_mounts(&directory.join("usage.db"), directory, MOUNTS)
        };
        let error = check("/var/lib/acme/nfs share").unwrap_err().to_string();
        assert!(error.contains("network file system (nfs4)"), "{error}");
        assert!(check("/var/lib/acme").is_ok());
        // A volatile file system is only warned about.
        assert!(check("/srv").is_ok());
    }

    #[test]
    fn a_missing_directory_is_named() {
        let error = check(Path::new("/no/such/directory/usage.db")).unwrap_err().to_string();
        assert!(error.contains("/no/such/directory"), "{error}");
    }
}
