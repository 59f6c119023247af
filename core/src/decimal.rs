//! Decimal digits to the nearest `f64`, and an `f64` to the fewest digits that mean it. The standard library does both
//! with ten kilobytes each, tables that do not compress among them; these work everything out and give the same.

use std::cmp::Ordering;

/// No `f64` is finite and non-zero with an exponent beyond this, whatever a megabyte of digits stands before it.
const MOST_EXPONENT: i32 = 10_000_000;

/// The `f64` nearest to `whole.fraction × 10^exponent`; infinite where none is near. `whole` and `fraction` are
/// digits, either may be empty; `exponent` is digits with or without a sign.
#[must_use]
pub fn nearest(whole: &str, fraction: &str, exponent: &str) -> f64 {
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    // Zeros that lead a fraction only move the exponent.
    let (leading, fraction) = if whole.is_empty() {
        let digits = fraction.trim_start_matches('0');
        (fraction.len() - digits.len(), digits)
    } else {
        (0, fraction)
    };
    if whole.is_empty() && fraction.is_empty() {
        return 0.0;
    }
    let negative = exponent.starts_with('-');
    let power = exponent
        .trim_start_matches(['+', '-'])
        .parse::<i32>()
        .map_or(MOST_EXPONENT, |power| power.min(MOST_EXPONENT));
    let power = if negative { -power } else { power } - i32::try_from(leading).unwrap_or(MOST_EXPONENT);
    let fractional = i32::try_from(fraction.len()).unwrap_or(MOST_EXPONENT);
    value_of(&[whole, fraction].concat(), power - fractional)
}

/// Digits that can decide about the nearest `f64`; of those behind only whether there is another than 0.
const MOST_DIGITS: usize = 800;
/// Whole numbers of so many digits are exact, and so are powers of ten up to 10^22: one rounding is then all there is.
const EXACT_DIGITS: usize = 15;

/// The `f64` nearest to a whole number of `digits`, without zeros before them, times 10^power.
fn value_of(digits: &str, power: i32) -> f64 {
    let kept = digits.trim_end_matches('0');
    let power = power + (digits.len() - kept.len()) as i32;
    if kept.len() <= EXACT_DIGITS && power.unsigned_abs() <= 22 {
        let whole = kept.bytes().fold(0_u64, |whole, digit| whole * 10 + u64::from(digit - b'0')) as f64;
        let ten = (0..power.unsigned_abs()).fold(1.0, |ten, _| ten * 10.0);
        return if power < 0 { whole / ten } else { whole * ten };
    }
    let first = kept.len() as i32 + power;
    if !(-330..=310).contains(&first) {
        return if first > 0 { f64::INFINITY } else { 0.0 };
    }
    let (kept, power) = match kept.split_at_checked(MOST_DIGITS) {
        Some((known, rest)) if !rest.is_empty() => ([known, "1"].concat(), power + rest.len() as i32 - 1),
        _ => (kept.to_owned(), power),
    };
    // The number is over / under, exactly; then 1 <= over / under < 2, times 2^exponent.
    let (mut over, mut under) = (Decimals::of(&kept), Decimals(vec![1]));
    let scaled = if power < 0 { &mut under } else { &mut over };
    scaled.times_power(power.unsigned_abs(), 10, 1_000_000_000, 9);
    let mut exponent = 0;
    while over.cmp(&under) == Ordering::Less {
        over.times(2);
        exponent -= 1;
    }
    while over.cmp(&under) != Ordering::Less {
        under.times(2);
        exponent += 1;
    }
    over.times(2);
    exponent -= 1;
    if !(-1_075..1_024).contains(&exponent) {
        return if exponent > 0 { f64::INFINITY } else { 0.0 };
    }
    // Digit by binary digit, fewer where the exponent is at its least.
    let mut significand = 0_u64;
    for _ in 0..53 + (exponent + 1_022).min(0) {
        significand *= 2;
        if over.cmp(&under) != Ordering::Less {
            over.less(&under);
            significand += 1;
        }
        over.times(2);
    }
    // What is left, against half of the last digit; a tie goes to the even one.
    significand += u64::from(match over.cmp(&under) {
        Ordering::Less => false,
        Ordering::Equal => significand % 2 == 1,
        Ordering::Greater => true,
    });
    // The first digit is not written but counts one in the exponent, as does a carry.
    f64::from_bits(((exponent + 1_022).max(0) as u64) * (1 << 52) + significand)
}

/// A whole number as long as it takes: nine decimal digits a limb, the lowest first.
struct Decimals(Vec<u32>);

impl Decimals {
    const LIMB: u64 = 1_000_000_000;

    fn of(digits: &str) -> Self {
        let limb = |digits: &[u8]| digits.iter().fold(0, |limb, digit| limb * 10 + u32::from(digit - b'0'));
        Self(digits.as_bytes().rchunks(9).map(limb).collect())
    }

