#[derive(Shape)]
pub struct StartLiveTailOutput {
    pub response_stream: EventStream<LiveTailEvent>,
}
