#[allow(warnings, clippy::all, clippy::pedantic)]
const _: () = {
    use ::metering_core::__private_0_1_0 as __core;
    impl __core::Validate for Level {
        fn validate_at(&self, _: &mut __core::Violations<'_>) {}
    }
    impl __core::Shape for Level {
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
    impl Level {
        pub const VALUES: &'static [__core::i32] = &[];
        pub fn value(&self) -> __core::i32 {
            loop {}
        }
    }
    impl __core::From<__core::i32> for Level {
        fn from(_: __core::i32) -> Self {
            loop {}
        }
    }
};
::core::compile_error! {
    "`Level` needs a variant for what AWS adds later; add `#[aws(other)] Unknown(i32)`"
}
