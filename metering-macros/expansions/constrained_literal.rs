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
    impl ProductCode {
        /// Creates a value that satisfies the declared constraints.
        ///
        /// # Errors
        ///
        /// Returns an error with all violated constraints.
        #[inline]
        pub fn new(
            value: impl __core::Into<Cow<'static, str>>,
        ) -> __core::Result<Self, __core::ValidationError> {
            __core::checked(ProductCode(__core::Into::into(value)))
        }
        /// Returns the text.
        #[must_use]
        #[inline]
        pub fn as_str(&self) -> &__core::str {
            &self.0
        }
    }
    #[automatically_derived]
    impl __core::From<Cow<'static, str>> for ProductCode {
        #[inline]
        fn from(value: Cow<'static, str>) -> Self {
            ProductCode(value)
        }
    }
    #[automatically_derived]
    impl __core::Validate for ProductCode {
        #[inline]
        fn validate_at(&self, __v: &mut __core::Violations<'_>) {
            __core::length(
                <Cow<'static, str> as __core::Length>::__length(&self.0),
                1,
                255,
                __v,
            );
            __core::pattern(
                <Cow<'static, str> as __core::Text>::__text(&self.0),
                &__PATTERN_0,
                __v,
            );
            <Cow<'static, str> as __core::Shape>::validate_inner(&self.0, __v);
        }
        #[inline]
        fn __key_text(&self) -> &__core::str {
            self.as_str()
        }
    }
    #[automatically_derived]
    impl __core::Shape for ProductCode {
        #[inline]
        fn write(&self, __to: &mut __core::Writer) {
            <Cow<'static, str> as __core::Shape>::write(&self.0, __to);
        }
        #[inline]
        fn read(
            __from: &mut dyn __core::Source<'_>,
        ) -> __core::Result<__core::Option<Self>, __core::ReadError> {
            __core::Ok(
                <Cow<'static, str> as __core::Shape>::read(__from)?.map(ProductCode),
            )
        }
        fn absent() -> Self {
            ProductCode(<Cow<'static, str> as __core::Shape>::absent())
        }
        #[inline]
        fn is_set(&self) -> __core::bool {
            <Cow<'static, str> as __core::Shape>::is_set(&self.0)
        }
        #[inline]
        fn wipe(&mut self) {
            <Cow<'static, str> as __core::Shape>::wipe(&mut self.0);
        }
        fn info() -> __core::ShapeInfo {
            __core::ShapeInfo::new(
                    "ProductCode",
                    <Cow<'static, str> as __core::Shape>::info().kind,
                )
                .constrained(
                    __core::Constraints::NONE.length(1, 255).pattern("^[a-z]*$"),
                )
        }
    }
    #[automatically_derived]
    impl __core::Text for ProductCode {
        #[inline]
        fn __text(&self) -> __core::Option<&__core::str> {
            __core::Some(self.as_str())
        }
    }
    #[automatically_derived]
    impl __core::MapKey for ProductCode {}
    #[automatically_derived]
    impl __core::StringLike for ProductCode {}
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
        fn fmt(&self, f: &mut __core::fmt::Formatter<'_>) -> __core::fmt::Result {
            __core::fmt::Display::fmt(self.as_str(), f)
        }
    }
    #[automatically_derived]
    impl __core::From<&__core::String> for ProductCode {
        #[inline]
        fn from(value: &__core::String) -> Self {
            __core::From::from(&**value)
        }
    }
    #[automatically_derived]
    impl __core::PartialEq<__core::str> for ProductCode {
        #[inline]
        fn eq(&self, __other: &__core::str) -> __core::bool {
            *self.as_str() == *__core::AsRef::<__core::str>::as_ref(__other)
        }
    }
    #[automatically_derived]
    impl __core::PartialEq<ProductCode> for __core::str {
        #[inline]
        fn eq(&self, __other: &ProductCode) -> __core::bool {
            __other == self
        }
    }
    #[automatically_derived]
    impl __core::PartialEq<&__core::str> for ProductCode {
        #[inline]
        fn eq(&self, __other: &&__core::str) -> __core::bool {
            *self.as_str() == *__core::AsRef::<__core::str>::as_ref(__other)
        }
    }
    #[automatically_derived]
    impl __core::PartialEq<ProductCode> for &__core::str {
        #[inline]
        fn eq(&self, __other: &ProductCode) -> __core::bool {
            __other == self
        }
    }
    #[automatically_derived]
    impl __core::PartialEq<__core::String> for ProductCode {
        #[inline]
        fn eq(&self, __other: &__core::String) -> __core::bool {
            *self.as_str() == *__core::AsRef::<__core::str>::as_ref(__other)
        }
    }
    #[automatically_derived]
    impl __core::PartialEq<ProductCode> for __core::String {
        #[inline]
        fn eq(&self, __other: &ProductCode) -> __core::bool {
            __other == self
        }
    }
    impl ProductCode {
        /// Creates a value from a literal. In a const context, a literal that violates the declared
        /// length or pattern doesn't compile.
        ///
        /// # Panics
        ///
        /// Panics if the literal violates the declared length or pattern, outside of a const context.
        #[must_use]
        #[track_caller]
        #[inline]
        pub const fn from_static(value: &'static __core::str) -> Self {
            __core::static_length(
                value,
                1,
                255,
                "the length of this `ProductCode` is outside `1..=255`; change the literal",
            );
            __core::static_pattern(
                value,
                &__PATTERN_0,
                "this `ProductCode` does not match the pattern `^[a-z]*$`; change the literal",
            );
            ProductCode(__core::Cow::Borrowed(value))
        }
    }
    #[automatically_derived]
    impl __core::Length for ProductCode {
        #[inline]
        fn __length(&self) -> __core::Option<__core::usize> {
            <Cow<'static, str> as __core::Length>::__length(&self.0)
        }
    }
    #[automatically_derived]
    impl __core::From<&__core::str> for ProductCode {
        #[inline]
        fn from(value: &__core::str) -> Self {
            ProductCode(
                __core::From::from(<__core::String as __core::From<_>>::from(value)),
            )
        }
    }
    #[automatically_derived]
    impl __core::From<__core::String> for ProductCode {
        #[inline]
        fn from(value: __core::String) -> Self {
            ProductCode(__core::Into::into(value))
        }
    }
    #[automatically_derived]
    impl __core::From<ProductCode> for __core::String {
        #[inline]
        fn from(value: ProductCode) -> Self {
            __core::Into::into(value.0)
        }
    }
    #[automatically_derived]
    impl __core::FromStr for ProductCode {
        type Err = __core::ValidationError;
        #[inline]
        fn from_str(value: &__core::str) -> __core::Result<Self, Self::Err> {
            __core::checked(__core::From::from(value))
        }
    }
    #[automatically_derived]
    impl __core::Borrow<__core::str> for ProductCode {
        #[inline]
        fn borrow(&self) -> &__core::str {
            self.as_str()
        }
    }
    #[automatically_derived]
    impl __core::IdempotencyToken for ProductCode {}
    /// The compiled pattern `^[a-z]*$`.
    static __PATTERN_0: __core::Pattern = __core::Pattern::from_table(
        "^[a-z]*$",
        b"\x01\x02\x04\0\x04\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\0\0\0\0\0\x80\0\0\0\0\0\x02\x02\0\x06\0\x06",
    );
};
