//! Units: what a figure counts, and at what scale.
//!
//! A [`Unit`] is a scale and six exponents. Arithmetic on the [`Trace`](crate::number::Trace) reading
//! multiplies and divides units and refuses to add two that differ, in dimension *or* in scale: GiB plus
//! bytes is as wrong as dollars plus bytes. Counted things (files, requests, replicas) have no dimension.
//!
//! The billing **month** is a dimension of its own: it has 730 hours on one price list, 720 or 744 on
//! another, so months and hours meet only through the scenario's stated `month_hours`.

/// A unit of measure: `scale` base units of the dimension given by the exponents.
#[derive(Clone, Copy, Debug)]
pub struct Unit {
    /// How it is written after a number, `""` where the unit is composed and unnamed.
    pub symbol: &'static str,
    /// Base units in one of this unit: 3 600 for the hour.
    pub scale: f64,
    /// Exponents of dollar, second, month, byte, vCPU, token.
    pub exponents: [i8; 6],
}

/// Two units are the same when they measure the same dimension at the same scale; the symbol is a name only.
impl PartialEq for Unit {
    fn eq(&self, other: &Self) -> bool {
        self.exponents == other.exponents
            && (self.scale - other.scale).abs() <= 1e-9 * self.scale.abs().max(other.scale.abs())
    }
}

impl Unit {
    const fn base(symbol: &'static str, scale: f64, exponents: [i8; 6]) -> Self {
        Self { symbol, scale, exponents }
    }

    /// The product of two units, unnamed.
    #[must_use]
    pub const fn times(self, other: Self) -> Self {
        let [a, b, c, d, e, f] = self.exponents;
        let [g, h, i, j, k, l] = other.exponents;
        Self::base("", self.scale * other.scale, [a + g, b + h, c + i, d + j, e + k, f + l])
    }

    /// The quotient of two units, unnamed.
    #[must_use]
    pub const fn per(self, other: Self) -> Self {
        let [a, b, c, d, e, f] = self.exponents;
        let [g, h, i, j, k, l] = other.exponents;
        Self::base("", self.scale / other.scale, [a - g, b - h, c - i, d - j, e - k, f - l])
    }

    /// The same unit under a name.
    #[must_use]
    pub const fn named(self, symbol: &'static str) -> Self {
        Self::base(symbol, self.scale, self.exponents)
    }

    /// `count` of this unit as a unit: a price per million requests is dollars per `COUNT.scaled(1e6)`.
    #[must_use]
    pub const fn scaled(self, count: f64) -> Self {
        Self::base("", self.scale * count, self.exponents)
    }

    /// Whether two units measure the same dimension, at whatever scale.
    #[must_use]
    pub fn same_dimension(self, other: Self) -> bool {
        self.exponents == other.exponents
    }

    /// The unit a price row is quoted per, by the words the catalogue uses for it.
    #[must_use]
    pub fn parse(words: &str) -> Option<Self> {
        PRICED_PER.iter().find(|(name, _)| *name == words).map(|(_, unit)| *unit)
    }
}

/// Every "per what" a catalogue row may use.
const PRICED_PER: &[(&str, Unit)] = &[
    ("count", COUNT),
    ("fraction", COUNT),
    ("request", COUNT),
    ("1M requests", MILLION),
    ("1M actions", MILLION),
    ("page", COUNT),
    ("token", TOKEN),
    ("1M tokens", MILLION_TOKENS),
    ("second", SECOND),
    ("minute", MINUTE),
    ("hour", HOUR),
    ("month", MONTH),
    ("vCPU", VCPU),
    ("vCPU-second", VCPU_SECOND),
    ("vCPU-hour", VCPU_HOUR),
    ("GiB-second", GIB_SECOND),
    ("GiB-hour", GIB_HOUR),
    ("GB-month", GB_MONTH),
    ("GB", GB),
];

