//! The body of a response, as it arrives or collected.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use http::Response;
#[cfg(feature = "event-stream")]
use http::Version;
use http_body::{Body as _, Frame, SizeHint};
use http_body_util::BodyExt as _;

use super::{Progress, TransportError};

type BoxError = Box<dyn Error + Send + Sync>;

/// The body of a response, whose chunks may still be arriving.
pub struct Body(Kind);

enum Kind {
    Full(Option<Bytes>),
    #[cfg(feature = "hyper")]
    Hyper(hyper::body::Incoming),
    #[cfg(feature = "reqwest")]
    Reqwest(reqwest::Body),
    Other(Pin<Box<dyn http_body::Body<Data = Bytes, Error = BoxError> + Send>>),
}

impl Body {
    /// Wraps another body.
    pub fn wrap<B>(body: B) -> Self
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        Self(Kind::Other(Box::pin(body.map_err(Into::into))))
    }

    #[cfg(feature = "hyper")]
    pub(super) fn hyper(body: hyper::body::Incoming) -> Self {
        Self(Kind::Hyper(body))
    }

    #[cfg(feature = "reqwest")]
    pub(super) fn reqwest(body: reqwest::Body) -> Self {
        Self(Kind::Reqwest(body))
    }

    /// Returns `true` if a body that was read to its end is incomplete. hyper ends a body without
    /// an error if the server resets the HTTP/2 stream with NO_ERROR instead of ending it.
    #[cfg(feature = "event-stream")]
    pub(crate) fn was_reset(&self, version: Version) -> bool {
        version == Version::HTTP_2
            && !matches!(self.0, Kind::Full(_) | Kind::Other(_))
            && !self.is_end_stream()
    }
}

impl<B: Into<Bytes>> From<B> for Body {
    fn from(body: B) -> Self {
        Self(Kind::Full(Some(body.into()).filter(|body| !body.is_empty())))
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        Poll::Ready(match &mut self.0 {
            Kind::Full(body) => body.take().map(|body| Ok(Frame::data(body))),
            #[cfg(feature = "hyper")]
            Kind::Hyper(body) => {
                ready!(Pin::new(body).poll_frame(context)).map(|frame| frame.map_err(Into::into))
            }
            #[cfg(feature = "reqwest")]
            Kind::Reqwest(body) => ready!(Pin::new(body).poll_frame(context))
                .map(|frame| frame.map_err(|error| error.without_url().into())),
            Kind::Other(body) => ready!(body.as_mut().poll_frame(context)),
        })
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Kind::Full(body) => body.is_none(),
            #[cfg(feature = "hyper")]
            Kind::Hyper(body) => body.is_end_stream(),
            #[cfg(feature = "reqwest")]
            Kind::Reqwest(body) => body.is_end_stream(),
            Kind::Other(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Kind::Full(body) => SizeHint::with_exact(body.as_ref().map_or(0, |body| body.len() as u64)),
            #[cfg(feature = "hyper")]
            Kind::Hyper(body) => body.size_hint(),
            #[cfg(feature = "reqwest")]
            Kind::Reqwest(body) => body.size_hint(),
            Kind::Other(body) => body.size_hint(),
        }
    }
}

/// Prints no content, which may be secret.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body").field("size", &self.size_hint().exact()).finish_non_exhaustive()
    }
}

/// Collects the body of a response, up to `max_body` bytes.
///
/// # Errors
/// Returns an error if the body is longer, or if the connection breaks before its end.
pub async fn collect(response: Response<Body>, max_body: usize) -> Result<Response<Bytes>, TransportError> {
    collect_with(response, max_body, &mut Progress::default()).await
}

/// Collects a body and keeps the head of the response in `progress`, in case the future is dropped.
pub(super) async fn collect_with(
    response: Response<Body>,
    max_body: usize,
    progress: &mut Progress,
) -> Result<Response<Bytes>, TransportError> {
    let (parts, mut body) = response.into_parts();
    progress.head = Some((parts.status, parts.headers));
    let collected = read(&mut body, max_body).await;
    let (status, headers) = progress.head.take().unwrap_or_default();
    match collected {
        Ok(Some(body)) => {
            let mut response = Response::new(body);
            *response.status_mut() = status;
            *response.version_mut() = parts.version;
            *response.headers_mut() = headers;
            Ok(response)
        }
        Ok(None) => Err(TransportError::body_too_large(max_body, status, headers)),
        Err(error) => Err(TransportError::body(error, status, headers)),
    }
}

/// Returns the whole body. `None` if it is longer than `max_body` bytes.
async fn read(body: &mut Body, max_body: usize) -> Result<Option<Bytes>, BoxError> {
    let announced = body.size_hint().lower();
    if announced > max_body as u64 {
        return Ok(None);
    }
    // Most bodies arrive in one chunk, which is then not copied.
    let mut first = Bytes::new();
    let mut whole = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let Ok(chunk) = frame?.into_data() else { continue };
        if first.len() + whole.len() + chunk.len() > max_body {
            return Ok(None);
        } else if first.is_empty() && whole.is_empty() {
            first = chunk;
        } else {
            if whole.is_empty() {
                whole.reserve((announced as usize).max(first.len() + chunk.len()));
                whole.extend_from_slice(&std::mem::take(&mut first));
            }
            whole.extend_from_slice(&chunk);
        }
    }
    Ok(Some(if whole.is_empty() { first } else { whole.freeze() }))
}
