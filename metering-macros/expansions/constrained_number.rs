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
    impl Quantity {
        /// Creates a value that satisfies the declared constraints.
        ///
        /// # Errors
        ///
        /// Returns an error with all violated constraints.
        #[inline]
        pub fn new(
            value: impl __core::Into<i32>,
        ) -> __core::Result<Self, __core::ValidationError> {
            __core::checked(Quantity(__core::Into::into(value)))
        }
        /// Returns the number.
        #[must_use]
        #[inline]
        pub fn get(&self) -> i32 {
            self.0
        }
    }
    #[automatically_derived]
    impl __core::From<i32> for Quantity {
        #[inline]
        fn from(value: i32) -> Self {
            Quantity(value)
        }
    }
    #[automatically_derived]
    impl __core::Validate for Quantity {
        #[inline]
        fn validate_at(&self, __v: &mut __core::Violations<'_>) {
            <i32 as __core::Number>::__range(
                &self.0,
                __core::Some(__core::Bound::new(0, 0.0)),
                __core::Some(__core::Bound::new(2147483647, 2147483647.0)),
                false,
                __v,
            );
            <i32 as __core::Shape>::validate_inner(&self.0, __v);
        }
    }
    #[automatically_derived]
    impl __core::Shape for Quantity {
        #[inline]
        fn write(&self, __to: &mut __core::Writer) {
            <i32 as __core::Shape>::write(&self.0, __to);
        }
        #[inline]
        fn read(
            __from: &mut dyn __core::Source<'_>,
        ) -> __core::Result<__core::Option<Self>, __core::ReadError> {
            __core::Ok(<i32 as __core::Shape>::read(__from)?.map(Quantity))
        }
        fn absent() -> Self {
            Quantity(<i32 as __core::Shape>::absent())
        }
        #[inline]
        fn is_set(&self) -> __core::bool {
            <i32 as __core::Shape>::is_set(&self.0)
        }
        #[inline]
        fn wipe(&mut self) {
            <i32 as __core::Shape>::wipe(&mut self.0);
        }
        fn info() -> __core::ShapeInfo {
            __core::ShapeInfo::new("Quantity", <i32 as __core::Shape>::info().kind)
                .constrained(__core::Constraints::NONE.range(0.0, 2147483647.0))
        }
    }
    #[automatically_derived]
    impl __core::Number for Quantity {
        const LIMITS: __core::Limits = <i32 as __core::Number>::LIMITS;
        #[inline]
        fn __range(
            &self,
            __min: __core::Option<__core::Bound>,
            __max: __core::Option<__core::Bound>,
            __secret: __core::bool,
            __v: &mut __core::Violations<'_>,
        ) {
            <i32 as __core::Number>::__range(&self.0, __min, __max, __secret, __v);
        }
    }
    const _: () = __core::maximum(<i32 as __core::Number>::LIMITS, 2147483647);
};
