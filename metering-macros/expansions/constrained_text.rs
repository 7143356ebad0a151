#[allow(
    deprecated,
    dead_code,
    non_camel_case_types,
    non_snake_case,
    trivial_casts,
    trivial_numeric_casts,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery
)]
const _: () = {
    use ::metering_core::__private_0_1_0 as __core;
    impl Name {
        /// Creates a value that satisfies the declared constraints.
        ///
        /// # Errors
        ///
        /// Returns an error with all violated constraints.
        #[inline]
        pub fn new(
            value: impl __core::Into<String>,
        ) -> __core::Result<Self, __core::ValidationError> {
            __core::checked(Name(__core::Into::into(value)))
        }
        /// Returns the text.
        #[must_use]
        #[inline]
        pub fn as_str(&self) -> &__core::str {
            &self.0
        }
    }
    #[automatically_derived]
    impl __core::From<String> for Name {
        #[inline]
        fn from(value: String) -> Self {
            Name(value)
        }
    }
    #[automatically_derived]
    impl __core::Validate for Name {
        #[inline]
        fn validate_at(&self, __v: &mut __core::Violations<'_>) {
            __core::length(<String as __core::Length>::__length(&self.0), 1, 64, __v);
            __core::pattern(
                <String as __core::Text>::__text(&self.0),
                &__PATTERN_0,
                __v,
            );
            <String as __core::Shape>::validate_inner(&self.0, __v);
            let __check: fn(&Self, &mut __core::Violations<'_>) = own_rule;
            __check(self, __v);
        }
        #[inline]
        fn __key_text(&self) -> &__core::str {
            self.as_str()
        }
    }
    #[automatically_derived]
    impl __core::Shape for Name {
        #[inline]
        fn write(&self, __to: &mut __core::Writer) {
            <String as __core::Shape>::write(&self.0, __to);
        }
        #[inline]
        fn read(
            __from: &mut dyn __core::Source<'_>,
        ) -> __core::Result<__core::Option<Self>, __core::ReadError> {
            __core::Ok(<String as __core::Shape>::read(__from)?.map(Name))
        }
        fn absent() -> Self {
            Name(<String as __core::Shape>::absent())
        }
        #[inline]
        fn is_set(&self) -> __core::bool {
            <String as __core::Shape>::is_set(&self.0)
        }
        #[inline]
        fn wipe(&mut self) {
            <String as __core::Shape>::wipe(&mut self.0);
        }
        fn info() -> __core::ShapeInfo {
            __core::ShapeInfo::new("Name", <String as __core::Shape>::info().kind)
                .constrained(__core::Constraints::NONE.length(1, 64).pattern("^[a-z]+$"))
        }
    }
    #[automatically_derived]
    impl __core::Text for Name {
        #[inline]
        fn __text(&self) -> __core::Option<&__core::str> {
            __core::Some(self.as_str())
        }
    }
    #[automatically_derived]
    impl __core::MapKey for Name {}
    #[automatically_derived]
    impl __core::StringLike for Name {}
    #[automatically_derived]
    impl __core::AsRef<__core::str> for Name {
        #[inline]
        fn as_ref(&self) -> &__core::str {
            self.as_str()
        }
    }
    #[automatically_derived]
    impl __core::fmt::Display for Name {
        #[inline]
        fn fmt(&self, f: &mut __core::fmt::Formatter<'_>) -> __core::fmt::Result {
            __core::fmt::Display::fmt(self.as_str(), f)
        }
    }
    #[automatically_derived]
    impl __core::From<&__core::String> for Name {
        #[inline]
        fn from(value: &__core::String) -> Self {
            __core::From::from(&**value)
        }
    }
    #[automatically_derived]
    impl __core::PartialEq<__core::str> for Name {
        #[inline]
        fn eq(&self, __other: &__core::str) -> __core::bool {
            *self.as_str() == *__core::AsRef::<__core::str>::as_ref(__other)
        }
    }
    #[automatically_derived]
    impl __core::PartialEq<Name> for __core::str {
        #[inline]
        fn eq(&self, __other: &Name) -> __core::bool {
            __other == self
        }
    }
    #[automatically_derived]
    impl __core::PartialEq<&__core::str> for Name {
        #[inline]
        fn eq(&self, __other: &&__core::str) -> __core::bool {
            *self.as_str() == *__core::AsRef::<__core::str>::as_ref(__other)
        }
    }
    #[automatically_derived]
    impl __core::PartialEq<Name> for &__core::str {
        #[inline]
        fn eq(&self, __other: &Name) -> __core::bool {
            __other == self
        }
    }
    #[automatically_derived]
    impl __core::PartialEq<__core::String> for Name {
        #[inline]
        fn eq(&self, __other: &__core::String) -> __core::bool {
            *self.as_str() == *__core::AsRef::<__core::str>::as_ref(__other)
        }
    }
    #[automatically_derived]
    impl __core::PartialEq<Name> for __core::String {
        #[inline]
        fn eq(&self, __other: &Name) -> __core::bool {
            __other == self
        }
    }
    #[automatically_derived]
    impl __core::Length for Name {
        #[inline]
        fn __length(&self) -> __core::Option<__core::usize> {
            <String as __core::Length>::__length(&self.0)
        }
    }
    #[automatically_derived]
    impl __core::From<&__core::str> for Name {
        #[inline]
        fn from(value: &__core::str) -> Self {
            Name(__core::From::from(<__core::String as __core::From<_>>::from(value)))
        }
    }
    #[automatically_derived]
    impl __core::From<__core::Cow<'static, __core::str>> for Name {
        #[inline]
        fn from(value: __core::Cow<'static, __core::str>) -> Self {
            Name(__core::Into::into(value))
        }
    }
    #[automatically_derived]
    impl __core::From<Name> for __core::String {
        #[inline]
        fn from(value: Name) -> Self {
            __core::Into::into(value.0)
        }
    }
    #[automatically_derived]
    impl __core::FromStr for Name {
        type Err = __core::ValidationError;
        #[inline]
        fn from_str(value: &__core::str) -> __core::Result<Self, Self::Err> {
            __core::checked(__core::From::from(value))
        }
    }
    #[automatically_derived]
    impl __core::Borrow<__core::str> for Name {
        #[inline]
        fn borrow(&self) -> &__core::str {
            self.as_str()
        }
    }
    #[automatically_derived]
    impl __core::IdempotencyToken for Name {}
    #[automatically_derived]
    impl __core::serde::Serialize for Name {
        fn serialize<__S: __core::serde::Serializer>(
            &self,
            __to: __S,
        ) -> __core::Result<__S::Ok, __S::Error> {
            __core::serialize(self, __to)
        }
    }
    #[automatically_derived]
    impl<'__de> __core::serde::Deserialize<'__de> for Name {
        fn deserialize<__D: __core::serde::Deserializer<'__de>>(
            __from: __D,
        ) -> __core::Result<Self, __D::Error> {
            __core::deserialize(__from)
        }
    }
    /// The compiled pattern `^[a-z]+$`.
    static __PATTERN_0: __core::Pattern = __core::Pattern::from_table(
        "^[a-z]+$",
        b"\x01\x02\x04\0\x06\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\0\0\0\0\0\x80\0\0\0\0\0\x02\x02\0\x06\0\x06",
    );
};
