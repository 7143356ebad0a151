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
    impl Tags {
        /// Creates a value that satisfies the declared constraints.
        ///
        /// # Errors
        ///
        /// Returns an error with all violated constraints.
        #[inline]
        pub fn new(
            value: impl __core::Into<Vec<Tag>>,
        ) -> __core::Result<Self, __core::ValidationError> {
            __core::checked(Tags(__core::Into::into(value)))
        }
        /// Returns a reference to the value.
        #[must_use]
        #[inline]
        pub fn get(&self) -> &Vec<Tag> {
            &self.0
        }
        /// Returns the value.
        #[must_use]
        #[inline]
        pub fn into_inner(self) -> Vec<Tag> {
            self.0
        }
    }
    #[automatically_derived]
    impl __core::From<Vec<Tag>> for Tags {
        #[inline]
        fn from(value: Vec<Tag>) -> Self {
            Tags(value)
        }
    }
    #[automatically_derived]
    impl __core::Validate for Tags {
        #[inline]
        fn validate_at(&self, __v: &mut __core::Violations<'_>) {
            __core::length(<Vec<Tag> as __core::Length>::__length(&self.0), 1, 5, __v);
            <Vec<
                Tag,
            > as __core::Items>::__each(
                &self.0,
                __v,
                &mut |__item, __v| {
                    __core::length(
                        <Tag as __core::Length>::__length(__item),
                        1,
                        18446744073709551615u64,
                        __v,
                    );
                },
            );
            <Vec<Tag> as __core::Shape>::validate_inner(&self.0, __v);
        }
    }
    #[automatically_derived]
    impl __core::Shape for Tags {
        #[inline]
        fn write(&self, __to: &mut __core::Writer) {
            <Vec<Tag> as __core::Shape>::write(&self.0, __to);
        }
        #[inline]
        fn read(
            __from: &mut dyn __core::Source<'_>,
        ) -> __core::Result<__core::Option<Self>, __core::ReadError> {
            __core::Ok(<Vec<Tag> as __core::Shape>::read(__from)?.map(Tags))
        }
        fn absent() -> Self {
            Tags(<Vec<Tag> as __core::Shape>::absent())
        }
        #[inline]
        fn is_set(&self) -> __core::bool {
            <Vec<Tag> as __core::Shape>::is_set(&self.0)
        }
        #[inline]
        fn wipe(&mut self) {
            <Vec<Tag> as __core::Shape>::wipe(&mut self.0);
        }
        fn info() -> __core::ShapeInfo {
            __core::ShapeInfo::new("Tags", <Vec<Tag> as __core::Shape>::info().kind)
                .constrained(
                    __core::Constraints::NONE
                        .length(1, 5)
                        .each(const {
                            &__core::Constraints::NONE.length(1, 18446744073709551615u64)
                        }),
                )
        }
    }
    #[automatically_derived]
    impl __core::Length for Tags {
        #[inline]
        fn __length(&self) -> __core::Option<__core::usize> {
            <Vec<Tag> as __core::Length>::__length(&self.0)
        }
    }
    #[automatically_derived]
    impl __core::Items for Tags {
        type Item = <Vec<Tag> as __core::Items>::Item;
        #[inline]
        fn __each(
            &self,
            __v: &mut __core::Violations<'_>,
            __check: &mut dyn __core::FnMut(&Self::Item, &mut __core::Violations<'_>),
        ) {
            <Vec<Tag> as __core::Items>::__each(&self.0, __v, __check);
        }
    }
};
