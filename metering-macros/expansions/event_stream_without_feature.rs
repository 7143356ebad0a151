#[doc(hidden)]
#[allow(warnings)]
pub struct StartLiveTailOutputBuilder(());
#[allow(warnings, clippy::all, clippy::pedantic)]
const _: () = {
    use ::metering_core::__private_0_1_0 as __core;
    impl __core::Length for StartLiveTailOutput {
        fn __length(&self) -> __core::Option<__core::usize> {
            loop {}
        }
    }
    impl __core::Number for StartLiveTailOutput {
        const LIMITS: __core::Limits = <__core::i64 as __core::Number>::LIMITS;
        fn __range(
            &self,
            _: __core::Option<__core::Bound>,
            _: __core::Option<__core::Bound>,
            _: __core::bool,
            _: &mut __core::Violations<'_>,
        ) {}
    }
    impl __core::Text for StartLiveTailOutput {
        fn __text(&self) -> __core::Option<&__core::str> {
            loop {}
        }
    }
    impl __core::Items for StartLiveTailOutput {
        type Item = Self;
        fn __each(
            &self,
            _: &mut __core::Violations<'_>,
            _: &mut dyn __core::FnMut(&Self::Item, &mut __core::Violations<'_>),
        ) {}
    }
    impl __core::Keys for StartLiveTailOutput {
        fn __keys(
            &self,
            _: &mut __core::Violations<'_>,
            _: &mut dyn __core::FnMut(&__core::str, &mut __core::Violations<'_>),
        ) {}
    }
    impl __core::Timestamp for StartLiveTailOutput {}
    impl __core::Validate for StartLiveTailOutput {
        fn validate_at(&self, _: &mut __core::Violations<'_>) {}
    }
    impl __core::Shape for StartLiveTailOutput {
        fn write(&self, _: &mut __core::Writer) {}
        fn read(
            _: &mut dyn __core::Source<'_>,
        ) -> __core::Result<__core::Option<Self>, __core::ReadError> {
            loop {}
        }
        fn absent() -> Self {
            loop {}
        }
        fn info() -> __core::ShapeInfo {
            loop {}
        }
    }
    impl __core::Structure for StartLiveTailOutput {
        type Members = ();
    }
    impl StartLiveTailOutput {
        pub fn builder() -> StartLiveTailOutputBuilder {
            loop {}
        }
    }
    impl StartLiveTailOutputBuilder {
        pub fn response_stream(
            self,
            _: impl __core::Into<EventStream<LiveTailEvent>>,
        ) -> Self {
            self
        }
        pub fn build(self) -> StartLiveTailOutput {
            loop {}
        }
    }
};
::core::compile_error! {
    "event streams need the feature `event-stream` of metering-core; enable it in Cargo.toml"
}
