//! A scale along an input: its ends, and where a value stands on it. Sliders, charts and maps run along such.

use super::Key;
use libm::{log10, pow};

/// How many times smaller and larger than now an input without a slider is shown.
pub const SIDE: f64 = 30.0;

/// A scale along one input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    /// The input it runs along.
    pub key: Key,
    /// Where it begins. Above zero on a logarithmic scale.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// Whether it runs in powers of ten.
    pub logarithmic: bool,
}

impl Axis {
    /// The scale of an input's slider.
    #[must_use]
    pub fn of_slider(key: Key) -> Self {
        let (from, to, logarithmic) = key.range().map_or((0.0, 1.0, false), |range| {
            let (from, to) = range.slider.unwrap_or((range.min, range.max));
            (from, to, range.logarithmic && from > 0.0)
        });
        Self { key, from, to, logarithmic }
    }

    /// The chart's axis with the value now in force well inside. A linear axis is kept from one moment to the
    /// next for as long as that holds, so that the curves do not breathe while a slider moves. An input that has no
    /// slider is shown as far as it is allowed, and a decade and a half to each side at most.
    #[must_use]
    pub fn around(key: Key, now: f64, logarithmic: bool, previous: Option<&Self>) -> Self {
        let Some(range) = key.range() else { return Self::of_slider(key) };
        let (low, high) = range.slider.unwrap_or((round_down(now / SIDE), round_up(now * SIDE)));
        let from = if now < low && now > 0.0 { round_down(now) } else { low }.max(range.min);
        if logarithmic && from > 0.0 && (now > 0.0 || range.slider.is_some()) {
            let to = if now > high { round_up(now) } else { high }.min(range.max);
            return Self { key, from, to, logarithmic: true };
        }
        let least = range.slider.map_or(0.0, |(low, _)| low * 10.0);
        if let Some(previous) = previous
            && previous.key == key
            && !previous.logarithmic
            && now <= previous.to
            && (now >= previous.to * 0.08 || previous.to <= least)
        {
            return *previous;
        }
        let to = round_up((now * 2.5).max(least)).min(range.max);
        let from = if range.slider.is_some() { 0.0 } else { range.min.max(0.0) };
        Self { key, from, to, logarithmic: false }
    }

    /// Where a load stands, 0 at the beginning and 1 at the end; beyond either it rests there.
    #[must_use]
    pub fn position(&self, load: f64) -> f64 {
        let position = if self.logarithmic {
            if load <= self.from { 0.0 } else { log10(load / self.from) / log10(self.to / self.from) }
        } else {
            (load - self.from) / (self.to - self.from)
        };
        position.clamp(0.0, 1.0)
    }

    /// The load at a position.
    #[must_use]
    pub fn load(&self, position: f64) -> f64 {
        let position = position.clamp(0.0, 1.0);
        if self.logarithmic {
            self.from * pow(self.to / self.from, position)
        } else {
            self.from + (self.to - self.from) * position
        }
    }

    /// The value at a position, whole where only whole numbers make sense.
    #[must_use]
    pub fn value(&self, position: f64) -> f64 {
        let value = self.load(position);
        if self.key.is_whole() { value.round() } else { value }
    }

    /// The load at a position in the few digits people use, whole where only whole numbers make sense.
    #[must_use]
    pub fn round_load(&self, position: f64) -> f64 {
        rounded(self.load(position), self.key).max(self.from).min(self.to)
    }
}

/// Three significant digits of a load; whole where only that makes sense.
fn rounded(load: f64, key: Key) -> f64 {
    let step = step_at(load, key);
    let steps = (load / step).round();
    // Dividing by the inverse keeps decimal fractions exact: 7 / 10 and not 7 * 0.1.
    if step < 1.0 { steps / (1.0 / step).round() } else { steps * step }
}

/// The least step worth taking at a load.
fn step_at(load: f64, key: Key) -> f64 {
    let step = if load > 0.0 { 10_f64.powi(log10(load).floor() as i32 - 2) } else { 0.01 };
    if key.is_whole() { step.max(1.0) } else { step }
}

