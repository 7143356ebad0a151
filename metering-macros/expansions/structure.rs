/// A builder for [`UsageRecord`].
#[must_use = "a builder does nothing until `build` is called"]
#[allow(deprecated, dead_code, missing_debug_implementations)]
pub struct UsageRecordBuilder<
    State
        = (
            ::metering_core::__private_0_1_0::Unset,
            ::metering_core::__private_0_1_0::Unset,
        ),
> {
    members: <UsageRecord as ::metering_core::__private_0_1_0::Structure>::Members,
    state: ::metering_core::__private_0_1_0::PhantomData<fn() -> State>,
}
/// The names of the required members of `UsageRecord`, for compiler messages.
#[cfg_attr(doc, doc(hidden))]
#[allow(missing_docs, nonstandard_style, unreachable_pub, missing_debug_implementations)]
pub mod UsageRecordRequired {
    pub enum timestamp {}
    pub enum dimension {}
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
    impl __core::Validate for UsageRecord {
        #[inline]
        fn validate_at(&self, __v: &mut __core::Violations<'_>) {
            <DateTime as __core::Shape>::validate_member(
                &self.timestamp,
                "Timestamp",
                __v,
            );
            <Option<
                String,
            > as __core::Shape>::validate_member(
                &self.customer_identifier,
                "CustomerIdentifier",
                __v,
            );
            __core::length(
                <String as __core::Length>::__length(&self.dimension),
                1,
                255,
                &mut __v.member("Dimension"),
            );
            <String as __core::Shape>::validate_member(
                &self.dimension,
                "Dimension",
                __v,
            );
            <Option<
                i32,
            > as __core::Number>::__range(
                &self.quantity,
                __core::Some(__core::Bound::new(0, 0.0)),
                __core::Some(__core::Bound::new(2147483647, 2147483647.0)),
                false,
                &mut __v.member("Quantity"),
            );
        }
    }
    #[automatically_derived]
    impl __core::Shape for UsageRecord {
        #[inline]
        fn write(&self, __to: &mut __core::Writer) {
            let mut __members = __to.structure();
            <DateTime as __core::Shape>::write_member(
                &self.timestamp,
                "Timestamp",
                &mut __members,
            );
            <Option<
                String,
            > as __core::Shape>::write_member(
                &self.customer_identifier,
                "CustomerIdentifier",
                &mut __members,
            );
            <String as __core::Shape>::write_member(
                &self.dimension,
                "Dimension",
                &mut __members,
            );
            <Option<
                i32,
            > as __core::Shape>::write_member(
                &self.quantity,
                "Quantity",
                &mut __members,
            );
            __members.end();
        }
        #[inline]
        fn read(
            __from: &mut dyn __core::Source<'_>,
        ) -> __core::Result<__core::Option<Self>, __core::ReadError> {
            let mut __m = __Members__::EMPTY;
            let __set = __from
                .structure(
                    const {
                        __core::MemberNames::new(
                            &["Timestamp", "CustomerIdentifier", "Dimension", "Quantity"],
                        )
                    },
                    &mut |__index, __value| match __index {
                        0 => {
                            <DateTime as __core::Shape>::read_member(
                                &mut __m.timestamp,
                                __value,
                            )
                        }
                        1 => {
                            <Option<
                                String,
                            > as __core::Shape>::read_member(
                                &mut __m.customer_identifier,
                                __value,
                            )
                        }
                        2 => {
                            <String as __core::Shape>::read_member(
                                &mut __m.dimension,
                                __value,
                            )
                        }
                        3 => {
                            <Option<
                                i32,
                            > as __core::Shape>::read_member(&mut __m.quantity, __value)
                        }
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
                "UsageRecord",
                __core::ShapeKind::Structure(const {
                    &[
                        __core::MemberInfo::new(
                            "Timestamp",
                            "timestamp",
                            <DateTime as __core::Shape>::info,
                        ),
                        __core::MemberInfo::new(
                            "CustomerIdentifier",
                            "customer_identifier",
                            <Option<String> as __core::Shape>::info,
                        ),
                        __core::MemberInfo::new(
                                "Dimension",
                                "dimension",
                                <String as __core::Shape>::info,
                            )
                            .constrained(__core::Constraints::NONE.length(1, 255)),
                        __core::MemberInfo::new(
                                "Quantity",
                                "quantity",
                                <Option<i32> as __core::Shape>::info,
                            )
                            .constrained(
                                __core::Constraints::NONE.range(0.0, 2147483647.0),
                            ),
                    ]
                }),
            )
        }
    }
    /// The members of a `UsageRecord` that are set so far.
    pub struct __Members__ {
        timestamp: __core::Option<DateTime>,
        customer_identifier: __core::Option<Option<String>>,
        dimension: __core::Option<String>,
        quantity: __core::Option<Option<i32>>,
    }
    impl __Members__ {
        /// The storage without any member.
        const EMPTY: Self = __Members__ {
            timestamp: __core::None,
            customer_identifier: __core::None,
            dimension: __core::None,
            quantity: __core::None,
        };
        fn finish(self) -> UsageRecord {
            UsageRecord {
                timestamp: match self.timestamp {
                    __core::Some(__value) => __value,
                    __core::None => <DateTime as __core::Shape>::absent(),
                },
                customer_identifier: match self.customer_identifier {
                    __core::Some(__value) => __value,
                    __core::None => <Option<String> as __core::Shape>::absent(),
                },
                dimension: match self.dimension {
                    __core::Some(__value) => __value,
                    __core::None => <String as __core::Shape>::absent(),
                },
                quantity: match self.quantity {
                    __core::Some(__value) => __value,
                    __core::None => <Option<i32> as __core::Shape>::absent(),
                },
            }
        }
    }
    #[automatically_derived]
    impl __core::Structure for UsageRecord {
        type Members = __Members__;
    }
    impl UsageRecord {
        /// Starts a [`UsageRecord`].
        #[inline]
        pub fn builder() -> UsageRecordBuilder {
            UsageRecordBuilder {
                members: __Members__::EMPTY,
                state: __core::PhantomData,
            }
        }
    }
    impl<State0, State1> UsageRecordBuilder<(State0, State1)> {
        /// When it was used.
        #[inline]
        pub fn timestamp(
            mut self,
            timestamp: impl __core::Into<DateTime>,
        ) -> UsageRecordBuilder<(__core::Set, State1)> {
            self.members.timestamp = __core::Some(__core::Into::into(timestamp));
            UsageRecordBuilder {
                members: self.members,
                state: __core::PhantomData,
            }
        }
        /// Sets `customer_identifier`.
        #[inline]
        pub fn customer_identifier(
            mut self,
            customer_identifier: impl __core::Into<String>,
        ) -> Self {
            self.members.customer_identifier = __core::Some(
                __core::Some(__core::Into::into(customer_identifier)),
            );
            self
        }
        /// Sets or clears [`customer_identifier`](Self::customer_identifier).
        #[inline]
        pub fn set_customer_identifier(
            mut self,
            customer_identifier: Option<String>,
        ) -> Self {
            self.members.customer_identifier = __core::Some(customer_identifier);
            self
        }
        /// Sets `dimension`.
        #[inline]
        pub fn dimension(
            mut self,
            dimension: impl __core::Into<String>,
        ) -> UsageRecordBuilder<(State0, __core::Set)> {
            self.members.dimension = __core::Some(__core::Into::into(dimension));
            UsageRecordBuilder {
                members: self.members,
                state: __core::PhantomData,
            }
        }
        /// Sets `quantity`.
        #[inline]
        pub fn quantity(mut self, quantity: impl __core::Into<i32>) -> Self {
            self.members.quantity = __core::Some(
                __core::Some(__core::Into::into(quantity)),
            );
            self
        }
        /// Sets or clears [`quantity`](Self::quantity).
        #[inline]
        pub fn set_quantity(mut self, quantity: Option<i32>) -> Self {
            self.members.quantity = __core::Some(quantity);
            self
        }
        /// Builds the [`UsageRecord`].
        #[must_use]
        #[inline]
        pub fn build(self) -> UsageRecord
        where
            State0: __core::IsSet<UsageRecordRequired::timestamp>,
            State1: __core::IsSet<UsageRecordRequired::dimension>,
        {
            self.members.finish()
        }
    }
    const _: () = __core::maximum(<Option<i32> as __core::Number>::LIMITS, 2147483647);
};
