#[doc(hidden)]
#[allow(warnings)]
pub struct UsageRecordBuilder(());
#[allow(warnings, clippy::all, clippy::pedantic)]
const _: () = {
    use ::metering_core::__private_0_1_0 as __core;
    impl __core::Length for UsageRecord {
        fn __length(&self) -> __core::Option<__core::usize> {
            loop {}
        }
    }
    impl __core::Number for UsageRecord {
        const LIMITS: __core::Limits = <__core::i64 as __core::Number>::LIMITS;
        fn __range(
            &self,
            _: __core::Option<__core::Bound>,
            _: __core::Option<__core::Bound>,
            _: __core::bool,
            _: &mut __core::Violations<'_>,
        ) {}
    }
    impl __core::Text for UsageRecord {
        fn __text(&self) -> __core::Option<&__core::str> {
            loop {}
        }
    }
    impl __core::Items for UsageRecord {
        type Item = Self;
        fn __each(
            &self,
            _: &mut __core::Violations<'_>,
            _: &mut dyn __core::FnMut(&Self::Item, &mut __core::Violations<'_>),
        ) {}
    }
    impl __core::Keys for UsageRecord {
        fn __keys(
            &self,
            _: &mut __core::Violations<'_>,
            _: &mut dyn __core::FnMut(&__core::str, &mut __core::Violations<'_>),
        ) {}
    }
    impl __core::Timestamp for UsageRecord {}
    impl __core::Validate for UsageRecord {
        fn validate_at(&self, _: &mut __core::Violations<'_>) {}
    }
    impl __core::Shape for UsageRecord {
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
    impl __core::Structure for UsageRecord {
        type Members = ();
    }
    impl UsageRecord {
        pub fn builder() -> UsageRecordBuilder {
            loop {}
        }
    }
    impl UsageRecordBuilder {
        pub fn dimension(self, _: impl __core::Into<String>) -> Self {
            self
        }
        pub fn quantity(self, _: impl __core::Into<i32>) -> Self {
            self
        }
        pub fn set_quantity(self, _: Option<i32>) -> Self {
            self
        }
        pub fn build(self) -> UsageRecord {
            loop {}
        }
    }
};
::core::compile_error! {
    "empty range: minimum 255 is greater than maximum 1; swap them"
}