    fn cmp(&self, other: &Self) -> Ordering {
        let (one, other) = (&self.0, &other.0);
        one.len().cmp(&other.len()).then_with(|| one.iter().rev().cmp(other.iter().rev()))
    }

    /// Take away what is not more.
    fn less(&mut self, other: &Self) {
        let mut borrowed = 0;
        for (limb, taken) in self.0.iter_mut().zip(other.0.iter().chain(std::iter::repeat(&0))) {
            let left = i64::from(*limb) - i64::from(*taken) - borrowed;
            borrowed = i64::from(left < 0);
            *limb = (left + borrowed * Self::LIMB as i64) as u32;
        }
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }

    fn times(&mut self, factor: u32) {
        let mut carry = 0;
        for limb in &mut self.0 {
            let product = u64::from(*limb) * u64::from(factor) + carry;
            *limb = (product % Self::LIMB) as u32;
            carry = product / Self::LIMB;
        }
        while carry > 0 {
            self.0.push((carry % Self::LIMB) as u32);
            carry /= Self::LIMB;
        }
    }

    /// Times `base^power`; `many` is `base^count`, the largest power that fits.
    fn times_power(&mut self, power: u32, base: u32, many: u32, count: u32) {
        for _ in 0..power / count {
            self.times(many);
        }
        for _ in 0..power % count {
            self.times(base);
        }
    }

    /// Its digits, without zeros before them.
    fn digits(&self) -> Vec<u8> {
        let mut digits = Vec::with_capacity(self.0.len() * 9);
        for limb in &self.0 {
            let mut limb = *limb;
            for _ in 0..9 {
                digits.push((limb % 10) as u8);
                limb /= 10;
            }
        }
        digits.reverse();
        let zeros = digits.iter().take_while(|digit| **digit == 0).count();
        digits.drain(..zeros);
        digits
    }
}

/// The fewest digits that are nearer to a positive finite value than to any other `f64`, as text without zeros at
/// either end, and the power of ten of the first.
fn shortest(value: f64) -> (String, i32) {
    let bits = value.to_bits();
    let (fraction, biased) = (bits & ((1 << 52) - 1), (bits >> 52) as i32);
    // value = significand × 2^power, exactly; with no even significand, most figures people state take a step or two.
    let significand = if biased == 0 { fraction } else { fraction | 1 << 52 };
    let twos = significand.trailing_zeros();
    let (significand, power) = (significand >> twos, biased.max(1) - 1_075 + twos as i32);
    let low = (significand % Decimals::LIMB) as u32;
    let mut exact = Decimals(vec![low, (significand / Decimals::LIMB) as u32]);
    if power >= 0 {
        exact.times_power(power.unsigned_abs(), 2, 1 << 29, 29);
    } else {
        // 2^-n is 5^n / 10^n.
        exact.times_power(power.unsigned_abs(), 5, 1_220_703_125, 13);
    }
    let digits = exact.digits();
    let first = digits.len() as i32 - 1 + power.min(0);
    let text = |digits: &[u8]| {
        let text: String = digits.iter().map(|digit| char::from(b'0' + digit)).collect();
        text.trim_end_matches('0').to_owned()
    };
    let whole = text(&digits);
    // Up to 15 digits, no two decimals mean the same number.
    if whole.len() <= 15 {
        return (whole, first);
    }
    for count in 1..17 {
        let (kept, rest) = digits.split_at_checked(count).unwrap_or((&digits, &[]));
        // Half way goes up, as the standard library has it. Where the power of two changes, the decimal above may mean
        // the value though the nearer one below does not.
        let up = rest.first().is_some_and(|digit| *digit >= 5);
        for up in [up, true] {
            let (rounded, carry) = if up { raised(kept) } else { (kept.to_vec(), 0) };
            let figures = text(&rounded);
            let exponent = first + carry - (figures.len() as i32 - 1);
            if value_of(&figures, exponent) == value {
                return (figures, first + carry);
            }
        }
    }
    // Seventeen always do.
    let (kept, rest) = digits.split_at_checked(17).unwrap_or((&digits, &[]));
    let up = rest.first().is_some_and(|digit| *digit >= 5);
    let (rounded, carry) = if up { raised(kept) } else { (kept.to_vec(), 0) };
    (text(&rounded), first + carry)
}

/// The next decimal of as many digits, and 1 where it begins one place further up.
fn raised(digits: &[u8]) -> (Vec<u8>, i32) {
    let mut raised = digits.to_vec();
    for digit in raised.iter_mut().rev() {
        if *digit < 9 {
            *digit += 1;
            return (raised, 0);
        }
        *digit = 0;
    }
    raised.insert(0, 1);
    (raised, 1)
}

