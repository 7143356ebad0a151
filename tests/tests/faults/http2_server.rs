//! An HTTP/2 server that writes its frames itself, over TLS or in plain text.

use std::io::{Read, Write};
use std::sync::Arc;

use crate::server::{REQUEST_ID, Server};

// Numbers of frames, flags and errors (RFC 9113, sections 6 and 7).
pub(crate) const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;
pub(crate) const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;
const ACK: u8 = 1;
pub(crate) const NO_ERROR: u32 = 0;
pub(crate) const INTERNAL_ERROR: u32 = 2;
pub(crate) const REFUSED_STREAM: u32 = 7;
pub(crate) const CANCEL: u32 = 8;
pub(crate) const ENHANCE_YOUR_CALM: u32 = 11;

/// A connection after the client's preface.
pub(crate) struct Frames(Box<dyn Io>);

/// A plain or encrypted connection.
trait Io: Read + Write {}

impl<S: Read + Write> Io for S {}

/// The end of a message from the client, with its stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Received {
    Request(u32),
    Reset(u32, u32),
}

impl Frames {
    fn start(mut stream: Box<dyn Io>) -> Option<Self> {
        let mut preface = [0; 24];
        stream.read_exact(&mut preface).ok()?;
        assert_eq!(&preface, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        let mut frames = Frames(stream);
        frames.write(SETTINGS, 0, 0, &[]);
        Some(frames)
    }

    pub(crate) fn write(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) {
        let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
        let head = [&length[1..], &[kind, flags], &stream.to_be_bytes()].concat();
        let _ = self.0.write_all(&[&head, payload].concat());
        let _ = self.0.flush();
    }

    /// Reads until the end of a request or of a stream. Returns `None` if the client closed the
    /// connection.
    pub(crate) fn receive(&mut self) -> Option<Received> {
        loop {
            let mut head = [0; 9];
            self.0.read_exact(&mut head).ok()?;
            let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
            let stream = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
            let mut payload = vec![0; length as usize];
            self.0.read_exact(&mut payload).ok()?;
            match (head[3], head[4]) {
                (SETTINGS, flags) if flags & ACK == 0 => self.write(SETTINGS, ACK, 0, &[]),
                (HEADERS | DATA, flags) if flags & END_STREAM != 0 => return Some(Received::Request(stream)),
                (RST_STREAM, _) => {
                    let reason = u32::from_be_bytes(payload[..4].try_into().unwrap());
                    return Some(Received::Reset(stream, reason));
                }
                _ => {}
            }
        }
    }

    /// Reads a request. Returns its stream, or `None` if the client closed the connection.
    pub(crate) fn request(&mut self) -> Option<u32> {
        loop {
            if let Received::Request(stream) = self.receive()? {
                return Some(stream);
            }
        }
    }

    /// Writes `:status` and the request ID.
    pub(crate) fn head(&mut self, stream: u32, status: u16) {
        let status = match status {
            200 => 0x88,
            400 => 0x8c,
            _ => 0x8e,
        };
        let name = b"x-amzn-requestid";
        let (name_length, length) = (name.len() as u8, REQUEST_ID.len() as u8);
        let block = [&[status, 0, name_length], &name[..], &[length], REQUEST_ID.as_bytes()].concat();
        self.write(HEADERS, END_HEADERS, stream, &block);
    }

    pub(crate) fn respond(&mut self, stream: u32, status: u16, body: &[u8]) {
        self.head(stream, status);
        self.write(DATA, END_STREAM, stream, body);
    }

    pub(crate) fn reset(&mut self, stream: u32, reason: u32) {
        self.write(RST_STREAM, 0, stream, &reason.to_be_bytes());
    }

    pub(crate) fn go_away(&mut self, last: u32, reason: u32) {
        self.write(GOAWAY, 0, 0, &[last.to_be_bytes(), reason.to_be_bytes()].concat());
    }
}

/// Starts a server that passes each connection to `serve` and then ends it, over TLS if `config` is
/// set.
pub(crate) fn start<F>(config: Option<Arc<rustls::ServerConfig>>, serve: F) -> Server
where
    F: Fn(&mut Frames) + Send + Sync + 'static,
{
    Server::start(move |connection| {
        let stream = connection.stream.try_clone().unwrap();
        let stream: Box<dyn Io> = match &config {
            Some(config) => {
                let tls = rustls::ServerConnection::new(Arc::clone(config)).unwrap();
                Box::new(rustls::StreamOwned::new(tls, stream))
            }
            None => Box::new(stream),
        };
        let Some(mut frames) = Frames::start(stream) else { return };
        serve(&mut frames);
        // Closing both directions now would reset the connection, and the client would lose the
        // frames that it hasn't read.
        let _ = connection.stream.shutdown(std::net::Shutdown::Write);
        connection.hold();
    })
}
