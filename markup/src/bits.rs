//! Numbers between the page and its worker, to the last bit and with next to no code: sixteen hexadecimal digits each.

/// Digits of one number.
pub const DIGITS: usize = 16;

/// The digits of a number.
#[must_use]
pub fn of(number: f64) -> String {
    let bits = number.to_bits();
    // A chart holds thousands: the standard library's formatting takes ten times as long.
    (0..DIGITS).rev().filter_map(|digit| char::from_digit((bits >> (4 * digit)) as u32 & 0xf, 16)).collect()
}

/// The numbers whose digits stand one behind the other; what is none ends them.
pub fn all(text: &str) -> impl Iterator<Item = f64> {
    text.as_bytes().chunks_exact(DIGITS).map_while(|digits| {
        digits
            .iter()
            .try_fold(0_u64, |bits, digit| Some((bits << 4) | u64::from(char::from(*digit).to_digit(16)?)))
            .map(f64::from_bits)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_come_back_as_they_were(numbers in proptest::collection::vec(any::<f64>(), 0..20)) {
            let text: String = numbers.iter().map(|number| of(*number)).collect();
            let read: Vec<u64> = all(&text).map(f64::to_bits).collect();
            prop_assert_eq!(read, numbers.iter().map(|number| number.to_bits()).collect::<Vec<_>>());
        }

        #[test]
        fn any_text_is_read(text in "\\PC{0,80}") {
            prop_assert!(all(&text).count() <= text.len() / DIGITS);
        }
    }
}
