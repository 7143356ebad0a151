#[allow(warnings, clippy::all, clippy::pedantic)]
const _: () = {
    use ::metering_core::__private_0_1_0 as __core;
    impl __core::Length for Value {
        fn __length(&self) -> __core::Option<__core::usize> {
            loop {}
        }
    }
    impl __core::Number for Value {
        const LIMITS: __core::Limits = <__core::i64 as __core::Number>::LIMITS;
        fn __range(
            &self,
            _: __core::Option<__core::Bound>,
            _: __core::Option<__core::Bound>,
            _: __core::bool,
            _: &mut __core::Violations<'_>,
        ) {}
    }
    impl __core::Text for Value {
        fn __text(&self) -> __core::Option<&__core::str> {
            loop {}
        }
    }
    impl __core::Items for Value {
        type Item = Self;
        fn __each(
            &self,
            _: &mut __core::Violations<'_>,
            _: &mut dyn __core::FnMut(&Self::Item, &mut __core::Violations<'_>),
        ) {}
    }
    impl __core::Keys for Value {
        fn __keys(
            &self,
            _: &mut __core::Violations<'_>,
            _: &mut dyn __core::FnMut(&__core::str, &mut __core::Violations<'_>),
        ) {}
    }
    impl __core::Timestamp for Value {}
    impl __core::Validate for Value {
        fn validate_at(&self, _: &mut __core::Violations<'_>) {}
    }
    impl __core::Shape for Value {
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
    impl __core::Event for Value {}
};
::core::compile_error! {
    "`Value` needs a variant for values that AWS adds later; add `#[aws(other)] Unknown(UnknownMember)`"
}
