"""Follows metering-client/docs/production.md by copy and paste: builds a program of its parts and runs it against the emulator.

usage: follow_production_guide.py [path of cargo's target folder]
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "metering-client" / "docs" / "production.md").read_text()

MAIN = """
#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = metering_client::emulator::Emulator::start().await?;
    let client = emulator.client();
    let stored = resolve::register(&client, &emulator.issue_token("111122223333")?).await?;
    let buyer: metering_client::Customer = serde_json::from_str(&stored)?;
    let path = std::env::args().nth(1).ok_or("the path is missing")?;
    let running = tokio::spawn({
        let (path, client) = (path.clone(), client.clone());
        async move { run::run(&path, client).await.map_err(|error| error.to_string()) }
    });
    let ledger = metering_client::ledger::Ledger::builder(metering_client::ledger::Sqlite::open(path)).open().await?;
    for _ in 0..2 {
        assert!(record::consume(&ledger, "event-1", buyer.clone(), 7).await);
    }
    println!("flushed: {}", unsubscribe::unsubscribe(&ledger, &buyer).await?);
    for _ in 0..300 {
        if emulator.totals().lines > 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    running.abort();
    let totals = emulator.totals();
    println!("billed: {} micro-units, doubled: {}", totals.micros, totals.doubled);
    Ok(())
}
"""


def part(name):
    """A code block of the guide, as a module."""
    found = re.search(rf"<!-- part: {name} -->\n```rust\n(.*?)```", GUIDE, re.S)
    code = re.sub(r"^async fn", "pub async fn", found[1], flags=re.M)
    return f"mod {name} {{\n{code}}}\n"


def main():
    with tempfile.TemporaryDirectory() as folder:
        program = pathlib.Path(folder) / "guide"
        subprocess.run(["cargo", "new", "--quiet", "--vcs", "none", program], check=True)
        add = ["cargo", "add", "--quiet"]
        client = ["--path", ROOT / "metering-client", "--features", "ledger,serde,emulator"]
        subprocess.run([*add, *client], cwd=program, check=True)
        subprocess.run([*add, "serde_json"], cwd=program, check=True)
        subprocess.run([*add, "tokio", "--features", "macros,rt-multi-thread,signal,time"], cwd=program, check=True)
        names = re.findall(r"<!-- part: (\w+) -->", GUIDE)
        (program / "src" / "main.rs").write_text("".join(part(name) for name in names) + MAIN)
        environment = dict(os.environ)
        if len(sys.argv) > 1:
            environment["CARGO_TARGET_DIR"] = sys.argv[1]
        run = ["cargo", "run", "--quiet", "--", pathlib.Path(folder) / "usage.db"]
        done = subprocess.run(run, cwd=program, env=environment, capture_output=True, text=True)
        print(done.stdout, done.stderr, sep="", end="")
        assert done.returncode == 0, "the program failed"
        for expected in ("flushed: 1", "billed: 7000000 micro-units, doubled: 0"):
            assert expected in done.stdout, f"the guide promises: {expected}"
    print("the guide holds")


main()
