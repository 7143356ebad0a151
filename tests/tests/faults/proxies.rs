//! Proxies that refuse or break connections to the service.

use metering_core::transport::{HyperTransport, ReqwestTransport};
use metering_core::{Applied, ClientBuilder};

use crate::server::{Server, raw, response, success as ok_response};
use crate::service::Service;
use crate::table::{Table, failure, success};
use crate::{client, client_with_short_timeout, is_over_hyper, send};

/// The password in the URLs of proxies.
const PASSWORD: &str = "hunter2";

fn with_proxy(server: &Server, endpoint: &str, client: ClientBuilder<Service>) -> ClientBuilder<Service> {
    let url = format!("http://biller:{PASSWORD}@{}", server.address);
    if is_over_hyper() {
        let builder = HyperTransport::builder().proxy(url);
        return client.transport(builder.build(&endpoint.parse().unwrap()).unwrap());
    }
    client.http(ReqwestTransport::builder().proxy(reqwest::Proxy::all(url).unwrap()))
}

pub(crate) async fn faults(table: &mut Table) {
    const HTTPS: &str = "https://service.example.com";
    const HTTP: &str = "http://service.example.com";
    let https = || client(HTTPS.to_owned());
    let error_page =
        |status| response(status, &["proxy-authenticate: Basic"], "<html>no</html>").then_close();
    // Without a tunnel, the service can't have received the request.
    for (fault, responses) in [
        ("proxy refuses the tunnel, 403", vec![error_page(403)]),
        ("proxy refuses the tunnel, 407", vec![error_page(407)]),
        ("proxy does not reach the service, 502", vec![error_page(502)]),
        ("proxy closes the connection after CONNECT", vec![raw("").then_close()]),
        ("proxy without HTTP", vec![raw("SSH-2.0-OpenSSH_9.6\r\n\r\n").then_close()]),
        ("tunnel without TLS", vec![raw("HTTP/1.1 200 OK\r\n\r\nno TLS").then_close()]),
    ] {
        table
            .row(fault, failure("Transport::Connect", Applied::No, 3), async || {
                let server = Server::responding(responses);
                let outcome = send(&with_proxy(&server, HTTPS, https()).build().unwrap()).await;
                assert!(
                    server.requests().iter().all(|head| head.starts_with("CONNECT service.example.com:443"))
                );
                let printed = format!("{outcome:?} {}", outcome.as_ref().unwrap_err());
                assert!(!printed.contains(PASSWORD), "the proxy's password is printed: {printed}");
                outcome
            })
            .await;
    }
    table
        .row("proxy is silent", failure("Timeout::Attempt", Applied::No, 2), async || {
            let client = client_with_short_timeout(HTTPS.to_owned());
            send(&with_proxy(&Server::silent(), HTTPS, client).build().unwrap()).await
        })
        .await;
    table
        .row("TLS handshake without response", failure("Timeout::Attempt", Applied::No, 2), async || {
            let server = Server::start(|connection| connection.hold());
            send(&client_with_short_timeout(format!("https://{}", server.address)).build().unwrap()).await
        })
        .await;
    table
        .row(
            "connection reset in the TLS handshake",
            failure("Transport::Connect", Applied::No, 3),
            async || {
                let server = Server::start(|connection| {
                    use std::io::Read;
                    connection.stream.read_exact(&mut [0; 5]).unwrap();
                    connection.reset();
                });
                send(&client(format!("https://{}", server.address)).build().unwrap()).await
            },
        )
        .await;
    // A proxy forwards requests to an http endpoint, so that its own errors look like responses of
    // the service.
    let http = || client(HTTP.to_owned());
    for (fault, expected, status) in [
        ("proxy requires credentials, 407", failure("Response", Applied::No, 1).not_retryable(), 407),
        ("proxy timeout, 504", failure("Response", Applied::Unknown, 3), 504),
    ] {
        table
            .row(fault, expected, async || {
                let server = Server::responding([error_page(status)]);
                send(&with_proxy(&server, HTTP, http()).build().unwrap()).await
            })
            .await;
    }
    table
        .row("proxy forwards the request", success(1), async || {
            let server = Server::responding([ok_response("{}")]);
            send(&with_proxy(&server, HTTP, http()).build().unwrap()).await
        })
        .await;
}