/// A number in the fewest digits that read back to the same bits; without an exponent from a millionth to 10^15.
#[must_use]
pub fn text(value: f64) -> String {
    let size = value.abs();
    let sign = if value < 0.0 { "-" } else { "" };
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if size.is_infinite() {
        return format!("{sign}inf");
    }
    // Most of what is written is a small whole number, and that takes no search for digits.
    let whole = size as u32;
    if f64::from(whole) == size {
        return if whole == 0 { "0".to_owned() } else { format!("{sign}{whole}") };
    }
    let (digits, first) = shortest(size);
    if !(1e-6..=1e15).contains(&size) {
        let (whole, fraction) = digits.split_at_checked(1).unwrap_or((&digits, ""));
        let point = if fraction.is_empty() { "" } else { "." };
        return format!("{sign}{whole}{point}{fraction}e{first}");
    }
    let places = usize::try_from(first + 1).unwrap_or(0);
    if first < 0 {
        let zeros = "0".repeat(first.unsigned_abs() as usize - 1);
        format!("{sign}0.{zeros}{digits}")
    } else if let Some((whole, fraction)) =
        digits.split_at_checked(places).filter(|(_, rest)| !rest.is_empty())
    {
        format!("{sign}{whole}.{fraction}")
    } else {
        format!("{sign}{digits}{}", "0".repeat(places - digits.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::{nearest, text};
    use proptest::prelude::*;

    #[test]
    fn the_ends_of_the_range() {
        assert_eq!(nearest("1", "7976931348623157", "308"), f64::MAX);
        assert_eq!(nearest("1", "8", "308"), f64::INFINITY);
        assert_eq!(nearest("4", "9406564584124654", "-324"), f64::from_bits(1));
        assert_eq!(nearest("1", "", "-400"), 0.0);
        assert_eq!(nearest("0", "000", "99999999999999999999"), 0.0);
        assert_eq!(nearest("1", "", "99999999999999999999"), f64::INFINITY);
        assert_eq!(nearest("1", "", "-99999999999999999999"), 0.0);
        assert_eq!(nearest("", "5", "0"), 0.5);
        assert_eq!(nearest(&"9".repeat(400), "", "-400"), 1.0);
        assert_eq!(nearest("0", &format!("{}1", "0".repeat(399)), "400"), 1.0);
    }

    /// What [`text`] has to say, from the standard library.
    fn expected(value: f64) -> String {
        let size = value.abs();
        if size == 0.0 {
            "0".to_owned()
        } else if (1e-6..=1e15).contains(&size) {
            value.to_string()
        } else {
            format!("{value:e}")
        }
    }

    #[test]
    fn a_number_in_its_fewest_digits() {
        assert_eq!(text(2_000.0), "2000");
        assert_eq!(text(0.05), "0.05");
        assert_eq!(text(-12_345.678), "-12345.678");
        assert_eq!(text(0.1 + 0.2), "0.30000000000000004");
        assert_eq!(text(1e15), "1000000000000000");
        assert_eq!(text(1e-6), "0.000001");
        assert_eq!(text(1.5e-7), "1.5e-7");
        for value in
            [f64::MAX, f64::MIN_POSITIVE, f64::from_bits(1), f64::NAN, f64::INFINITY, -f64::INFINITY, -0.0]
        {
            assert_eq!(text(value), expected(value));
        }
        // Where the distance to the next number changes.
        for power in -1_074..1_024 {
            let value = 2_f64.powi(power);
            for value in [value, value.next_up(), value.next_down()] {
                assert_eq!(text(value), expected(value), "2^{power}");
            }
        }
    }

    proptest! {
        #[test]
        fn digits_as_the_standard_library(bits in any::<u64>(), usual in -1e7..1e7_f64, places in 0..7_i32) {
            let power = 10_f64.powi(places);
            let few: f64 = (usual * power).round() / power;
            for value in [f64::from_bits(bits), usual, few, few.round()] {
                prop_assert_eq!(text(value), expected(value));
            }
        }

        #[test]
        fn as_the_standard_library(whole in "[0-9]{0,25}", fraction in "[0-9]{0,25}", exponent in -340_i32..340) {
            let expected: f64 = format!("0{whole}.{fraction}0e{exponent}").parse().unwrap_or(f64::NAN);
            prop_assert_eq!(nearest(&whole, &fraction, &exponent.to_string()).to_bits(), expected.to_bits());
        }

        #[test]
        fn every_number_comes_back(bits in any::<u64>()) {
            let value = f64::from_bits(bits & !(1 << 63));
            prop_assume!(value.is_finite());
            for text in [format!("{value:e}"), format!("{value:.16e}")] {
                let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
                let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
                prop_assert_eq!(nearest(whole, fraction, exponent).to_bits(), value.to_bits());
            }
        }
    }
}
