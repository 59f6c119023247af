//! From the JSON of `core/data` to a [`Catalog`]. Strict: an unknown field, unit or a second row under one id
//! is an error, because a row that is quietly ignored is a price that is quietly wrong.

use super::{
    Book, Catalog, CloudRunSize, Confidence, DatabasePlan, FargateSize, LimitRow, LimitValue, Places,
    PriceRow, RowKind, VmType,
};
use crate::error::Error;
use crate::unit::Unit;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;

/// How much of a faulty line an error quotes; the id stands first on it.
const QUOTED_CHARACTERS: usize = 60;
/// A table may not unfold to more sizes than this: a step that is too small is a slip of the pen.
const MOST_SIZES: usize = 1_000;

/// A row of `prices.json`. The price is text there, so that it is read as it was written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PriceText {
    id: String,
    #[serde(default)]
    book: Book,
    #[serde(default)]
    kind: RowKind,
    value: String,
    per: String,
    label: String,
    region: String,
    source: String,
    as_of: String,
    confidence: Confidence,
    #[serde(default)]
    note: String,
}

/// A machine type in `sizes.json`, without the row ids that follow from its name.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VmSize {
    id: String,
    vcpu: f64,
    memory_gib: f64,
    #[serde(default = "super::one")]
    baseline_share: f64,
    source: String,
}

/// The whole of `sizes.json`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sizes {
    vm_types: Vec<VmSize>,
    database_plans: Vec<DatabasePlan>,
}

/// Read the three files.
pub(super) fn catalog(prices: &str, limits: &str, sizes: &str) -> Result<Catalog, Error> {
    let rows = price_rows(prices)?;
    let mut limits: Vec<LimitRow> = parse("limits", limits)?;
    limits.sort_by(|a, b| a.id.cmp(&b.id));
    let twice = limits.windows(2).find_map(|pair| match pair {
        [a, b] if a.id == b.id => Some(&a.id),
        _ => None,
    });
    if let Some(id) = twice {
        return Err(Error::Data(format!("limit `{id}` stands twice")));
    }
    let sizes: Sizes = parse("sizes", sizes)?;
    let mut catalog = Catalog {
        places: places(&rows)?,
        rows,
        vm_types: sizes.vm_types.into_iter().map(vm_type).collect(),
        database_plans: sizes.database_plans,
        limits,
        fargate_sizes: Vec::new(),
        cloud_run_sizes: Vec::new(),
    };
    catalog.fargate_sizes = fargate_sizes(catalog.limit_row("aws.fargate.sizes")?)?;
    catalog.cloud_run_sizes = cloud_run_sizes(catalog.limit_row("gcp.cloud_run.sizes")?)?;
    Ok(catalog)
}

/// JSON with one row a line, so that the line of an error names the row.
fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| {
        let line = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
        let start: String = line.chars().take(QUOTED_CHARACTERS).collect();
        Error::Data(format!("{file}: {error}, in {start}"))
    })
}

fn price_rows(text: &str) -> Result<Vec<PriceRow>, Error> {
    let written: Vec<PriceText> = parse("prices", text)?;
    let mut rows = written.into_iter().map(price_row).collect::<Result<Vec<_>, _>>()?;
    rows.sort_by(|a, b| a.id.cmp(&b.id).then(a.book.cmp(&b.book)));
    for (index, row) in rows.iter_mut().enumerate() {
        row.index = index;
    }
    Ok(rows)
}

/// Where each row stands, refusing a second row under one id in one book.
fn places(rows: &[PriceRow]) -> Result<HashMap<String, Places>, Error> {
    let mut places: HashMap<String, Places> = HashMap::with_capacity(rows.len());
    for row in rows {
        let of_id = places.entry(row.id.clone()).or_default();
        let of_book = match row.book {
            Book::List => &mut of_id.list,
            Book::Printed => &mut of_id.printed,
        };
        if of_book.replace(row.index).is_some() {
            return Err(Error::Data(format!("price `{}` stands twice", row.id)));
        }
    }
    Ok(places)
}

fn price_row(text: PriceText) -> Result<PriceRow, Error> {
    let fault = |what: String| Error::Data(format!("price `{}`: {what}", text.id));
    let value =
        decimal(&text.value).ok_or_else(|| fault(format!("`{}` is no decimal number", text.value)))?;
    // Only a credit gives money back; a negative price would make more use cheaper.
    if (text.kind == RowKind::Credit) != (value < 0.0) {
        return Err(fault(format!("{} has the wrong sign", text.value)));
    }
    let per = Unit::parse(&text.per).ok_or_else(|| fault(format!("`{}` is no unit", text.per)))?;
    Ok(PriceRow {
        id: text.id,
        index: 0,
        book: text.book,
        kind: text.kind,
        value,
        per,
        per_words: text.per,
        label: text.label,
        region: text.region,
        source: text.source,
        as_of: text.as_of,
        confidence: text.confidence,
        note: text.note,
    })
}

/// A number written out in digits: no exponent, no infinity.
fn decimal(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    let value: f64 = text.parse().ok()?;
    (plain && value.is_finite()).then_some(value)
}

fn vm_type(size: VmSize) -> VmType {
    let price = format!("aws.ec2.{}", size.id);
    let family = size.id.split('.').next().unwrap_or_default();
    VmType {
        one_year_price: format!("{price}.ri_1y"),
        three_year_price: format!("{price}.ri_3y"),
        surplus_price: format!("aws.ec2.{family}.surplus"),
        price,
        vcpu: size.vcpu,
        memory_gib: size.memory_gib,
        baseline_share: size.baseline_share,
        source: size.source,
        id: size.id,
    }
}