/// A plain count or a share: no dimension.
pub const COUNT: Unit = Unit::base("", 1.0, [0, 0, 0, 0, 0, 0]);
/// A hundredth.
pub const PERCENT: Unit = Unit::base("%", 0.01, [0, 0, 0, 0, 0, 0]);
/// A million of something counted.
pub const MILLION: Unit = Unit::base("M", 1e6, [0, 0, 0, 0, 0, 0]);
/// US dollar.
pub const USD: Unit = Unit::base("$", 1.0, [1, 0, 0, 0, 0, 0]);
/// Second.
pub const SECOND: Unit = Unit::base("s", 1.0, [0, 1, 0, 0, 0, 0]);
/// Millisecond.
pub const MILLISECOND: Unit = Unit::base("ms", 1e-3, [0, 1, 0, 0, 0, 0]);
/// Minute.
pub const MINUTE: Unit = Unit::base("min", 60.0, [0, 1, 0, 0, 0, 0]);
/// Hour.
pub const HOUR: Unit = Unit::base("h", 3600.0, [0, 1, 0, 0, 0, 0]);
/// Day of 24 hours.
pub const DAY: Unit = Unit::base("d", 86_400.0, [0, 1, 0, 0, 0, 0]);
/// The billing month, a dimension of its own (module documentation).
pub const MONTH: Unit = Unit::base("month", 1.0, [0, 0, 1, 0, 0, 0]);
/// Byte.
pub const BYTE: Unit = Unit::base("B", 1.0, [0, 0, 0, 1, 0, 0]);
/// Binary megabyte, 2^20 bytes.
pub const MIB: Unit = Unit::base("MiB", 1_048_576.0, [0, 0, 0, 1, 0, 0]);
/// Binary gigabyte, 2^30 bytes.
pub const GIB: Unit = Unit::base("GiB", 1_073_741_824.0, [0, 0, 0, 1, 0, 0]);
/// Decimal gigabyte, 10^9 bytes: disks and traffic are billed in it.
pub const GB: Unit = Unit::base("GB", 1e9, [0, 0, 0, 1, 0, 0]);
/// Virtual processor.
pub const VCPU: Unit = Unit::base("vCPU", 1.0, [0, 0, 0, 0, 1, 0]);
/// Amazon ECS processor unit, 1024 to a vCPU.
pub const CPU_UNIT: Unit = Unit::base("units", 1.0 / 1024.0, [0, 0, 0, 0, 1, 0]);
/// Language-model token.
pub const TOKEN: Unit = Unit::base("token", 1.0, [0, 0, 0, 0, 0, 1]);
/// A million tokens.
pub const MILLION_TOKENS: Unit = Unit::base("M tokens", 1e6, [0, 0, 0, 0, 0, 1]);

/// One vCPU held for a second.
pub const VCPU_SECOND: Unit = VCPU.times(SECOND).named("vCPU-s");
/// One vCPU held for an hour.
pub const VCPU_HOUR: Unit = VCPU.times(HOUR).named("vCPU-h");
/// One GiB held for a second.
pub const GIB_SECOND: Unit = GIB.times(SECOND).named("GiB-s");
/// One GiB held for an hour.
pub const GIB_HOUR: Unit = GIB.times(HOUR).named("GiB-h");
/// One decimal gigabyte kept for a billing month.
pub const GB_MONTH: Unit = GB.times(MONTH).named("GB-month");

/// Per second.
pub const PER_SECOND: Unit = COUNT.per(SECOND).named("/s");
/// Per minute.
pub const PER_MINUTE: Unit = COUNT.per(MINUTE).named("/min");
/// Per hour.
pub const PER_HOUR: Unit = COUNT.per(HOUR).named("/h");
/// Per day.
pub const PER_DAY: Unit = COUNT.per(DAY).named("/d");
/// Per billing month.
pub const PER_MONTH: Unit = COUNT.per(MONTH).named("/month");
/// Percent per billing month.
pub const PERCENT_PER_MONTH: Unit = PERCENT.per(MONTH).named("%/month");
/// Tokens per minute, the unit of a provider's token limit.
pub const TOKENS_PER_MINUTE: Unit = TOKEN.per(MINUTE).named("tokens/min");
/// Minutes per billing month.
pub const MINUTES_PER_MONTH: Unit = MINUTE.per(MONTH).named("min/month");
/// Tokens per billing month.
pub const TOKENS_PER_MONTH: Unit = TOKEN.per(MONTH).named("tokens/month");
/// Dollars per billing month.
pub const USD_PER_MONTH: Unit = USD.per(MONTH).named("$/month");
/// Dollars per hour.
pub const USD_PER_HOUR: Unit = USD.per(HOUR).named("$/h");
/// Dollars per minute.
pub const USD_PER_MINUTE: Unit = USD.per(MINUTE).named("$/min");
/// Hours in a billing month.
pub const HOURS_PER_MONTH: Unit = HOUR.per(MONTH).named("h/month");
/// Bytes in a day's write-ahead log and the like.
pub const BYTES_PER_DAY: Unit = BYTE.per(DAY).named("B/d");
/// Bytes in one GiB, for conversions.
pub const BYTES_PER_GIB: Unit = BYTE.per(GIB).named("B/GiB");
/// Bytes in one decimal GB, for conversions.
pub const BYTES_PER_GB: Unit = BYTE.per(GB).named("B/GB");
/// Seconds in one hour, for conversions.
pub const SECONDS_PER_HOUR: Unit = SECOND.per(HOUR).named("s/h");
/// Seconds in one minute, for conversions.
pub const SECONDS_PER_MINUTE: Unit = SECOND.per(MINUTE).named("s/min");
/// Hours in one day, for conversions.
pub const HOURS_PER_DAY: Unit = HOUR.per(DAY).named("h/d");
