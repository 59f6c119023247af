//! Tables of values separated by commas (RFC 4180). Figures are written in every digit they have.

use super::Export;
use crate::decide::pieces::cost_curves;
use crate::decimal::text;
use crate::error::Error;
use crate::format;
use crate::scenario::axis::Axis;

/// The bill of every option that works, the cheapest first; a list price stands only beside one's own.
pub fn bill(export: &Export<'_>) -> Result<String, Error> {
    let head = [
        "option",
        "component",
        "item",
        "quantity",
        "unit",
        "unit_price_usd",
        "usd_per_month",
        "price_id",
        "source",
        "as_of",
        "list_price_usd",
    ];
    let mut out = line(&head.map(str::to_owned));
    for option in export.plan.options.iter().filter(|option| option.is_feasible()) {
        for item in &option.line_items {
            let row = export.catalog.rows.get(item.price);
            let of_row = |part: fn(&crate::catalog::PriceRow) -> &str| row.map_or("", part).to_owned();
            out.push_str(&line(&[
                option.id.to_owned(),
                item.component.to_owned(),
                item.label.to_owned(),
                text(item.quantity),
                row.map_or(item.unit.symbol, |row| &row.per_words).to_owned(),
                text(item.unit_price),
                text(item.usd_per_month),
                of_row(|row| &row.id),
                of_row(|row| &row.source),
                of_row(|row| format::date(&row.as_of)),
                export.list_price(item).map_or_else(String::new, text),
            ]));
        }
    }
    Ok(out)
}

/// Every piece of every option's cost along each input, over its slider.
pub fn curves(export: &Export<'_>) -> Result<String, Error> {
    let mut out = line(&["option", "input", "from", "to", "usd_from", "usd_to", "exact"].map(str::to_owned));
    for key in &export.along {
        let axis = Axis::of_slider(*key);
        for curve in cost_curves(export.scenario, export.catalog, *key, axis.from, axis.to)? {
            for piece in &curve.pieces {
                let mut cells = vec![curve.option.to_owned(), key.field().id.to_owned()];
                cells.extend([piece.from, piece.to, piece.usd_from, piece.usd_to].map(text));
                cells.push(piece.exact.to_string());
                out.push_str(&line(&cells));
            }
        }
    }
    Ok(out)
}

/// A line, its cells quoted where they must be.
fn line(cells: &[String]) -> String {
    let cell = |cell: &String| {
        if cell.contains([',', '"', '\r', '\n']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.clone()
        }
    };
    cells.iter().map(cell).collect::<Vec<_>>().join(",") + "\r\n"
}
