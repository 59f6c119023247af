//! From the columns that `build.rs` makes of the JSON in `core/data` to a [`Catalog`]. Strict: a row that is quietly
//! ignored is a price that is quietly wrong. Unknown and missing fields have already failed the build.

use super::index::Index;
use super::{
    Book, Catalog, CloudRunSize, Confidence, DatabasePlan, FargateSize, LimitRow, LimitValue, PaasPlan,
    PriceRow, RowKind, VmType,
};
use crate::decimal::nearest;
use crate::error::Error;
use crate::unit::{COUNT, Unit};
use std::str::Split;
use std::sync::Arc;

/// A table may not unfold to more sizes than this: a step that is too small is a slip of the pen.
const MOST_SIZES: usize = 1_000;

/// Read the columns, one row a line, the kind of row in the first.
pub(super) fn catalog(text: &str) -> Result<Catalog, Error> {
    let mut catalog = Catalog {
        rows: Vec::new(),
        vm_types: Vec::new(),
        database_plans: Vec::new(),
        paas_plans: Vec::new(),
        limits: Vec::new(),
        fargate_sizes: Arc::default(),
        cloud_run_sizes: Arc::default(),
        row_index: Index::default(),
        limit_index: Index::default(),
    };
    for line in text.lines() {
        let mut columns = Columns::of(line);
        match columns.tag {
            "P" => {
                let row = price_row(&mut columns, catalog.rows.len());
                let follows = |last: &PriceRow| (last.id.as_str(), last.book) < (row.id.as_str(), row.book);
                if !catalog.rows.last().is_none_or(follows) {
                    columns.fault("stands twice or out of order");
                }
                catalog.rows.push(row);
            }
            "L" => {
                let row = limit_row(&mut columns);
                if catalog.limits.last().is_some_and(|last| last.id >= row.id) {
                    columns.fault("stands twice or out of order");
                }
                catalog.limits.push(row);
            }
            "V" => catalog.vm_types.push(vm_type(&mut columns)),
            "D" => catalog.database_plans.push(database_plan(&mut columns)),
            "W" => catalog.paas_plans.push(paas_plan(&mut columns)),
            _ => columns.fault("is of no known kind"),
        }
        if let Some(fault) = columns.fault {
            return Err(fault);
        }
    }
    catalog.row_index = Index::of(catalog.rows.iter().map(|row| row.id.as_str()));
    catalog.limit_index = Index::of(catalog.limits.iter().map(|row| row.id.as_str()));
    catalog.fargate_sizes = fargate_sizes(catalog.limit_row("aws.fargate.sizes")?)?.into();
    catalog.cloud_run_sizes = cloud_run_sizes(catalog.limit_row("gcp.cloud_run.sizes")?)?.into();
    Ok(catalog)
}

/// The columns of one line, read in order. What cannot be read is noted, the first such only, and reads as nothing:
/// its readers are called from a hundred places, and each that had to look at a result would cost the page its share.
struct Columns<'t> {
    tag: &'t str,
    id: &'t str,
    rest: Split<'t, char>,
    fault: Option<Error>,
}

impl<'t> Columns<'t> {
    fn of(line: &'t str) -> Self {
        let mut rest = line.split('\t');
        Self { tag: rest.next().unwrap_or_default(), id: rest.next().unwrap_or_default(), rest, fault: None }
    }

    #[inline(never)]
    fn fault(&mut self, what: &str) {
        if self.fault.is_none() {
            self.fault = Some(Error::Data(format!("row `{}` {what}", self.id)));
        }
    }

