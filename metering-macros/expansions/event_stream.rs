/// A builder for [`StartLiveTailOutput`].
#[must_use = "a builder does nothing until `build` is called"]
#[allow(deprecated, dead_code, missing_debug_implementations)]
pub struct StartLiveTailOutputBuilder<
    State = (::metering_core::__private_0_1_0::Unset,),
> {
    members: <StartLiveTailOutput as ::metering_core::__private_0_1_0::Output>::Members,
    state: ::metering_core::__private_0_1_0::PhantomData<fn() -> State>,
}
/// The names of the required members of `StartLiveTailOutput`, for compiler messages.
#[cfg_attr(doc, doc(hidden))]
#[allow(missing_docs, nonstandard_style, unreachable_pub, missing_debug_implementations)]
pub mod StartLiveTailOutputRequired {
    pub enum response_stream {}
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
    impl __core::Output for StartLiveTailOutput {
        type Members = __Members__;
        const HAS_EVENTS: __core::bool = true;
        fn write_output(&self, __to: &mut __core::Writer) {
            let mut __members = __to.structure();
            <Option<
                String,
            > as __core::Shape>::write_member(
                &self.session_id,
                "SessionId",
                &mut __members,
            );
            __members.end();
        }
        fn read_output(
            __from: &mut dyn __core::Source<'_>,
        ) -> __core::Result<__core::Option<Self>, __core::ReadError> {
            let mut __m = __Members__::EMPTY;
            let __set = __from
                .structure(
                    const { __core::MemberNames::new(&["SessionId"]) },
                    &mut |__index, __value| match __index {
                        0 => {
                            <Option<
                                String,
                            > as __core::Shape>::read_member(
                                &mut __m.session_id,
                                __value,
                            )
                        }
                        _ => __core::Ok(()),
                    },
                )?;
            __core::Ok(if __set { __core::Some(__m.finish()) } else { __core::None })
        }
        fn absent_output() -> Self {
            __Members__::EMPTY.finish()
        }
        fn output_info() -> __core::ShapeInfo {
            __core::ShapeInfo::new(
                "StartLiveTailOutput",
                __core::ShapeKind::Structure(const {
                    &[
                        __core::MemberInfo::new(
                            "SessionId",
                            "session_id",
                            <Option<String> as __core::Shape>::info,
                        ),
                        __core::MemberInfo::new(
                            "responseStream",
                            "response_stream",
                            <EventStream<LiveTailEvent> as __core::EventMember>::info,
                        ),
                    ]
                }),
            )
        }
        fn event_stream(&mut self) -> __core::Option<&mut dyn __core::AnyEventStream> {
            __core::Some(&mut self.response_stream)
        }
    }
    impl __core::Validate for StartLiveTailOutput {
        fn validate_at(&self, _: &mut __core::Violations<'_>) {}
    }
    impl __core::Shape for StartLiveTailOutput
    where
        for<'__a> EventStream<LiveTailEvent>: __core::NestedEvents<'__a>,
    {
        fn write(&self, __to: &mut __core::Writer) {
            __core::Output::write_output(self, __to);
        }
        fn read(
            __from: &mut dyn __core::Source<'_>,
        ) -> __core::Result<__core::Option<Self>, __core::ReadError> {
            __core::Output::read_output(__from)
        }
        fn absent() -> Self {
            __core::Output::absent_output()
        }
        fn info() -> __core::ShapeInfo {
            <Self as __core::Output>::output_info()
        }
    }
    /// The members of a `StartLiveTailOutput` that are set so far.
    pub struct __Members__ {
        session_id: __core::Option<Option<String>>,
        response_stream: __core::Option<EventStream<LiveTailEvent>>,
    }
    impl __Members__ {
        /// The storage without any member.
        const EMPTY: Self = __Members__ {
            session_id: __core::None,
            response_stream: __core::None,
        };
        fn finish(self) -> StartLiveTailOutput {
            StartLiveTailOutput {
                session_id: match self.session_id {
                    __core::Some(__value) => __value,
                    __core::None => <Option<String> as __core::Shape>::absent(),
                },
                response_stream: match self.response_stream {
                    __core::Some(__value) => __value,
                    __core::None => {
                        <EventStream<LiveTailEvent> as __core::EventMember>::absent()
                    }
                },
            }
        }
    }
    impl StartLiveTailOutput {
        /// Starts a [`StartLiveTailOutput`].
        #[inline]
        pub fn builder() -> StartLiveTailOutputBuilder {
            StartLiveTailOutputBuilder {
                members: __Members__::EMPTY,
                state: __core::PhantomData,
            }
        }
    }
    impl<State0> StartLiveTailOutputBuilder<(State0,)> {
        /// The session.
        #[inline]
        pub fn session_id(mut self, session_id: impl __core::Into<String>) -> Self {
            self.members.session_id = __core::Some(
                __core::Some(__core::Into::into(session_id)),
            );
            self
        }
        /// Sets or clears [`session_id`](Self::session_id).
        #[inline]
        pub fn set_session_id(mut self, session_id: Option<String>) -> Self {
            self.members.session_id = __core::Some(session_id);
            self
        }
        /// The events.
        #[inline]
        pub fn response_stream(
            mut self,
            response_stream: impl __core::Into<EventStream<LiveTailEvent>>,
        ) -> StartLiveTailOutputBuilder<(__core::Set,)> {
            self.members.response_stream = __core::Some(
                __core::Into::into(response_stream),
            );
            StartLiveTailOutputBuilder {
                members: self.members,
                state: __core::PhantomData,
            }
        }
        /// Builds the [`StartLiveTailOutput`].
        #[must_use]
        #[inline]
        pub fn build(self) -> StartLiveTailOutput
        where
            State0: __core::IsSet<StartLiveTailOutputRequired::response_stream>,
        {
            self.members.finish()
        }
    }
};
