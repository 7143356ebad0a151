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
    impl Ciphertext {
        /// Creates a value that satisfies the declared constraints.
        ///
        /// # Errors
        ///
        /// Returns an error with all violated constraints.
        #[inline]
        pub fn new(
            value: impl __core::Into<Blob>,
        ) -> __core::Result<Self, __core::ValidationError> {
            __core::checked(Ciphertext(__core::Into::into(value)))
        }
        /// Returns a reference to the value.
        #[must_use]
        #[inline]
        pub fn get(&self) -> &Blob {
            &self.0
        }
        /// Returns the value.
        #[must_use]
        #[inline]
        pub fn into_inner(self) -> Blob {
            self.0
        }
    }
    #[automatically_derived]
    impl __core::From<Blob> for Ciphertext {
        #[inline]
        fn from(value: Blob) -> Self {
            Ciphertext(value)
        }
    }
    #[automatically_derived]
    impl __core::Validate for Ciphertext {
        #[inline]
        fn validate_at(&self, __v: &mut __core::Violations<'_>) {
            __core::length(<Blob as __core::Length>::__length(&self.0), 0u64, 4096, __v);
            <Blob as __core::Shape>::validate_inner(&self.0, __v);
        }
    }
    #[automatically_derived]
    impl __core::Shape for Ciphertext {
        #[inline]
        fn write(&self, __to: &mut __core::Writer) {
            <Blob as __core::Shape>::write(&self.0, __to);
        }
        #[inline]
        fn read(
            __from: &mut dyn __core::Source<'_>,
        ) -> __core::Result<__core::Option<Self>, __core::ReadError> {
            __core::Ok(<Blob as __core::Shape>::read(__from)?.map(Ciphertext))
        }
        fn absent() -> Self {
            Ciphertext(<Blob as __core::Shape>::absent())
        }
        #[inline]
        fn is_set(&self) -> __core::bool {
            <Blob as __core::Shape>::is_set(&self.0)
        }
        #[inline]
        fn wipe(&mut self) {
            <Blob as __core::Shape>::wipe(&mut self.0);
        }
        fn info() -> __core::ShapeInfo {
            __core::ShapeInfo::new("Ciphertext", <Blob as __core::Shape>::info().kind)
                .constrained(__core::Constraints::NONE.length(0u64, 4096))
        }
    }
    #[automatically_derived]
    impl __core::Length for Ciphertext {
        #[inline]
        fn __length(&self) -> __core::Option<__core::usize> {
            <Blob as __core::Length>::__length(&self.0)
        }
    }
};
