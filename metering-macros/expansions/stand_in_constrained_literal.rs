#[allow(warnings, clippy::all, clippy::pedantic)]
const _: () = {
    use ::metering_core::__private_0_1_0 as __core;
    impl __core::Validate for ProductCode {
        fn validate_at(&self, _: &mut __core::Violations<'_>) {}
    }
    impl __core::Shape for ProductCode {
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
    impl ProductCode {
        pub fn new(
            _: impl __core::Into<Cow<'static, str>>,
        ) -> __core::Result<Self, __core::ValidationError> {
            loop {}
        }
    }
    impl __core::From<Cow<'static, str>> for ProductCode {
        fn from(_: Cow<'static, str>) -> Self {
            loop {}
        }
    }
    impl ProductCode {
        pub const fn from_static(_: &'static __core::str) -> Self {
            ProductCode(__core::Cow::Borrowed(""))
        }
    }
    impl __core::From<__core::String> for ProductCode {
        fn from(_: __core::String) -> Self {
            loop {}
        }
    }
    impl __core::FromStr for ProductCode {
        type Err = __core::ValidationError;
        fn from_str(_: &__core::str) -> __core::Result<Self, Self::Err> {
            loop {}
        }
    }
    impl __core::Length for ProductCode {
        fn length(&self) -> __core::Option<__core::usize> {
            loop {}
        }
    }
    impl __core::IdempotencyToken for ProductCode {}
    impl ProductCode {
        pub fn as_str(&self) -> &__core::str {
            loop {}
        }
    }
    impl __core::From<&__core::str> for ProductCode {
        fn from(_: &__core::str) -> Self {
            loop {}
        }
    }
    #[automatically_derived]
    impl __core::Text for ProductCode {
        #[inline]
        fn text(&self) -> __core::Option<&__core::str> {
            __core::Some(self.as_str())
        }
    }
    #[automatically_derived]
    impl __core::MapKey for ProductCode {}
    #[automatically_derived]
    impl __core::AsRef<__core::str> for ProductCode {
        #[inline]
        fn as_ref(&self) -> &__core::str {
            self.as_str()
        }
    }
    #[automatically_derived]
    impl __core::fmt::Display for ProductCode {
        #[inline]
        fn fmt(&self, __to: &mut __core::fmt::Formatter<'_>) -> __core::fmt::Result {
            __core::fmt::Display::fmt(self.as_str(), __to)
        }
    }
};
::core::compile_error! {
    "invalid `pattern`: unclosed character class; write `]` at its end, or `\\[` for the character"
}
