//! From decimal digits to the nearest `f64`. The standard library's parser brings ten kilobytes of tables that do
//! not compress; this one works them out and gives the same bits.

use minimal_lexical::parse_float;

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
    parse_float(whole.as_bytes().iter(), fraction.as_bytes().iter(), power)
}

#[cfg(test)]
mod tests {
    use super::nearest;
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

    proptest! {
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
