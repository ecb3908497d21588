//! Small disks, which get full.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// A small disk of its own, until the value goes.
pub struct Disk(TempDir);

impl Disk {
    /// None, and told so, where this user may mount none.
    pub fn new(size: &str) -> Option<Self> {
        let place = tempfile::tempdir().expect("a disk");
        std::fs::set_permissions(place.path(), PermissionsExt::from_mode(0o777)).expect("a disk");
        let options = format!("size={size},mode=777");
        let mut mount = Command::new("mount");
        let mounted = mount.args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(place.path()).output();
        if !mounted.is_ok_and(|output| output.status.success()) {
            super::skip("no disk can be mounted here: only root may");
            return None;
        }
        Some(Self(place))
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Gives it another size.
    pub fn grow(&self, size: &str) {
        let options = format!("remount,size={size}");
        assert!(Command::new("mount").args(["-o", &options]).arg(self.path()).status().expect("a disk").success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.path()).status();
    }
}
