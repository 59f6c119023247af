//! Figures and tables for people, 100 columns wide.

/// Width of a terminal that nothing outgrows.
pub const WIDTH: usize = 100;

/// What stands for a figure that is infinite or not a number.
const UNKNOWN: &str = "unknown";

/// A stranger's text, quoted in one line.
pub fn quoted(text: &str) -> String {
    const MOST: usize = 60;
    let line: String = text.chars().map(|one| if one.is_control() { ' ' } else { one }).take(MOST).collect();
    let rest = if text.chars().nth(MOST).is_some() { "…" } else { "" };
    format!("`{line}{rest}`")
}

/// Dollars in cents; less than half a cent with two digits that say something.
pub fn money(usd: f64) -> String {
    let size = usd.abs();
    if !size.is_finite() {
        return UNKNOWN.to_owned();
    }
    let decimals = if size == 0.0 || size >= 0.005 { 2 } else { decimals_for(size, 2) };
    let sign = if usd < 0.0 { "-" } else { "" };
    format!("{sign}${}", grouped(&format!("{size:.decimals$}")))
}

/// A price of one unit, however small: seven digits that say something, at least cents.
pub fn unit_price(usd: f64) -> String {
    let size = usd.abs();
    if !size.is_finite() {
        return UNKNOWN.to_owned();
    }
    let text = trimmed(&format!("{size:.*}", decimals_for(size, 7)));
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let text = if decimals < 2 { format!("{size:.2}") } else { text };
    format!("{}${}", if usd < 0.0 { "-" } else { "" }, grouped(&text))
}

/// A quantity with as many digits as `digits` allows, and thousands apart.
pub fn quantity(value: f64, digits: i32) -> String {
    let size = value.abs();
    if !size.is_finite() {
        return UNKNOWN.to_owned();
    }
    let sign = if value < 0.0 { "-" } else { "" };
    if size >= 1e15 {
        return format!("{sign}{size:.2e}");
    }
    format!("{sign}{}", grouped(&trimmed(&format!("{size:.*}", decimals_for(size, digits)))))
}

/// Decimals that show so many digits of a number.
fn decimals_for(size: f64, digits: i32) -> usize {
    let exponent = format!("{size:e}")
        .split_once('e')
        .and_then(|(_, exponent)| exponent.parse::<i32>().ok())
        .unwrap_or(0);
    usize::try_from(digits.saturating_sub(1).saturating_sub(exponent)).unwrap_or(0).min(20)
}

/// Without zeros that end the decimals.
fn trimmed(text: &str) -> String {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text.to_owned()
    }
}

/// With commas between thousands.
fn grouped(text: &str) -> String {
    let (whole, decimals) =
        text.split_once('.').map_or((text, None), |(whole, decimals)| (whole, Some(decimals)));
    let mut result = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            result.push(',');
        }
        result.push(digit);
    }
    if let Some(decimals) = decimals {
        result.push('.');
        result.push_str(decimals);
    }
    result
}

/// How a column stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Left,
    Right,
    /// To the left, and cut short where the table would grow too wide.
    Elastic,
}

/// Rows as lines with aligned columns, indented by `indent`.
pub fn table(indent: usize, columns: &[Column], rows: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(column, _)| {
            rows.iter().filter_map(|row| row.get(column)).map(|cell| length(cell)).max().unwrap_or(0)
        })
        .collect();
    let total: usize = indent + widths.iter().sum::<usize>() + 2 * columns.len().saturating_sub(1);
    let over = total.saturating_sub(WIDTH);
    for (width, column) in widths.iter_mut().zip(columns) {
        if *column == Column::Elastic {
            *width = width.saturating_sub(over).max(12);
        }
    }
    let mut text = String::new();
    for row in rows {
        let mut line = " ".repeat(indent);
        for (index, ((cell, column), width)) in row.iter().zip(columns).zip(&widths).enumerate() {
            if index > 0 {
                line.push_str("  ");
            }
            let cell = shortened(cell, *width);
            let space = " ".repeat(width.saturating_sub(length(&cell)));
            match column {
                Column::Right => line.extend([space, cell]),
                Column::Left | Column::Elastic => line.extend([cell, space]),
            }
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn length(text: &str) -> usize {
    text.chars().count()
}

fn shortened(text: &str, width: usize) -> String {
    if length(text) <= width {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(width.saturating_sub(1)).collect();
    short.push('…');
    short
}

/// Words in lines: the first after `first`, the others indented by as many spaces as it has characters.
pub fn wrapped(first: &str, text: &str) -> String {
    let indent = " ".repeat(length(first));
    let mut lines = String::new();
    let mut line = first.to_owned();
    let mut empty = true;
    for word in text.split_whitespace() {
        if !empty && length(&line) + 1 + length(word) > WIDTH {
            lines.push_str(&line);
            lines.push('\n');
            line.clone_from(&indent);
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    lines.push_str(line.trim_end());
    lines.push('\n');
    lines
}
