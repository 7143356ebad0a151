/// A builder for [`BatchMeterUsage`].
#[must_use = "a builder does nothing until `build` is called"]
#[allow(deprecated, dead_code, missing_debug_implementations)]
pub struct BatchMeterUsageBuilder<State = (::metering_core::__private_0_1_0::Unset,)> {
    members: <BatchMeterUsage as ::metering_core::__private_0_1_0::Structure>::Members,
    state: ::metering_core::__private_0_1_0::PhantomData<fn() -> State>,
}
/// The names of the required members of `BatchMeterUsage`, for compiler messages.
#[cfg_attr(doc, doc(hidden))]
#[allow(missing_docs, nonstandard_style, unreachable_pub, missing_debug_implementations)]
pub mod BatchMeterUsageRequired {
    pub enum usage_records {}
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
    impl __core::Validate for BatchMeterUsage {
        #[inline]
        fn validate_at(&self, __v: &mut __core::Violations<'_>) {
            __core::length(
                <Vec<UsageRecord> as __core::Length>::__length(&self.usage_records),
                0u64,
                25,
                &mut __v.member("UsageRecords"),
            );
            <Vec<
                UsageRecord,
            > as __core::Shape>::validate_member(
                &self.usage_records,
                "UsageRecords",
                __v,
            );
            <Option<
                ProductCode,
            > as __core::Shape>::validate_member(&self.product_code, "ProductCode", __v);
            let __check: fn(&Self, &mut __core::Violations<'_>) = crate::rules::batch_meter_usage;
            __check(self, __v);
        }
    }
    #[automatically_derived]
    impl __core::Shape for BatchMeterUsage {
        #[inline]
        fn write(&self, __to: &mut __core::Writer) {
            let mut __members = __to.structure();
            <Vec<
                UsageRecord,
            > as __core::Shape>::write_member(
                &self.usage_records,
                "UsageRecords",
                &mut __members,
            );
            <Option<
                ProductCode,
            > as __core::Shape>::write_member(
                &self.product_code,
                "ProductCode",
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
                    const { __core::MemberNames::new(&["UsageRecords", "ProductCode"]) },
                    &mut |__index, __value| match __index {
                        0 => {
                            <Vec<
                                UsageRecord,
                            > as __core::Shape>::read_member(
                                &mut __m.usage_records,
                                __value,
                            )
                        }
                        1 => {
                            <Option<
                                ProductCode,
                            > as __core::Shape>::read_member(
                                &mut __m.product_code,
                                __value,
                            )
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
                "BatchMeterUsage",
                __core::ShapeKind::Structure(const {
                    &[
                        __core::MemberInfo::new(
                                "UsageRecords",
                                "usage_records",
                                <Vec<UsageRecord> as __core::Shape>::info,
                            )
                            .constrained(__core::Constraints::NONE.length(0u64, 25)),
                        __core::MemberInfo::new(
                            "ProductCode",
                            "product_code",
                            <Option<ProductCode> as __core::Shape>::info,
                        ),
                    ]
                }),
            )
        }
    }
    /// The members of a `BatchMeterUsage` that are set so far.
    pub struct __Members__ {
        usage_records: __core::Option<Vec<UsageRecord>>,
        product_code: __core::Option<Option<ProductCode>>,
    }
    impl __Members__ {
        /// The storage without any member.
        const EMPTY: Self = __Members__ {
            usage_records: __core::None,
            product_code: __core::None,
        };
        fn finish(self) -> BatchMeterUsage {
            BatchMeterUsage {
                usage_records: match self.usage_records {
                    __core::Some(__value) => __value,
                    __core::None => <Vec<UsageRecord> as __core::Shape>::absent(),
                },
                product_code: match self.product_code {
                    __core::Some(__value) => __value,
                    __core::None => <Option<ProductCode> as __core::Shape>::absent(),
                },
            }
        }
    }
    #[automatically_derived]
    impl __core::Structure for BatchMeterUsage {
        type Members = __Members__;
    }
    impl BatchMeterUsage {
        /// Starts a [`BatchMeterUsage`].
        #[inline]
        pub fn builder() -> BatchMeterUsageBuilder {
            BatchMeterUsageBuilder {
                members: __Members__::EMPTY,
                state: __core::PhantomData,
            }
        }
    }
    impl<State0> BatchMeterUsageBuilder<(State0,)> {
        /// At most 25 records, all of one product.
        #[inline]
        pub fn usage_records(
            mut self,
            usage_records: impl __core::IntoList<UsageRecord>,
        ) -> BatchMeterUsageBuilder<(__core::Set,)> {
            self.members.usage_records = __core::Some(
                __core::IntoList::into_list(usage_records),
            );
            BatchMeterUsageBuilder {
                members: self.members,
                state: __core::PhantomData,
            }
        }
        /// The product; left out by integrations whose records have a `license_arn`.
        #[inline]
        pub fn product_code(
            mut self,
            product_code: impl __core::Into<ProductCode>,
        ) -> Self {
            self.members.product_code = __core::Some(
                __core::Some(__core::Into::into(product_code)),
            );
            self
        }
        /// Sets or clears [`product_code`](Self::product_code).
        #[inline]
        pub fn set_product_code(mut self, product_code: Option<ProductCode>) -> Self {
            self.members.product_code = __core::Some(product_code);
            self
        }
        /// Builds the request. Its constraints are checked when it is sent.
        #[must_use]
        #[inline]
        pub fn build(self) -> BatchMeterUsage
        where
            State0: __core::IsSet<BatchMeterUsageRequired::usage_records>,
        {
            self.members.finish()
        }
        /// Builds the request and sends it.
        pub fn send(
            self,
            __client: &__core::Client<__Marker>,
        ) -> __core::Call<
            <BatchMeterUsage as __core::Operation>::Output,
            <BatchMeterUsage as __core::Operation>::Error,
        >
        where
            State0: __core::IsSet<BatchMeterUsageRequired::usage_records>,
        {
            __client.send(self.members.finish())
        }
    }
    type __Marker = Service;
    #[automatically_derived]
    impl __core::Operation for BatchMeterUsage {
        type Service = __Marker;
        type Output = BatchMeterUsageOutput;
        type Error = <__Marker as __core::Service>::Error;
        const INFO: __core::OperationInfo = __core::OperationInfo::new(
            "BatchMeterUsage",
        );
    }
    /// Asserts that a request with required members has no `Default`.
    const _: () = {
        #[allow(unused_imports)]
        use __core::Undefaulted as _;
        __core::no_default(
            __core::Defaulted::<BatchMeterUsage>::IS,
            "`Default` would build a request without its required `UsageRecords`; remove `Default` and use `builder()`",
        )
    };
};
