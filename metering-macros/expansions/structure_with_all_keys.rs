/// A builder for [`Everything`].
#[must_use = "a builder does nothing until `build` is called"]
#[allow(deprecated, dead_code, missing_debug_implementations)]
pub struct EverythingBuilder<
    State
        = (
            crate::metering_core::__private_0_1_0::Unset,
            crate::metering_core::__private_0_1_0::Unset,
        ),
> {
    members: <Everything as crate::metering_core::__private_0_1_0::Structure>::Members,
    state: crate::metering_core::__private_0_1_0::PhantomData<fn() -> State>,
}
/// The names of the required members of `Everything`, for compiler messages.
#[cfg_attr(doc, doc(hidden))]
#[allow(missing_docs, nonstandard_style, unreachable_pub, missing_debug_implementations)]
pub mod EverythingRequired {
    pub enum named {}
    pub enum list {}
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
    impl __core::Validate for Everything {
        #[inline]
        fn validate_at(&self, __v: &mut __core::Violations<'_>) {
            __core::length(
                <String as __core::Length>::__length(&self.named),
                (SHORTEST) as __core::f64 as __core::u64,
                (LONGEST) as __core::f64 as __core::u64,
                &mut __v.member("Named"),
            );
            __core::pattern(
                <String as __core::Text>::__text(&self.named),
                &__PATTERN_0,
                &mut __v.member("Named"),
            );
            <String as __core::Shape>::validate_member(&self.named, "Named", __v);
            __core::length(
                <Vec<String> as __core::Length>::__length(&self.list),
                1,
                18446744073709551615u64,
                &mut __v.member("list"),
            );
            <Vec<
                String,
            > as __core::Items>::__each(
                &self.list,
                &mut __v.member("list"),
                &mut |__item, __v| {
                    __core::length(
                        <String as __core::Length>::__length(__item),
                        0u64,
                        64,
                        __v,
                    );
                    __core::pattern(
                        <String as __core::Text>::__text(__item),
                        &__PATTERN_0,
                        __v,
                    );
                },
            );
            <Vec<String> as __core::Shape>::validate_member(&self.list, "list", __v);
            <Option<
                HashMap<String, Vec<f64>>,
            > as __core::Items>::__each(
                &self.map,
                &mut __v.member("map"),
                &mut |__item, __v| {
                    <Vec<
                        f64,
                    > as __core::Items>::__each(
                        __item,
                        __v,
                        &mut |__item, __v| {
                            <f64 as __core::Number>::__range(
                                __item,
                                __core::Some(__core::Bound::new(0, 0.5)),
                                __core::Some(__core::Bound::new(1, 1.5)),
                                false,
                                __v,
                            );
                        },
                    );
                },
            );
            <Option<
                HashMap<String, Vec<f64>>,
            > as __core::Keys>::__keys(
                &self.map,
                &mut __v.member("map"),
                &mut |__key, __v| {
                    __core::length(
                        <__core::str as __core::Length>::__length(__key),
                        1,
                        128,
                        __v,
                    );
                },
            );
            <Option<
                HashMap<String, Vec<f64>>,
            > as __core::Shape>::validate_member(&self.map, "map", __v);
            <Option<DateTime> as __core::Shape>::validate_member(&self.at, "at", __v);
            <Option<
                Document,
            > as __core::Shape>::validate_member(&self.document, "document", __v);
            <i64 as __core::Number>::__range(
                &self.number,
                __core::Some(__core::Bound::new(-1, -1.0)),
                __core::Some(
                    __core::Bound::new(
                        (LARGEST) as __core::i128,
                        (LARGEST) as __core::f64,
                    ),
                ),
                false,
                &mut __v.member("number"),
            );
            <Option<
                Sensitive<String>,
            > as __core::Shape>::validate_member(&self.secret, "secret", __v);
            <Option<
                Box<Everything>,
            > as __core::Shape>::validate_member(&self.r#type, "type", __v);
            <Option<
                String,
            > as __core::Shape>::validate_member(&self.build, "build", __v);
        }
    }
    #[automatically_derived]
    impl __core::Shape for Everything {
        #[inline]
        fn write(&self, __to: &mut __core::Writer) {
            let mut __members = __to.structure();
            <String as __core::Shape>::write_member(
                &self.named,
                "Named",
                &mut __members,
            );
            <Vec<
                String,
            > as __core::Shape>::write_member(&self.list, "list", &mut __members);
            <Option<
                HashMap<String, Vec<f64>>,
            > as __core::Shape>::write_member(&self.map, "map", &mut __members);
            <Option<
                DateTime,
            > as __core::Shape>::write_timestamp_member(
                &self.at,
                __core::TimestampFormat::DateTime,
                "at",
                &mut __members,
            );
            <Option<
                Document,
            > as __core::Shape>::write_json_member(
                &self.document,
                "document",
                &mut __members,
            );
            <bool as __core::Shape>::write_member(&self.flag, "flag", &mut __members);
            <i64 as __core::Shape>::write_member(&self.number, "number", &mut __members);
            <Option<
                Sensitive<String>,
            > as __core::Shape>::write_member(&self.secret, "secret", &mut __members);
            <Option<
                Box<Everything>,
            > as __core::Shape>::write_member(&self.r#type, "type", &mut __members);
            <Option<
                String,
            > as __core::Shape>::write_member(&self.build, "build", &mut __members);
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
                            &[
                                "Named",
                                "list",
                                "map",
                                "at",
                                "document",
                                "flag",
                                "number",
                                "secret",
                                "type",
                                "build",
                            ],
                        )
                    },
                    &mut |__index, __value| match __index {
                        0 => {
                            <String as __core::Shape>::read_member(
                                &mut __m.named,
                                __value,
                            )
                        }
                        1 => {
                            <Vec<
                                String,
                            > as __core::Shape>::read_member(&mut __m.list, __value)
                        }
                        2 => {
                            <Option<
                                HashMap<String, Vec<f64>>,
                            > as __core::Shape>::read_member(&mut __m.map, __value)
                        }
                        3 => {
                            <Option<
                                DateTime,
                            > as __core::Shape>::read_member(&mut __m.at, __value)
                        }
                        4 => {
                            <Option<
                                Document,
                            > as __core::Shape>::read_json_member(
                                &mut __m.document,
                                __value,
                            )
                        }
                        5 => <bool as __core::Shape>::read_member(&mut __m.flag, __value),
                        6 => {
                            <i64 as __core::Shape>::read_member(&mut __m.number, __value)
                        }
                        7 => {
                            <Option<
                                Sensitive<String>,
                            > as __core::Shape>::read_member(&mut __m.secret, __value)
                        }
                        8 => {
                            <Option<
                                Box<Everything>,
                            > as __core::Shape>::read_member(&mut __m.r#type, __value)
                        }
                        9 => {
                            <Option<
                                String,
                            > as __core::Shape>::read_member(&mut __m.build, __value)
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
                "Everything",
                __core::ShapeKind::Structure(const {
                    &[
                        __core::MemberInfo::new(
                                "Named",
                                "named",
                                <String as __core::Shape>::info,
                            )
                            .constrained(
                                __core::Constraints::NONE
                                    .length(
                                        (SHORTEST) as __core::f64 as __core::u64,
                                        (LONGEST) as __core::f64 as __core::u64,
                                    )
                                    .pattern("^[a-z]+$"),
                            ),
                        __core::MemberInfo::new(
                                "list",
                                "list",
                                <Vec<String> as __core::Shape>::info,
                            )
                            .constrained(
                                __core::Constraints::NONE
                                    .length(1, 18446744073709551615u64)
                                    .each(const {
                                        &__core::Constraints::NONE
                                            .length(0u64, 64)
                                            .pattern("^[a-z]+$")
                                    }),
                            ),
                        __core::MemberInfo::new(
                                "map",
                                "map",
                                <Option<HashMap<String, Vec<f64>>> as __core::Shape>::info,
                            )
                            .constrained(
                                __core::Constraints::NONE
                                    .each(const {
                                        &__core::Constraints::NONE
                                            .each(const { &__core::Constraints::NONE.range(0.5, 1.5) })
                                    })
                                    .keys(const { &__core::Constraints::NONE.length(1, 128) }),
                            ),
                        __core::MemberInfo::new(
                                "at",
                                "at",
                                <Option<DateTime> as __core::Shape>::info,
                            )
                            .with(
                                __core::MemberTraits::NONE
                                    .timestamp(__core::TimestampFormat::DateTime),
                            ),
                        __core::MemberInfo::new(
                                "document",
                                "document",
                                <Option<Document> as __core::Shape>::info,
                            )
                            .with(__core::MemberTraits::NONE.json_value()),
                        __core::MemberInfo::new(
                                "flag",
                                "flag",
                                <bool as __core::Shape>::info,
                            )
                            .with(__core::MemberTraits::NONE.default()),
                        __core::MemberInfo::new(
                                "number",
                                "number",
                                <i64 as __core::Shape>::info,
                            )
                            .constrained(
                                __core::Constraints::NONE
                                    .range(-1.0, (LARGEST) as __core::f64),
                            )
                            .with(__core::MemberTraits::NONE.default()),
                        __core::MemberInfo::new(
                            "secret",
                            "secret",
                            <Option<Sensitive<String>> as __core::Shape>::info,
                        ),
                        __core::MemberInfo::new(
                            "type",
                            "r#type",
                            <Option<Box<Everything>> as __core::Shape>::info,
                        ),
                        __core::MemberInfo::new(
                            "build",
                            "build",
                            <Option<String> as __core::Shape>::info,
                        ),
                    ]
                }),
            )
        }
    }
    /// The members of a `Everything` that are set so far.
    pub struct __Members__ {
        named: __core::Option<String>,
        list: __core::Option<Vec<String>>,
        map: __core::Option<Option<HashMap<String, Vec<f64>>>>,
        at: __core::Option<Option<DateTime>>,
        document: __core::Option<Option<Document>>,
        flag: __core::Option<bool>,
        number: __core::Option<i64>,
        secret: __core::Option<Option<Sensitive<String>>>,
        r#type: __core::Option<Option<Box<Everything>>>,
        build: __core::Option<Option<String>>,
    }
    impl __Members__ {
        /// The storage without any member.
        const EMPTY: Self = __Members__ {
            named: __core::None,
            list: __core::None,
            map: __core::None,
            at: __core::None,
            document: __core::None,
            flag: __core::None,
            number: __core::None,
            secret: __core::None,
            r#type: __core::None,
            build: __core::None,
        };
        fn finish(self) -> Everything {
            Everything {
                named: match self.named {
                    __core::Some(__value) => __value,
                    __core::None => <String as __core::Shape>::absent(),
                },
                list: match self.list {
                    __core::Some(__value) => __value,
                    __core::None => <Vec<String> as __core::Shape>::absent(),
                },
                map: match self.map {
                    __core::Some(__value) => __value,
                    __core::None => {
                        <Option<HashMap<String, Vec<f64>>> as __core::Shape>::absent()
                    }
                },
                at: match self.at {
                    __core::Some(__value) => __value,
                    __core::None => <Option<DateTime> as __core::Shape>::absent(),
                },
                document: match self.document {
                    __core::Some(__value) => __value,
                    __core::None => <Option<Document> as __core::Shape>::absent(),
                },
                flag: match self.flag {
                    __core::Some(__value) => __value,
                    __core::None => <bool as __core::Shape>::absent(),
                },
                number: match self.number {
                    __core::Some(__value) => __value,
                    __core::None => {
                        let __value: i64 = 10;
                        __value
                    }
                },
                secret: match self.secret {
                    __core::Some(__value) => __value,
                    __core::None => {
                        <Option<Sensitive<String>> as __core::Shape>::absent()
                    }
                },
                r#type: match self.r#type {
                    __core::Some(__value) => __value,
                    __core::None => <Option<Box<Everything>> as __core::Shape>::absent(),
                },
                build: match self.build {
                    __core::Some(__value) => __value,
                    __core::None => <Option<String> as __core::Shape>::absent(),
                },
            }
        }
    }
    #[automatically_derived]
    impl __core::Structure for Everything {
        type Members = __Members__;
    }
    impl Everything {
        /// Starts a [`Everything`].
        #[inline]
        pub fn builder() -> EverythingBuilder {
            EverythingBuilder {
                members: __Members__::EMPTY,
                state: __core::PhantomData,
            }
        }
    }
    impl<State0, State1> EverythingBuilder<(State0, State1)> {
        /// Sets `named`.
        #[inline]
        pub fn named(
            mut self,
            named: impl __core::Into<String>,
        ) -> EverythingBuilder<(__core::Set, State1)> {
            self.members.named = __core::Some(__core::Into::into(named));
            EverythingBuilder {
                members: self.members,
                state: __core::PhantomData,
            }
        }
        /// Sets `list`.
        #[inline]
        pub fn list(
            mut self,
            list: impl __core::IntoList<String>,
        ) -> EverythingBuilder<(State0, __core::Set)> {
            self.members.list = __core::Some(__core::IntoList::into_list(list));
            EverythingBuilder {
                members: self.members,
                state: __core::PhantomData,
            }
        }
        /// Sets `map`.
        #[inline]
        pub fn map(mut self, map: impl __core::IntoMap<String, Vec<f64>>) -> Self {
            self.members.map = __core::Some(
                __core::Some(__core::IntoMap::<String, Vec<f64>>::into_hash_map(map)),
            );
            self
        }
        /// Sets or clears [`map`](Self::map).
        #[inline]
        pub fn set_map(mut self, map: Option<HashMap<String, Vec<f64>>>) -> Self {
            self.members.map = __core::Some(map);
            self
        }
        /// Sets `at`.
        #[inline]
        pub fn at(mut self, at: impl __core::Into<DateTime>) -> Self {
            self.members.at = __core::Some(__core::Some(__core::Into::into(at)));
            self
        }
        /// Sets or clears [`at`](Self::at).
        #[inline]
        pub fn set_at(mut self, at: Option<DateTime>) -> Self {
            self.members.at = __core::Some(at);
            self
        }
        /// Sets `document`.
        #[inline]
        pub fn document(mut self, document: impl __core::Into<Document>) -> Self {
            self.members.document = __core::Some(
                __core::Some(__core::Into::into(document)),
            );
            self
        }
        /// Sets or clears [`document`](Self::document).
        #[inline]
        pub fn set_document(mut self, document: Option<Document>) -> Self {
            self.members.document = __core::Some(document);
            self
        }
        /// Sets `flag`.
        #[inline]
        pub fn flag(mut self, flag: impl __core::Into<bool>) -> Self {
            self.members.flag = __core::Some(__core::Into::into(flag));
            self
        }
        /// Sets `number`.
        #[inline]
        pub fn number(mut self, number: impl __core::Into<i64>) -> Self {
            self.members.number = __core::Some(__core::Into::into(number));
            self
        }
        /// Sets `secret`.
        #[inline]
        pub fn secret(mut self, secret: impl __core::Into<Sensitive<String>>) -> Self {
            self.members.secret = __core::Some(__core::Some(__core::Into::into(secret)));
            self
        }
        /// Sets or clears [`secret`](Self::secret).
        #[inline]
        pub fn set_secret(mut self, secret: Option<Sensitive<String>>) -> Self {
            self.members.secret = __core::Some(secret);
            self
        }
        /// Sets `type`.
        #[deprecated(note = "use `list`")]
        #[inline]
        pub fn r#type(mut self, r#type: impl __core::Into<Everything>) -> Self {
            self.members.r#type = __core::Some(
                __core::Some(__core::Box::new(__core::Into::into(r#type))),
            );
            self
        }
        /// Sets or clears [`type`](Self::type).
        #[deprecated(note = "use `list`")]
        #[inline]
        pub fn set_type(mut self, r#type: Option<Box<Everything>>) -> Self {
            self.members.r#type = __core::Some(r#type);
            self
        }
        /// Sets `build`.
        #[inline]
        pub fn with_build(mut self, build: impl __core::Into<String>) -> Self {
            self.members.build = __core::Some(__core::Some(__core::Into::into(build)));
            self
        }
        /// Sets or clears [`build`](Self::build).
        #[inline]
        pub fn set_build(mut self, build: Option<String>) -> Self {
            self.members.build = __core::Some(build);
            self
        }
        /// Builds the [`Everything`].
        #[must_use]
        #[inline]
        pub fn build(self) -> Everything
        where
            State0: __core::IsSet<EverythingRequired::named>,
            State1: __core::IsSet<EverythingRequired::list>,
        {
            self.members.finish()
        }
    }
    #[automatically_derived]
    impl __core::serde::Serialize for Everything {
        fn serialize<__S: __core::serde::Serializer>(
            &self,
            __to: __S,
        ) -> __core::Result<__S::Ok, __S::Error> {
            __core::serialize(self, __to)
        }
    }
    #[automatically_derived]
    impl<'__de> __core::serde::Deserialize<'__de> for Everything {
        fn deserialize<__D: __core::serde::Deserializer<'__de>>(
            __from: __D,
        ) -> __core::Result<Self, __D::Error> {
            __core::deserialize(__from)
        }
    }
    const _: () = __core::minimum_length((SHORTEST) as __core::f64);
    const _: () = __core::maximum_length((LONGEST) as __core::f64);
    const _: () = __core::lengths_in_order(
        (SHORTEST) as __core::f64,
        (LONGEST) as __core::f64,
    );
    /// The compiled pattern `^[a-z]+$`.
    static __PATTERN_0: __core::Pattern = __core::Pattern::from_table(
        "^[a-z]+$",
        b"\x01\x02\x04\0\x06\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\0\0\0\0\0\x80\0\0\0\0\0\x02\x02\0\x06\0\x06",
    );
    const _: () = __core::fraction(<f64 as __core::Number>::LIMITS);
    const _: () = __core::fraction(<f64 as __core::Number>::LIMITS);
    const _: () = __core::assert_timestamp::<Option<DateTime>>();
    const _: () = __core::in_order(
        __core::Bound::new(-1, -1.0),
        __core::Bound::new((LARGEST) as __core::i128, (LARGEST) as __core::f64),
    );
    const _: () = __core::constant_maximum(
        <i64 as __core::Number>::LIMITS,
        __core::Bound::new((LARGEST) as __core::i128, (LARGEST) as __core::f64),
    );
};
