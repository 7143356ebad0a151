#[allow(warnings, clippy::all, clippy::pedantic)]
const _: () = {
    use ::metering_core::__private_0_1_0 as __core;
    impl __core::Length for Status {
        fn __length(&self) -> __core::Option<__core::usize> {
            loop {}
        }
    }
    impl __core::Number for Status {
        const LIMITS: __core::Limits = <__core::i64 as __core::Number>::LIMITS;
        fn __range(
            &self,
            _: __core::Option<__core::Bound>,
            _: __core::Option<__core::Bound>,
            _: __core::bool,
            _: &mut __core::Violations<'_>,
        ) {}
    }
    impl __core::Text for Status {
        fn __text(&self) -> __core::Option<&__core::str> {
            loop {}
        }
    }
    impl __core::Items for Status {
        type Item = Self;
        fn __each(
            &self,
            _: &mut __core::Violations<'_>,
            _: &mut dyn __core::FnMut(&Self::Item, &mut __core::Violations<'_>),
        ) {}
    }
    impl __core::Keys for Status {
        fn __keys(
            &self,
            _: &mut __core::Violations<'_>,
            _: &mut dyn __core::FnMut(&__core::str, &mut __core::Violations<'_>),
        ) {}
    }
    impl __core::Timestamp for Status {}
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
    impl __core::From<__core::String> for Status {
        fn from(_: __core::String) -> Self {
            loop {}
        }
    }
    impl __core::FromStr for Status {
        type Err = __core::convert::Infallible;
        fn from_str(_: &__core::str) -> __core::Result<Self, Self::Err> {
            loop {}
        }
    }
    impl __core::From<Status> for __core::String {
        fn from(_: Status) -> Self {
            loop {}
        }
    }
    #[automatically_derived]
    impl __core::MapKey for Status {}
    #[automatically_derived]
    impl __core::StringLike for Status {}
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
        fn fmt(&self, f: &mut __core::fmt::Formatter<'_>) -> __core::fmt::Result {
            __core::fmt::Display::fmt(self.as_str(), f)
        }
    }
    #[automatically_derived]
    impl __core::From<&__core::String> for Status {
        #[inline]
        fn from(value: &__core::String) -> Self {
            __core::From::from(&**value)
        }
    }
    #[automatically_derived]
    impl __core::PartialEq<__core::str> for Status {
        #[inline]
        fn eq(&self, __other: &__core::str) -> __core::bool {
            *self.as_str() == *__core::AsRef::<__core::str>::as_ref(__other)
        }
    }
    #[automatically_derived]
    impl __core::PartialEq<Status> for __core::str {
        #[inline]
        fn eq(&self, __other: &Status) -> __core::bool {
            __other == self
        }
    }
    #[automatically_derived]
    impl __core::PartialEq<&__core::str> for Status {
        #[inline]
        fn eq(&self, __other: &&__core::str) -> __core::bool {
            *self.as_str() == *__core::AsRef::<__core::str>::as_ref(__other)
        }
    }
    #[automatically_derived]
    impl __core::PartialEq<Status> for &__core::str {
        #[inline]
        fn eq(&self, __other: &Status) -> __core::bool {
            __other == self
        }
    }
    #[automatically_derived]
    impl __core::PartialEq<__core::String> for Status {
        #[inline]
        fn eq(&self, __other: &__core::String) -> __core::bool {
            *self.as_str() == *__core::AsRef::<__core::str>::as_ref(__other)
        }
    }
    #[automatically_derived]
    impl __core::PartialEq<Status> for __core::String {
        #[inline]
        fn eq(&self, __other: &Status) -> __core::bool {
            __other == self
        }
    }
    impl Status {
        pub const VALUES: &'static [&'static __core::str] = &[];
    }
};
::core::compile_error! {
    "`Status` needs a variant for values that AWS adds later; add `#[aws(other)] Unknown(UnknownValue)`"
}
