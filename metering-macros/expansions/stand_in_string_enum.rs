#[allow(warnings, clippy::all, clippy::pedantic)]
const _: () = {
    use ::metering_core::__private_0_1_0 as __core;
    impl __core::Validate for Status {
        fn validate_at(&self, _: &mut __core::Violations<'_>) {}
    }
    impl __core::Shape for Status {
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
    impl Status {
        pub fn as_str(&self) -> &__core::str {
            loop {}
        }
    }
    impl __core::From<&__core::str> for Status {
        fn from(_: &__core::str) -> Self {
            loop {}
        }
    }
    #[automatically_derived]
    impl __core::Text for Status {
        #[inline]
        fn text(&self) -> __core::Option<&__core::str> {
            __core::Some(self.as_str())
        }
    }
    #[automatically_derived]
    impl __core::MapKey for Status {}
    #[automatically_derived]
    impl __core::AsRef<__core::str> for Status {
        #[inline]
        fn as_ref(&self) -> &__core::str {
            self.as_str()
        }
    }
    #[automatically_derived]
    impl __core::fmt::Display for Status {
        #[inline]
        fn fmt(&self, __to: &mut __core::fmt::Formatter<'_>) -> __core::fmt::Result {
            __core::fmt::Display::fmt(self.as_str(), __to)
        }
    }
    impl Status {
        pub const VALUES: &'static [&'static __core::str] = &[];
    }
    impl __core::From<__core::String> for Status {
        fn from(_: __core::String) -> Self {
            loop {}
        }
    }
    impl __core::FromStr for Status {
        type Err = __core::convert::Infallible;
        fn from_str(
            _: &__core::str,
        ) -> __core::Result<Self, __core::convert::Infallible> {
            loop {}
        }
    }
};
::core::compile_error! {
    "`Status` needs a variant for what AWS adds later; add `#[aws(other)] Unknown(UnknownValue)`"
}
