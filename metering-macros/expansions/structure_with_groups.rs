/// A builder for [`UsageRecord`].
#[must_use = "a builder does nothing until `build` is called"]
#[allow(deprecated, dead_code, missing_debug_implementations)]
struct UsageRecordBuilder {
    members: <UsageRecord as ::metering_core::__private_0_1_0::Structure>::Members,
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
            <Option<
                CustomerIdentifier,
            > as __core::Shape>::validate_member(
                &self.customer_identifier,
                "CustomerIdentifier",
                __v,
            );
            <Option<
                CustomerAwsAccountId,
            > as __core::Shape>::validate_member(
                &self.customer_aws_account_id,
                "CustomerAwsAccountId",
                __v,
            );
            <Option<
                LicenseArn,
            > as __core::Shape>::validate_member(&self.license_arn, "LicenseArn", __v);
            __core::exactly_one_of(
                &[
                    (
                        "CustomerIdentifier",
                        <Option<
                            CustomerIdentifier,
                        > as __core::Shape>::is_set(&self.customer_identifier),
                    ),
                    (
                        "CustomerAwsAccountId",
                        <Option<
                            CustomerAwsAccountId,
                        > as __core::Shape>::is_set(&self.customer_aws_account_id),
                    ),
                ],
                __v,
            );
            __core::at_most_one_of(
                &[
                    (
                        "CustomerIdentifier",
                        <Option<
                            CustomerIdentifier,
                        > as __core::Shape>::is_set(&self.customer_identifier),
                    ),
                    (
                        "LicenseArn",
                        <Option<LicenseArn> as __core::Shape>::is_set(&self.license_arn),
                    ),
                ],
                __v,
            );
            __core::at_least_one_of(
                &[
                    (
                        "CustomerAwsAccountId",
                        <Option<
                            CustomerAwsAccountId,
                        > as __core::Shape>::is_set(&self.customer_aws_account_id),
                    ),
                    (
                        "LicenseArn",
                        <Option<LicenseArn> as __core::Shape>::is_set(&self.license_arn),
                    ),
                ],
                __v,
            );
            let __check: fn(&Self, &mut __core::Violations<'_>) = allocations_add_up;
            __check(self, __v);
        }
    }
    #[automatically_derived]
    impl __core::Shape for UsageRecord {
        #[inline]
        fn write(&self, __to: &mut __core::Writer) {
            let mut __members = __to.structure();
            <Option<
                CustomerIdentifier,
            > as __core::Shape>::write_member(
                &self.customer_identifier,
                "CustomerIdentifier",
                &mut __members,
            );
            <Option<
                CustomerAwsAccountId,
            > as __core::Shape>::write_member(
                &self.customer_aws_account_id,
                "CustomerAwsAccountId",
                &mut __members,
            );
            <Option<
                LicenseArn,
            > as __core::Shape>::write_member(
                &self.license_arn,
                "LicenseArn",
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
                            &["CustomerIdentifier", "CustomerAwsAccountId", "LicenseArn"],
                        )
                    },
                    &mut |__index, __value| match __index {
                        0 => {
                            <Option<
                                CustomerIdentifier,
                            > as __core::Shape>::read_member(
                                &mut __m.customer_identifier,
                                __value,
                            )
                        }
                        1 => {
                            <Option<
                                CustomerAwsAccountId,
                            > as __core::Shape>::read_member(
                                &mut __m.customer_aws_account_id,
                                __value,
                            )
                        }
                        2 => {
                            <Option<
                                LicenseArn,
                            > as __core::Shape>::read_member(
                                &mut __m.license_arn,
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
                "UsageRecord",
                __core::ShapeKind::Structure(const {
                    &[
                        __core::MemberInfo::new(
                            "CustomerIdentifier",
                            "customer_identifier",
                            <Option<CustomerIdentifier> as __core::Shape>::info,
                        ),
                        __core::MemberInfo::new(
                            "CustomerAwsAccountId",
                            "customer_aws_account_id",
                            <Option<CustomerAwsAccountId> as __core::Shape>::info,
                        ),
                        __core::MemberInfo::new(
                            "LicenseArn",
                            "license_arn",
                            <Option<LicenseArn> as __core::Shape>::info,
                        ),
                    ]
                }),
            )
        }
    }
    /// The members of a `UsageRecord` that are set so far.
    pub struct __Members__ {
        customer_identifier: __core::Option<Option<CustomerIdentifier>>,
        customer_aws_account_id: __core::Option<Option<CustomerAwsAccountId>>,
        license_arn: __core::Option<Option<LicenseArn>>,
    }
    impl __Members__ {
        /// The storage without any member.
        const EMPTY: Self = __Members__ {
            customer_identifier: __core::None,
            customer_aws_account_id: __core::None,
            license_arn: __core::None,
        };
        fn finish(self) -> UsageRecord {
            UsageRecord {
                customer_identifier: match self.customer_identifier {
                    __core::Some(__value) => __value,
                    __core::None => {
                        <Option<CustomerIdentifier> as __core::Shape>::absent()
                    }
                },
                customer_aws_account_id: match self.customer_aws_account_id {
                    __core::Some(__value) => __value,
                    __core::None => {
                        <Option<CustomerAwsAccountId> as __core::Shape>::absent()
                    }
                },
                license_arn: match self.license_arn {
                    __core::Some(__value) => __value,
                    __core::None => <Option<LicenseArn> as __core::Shape>::absent(),
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
        fn builder() -> UsageRecordBuilder {
            UsageRecordBuilder {
                members: __Members__::EMPTY,
            }
        }
    }
    impl UsageRecordBuilder {
        /// Sets `customer_identifier`.
        #[inline]
        fn customer_identifier(
            mut self,
            customer_identifier: impl __core::Into<CustomerIdentifier>,
        ) -> Self {
            self.members.customer_identifier = __core::Some(
                __core::Some(__core::Into::into(customer_identifier)),
            );
            self
        }
        /// Sets or clears [`customer_identifier`](Self::customer_identifier).
        #[inline]
        fn set_customer_identifier(
            mut self,
            customer_identifier: Option<CustomerIdentifier>,
        ) -> Self {
            self.members.customer_identifier = __core::Some(customer_identifier);
            self
        }
        /// Sets `customer_aws_account_id`.
        #[inline]
        fn customer_aws_account_id(
            mut self,
            customer_aws_account_id: impl __core::Into<CustomerAwsAccountId>,
        ) -> Self {
            self.members.customer_aws_account_id = __core::Some(
                __core::Some(__core::Into::into(customer_aws_account_id)),
            );
            self
        }
        /// Sets or clears [`customer_aws_account_id`](Self::customer_aws_account_id).
        #[inline]
        fn set_customer_aws_account_id(
            mut self,
            customer_aws_account_id: Option<CustomerAwsAccountId>,
        ) -> Self {
            self.members.customer_aws_account_id = __core::Some(customer_aws_account_id);
            self
        }
        /// Sets `license_arn`.
        #[inline]
        fn license_arn(mut self, license_arn: impl __core::Into<LicenseArn>) -> Self {
            self.members.license_arn = __core::Some(
                __core::Some(__core::Into::into(license_arn)),
            );
            self
        }
        /// Sets or clears [`license_arn`](Self::license_arn).
        #[inline]
        fn set_license_arn(mut self, license_arn: Option<LicenseArn>) -> Self {
            self.members.license_arn = __core::Some(license_arn);
            self
        }
        /// Builds the [`UsageRecord`].
        #[must_use]
        #[inline]
        fn build(self) -> UsageRecord {
            self.members.finish()
        }
    }
};
