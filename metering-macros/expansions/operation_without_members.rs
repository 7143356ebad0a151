/// A builder for [`ListKeys`].
#[must_use = "a builder does nothing until `build` is called"]
#[allow(deprecated, dead_code, missing_debug_implementations)]
pub struct ListKeysBuilder {
    members: <ListKeys as ::metering_core::__private_0_1_0::Structure>::Members,
}
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
    #[automatically_derived]
    impl __core::Validate for ListKeys {
        #[inline]
        fn validate_at(&self, __v: &mut __core::Violations<'_>) {}
    }
    #[automatically_derived]
    impl __core::Shape for ListKeys {
        #[inline]
        fn write(&self, __to: &mut __core::Writer) {
            let __members = __to.structure();
            __members.end();
        }
        #[inline]
        fn read(
            __from: &mut dyn __core::Source<'_>,
        ) -> __core::Result<__core::Option<Self>, __core::ReadError> {
            let __m = __Members__::EMPTY;
            let __set = __from
                .structure(
                    const { __core::MemberNames::new(&[]) },
                    &mut |__index, __value| match __index {
                        _ => __core::Ok(()),
                    },
                )?;
            __core::Ok(if __set { __core::Some(__m.finish()) } else { __core::None })
        }
        fn absent() -> Self {
            __Members__::EMPTY.finish()
        }
        fn info() -> __core::ShapeInfo {
            __core::ShapeInfo::new(
                "ListKeys",
                __core::ShapeKind::Structure(const { &[] }),
            )
        }
    }
    /// The members of a `ListKeys` that are set so far.
    pub struct __Members__ {}
    impl __Members__ {
        /// The storage without any member.
        const EMPTY: Self = __Members__ {};
        fn finish(self) -> ListKeys {
            ListKeys {}
        }
    }
    #[automatically_derived]
    impl __core::Structure for ListKeys {
        type Members = __Members__;
    }
    impl ListKeys {
        /// Starts a [`ListKeys`].
        #[inline]
        pub fn builder() -> ListKeysBuilder {
            ListKeysBuilder {
                members: __Members__::EMPTY,
            }
        }
    }
    impl ListKeysBuilder {
        /// Builds the request. Its constraints are checked when it is sent.
        #[must_use]
        #[inline]
        pub fn build(self) -> ListKeys {
            self.members.finish()
        }
        /// Builds the request and sends it.
        pub fn send(
            self,
            __client: &__core::Client<__Marker>,
        ) -> __core::Call<
            <ListKeys as __core::Operation>::Output,
            <ListKeys as __core::Operation>::Error,
        > {
            __client.send(self.members.finish())
        }
    }
    type __Marker = Service;
    #[automatically_derived]
    impl __core::Operation for ListKeys {
        type Service = __Marker;
        type Output = ();
        type Error = <__Marker as __core::Service>::Error;
        const INFO: __core::OperationInfo = __core::OperationInfo::new("ListKeys");
    }
};
