//! Declarations that are printed, compiled and run while the tests run.
//!
//! `metering_core::model` declares the services of AWS's models and of the conformance data. The
//! source is written to a separate workspace below the target folder, and compiled there by the
//! same cargo with the same lock file and target folder, so that dependencies are not built again.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// A generated workspace.
#[derive(Debug)]
pub struct Workspace {
    name: String,
    folder: PathBuf,
    packages: Vec<String>,
}

/// Returns the name of the struct that declares an operation in a printed source.
#[must_use]
pub fn struct_of<'s>(source: &'s str, operation: &str) -> Option<&'s str> {
    let (_, after) = source.split_once(&format!("action = \"{operation}\""))?;
    let (_, name) = after.split_once("pub struct ")?;
    name.split(' ').next()
}

/// Returns the root folder of the project.
fn project() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

impl Workspace {
    /// Creates a workspace below `target`, which is the test's `env!("CARGO_TARGET_TMPDIR")`.
    #[must_use]
    pub fn new(target: &str, name: &str) -> Self {
        Workspace { name: name.to_owned(), folder: Path::new(target).join(name), packages: Vec::new() }
    }

    /// Adds a library with these modules and the root `lib`.
    ///
    /// # Panics
    /// Panics if the files can't be written.
    pub fn package(&mut self, name: &str, lib: &str, modules: &[(String, String)]) {
        let folder = self.folder.join(name);
        self.write(
            &folder.join("Cargo.toml"),
            &format!(
                "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
                 metering-core = {{ path = {:?} }}\ntests = {{ path = {:?} }}\n",
                project().join("metering-core"),
                project().join("tests"),
            ),
        );
        self.write(&folder.join("src/lib.rs"), lib);
        for (module, source) in modules {
            self.write(&folder.join(format!("src/{module}.rs")), source);
        }
        self.packages.push(name.to_owned());
    }

    /// Compiles all packages, and runs the cases with a program that contains `NAME::RUNS` of each
    /// package. Returns the uid and the result of each case.
    ///
    /// # Panics
    /// Panics if the workspace doesn't compile or the program ends early.
    #[must_use]
    pub fn run(&mut self, cases: &[Value]) -> Vec<(String, Result<(), String>)> {
        let serve = format!("serve_{}", self.name);
        let runs: Vec<String> = self.packages.iter().map(|name| format!("{name}::RUNS")).collect();
        let main = format!("fn main() {{\n    tests::cases::serve(&[{}].concat());\n}}\n", runs.join(", "));
        let dependencies: Vec<String> =
            self.packages.iter().map(|name| format!("{name} = {{ path = \"../{name}\" }}\n")).collect();
        self.write(
            &self.folder.join("serve/Cargo.toml"),
            &format!(
                "[package]\nname = \"{serve}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
                 tests = {{ path = {:?} }}\n{}",
                project().join("tests"),
                dependencies.concat()
            ),
        );
        self.write(&self.folder.join("serve/src/main.rs"), &main);
        let members: Vec<String> = self.packages.iter().map(|name| format!("{name:?}")).collect();
        // Generated code doesn't need what takes time to compile. The profile is the tests'
        // profile, so that dependencies are not built again.
        let lean = |name: &String| {
            format!(
                "\n[profile.dev.package.{name}]\ncodegen-units = 1\ndebug-assertions = false\noverflow-checks = false\n"
            )
        };
        let lean: String = self.packages.iter().map(lean).collect();
        self.write(
            &self.folder.join("Cargo.toml"),
            &format!(
                "[workspace]\nresolver = \"3\"\nmembers = [\"serve\", {}]\n\n[profile.dev]\ndebug = 0\n{lean}",
                members.join(", ")
            ),
        );
        let lock = std::fs::read_to_string(project().join("Cargo.lock")).unwrap_or_default();
        self.write(&self.folder.join("Cargo.lock"), &lock);

        // The target folder of the test, two levels above `target/tmp/name`.
        let target = self.folder.parent().and_then(Path::parent).unwrap_or(&self.folder);
        let build = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["build", "--offline", "--quiet", "--package", &serve])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", target)
            .status();
        assert!(build.is_ok_and(|status| status.success()), "{} does not compile", self.folder.display());
        let mut serve = Command::new(target.join("debug").join(&serve))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{serve}: {error}"));
        let mut stdin = serve.stdin.take().unwrap_or_else(|| panic!("no pipe"));
        let lines: Vec<u8> = cases.iter().flat_map(|case| format!("{case}\n").into_bytes()).collect();
        let feed = std::thread::spawn(move || stdin.write_all(&lines));
        let output = serve.wait_with_output().unwrap_or_else(|error| panic!("serve: {error}"));
        assert!(feed.join().is_ok_and(|fed| fed.is_ok()), "the cases could not be handed over");
        assert!(output.status.success(), "the cases were not run to their end");
        let outcomes = String::from_utf8_lossy(&output.stdout);
        outcomes.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()).map(outcome).collect()
    }

    /// Writes a file unless it exists with the same text, because cargo rebuilds files by their
    /// time of change.
    fn write(&self, path: &Path, text: &str) {
        if std::fs::read_to_string(path).is_ok_and(|known| known == text) {
            return;
        }
        let written =
            std::fs::create_dir_all(path.parent().unwrap_or(path)).and_then(|()| std::fs::write(path, text));
        written.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}

fn outcome(line: Value) -> (String, Result<(), String>) {
    let uid = line["uid"].as_str().unwrap_or_default().to_owned();
    let error = line["error"].as_str().map(str::to_owned);
    (uid, error.map_or(Ok(()), Err))
}
