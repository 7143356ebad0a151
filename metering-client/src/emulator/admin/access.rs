//! Protection against web pages: any page can send requests to a loopback port.

use std::net::IpAddr;

use metering_core::testing::Received;

use super::Invalid;

/// Checks that a request comes from a program, or from a page that the emulator served.
///
/// A page in a browser sends its `Origin` (or `Sec-Fetch-Site`) with requests to another origin. A
/// page that rebinds its own DNS name to 127.0.0.1 sends that name as `Host`.
pub(super) fn check(received: &Received) -> Result<(), Invalid> {
    let host = received.header("host");
    if !is_loopback(host) {
        return Err(format!("the host {host:?} is not a loopback name; use 127.0.0.1 or localhost"));
    }
    let origin = received.head().headers.get("origin");
    if origin.is_some_and(|origin| origin.as_bytes() != format!("http://{host}").as_bytes()) {
        return Err("requests from another web origin are not allowed".into());
    }
    match received.header("sec-fetch-site") {
        "" | "none" | "same-origin" => Ok(()),
        _ => Err("requests from another web site are not allowed".into()),
    }
}

/// Returns `true` if a `Host` header names this machine's loopback interface.
fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let is_loopback_address = name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    is_loopback_address || name.eq_ignore_ascii_case("localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_hosts_are_allowed() {
        for host in ["127.0.0.1:49152", "127.0.0.1", "localhost:80", "LOCALHOST", "[::1]:80", "[::1]"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "",
            "example.com",
            "127.0.0.1.example.com",
            "localhost.example.com",
            "10.0.0.1:80",
            "[2001:db8::1]:80",
            "0.0.0.0:80",
            "127.0.0.1@example.com",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