/// The load after a slider moved to a position. Rounding must not hold the slider back: where the new
/// position rounds to the old load, it is one step further in the direction of the move.
#[must_use]
pub fn moved(axis: &Axis, position: f64, from: f64) -> f64 {
    let to = axis.round_load(position);
    if to != from {
        return to;
    }
    let step = step_at(from, axis.key);
    let before = axis.position(from);
    let next = if position > before { from + step } else { from - step };
    if position == before { from } else { rounded(next, axis.key).max(axis.from).min(axis.to) }
}

/// The nearest 1, 2 or 5 times a power of ten that is not smaller.
#[must_use]
pub fn round_up(value: f64) -> f64 {
    round(value, |figure, value| figure >= value * (1.0 - 1e-9))
}

/// The nearest 1, 2 or 5 times a power of ten that is not larger.
#[must_use]
pub fn round_down(value: f64) -> f64 {
    let up = round_up(value);
    if up <= value * (1.0 + 1e-9) {
        return up;
    }
    let decade = decade(up);
    match (up / decade).round() as u32 {
        5 => decade * 2.0,
        2 => decade,
        _ => decade / 2.0,
    }
}

fn decade(value: f64) -> f64 {
    let exponent = log10(value * (1.0 + 1e-9)).floor() as i32;
    power_of_ten(exponent)
}

/// Exact for negative exponents too, where repeated multiplication by 0.1 is not.
fn power_of_ten(exponent: i32) -> f64 {
    if exponent < 0 { 1.0 / 10_f64.powi(-exponent) } else { 10_f64.powi(exponent) }
}

fn round(value: f64, fits: impl Fn(f64, f64) -> bool) -> f64 {
    if !(value > 0.0 && value.is_finite()) {
        return 1.0;
    }
    let decade = decade(value);
    [1.0, 2.0, 5.0]
        .into_iter()
        .map(|figure| figure * decade)
        .find(|figure| fits(*figure, value))
        .unwrap_or(10.0 * decade)
}

/// Round figures between two ends, about as many as asked for, for ticks and tables.
#[must_use]
pub fn round_figures(from: f64, to: f64, logarithmic: bool, about: usize) -> Vec<f64> {
    let about = about.max(2) as f64;
    let mut figures = Vec::new();
    if logarithmic && from > 0.0 && to > from {
        let decades = log10(to / from);
        // As many figures to the decade as there is room for; else every second or third decade.
        let (mantissas, every): (&[f64], i32) = if decades * 3.0 <= about {
            (&[1.0, 2.0, 5.0], 1)
        } else if decades * 2.0 <= about {
            (&[1.0, 3.0], 1)
        } else {
            (&[1.0], (decades / about).ceil().max(1.0) as i32)
        };
        let mut exponent = (log10(from) - 1e-9).floor() as i32;
        let last = log10(to).ceil() as i32;
        while exponent <= last {
            if exponent.rem_euclid(every) == 0 {
                figures.extend(mantissas.iter().map(|mantissa| mantissa * power_of_ten(exponent)));
            }
            exponent += 1;
        }
        figures.retain(|figure| *figure >= from * (1.0 - 1e-9) && *figure <= to * (1.0 + 1e-9));
    } else if to > from {
        let step = round_up((to - from) / about);
        let mut count = (from / step).ceil();
        while count * step <= to * (1.0 + 1e-9) {
            figures.push(count * step);
            count += 1.0;
        }
    }
    figures
}

/// About a dozen round loads along an axis, for the table beside the chart.
#[must_use]
pub fn round_loads(axis: &Axis) -> Vec<f64> {
    round_figures(axis.from, axis.to, axis.logarithmic, 12)
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]
mod tests {
    use super::*;

    const TRAFFIC: Axis = Axis { key: Key::RequestsPerSecond, from: 0.01, to: 1000.0, logarithmic: true };
    const SUBJECTS: Axis = Axis { key: Key::Subjects, from: 1.0, to: 1e6, logarithmic: true };

