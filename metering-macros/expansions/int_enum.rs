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
    impl Level {
        /// The declared values, as they are written on the wire.
        pub const VALUES: &'static [__core::i32] = &[-1i32, 1i32];
        /// Returns the value as it is written on the wire.
        #[must_use]
        #[inline]
        pub fn value(&self) -> __core::i32 {
            match self {
                Level::Low => -1i32,
                Level::High => 1i32,
                Level::Unknown(__value) => *__value,
            }
        }
    }
    #[automatically_derived]
    impl __core::From<__core::i32> for Level {
        #[inline]
        fn from(value: __core::i32) -> Self {
            match value {
                -1i32 => Level::Low,
                1i32 => Level::High,
                _ => Level::Unknown(value),
            }
        }
    }
    #[automatically_derived]
    impl __core::Validate for Level {
        #[inline]
        fn validate_at(&self, _: &mut __core::Violations<'_>) {}
    }
    #[automatically_derived]
    impl __core::Shape for Level {
        #[inline]
        fn write(&self, __to: &mut __core::Writer) {
            __to.integer(self.value() as __core::i64);
        }
        #[inline]
        fn read(
            __from: &mut dyn __core::Source<'_>,
        ) -> __core::Result<__core::Option<Self>, __core::ReadError> {
            __core::Ok(
                <__core::i32 as __core::Shape>::read(__from)?.map(__core::From::from),
            )
        }
        fn absent() -> Self {
            __core::From::from(0)
        }
        fn info() -> __core::ShapeInfo {
            __core::ShapeInfo::new("Level", __core::ShapeKind::IntEnum(Level::VALUES))
        }
    }
};
