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
    impl Status {
        /// The declared values, as they are written on the wire.
        pub const VALUES: &'static [&'static __core::str] = &[
            "NOT_SUBSCRIBED",
            "Duplicate",
        ];
        /// Returns the value as it is written on the wire.
        #[must_use]
        #[inline]
        pub fn as_str(&self) -> &__core::str {
            match self {
                Status::NotSubscribed => "NOT_SUBSCRIBED",
                Status::DuplicateRecord => "Duplicate",
                Status::Unknown(__value) => __value.as_str(),
            }
        }
    }
    #[automatically_derived]
    impl __core::From<&__core::str> for Status {
        #[inline]
        fn from(value: &__core::str) -> Self {
            match value {
                "NOT_SUBSCRIBED" => Status::NotSubscribed,
                "Duplicate" => Status::DuplicateRecord,
                _ => Status::Unknown(__core::UnknownValue::__new(value)),
            }
        }
    }
    #[automatically_derived]
    impl __core::From<__core::String> for Status {
        #[inline]
        fn from(value: __core::String) -> Self {
            __core::From::from(&*value)
        }
    }
    #[automatically_derived]
    impl __core::From<Status> for __core::String {
        #[inline]
        fn from(value: Status) -> Self {
            __core::From::from(value.as_str())
        }
    }
    #[automatically_derived]
    impl __core::FromStr for Status {
        type Err = __core::convert::Infallible;
        #[inline]
        fn from_str(
            value: &__core::str,
        ) -> __core::Result<Self, __core::convert::Infallible> {
            __core::Ok(__core::From::from(value))
        }
    }
    #[automatically_derived]
    impl __core::Validate for Status {
        #[inline]
        fn validate_at(&self, _: &mut __core::Violations<'_>) {}
        #[inline]
        fn __key_text(&self) -> &__core::str {
            self.as_str()
        }
    }
    #[automatically_derived]
    impl __core::Shape for Status {
        #[inline]
        fn write(&self, __to: &mut __core::Writer) {
            __to.string(self.as_str());
        }
        #[inline]
        fn read(
            __from: &mut dyn __core::Source<'_>,
        ) -> __core::Result<__core::Option<Self>, __core::ReadError> {
            __core::read_from_str(__from)
        }
        fn absent() -> Self {
            Status::Unknown(__core::UnknownValue::__new(""))
        }
        fn info() -> __core::ShapeInfo {
            __core::ShapeInfo::new(
                "Status",
                __core::ShapeKind::StringEnum(Status::VALUES),
            )
        }
    }
    #[automatically_derived]
    impl __core::Text for Status {
        #[inline]
        fn __text(&self) -> __core::Option<&__core::str> {
            __core::Some(self.as_str())
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
    #[automatically_derived]
    impl __core::serde::Serialize for Status {
        fn serialize<__S: __core::serde::Serializer>(
            &self,
            __to: __S,
        ) -> __core::Result<__S::Ok, __S::Error> {
            __core::serialize(self, __to)
        }
    }
    #[automatically_derived]
    impl<'__de> __core::serde::Deserialize<'__de> for Status {
        fn deserialize<__D: __core::serde::Deserializer<'__de>>(
            __from: __D,
        ) -> __core::Result<Self, __D::Error> {
            __core::deserialize(__from)
        }
    }
};