fn table(row: &LimitRow) -> Result<&[Vec<f64>], Error> {
    match &row.value {
        LimitValue::Table(rows) => Ok(rows),
        LimitValue::Number(_) | LimitValue::Numbers(_) => Err(not_as_expected(row)),
    }
}

fn not_as_expected(row: &LimitRow) -> Error {
    Error::Data(format!("limit `{}` is no table of {}", row.id, row.unit))
}

/// Rows of CPU units and a range of memory in MiB, unfolded.
fn fargate_sizes(row: &LimitRow) -> Result<Vec<FargateSize>, Error> {
    let mut sizes = Vec::new();
    for range in table(row)? {
        let [cpu_units, from, to, step] = *range.as_slice() else {
            return Err(not_as_expected(row));
        };
        let mut memory_mib = from;
        while memory_mib <= to {
            sizes.push(FargateSize { vcpu: cpu_units / 1_024.0, memory_gib: memory_mib / 1_024.0 });
            memory_mib += step;
            if sizes.len() > MOST_SIZES {
                return Err(not_as_expected(row));
            }
        }
    }
    sizes.sort_by(|a, b| a.vcpu.total_cmp(&b.vcpu).then(a.memory_gib.total_cmp(&b.memory_gib)));
    Ok(sizes)
}

fn cloud_run_sizes(row: &LimitRow) -> Result<Vec<CloudRunSize>, Error> {
    let mut sizes = Vec::new();
    for setting in table(row)? {
        let [vcpu, min_memory_gib, max_memory_gib] = *setting.as_slice() else {
            return Err(not_as_expected(row));
        };
        sizes.push(CloudRunSize { vcpu, min_memory_gib, max_memory_gib });
    }
    sizes.sort_by(|a, b| a.vcpu.total_cmp(&b.vcpu));
    Ok(sizes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const LIMITS: &str = r#"[
{"id":"aws.fargate.sizes","value":[[256,512,1024,512]],"unit":"","source":"s","as_of":"2026","confidence":"high"},
{"id":"gcp.cloud_run.sizes","value":[[1,0.125,4]],"unit":"","source":"s","as_of":"2026","confidence":"high"}]"#;
    const SIZES: &str = r#"{"vm_types":[],"database_plans":[]}"#;
    const ROW: &str = r#"{"id":"a.b","value":"0.5","per":"hour","label":"l","region":"r","source":"s","as_of":"2026","confidence":"high"}"#;

    fn with_rows(rows: &[&str]) -> Result<Catalog, Error> {
        catalog(&format!("[\n{}\n]", rows.join(",\n")), LIMITS, SIZES)
    }

    /// The message for one row changed by a replacement.
    fn fault(from: &str, to: &str) -> String {
        assert!(ROW.contains(from));
        with_rows(&[ROW, &ROW.replace("a.b", "c.d").replace(from, to)]).unwrap_err().to_string()
    }

    #[test]
    fn a_sound_row_is_read_with_its_defaults() {
        let catalog = with_rows(&[ROW]).unwrap();
        let row = catalog.price(Book::Printed, "a.b").unwrap();
        assert_eq!((row.value, row.book, row.kind, row.note.as_str()), (0.5, Book::List, RowKind::Price, ""));
    }

    #[test]
    fn a_faulty_row_is_named_with_its_fault() {
        for (from, to, what) in [
            (r#""0.5""#, r#""5e-1""#, "`5e-1` is no decimal number"),
            (r#""0.5""#, r#""NaN""#, "`NaN` is no decimal number"),
            (r#""0.5""#, r#""""#, "`` is no decimal number"),
            (r#""0.5""#, r#""-0.5""#, "-0.5 has the wrong sign"),
            (r#""0.5""#, r#""0.5","kind":"credit""#, "0.5 has the wrong sign"),
            (r#""hour""#, r#""fortnight""#, "`fortnight` is no unit"),
            (r#""0.5""#, "0.5", "invalid type"),
            (r#""label":"l","#, "", "missing field `label`"),
            (r#""label""#, r#""labl":"","label""#, "unknown field `labl`"),
            (r#""high""#, r#""unverified""#, "unknown variant `unverified`"),
        ] {
            let message = fault(from, to);
            assert!(message.contains("c.d") && message.contains(what), "{message}");
        }
    }

    #[test]
    fn an_id_may_stand_once_in_each_book() {
        let printed = ROW.replace(r#""id""#, r#""book":"printed","id""#);
        assert!(with_rows(&[ROW, &printed]).is_ok());
        for twice in [[ROW, ROW], [&printed, &printed]] {
            assert!(with_rows(&twice).unwrap_err().to_string().contains("price `a.b` stands twice"));
        }
    }

    #[test]
    fn a_table_that_does_not_unfold_is_refused() {
        for wrong in ["[[256,512,1024,0]]", "[[256,512,1024]]", "[512]", "512"] {
            let limits = LIMITS.replace("[[256,512,1024,512]]", wrong);
            let message = catalog("[]", &limits, SIZES).unwrap_err().to_string();
            assert!(message.contains("aws.fargate.sizes"), "{message}");
        }
        let twice = LIMITS.replace("gcp.cloud_run", "aws.fargate");
        let message = catalog("[]", &twice, SIZES).unwrap_err().to_string();
        assert!(message.contains("limit `aws.fargate.sizes` stands twice"), "{message}");
    }
}