    #[inline(never)]
    fn text(&mut self) -> &'t str {
        match self.rest.next() {
            Some(text) => text,
            None => {
                self.fault("ends early");
                ""
            }
        }
    }

    #[inline(never)]
    fn owned(&mut self) -> String {
        self.text().to_owned()
    }

    /// Text that may be left out.
    #[inline(never)]
    fn optional(&mut self) -> Option<String> {
        Some(self.owned()).filter(|text| !text.is_empty())
    }

    #[inline(never)]
    fn number(&mut self) -> f64 {
        let text = self.text();
        decimal(text).unwrap_or_else(|| {
            self.fault(&format!("holds `{text}`, which is no decimal number"));
            0.0
        })
    }

    /// The place of a word among those allowed.
    #[inline(never)]
    fn word<T: Copy>(&mut self, words: &[(&str, T)], otherwise: T, name: &str) -> T {
        let text = self.text();
        let known = words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
        known.unwrap_or_else(|| {
            self.fault(&format!("holds `{text}`, which is no {name}"));
            otherwise
        })
    }

    fn confidence(&mut self) -> Confidence {
        let words = [("high", Confidence::High), ("medium", Confidence::Medium), ("low", Confidence::Low)];
        self.word(&words, Confidence::Low, "word for a confidence")
    }
}

fn price_row(columns: &mut Columns<'_>, index: usize) -> PriceRow {
    let book = columns.word(&[("list", Book::List), ("printed", Book::Printed)], Book::List, "book");
    let kinds = [
        ("price", RowKind::Price),
        ("allotment", RowKind::Allotment),
        ("fraction", RowKind::Fraction),
        ("credit", RowKind::Credit),
    ];
    let kind = columns.word(&kinds, RowKind::Price, "kind of row");
    let value = columns.number();
    // Only a credit gives money back; a negative price would make more use cheaper.
    if (kind == RowKind::Credit) != (value < 0.0) {
        columns.fault("has the wrong sign");
    }
    let per_words = columns.owned();
    let per = Unit::parse(&per_words).unwrap_or_else(|| {
        columns.fault(&format!("is per `{per_words}`, which is no unit"));
        COUNT
    });
    PriceRow {
        id: columns.id.to_owned(),
        index,
        book,
        kind,
        value,
        per,
        per_words,
        label: columns.owned(),
        region: columns.owned(),
        source: columns.owned(),
        as_of: columns.owned(),
        confidence: columns.confidence(),
        note: columns.owned(),
    }
}

fn limit_row(columns: &mut Columns<'_>) -> LimitRow {
    let text = columns.text();
    let numbers = |list: &str| list.split_terminator(',').map(decimal).collect::<Option<Vec<f64>>>();
    let value = if text.contains(';') {
        text.split_terminator(';').map(numbers).collect::<Option<Vec<_>>>().map(LimitValue::Table)
    } else if text.contains(',') {
        numbers(text).map(LimitValue::Numbers)
    } else {
        decimal(text).map(LimitValue::Number)
    };
    let value = value.unwrap_or_else(|| {
        columns.fault(&format!("holds `{text}`, which is no number"));
        LimitValue::Number(0.0)
    });
    LimitRow {
        id: columns.id.to_owned(),
        value,
        unit: columns.owned(),
        source: columns.owned(),
        as_of: columns.owned(),
        confidence: columns.confidence(),
        note: columns.owned(),
    }
}

fn vm_type(columns: &mut Columns<'_>) -> VmType {
    let id = columns.id.to_owned();
    let price = format!("aws.ec2.{id}");
    let family = id.split('.').next().unwrap_or_default();
    VmType {
        one_year_price: format!("{price}.ri_1y"),
        three_year_price: format!("{price}.ri_3y"),
        surplus_price: format!("aws.ec2.{family}.surplus"),
        price,
        id,
        vcpu: columns.number(),
        memory_gib: columns.number(),
        baseline_share: columns.number(),
        source: columns.owned(),
    }
}

fn database_plan(columns: &mut Columns<'_>) -> DatabasePlan {
    DatabasePlan {
        id: columns.id.to_owned(),
        label: columns.owned(),
        vcpu: columns.number(),
        memory_gib: columns.number(),
        baseline_share: columns.number(),
        max_connections: columns.number(),
        reserved_connections: columns.number(),
        pooler_clients: columns.optional().map(|text| {
            decimal(&text).unwrap_or_else(|| {
                columns.fault("has no number of pooler clients");
                0.0
            })
        }),
        compute_price: columns.owned(),
        compute_units: columns.number(),
        memory_price: columns.optional(),
        storage_price: columns.owned(),
        included_storage_gb: columns.number(),
        min_storage_gb: columns.number(),
        backup_price: columns.optional(),
        fees: columns.text().split_terminator(',').map(str::to_owned).collect(),
        source: columns.owned(),
    }
}