    #[test]
    fn a_load_and_its_position_agree() {
        for load in [0.01, 0.5, 2.0, 37.0, 1000.0] {
            assert!((TRAFFIC.load(TRAFFIC.position(load)) / load - 1.0).abs() < 1e-12);
        }
        assert_eq!(TRAFFIC.position(0.0), 0.0);
        assert_eq!(TRAFFIC.position(5e6), 1.0);
    }

    #[test]
    fn every_press_of_an_arrow_key_moves_a_slider_and_its_load() {
        for axis in [TRAFFIC, SUBJECTS] {
            let mut load = axis.from;
            let mut presses = 0;
            while load < axis.to {
                // What the browser does: one step up from where the thumb was put for this load.
                let thumb = (axis.position(load) * 1000.0).round() + 1.0;
                let next = moved(&axis, thumb / 1000.0, load);
                assert!(next > load, "{:?} sticks at {load}", axis.key);
                load = next;
                presses += 1;
            }
            assert!(presses < 2000);
            while load > axis.from {
                let thumb = (axis.position(load) * 1000.0).round() - 1.0;
                let next = moved(&axis, thumb / 1000.0, load);
                assert!(next < load, "{:?} sticks at {load}", axis.key);
                load = next;
            }
        }
    }

    #[test]
    fn loads_from_a_slider_have_few_digits() {
        assert_eq!(TRAFFIC.round_load(TRAFFIC.position(0.123_456)), 0.123);
        assert_eq!(SUBJECTS.round_load(SUBJECTS.position(123_456.0)), 123_000.0);
        assert_eq!(SUBJECTS.round_load(0.03), 2.0);
    }

    #[test]
    fn a_linear_axis_stays_while_the_load_moves_inside_it() {
        let first = Axis::around(Key::RequestsPerSecond, 2.0, false, None);
        assert_eq!((first.from, first.to), (0.0, 5.0));
        assert_eq!(Axis::around(Key::RequestsPerSecond, 4.9, false, Some(&first)), first);
        assert_eq!(Axis::around(Key::RequestsPerSecond, 5.1, false, Some(&first)).to, 20.0);
        assert_eq!(Axis::around(Key::RequestsPerSecond, 0.1, false, Some(&first)).to, 0.5);
    }

    #[test]
    fn a_load_beyond_the_slider_widens_the_axis() {
        assert_eq!(Axis::around(Key::RequestsPerSecond, 30_000.0, true, None).to, 50_000.0);
        assert_eq!(Axis::around(Key::RequestsPerSecond, 0.003, true, None).from, 0.002);
        assert_eq!(Axis::around(Key::RequestsPerSecond, 0.0, true, None).from, 0.01);
    }

    #[test]
    fn an_input_without_a_slider_is_shown_as_far_as_it_is_allowed() {
        let along = |key, now, logarithmic| {
            let axis = Axis::around(key, now, logarithmic, None);
            (axis.from, axis.to, axis.logarithmic)
        };
        // 3.5 / 30 = 0.117 and 3.5 * 30 = 105, to the next 1, 2 or 5.
        assert_eq!(along(Key::AnalyzeMinutes, 3.5, true), (0.1, 200.0, true));
        assert_eq!(along(Key::EnrichShare, 0.3, true), (0.01, 1.0, true));
        assert_eq!(along(Key::EnrichShare, 0.6, false), (0.0, 1.0, false));
        assert_eq!(along(Key::EnrichShare, 0.0, true), (0.0, 1.0, false));
        assert_eq!(along(Key::HnswM, 16.0, true), (2.0, 100.0, true));
    }

    #[test]
    fn figures_are_round() {
        assert_eq!(round_figures(0.01, 1000.0, true, 6), [0.01, 0.1, 1.0, 10.0, 100.0, 1000.0]);
        assert_eq!(round_figures(1.0, 100.0, true, 6), [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0]);
        assert_eq!(round_figures(0.0, 5.0, false, 5), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
        assert!(round_figures(3.0, 3.0, false, 5).is_empty());
        assert!((10..=14).contains(&round_loads(&TRAFFIC).len()));
        assert!((10..=14).contains(&round_loads(&SUBJECTS).len()));
    }
}
