//! The proxies of the environment.

use std::env::{self, VarError};

use http::Uri;

use super::TransportError;

/// Refuses an invalid proxy for this endpoint.
///
/// HTTP libraries ignore a variable that they can't parse and connect directly, even from hosts
/// where only the proxy may be used. The rules and the order of the variables are the same as in
/// hyper-util, which reqwest uses.
///
/// # Errors
/// Returns an error that names the variable but not its value, which may contain a password.
pub fn check(endpoint: &Uri, allow_socks: bool) -> Result<(), TransportError> {
    // CGI servers set HTTP_PROXY from a request's header, so that no variable is used there.
    if env::var_os("REQUEST_METHOD").is_some() || endpoint.host().is_some_and(super::is_local) {
        return Ok(());
    }
    let own = match endpoint.scheme_str() {
        Some("https") => ["HTTPS_PROXY", "https_proxy"],
        _ => ["HTTP_PROXY", "http_proxy"],
    };
    // The variable for all schemes is used if the one for the scheme is missing or empty.
    for names in [own, ["ALL_PROXY", "all_proxy"]] {
        let set = names.into_iter().map(|name| (name, env::var(name)));
        let Some((name, value)) = set.into_iter().find(|(_, value)| *value != Err(VarError::NotPresent))
        else {
            continue;
        };
        match value {
            Ok(value) if value.is_empty() => {}
            Ok(value) => return check_url(name, &value, allow_socks),
            Err(_) => return check_url(name, "", allow_socks),
        }
    }
    Ok(())
}

/// Refuses an invalid URL of a proxy, which `name` names.
///
/// # Errors
/// Returns an error that does not contain the URL.
pub fn check_url(name: &str, url: &str, allow_socks: bool) -> Result<(), TransportError> {
    if is_valid(url, allow_socks) {
        return Ok(());
    }
    Err(TransportError::refused(format!(
        "{name} is not the URL of a supported proxy; write `http://host:port`, or unset it"
    )))
}

fn is_valid(value: &str, allow_socks: bool) -> bool {
    let Ok(uri) = value.parse::<Uri>() else { return false };
    let Some(authority) = uri.authority() else { return false };
    let is_supported = match uri.scheme_str() {
        // A missing scheme means http.
        None => true,
        Some("http" | "https") => true,
        Some("socks4" | "socks4a" | "socks5" | "socks5h") => allow_socks,
        Some(_) => false,
    };
    // An `@` in a password must be percent-encoded.
    let (user, host_and_port) = authority.as_str().rsplit_once('@').unwrap_or(("", authority.as_str()));
    let after_host = host_and_port.strip_prefix(authority.host()).unwrap_or_default();
    // `port_u16` is `None` for a port that is not a number.
    let has_valid_port = after_host.is_empty() || authority.port_u16().is_some_and(|port| port > 0);
    is_supported && !user.contains('@') && !authority.host().is_empty() && has_valid_port
}

#[cfg(test)]
mod tests {
    use super::is_valid;

    #[test]
    fn values_that_hyper_util_uses() {
        for value in [
            "http://proxy.example.com:3128",
            "http://proxy.example.com:3128/",
            "http://biller:hunter2@proxy.example.com:3128",
            "http://biller:h%40nter2@[2001:db8::1]:3128",
            "https://proxy.example.com",
            "HTTP://proxy.example.com",
            "proxy.example.com:3128",
            "proxy",
            "10.0.0.1:3128",
            "socks5://proxy:1080",
        ] {
            assert!(is_valid(value, true), "{value}");
        }
        assert!(!is_valid("socks5://proxy:1080", false));
        for value in [
            " http://proxy:3128",
            "http://proxy:3128 ",
            "http://pro xy:3128",
            "http://proxy:port",
            "http://proxy:99999",
            "http://proxy:0",
            "http://proxy:",
            "http://:3128",
            "http://",
            "http:proxy:3128",
            "ftp://proxy:3128",
            "socks://proxy:1080",
            "http://biller:h@nter2@proxy:3128",
            "/proxy",
            "*",
            "http://pröxy:3128",
            "\"http://proxy:3128\"",
        ] {
            assert!(!is_valid(value, true), "{value}");
        }
    }
}
