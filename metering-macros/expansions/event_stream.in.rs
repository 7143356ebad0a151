/// A response with events.
#[derive(Shape)]
pub struct StartLiveTailOutput {
    /// The session.
    pub session_id: Option<String>,
    /// The events.
    #[aws(rename = "responseStream")]
    pub response_stream: EventStream<LiveTailEvent>,
}