fn paas_plan(columns: &mut Columns<'_>) -> PaasPlan {
    PaasPlan {
        id: columns.id.to_owned(),
        label: columns.owned(),
        provider: columns.owned(),
        memory_mib: columns.number(),
        vcpu: columns.number(),
        baseline_share: columns.number(),
        price: columns.owned(),
        source: columns.owned(),
    }
}

/// A number written out in digits: no exponent, no infinity.
pub(crate) fn decimal(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if digits.is_empty() || !(whole.bytes().chain(fraction.bytes())).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let size = nearest(whole, fraction, "0");
    let value = if text.starts_with('-') { -size } else { size };
    value.is_finite().then_some(value)
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

/// Rows of CPU units and a range of memory in MiB, unfolded. The table ascends, and so do the sizes.
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
    Ok(sizes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const LIMITS: &str = "L\taws.fargate.sizes\t256,512,1024,512,;\t\ts\t2026\thigh\t\n\
                          L\tgcp.cloud_run.sizes\t1,0.125,4,;\t\ts\t2026\thigh\t";
    const ROW: &str = "P\ta.b\tlist\tprice\t0.5\thour\tl\tr\ts\t2026\thigh\t";

    fn with_rows(rows: &[&str]) -> Result<Catalog, Error> {
        catalog(&format!("{}\n{LIMITS}", rows.join("\n")))
    }

    #[test]
    fn a_sound_row_is_read() {
        let catalog = with_rows(&[ROW]).unwrap();
        let row = catalog.price(Book::Printed, "a.b").unwrap();
        assert_eq!((row.value, row.book, row.kind, row.note.as_str()), (0.5, Book::List, RowKind::Price, ""));
    }

    #[test]
    fn a_faulty_row_is_named_with_its_fault() {
        for (from, to, what) in [
            ("0.5", "5e-1", "`5e-1`, which is no decimal number"),
            ("0.5", "NaN", "`NaN`, which is no decimal number"),
            ("0.5", "", "``, which is no decimal number"),
            ("0.5", "-0.5", "wrong sign"),
            ("price", "credit", "wrong sign"),
            ("price", "gift", "`gift`, which is no kind"),
            ("list", "atlas", "`atlas`, which is no book"),
            ("hour", "fortnight", "`fortnight`, which is no unit"),
            ("high", "unverified", "`unverified`, which is no word"),
            ("\thigh\t", "", "ends early"),
            ("P", "X", "no known kind"),
        ] {
            let faulty = ROW.replace("a.b", "c.d").replacen(from, to, 1);
            let message = with_rows(&[ROW, &faulty]).unwrap_err().to_string();
            assert!(message.contains("`c.d`") && message.contains(what), "{message}");
        }
    }

    #[test]
    fn an_id_may_stand_once_in_each_book() {
        let printed = ROW.replace("list", "printed");
        let catalog = with_rows(&[ROW, &printed]).unwrap();
        assert_eq!(catalog.price(Book::Printed, "a.b").unwrap().book, Book::Printed);
        assert_eq!(catalog.price(Book::List, "a.b").unwrap().book, Book::List);
        for twice in [[ROW, ROW], [&printed, &printed], [&printed, ROW]] {
            assert!(with_rows(&twice).unwrap_err().to_string().contains("`a.b` stands twice"));
        }
    }

    #[test]
    fn a_table_that_does_not_unfold_is_refused() {
        for wrong in ["256,512,1024,0,;", "256,512,1024,;", "512,", "512"] {
            let limits = LIMITS.replace("256,512,1024,512,;", wrong);
            let message = catalog(&limits).unwrap_err().to_string();
            assert!(message.contains("aws.fargate.sizes"), "{message}");
        }
    }
}
