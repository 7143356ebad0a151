/// A builder for [`PutThing`].
#[must_use = "a builder does nothing until `build` is called"]
#[allow(deprecated, dead_code, missing_debug_implementations)]
pub struct PutThingBuilder<State = (crate::metering_core::__private_0_1_0::Unset,)> {
    members: <PutThing as crate::metering_core::__private_0_1_0::Structure>::Members,
    state: crate::metering_core::__private_0_1_0::PhantomData<fn() -> State>,
}
/// The names of the required members of `PutThing`, for compiler messages.
#[cfg_attr(doc, doc(hidden))]
#[allow(missing_docs, nonstandard_style, unreachable_pub, missing_debug_implementations)]
pub mod PutThingRequired {
    pub enum account {}
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
    use crate::metering_core::__private_0_1_0 as __core;
    #[automatically_derived]
    impl __core::Validate for PutThing {
        #[inline]
        fn validate_at(&self, __v: &mut __core::Violations<'_>) {
            <String as __core::Shape>::validate_member(&self.account, "Account", __v);
            <Option<
                String,
            > as __core::Shape>::validate_member(&self.client_token, "ClientToken", __v);
        }
    }
    #[automatically_derived]
    impl __core::Shape for PutThing {
        #[inline]
        fn write(&self, __to: &mut __core::Writer) {
            let mut __members = __to.structure();
            <String as __core::Shape>::write_member(
                &self.account,
                "Account",
                &mut __members,
            );
            <Option<
                String,
            > as __core::Shape>::write_member(
                &self.client_token,
                "ClientToken",
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
                    const { __core::MemberNames::new(&["Account", "ClientToken"]) },
                    &mut |__index, __value| match __index {
                        0 => {
                            <String as __core::Shape>::read_member(
                                &mut __m.account,
                                __value,
                            )
                        }
                        1 => {
                            <Option<
                                String,
                            > as __core::Shape>::read_member(
                                &mut __m.client_token,
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
                "PutThing",
                __core::ShapeKind::Structure(const {
                    &[
                        __core::MemberInfo::new(
                                "Account",
                                "account",
                                <String as __core::Shape>::info,
                            )
                            .with(__core::MemberTraits::NONE.host_label()),
                        __core::MemberInfo::new(
                                "ClientToken",
                                "client_token",
                                <Option<String> as __core::Shape>::info,
                            )
                            .with(__core::MemberTraits::NONE.idempotency_token()),
                    ]
                }),
            )
        }
    }
    /// The members of a `PutThing` that are set so far.
    pub struct __Members__ {
        account: __core::Option<String>,
        client_token: __core::Option<Option<String>>,
    }
    impl __Members__ {
        /// The storage without any member.
        const EMPTY: Self = __Members__ {
            account: __core::None,
            client_token: __core::None,
        };
        fn finish(self) -> PutThing {
            PutThing {
                account: match self.account {
                    __core::Some(__value) => __value,
                    __core::None => <String as __core::Shape>::absent(),
                },
                client_token: match self.client_token {
                    __core::Some(__value) => __value,
                    __core::None => <Option<String> as __core::Shape>::absent(),
                },
            }
        }
    }
    #[automatically_derived]
    impl __core::Structure for PutThing {
        type Members = __Members__;
    }
    impl PutThing {
        /// Starts a [`PutThing`].
        #[inline]
        pub fn builder() -> PutThingBuilder {
            PutThingBuilder {
                members: __Members__::EMPTY,
                state: __core::PhantomData,
            }
        }
    }
    impl<State0> PutThingBuilder<(State0,)> {
        /// Sets `account`.
        #[inline]
        pub fn account(
            mut self,
            account: impl __core::Into<String>,
        ) -> PutThingBuilder<(__core::Set,)> {
            self.members.account = __core::Some(__core::Into::into(account));
            PutThingBuilder {
                members: self.members,
                state: __core::PhantomData,
            }
        }
        /// Sets `client_token`.
        #[inline]
        pub fn client_token(mut self, client_token: impl __core::Into<String>) -> Self {
            self.members.client_token = __core::Some(
                __core::Some(__core::Into::into(client_token)),
            );
            self
        }
        /// Sets or clears [`client_token`](Self::client_token).
        #[inline]
        pub fn set_client_token(mut self, client_token: Option<String>) -> Self {
            self.members.client_token = __core::Some(client_token);
            self
        }
        /// Builds the request. Its constraints are checked when it is sent.
        #[must_use]
        #[inline]
        pub fn build(self) -> PutThing
        where
            State0: __core::IsSet<PutThingRequired::account>,
        {
            self.members.finish()
        }
        /// Builds the request and sends it.
        pub fn send(
            self,
            __client: &__core::Client<crate::things::Service>,
        ) -> __core::Call<
            <PutThing as __core::Operation>::Output,
            <PutThing as __core::Operation>::Error,
        >
        where
            State0: __core::IsSet<PutThingRequired::account>,
        {
            __client.send(self.members.finish())
        }
    }
    #[automatically_derived]
    impl __core::Operation for PutThing {
        type Service = crate::things::Service;
        type Output = ();
        type Error = crate::things::PutThingError;
        const INFO: __core::OperationInfo = __core::OperationInfo::new("PutThing")
            .host_prefix("{Account}.data.")
            .unsigned()
            .compressed()
            .long_polling()
            .refuses(
                &[
                    __core::CredentialsSource::EksPodIdentity,
                    __core::CredentialsSource::Environment,
                ],
            );
        #[inline]
        fn fill_idempotency_token(
            &mut self,
            __fresh: &mut dyn __core::FnMut() -> __core::String,
        ) {
            <String as __core::IdempotencyToken>::__fill(
                &mut self.client_token,
                __fresh,
            );
        }
        #[inline]
        fn host_label(&self, __member: &__core::str) -> __core::Option<&__core::str> {
            match __member {
                "Account" => <String as __core::HostLabel>::__label(&self.account),
                _ => __core::None,
            }
        }
    }
    /// Asserts that a request with required members has no `Default`.
    const _: () = {
        #[allow(unused_imports)]
        use __core::Undefaulted as _;
        __core::no_default(
            __core::Defaulted::<PutThing>::IS,
            "`Default` would build a request without its required `Account`; remove `Default` and use `builder()`",
        )
    };
};
