//! The catalogue that ships: every row is complete, every reference leads somewhere, and the figures that can
//! be checked by hand come out.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use loadline_core::catalog::{Book, Catalog, LimitValue, PriceRow, RowKind};
use loadline_core::error::Error;
use loadline_core::unit::{
    COUNT, GB_MONTH, GIB_HOUR, GIB_SECOND, HOUR, MILLION, MILLION_TOKENS, MINUTE, MONTH, Unit, VCPU_HOUR,
    VCPU_SECOND,
};

/// No row may claim to have been read later than this.
const LAST_DAY: &str = "2026-11-21";
const MONTH_HOURS: f64 = 730.0;

fn embedded() -> Catalog {
    Catalog::embedded().unwrap()
}

fn list(catalog: &Catalog, id: &str) -> PriceRow {
    catalog.price(Book::List, id).unwrap().clone()
}

fn near(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{found} instead of {expected}");
}

/// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, none of them in the future.
fn is_past_date(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let sound = ["0000", "0000-00", "0000-00-00"].contains(&shape.as_str());
    // ISO dates of one length compare as text.
    sound && LAST_DAY.get(..text.len()).is_some_and(|last| ("2012"..=last).contains(&text))
}

/// Whether a text cites something anybody can look up, and not the way it was found.
fn is_public(text: &str) -> bool {
    let lower = text.to_lowercase();
    !["secondary copy", "recalled", "unverified", "superseded", "/work", "note 7"]
        .iter()
        .any(|word| lower.contains(word))
        && !lower.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() > 8)
}

#[test]
fn every_price_row_is_complete() {
    let catalog = embedded();
    assert!(catalog.rows.len() > 150);
    for (place, row) in catalog.rows.iter().enumerate() {
        let id = &row.id;
        assert_eq!(row.index, place, "{id}");
        assert!(
            !id.is_empty()
                && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c)),
            "{id}"
        );
        assert!(row.value.is_finite(), "{id}");
        assert_eq!(row.value < 0.0, row.kind == RowKind::Credit, "{id}");
        assert!(row.value > 0.0 || row.kind == RowKind::Credit, "{id}: nothing in this book is free");
        assert_eq!(Unit::parse(&row.per_words), Some(row.per), "{id}");
        for text in [&row.label, &row.region, &row.source] {
            assert!(!text.is_empty() && is_public(text), "{id}: {text}");
        }
        assert!(is_public(&row.note) && row.note.len() <= 90, "{id}: {}", row.note);
        assert!(is_past_date(&row.as_of), "{id}: {}", row.as_of);
        if row.kind == RowKind::Fraction {
            assert!(row.per == COUNT && row.value <= 1.0, "{id}");
        }
    }
}

#[test]
fn the_two_books_hold_what_they_should() {
    let catalog = embedded();
    for row in &catalog.rows {
        match row.book {
            Book::List => assert!(!row.id.starts_with("baseline."), "{}", row.id),
            Book::Printed => {
                // A guide and a line that it has.
                let lines = [("000", 97), ("001", 297), ("002", 474)];
                let cited = lines.iter().any(|(guide, lines)| {
                    let line = row.source.strip_prefix(&format!("guide {guide}, line "));
                    line.and_then(|line| line.parse().ok()).is_some_and(|line| (1..=*lines).contains(&line))
                });
                assert!(cited, "{}: {}", row.id, row.source);
            }
        }
        // A surplus row for T4g is known only from memory, and so left out: the planner has to say so.
        assert!(row.id != "aws.ec2.t4g.surplus");
    }
    // A printed rate may be quoted per month where the list quotes per hour, but only where a VM is meant.
    for printed in
        catalog.rows.iter().filter(|row| row.book == Book::Printed && !row.id.starts_with("baseline."))
    {
        let listed = list(&catalog, &printed.id);
        assert!(listed.per == printed.per || (listed.per == HOUR && printed.per == MONTH), "{}", printed.id);
    }
}

#[test]
fn a_book_falls_back_on_the_list_and_the_list_on_nothing() {
    let catalog = embedded();
    let printed = |id: &str| catalog.price(Book::Printed, id).map(|row| (row.book, row.value));
    assert_eq!(printed("sandbox.minute"), Ok((Book::Printed, 0.3)));
    assert_eq!(list(&catalog, "sandbox.minute").value, 0.001_815);
    assert_eq!(printed("aws.ec2.m5.large"), Ok((Book::List, 0.096)));
    assert_eq!(printed("baseline.postgres"), Ok((Book::Printed, 30.0)));
    for missing in ["baseline.postgres", "aws.ec2.t4g.surplus", "", "zzz"] {
        let error = catalog.price(Book::List, missing).map(|row| row.value).unwrap_err();
        assert_eq!(error, Error::MissingPrice { id: missing.to_owned() });
        assert!(error.to_string().contains(&format!("`{missing}`")));
    }
    for row in &catalog.rows {
        assert_eq!(catalog.price(row.book, &row.id).unwrap().index, row.index);
    }
}

#[test]
fn every_limit_is_complete() {
    let catalog = embedded();
    for row in catalog.limits() {
        let id = &row.id;
        let figures: Vec<f64> = match &row.value {
            LimitValue::Number(value) => vec![*value],
            LimitValue::Numbers(values) => values.clone(),
            LimitValue::Table(rows) => rows.concat(),
        };
        assert!(!figures.is_empty() && figures.iter().all(|value| value.is_finite() && *value > 0.0), "{id}");
        for text in [id, &row.unit, &row.source] {
            assert!(!text.is_empty() && is_public(text), "{id}: {text}");
        }
        assert!(is_public(&row.note), "{id}: {}", row.note);
        assert!(is_past_date(&row.as_of), "{id}: {}", row.as_of);
        assert!(std::ptr::eq(catalog.limit_row(id).unwrap(), row), "{id}");
    }
    assert_eq!(catalog.limit("aws.lambda.timeout_seconds"), Ok(900.0));
    assert_eq!(catalog.limit("aws.lambda.mib_per_vcpu"), Ok(1_769.0));
    // The longest a Cloud Run service may take to start, and a job.
    let window = ["startup_delay_seconds", "startup_probe_seconds"]
        .map(|part| catalog.limit(&format!("gcp.cloud_run.{part}")).unwrap());
    assert_eq!(window.iter().sum::<f64>(), 480.0);
    assert_eq!(catalog.limit("gcp.cloud_run.job_startup_probe_seconds"), Ok(600.0));
    assert_eq!(
        catalog.limit_row("gcp.gke.autopilot.gib_per_vcpu").unwrap().value,
        LimitValue::Numbers(vec![1.0, 6.5])
    );
    assert_eq!(catalog.limit("nothing.here"), Err(Error::MissingLimit { id: "nothing.here".to_owned() }));
    assert!(catalog.limit("aws.fargate.sizes").unwrap_err().to_string().contains("aws.fargate.sizes"));
}

#[test]
fn every_machine_type_is_sound_and_priced() {
    let catalog = embedded();
    for vm in &catalog.vm_types {
        let id = &vm.id;
        assert!(
            vm.vcpu >= 1.0 && vm.memory_gib > 0.0 && is_public(&vm.source) && !vm.source.is_empty(),
            "{id}"
        );
        assert_eq!(list(&catalog, &vm.price).per, HOUR, "{id}");
        assert_eq!(vm.baseline_share < 1.0, id.starts_with('t'), "{id}");
        assert!(vm.baseline_share > 0.0, "{id}");
        assert_eq!(catalog.vm_type(id).unwrap().price, vm.price);
        for reserved in [&vm.one_year_price, &vm.three_year_price] {
            let known = ["t3.medium", "m6a.xlarge"].contains(&id.as_str());
            assert_eq!(catalog.price(Book::List, reserved).is_ok(), known, "{reserved}");
            if let Ok(reserved) = catalog.price(Book::List, reserved) {
                let hours = if reserved.per == MONTH { MONTH_HOURS } else { 1.0 };
                assert!(reserved.value / hours < list(&catalog, &vm.price).value, "{}", reserved.id);
            }
        }
    }
    let t3 = catalog.vm_type("t3.medium").unwrap();
    assert_eq!((t3.vcpu, t3.memory_gib, t3.baseline_share), (2.0, 4.0, 0.2));
    assert_eq!(list(&catalog, &t3.surplus_price).per, VCPU_HOUR);
    // Every on-demand price has a machine to go with it.
    let priced = |row: &&PriceRow| {
        let committed = row.id.ends_with("_1y") || row.id.ends_with("_3y");
        row.book == Book::List && row.id.starts_with("aws.ec2.") && row.per == HOUR && !committed
    };
    assert_eq!(catalog.rows.iter().filter(priced).count(), catalog.vm_types.len());
    assert!(catalog.vm_type("t3.enormous").unwrap_err().to_string().contains("t3.enormous"));
}

#[test]
fn every_database_plan_is_sound_and_priced() {
    let catalog = embedded();
    assert!(catalog.database_plans.len() > 40);
    for plan in &catalog.database_plans {
        let id = &plan.id;
        assert!(
            catalog.database_plans.iter().filter(|other| other.id == *id).count() == 1,
            "{id} stands twice"
        );
        assert!(!plan.label.is_empty() && !plan.source.is_empty() && is_public(&plan.source), "{id}");
        assert!(plan.vcpu > 0.0 && plan.memory_gib > 0.0 && plan.compute_units > 0.0, "{id}");
        assert!(plan.baseline_share > 0.0 && plan.baseline_share <= 1.0, "{id}");
        assert!(plan.max_connections > plan.reserved_connections && plan.reserved_connections >= 0.0, "{id}");
        assert!(plan.max_connections.fract() == 0.0 && plan.max_connections <= 5_000.0, "{id}");
        assert!(plan.pooler_clients.is_none_or(|clients| clients >= plan.max_connections), "{id}");
        assert!(plan.included_storage_gb >= 0.0 && plan.min_storage_gb >= 0.0, "{id}");
        let compute = list(&catalog, &plan.compute_price).per;
        match &plan.memory_price {
            Some(memory) => {
                assert!(compute == VCPU_HOUR && plan.compute_units == plan.vcpu, "{id}");
                assert_eq!(list(&catalog, memory).per, GIB_HOUR, "{id}");
            }
            None => assert!(compute == HOUR || compute == MONTH, "{id}"),
        }
        assert_eq!(list(&catalog, &plan.storage_price).per, GB_MONTH, "{id}");
        if let Some(backup) = &plan.backup_price {
            assert_eq!(list(&catalog, backup).per, GB_MONTH, "{id}");
        }
        for fee in &plan.fees {
            let fee = list(&catalog, fee);
            assert!(fee.per == MONTH && matches!(fee.kind, RowKind::Price | RowKind::Credit), "{id}");
        }
    }
    assert_eq!(catalog.database_plan("fly.launch").unwrap().max_connections, 150.0);
    assert!(catalog.database_plan("none.such").is_err());
}

#[test]
fn every_paas_plan_is_sound_and_priced() {
    let catalog = embedded();
    for plan in &catalog.paas_plans {
        let id = &plan.id;
        assert_eq!(catalog.paas_plans.iter().filter(|other| other.id == *id).count(), 1, "{id}");
        for text in [&plan.label, &plan.provider, &plan.source] {
            assert!(!text.is_empty() && is_public(text), "{id}: {text}");
        }
        assert!(plan.label.starts_with(&plan.provider), "{id}");
        assert!(id.starts_with(&format!("{}.", plan.provider.to_lowercase())), "{id}");
        // Binary megabytes: a plan of 2 GB has 2048.
        assert!(plan.memory_mib >= 256.0 && plan.memory_mib % 256.0 == 0.0, "{id}");
        assert!(plan.vcpu > 0.0 && plan.baseline_share > 0.0 && plan.baseline_share <= 1.0, "{id}");
        assert_eq!(plan.baseline_share < 1.0, id.contains("shared"), "{id}");
        let price = list(&catalog, &plan.price);
        assert!(price.per == MONTH && price.kind == RowKind::Price, "{id}");
        assert_eq!(price.label, plan.label);
        assert_eq!(catalog.paas_plan(id).unwrap().price, plan.price);
    }
    // Within one platform the larger plan is the dearer one, and none has less of anything.
    for pair in catalog.paas_plans.windows(2).filter(|pair| pair[0].provider == pair[1].provider) {
        let (small, large) = (&pair[0], &pair[1]);
        assert!(large.memory_mib > small.memory_mib, "{}", large.id);
        assert!(large.vcpu * large.baseline_share >= small.vcpu * small.baseline_share, "{}", large.id);
        assert!(list(&catalog, &large.price).value > list(&catalog, &small.price).value, "{}", large.id);
    }
    // Every price of an instance belongs to a plan, and no plan shares one.
    let instance = |row: &&PriceRow| {
        row.book == Book::List
            && (row.id.starts_with("render.service.") || row.id.starts_with("fly.machine."))
    };
    assert_eq!(catalog.rows.iter().filter(instance).count(), catalog.paas_plans.len());
    // Guide 000: a starter has 512 MB and half a vCPU, a standard four times the memory.
    let sizes = ["render.starter", "render.standard", "render.pro"].map(|id| {
        let plan = catalog.paas_plan(id).unwrap();
        let printed = catalog.price(Book::Printed, &plan.price).unwrap();
        assert!(printed.source.starts_with("guide 000"), "{}", printed.source);
        assert_eq!(printed.value, list(&catalog, &plan.price).value);
        (plan.memory_mib, plan.vcpu, printed.value)
    });
    assert_eq!(sizes, [(512.0, 0.5, 7.0), (2_048.0, 1.0, 25.0), (4_096.0, 2.0, 85.0)]);
    let shared = catalog.limit("fly.shared_vcpu_share").unwrap();
    assert_eq!(catalog.paas_plan("fly.shared-cpu-1x").unwrap().baseline_share, shared);
    assert_eq!(catalog.paas_plan("none.such").unwrap_err(), Error::MissingLimit { id: "none.such".into() });
}

/// Postgres on RDS allows one connection for every so many bytes.
const RDS_BYTES_PER_CONNECTION: f64 = 9_531_392.0;
const GIB_BYTES: f64 = 1_073_741_824.0;

#[test]
fn connections_agree_with_what_vendors_publish_and_people_measured() {
    let catalog = embedded();
    let connections = |id: &str| catalog.database_plan(id).unwrap().max_connections;

    let neon: Vec<f64> = ["0.25", "0.5", "1", "2", "3", "4", "5", "6", "7", "8"]
        .iter()
        .map(|units| connections(&format!("neon.{units}cu")))
        .collect();
    assert_eq!(neon, [104.0, 209.0, 419.0, 839.0, 1258.0, 1678.0, 2098.0, 2517.0, 2937.0, 3357.0]);
    let LimitValue::Table(published) = &catalog.limit_row("neon.max_connections").unwrap().value else {
        panic!("no table")
    };
    for row in published {
        let (units, expected) = (row[0], row[1]);
        assert_eq!(connections(&format!("neon.{units}cu")), expected);
        let formula = (units * 4e9 / RDS_BYTES_PER_CONNECTION).floor();
        assert_eq!(expected, if units < 9.0 { formula } else { 4_000.0 });
    }

    for (id, measured) in [("rds.t4g.small", 198.0), ("rds.t4g.medium", 413.0), ("rds.m6g.large", 856.0)] {
        assert_eq!(connections(id), measured);
    }
    // The estimates between and beyond stay under the formula on the full memory, and near it.
    for plan in catalog.database_plans.iter().filter(|plan| plan.id.starts_with("rds.")) {
        let ceiling = (plan.memory_gib * GIB_BYTES / RDS_BYTES_PER_CONNECTION).floor();
        assert!(
            plan.max_connections < ceiling && plan.max_connections >= (0.79 * ceiling).min(5_000.0),
            "{}",
            plan.id
        );
    }
    assert_eq!(connections("rds.r6g.2xlarge"), 5_000.0);

    let LimitValue::Table(published) = &catalog.limit_row("supabase.connections").unwrap().value else {
        panic!("no table")
    };
    let plans = catalog.database_plans.iter().filter(|plan| plan.id.starts_with("supabase."));
    let ours: Vec<Vec<f64>> =
        plans.map(|plan| vec![plan.memory_gib, plan.max_connections, plan.pooler_clients.unwrap()]).collect();
    assert_eq!(&ours, published);
}

#[test]
fn figures_worked_by_hand_come_out() {
    let catalog = embedded();
    let price = |id: &str| list(&catalog, id).value;
    // A t3.medium for 730 h, and the same month as a T3 reserved for one and three years.
    near(price("aws.ec2.t3.medium") * MONTH_HOURS, 30.368, 1e-9);
    assert_eq!((price("aws.ec2.t3.medium.ri_1y"), price("aws.ec2.t3.medium.ri_3y")), (19.05, 13.14));
    // Fargate, 1 vCPU and 2 GB for 730 h; 8 vCPU and 28 GiB by the hour.
    near((price("aws.fargate.vcpu") + 2.0 * price("aws.fargate.memory")) * MONTH_HOURS, 36.0401, 1e-9);
    near(8.0 * price("aws.fargate.vcpu") + 28.0 * price("aws.fargate.memory"), 0.4483, 1e-9);
    // Cloud Run, 4 vCPU and 4 GiB for 730 h: idle minimum, instance-based, serving.
    let month = |part: &str| {
        let rate =
            price(&format!("gcp.cloud_run.{part}.cpu")) + price(&format!("gcp.cloud_run.{part}.memory"));
        4.0 * rate * MONTH_HOURS * 3_600.0
    };
    near(month("idle"), 52.56, 1e-9);
    near(month("instance"), 210.24, 1e-9);
    near(month("request"), 278.568, 1e-9);
    // The same from a worker pool, and net of what is free, for 30 days of 86 400 s.
    let pool = |part: &str, rate: &str| 4.0 * 2_592_000.0 * price(rate) - price(part) * price(rate);
    let free = "gcp.cloud_run.free.worker_pool";
    let net = pool(&format!("{free}.vcpu_seconds"), "gcp.cloud_run.worker_pool.cpu")
        + pool(&format!("{free}.gib_seconds"), "gcp.cloud_run.worker_pool.memory");
    near(net, 124.16, 0.005);
    // GKE Autopilot, a pod of 4 vCPU and 4 GiB: 730 × 4 × 0.0494225. The fee of one cluster, and the credit.
    let pod = 4.0 * (price("gcp.gke.autopilot.cpu") + price("gcp.gke.autopilot.memory"));
    near(pod * MONTH_HOURS, 144.3137, 1e-9);
    near(price("gcp.gke.cluster") * MONTH_HOURS, 73.0, 1e-9);
    near(price("gcp.gke.credit"), -price("gcp.gke.cluster") * 24.0 * 31.0, 1e-9);
    // Guide 001's thousand agents: 50 tasks of 4 vCPU and 10 GB, on x86, on Arm and on Spot.
    let fleet = |kind: &str| {
        let vcpu = 200.0 * price(&format!("aws.fargate.{kind}vcpu"));
        (vcpu + 500.0 * price(&format!("aws.fargate.{kind}memory"))) * MONTH_HOURS
    };
    near(fleet(""), 7_532.505, 1e-6);
    near(fleet("arm."), 6_026.88, 1e-6);
    near(fleet("spot."), 2_315.184, 1e-3);
    // Spot is within what AWS states at most.
    for part in ["vcpu", "memory"] {
        let of_list = price(&format!("aws.fargate.spot.{part}")) / price(&format!("aws.fargate.{part}"));
        assert!(of_list >= 1.0 - price("aws.fargate.spot.max_discount"), "{part}");
    }
    // What commitments take off an m6a.xlarge and a t3.medium.
    let off = |committed: &str, full: f64| 1.0 - price(committed) / full;
    let m6a = price("aws.ec2.m6a.xlarge");
    near(off("aws.ec2.m6a.xlarge.sp_1y", m6a), price("aws.savings_plan.compute.one_year"), 1e-5);
    near(off("aws.ec2.m6a.xlarge.ri_1y", m6a), 0.34, 0.005);
    near(off("aws.ec2.m6a.xlarge.ri_3y", m6a), 0.55, 0.005);
    let t3_month = price("aws.ec2.t3.medium") * MONTH_HOURS;
    near(off("aws.ec2.t3.medium.conv_1y", t3_month), 0.28, 0.005);
    near(off("aws.ec2.t3.medium.conv_3y", t3_month), 0.50, 0.005);
    // Cloud Functions, first generation: 1.4 GHz and 1 GB for a second.
    near(price("gcp.functions.gen1.1gb"), 1.4 * 0.00001 + 0.0000025, 1e-15);
    // Lambda, a million requests of 1 GB for a second.
    near(1e6 * price("aws.lambda.duration.x86.tier1") + price("aws.lambda.requests"), 16.8667, 1e-9);
    // The sandbox minute is its vCPUs and memory for 60 s.
    let second = 2.0 * price("sandbox.vcpu") + 0.5 * price("sandbox.memory");
    near(second * 60.0, price("sandbox.minute"), 1e-12);
    // T3 unlimited: the utilisation where an m5.large costs the same, as AWS publishes it.
    let t3 = catalog.vm_type("t3.large").unwrap();
    let above =
        (price("aws.ec2.m5.large") - price("aws.ec2.t3.large")) / (price("aws.ec2.t3.surplus") * t3.vcpu);
    near(t3.baseline_share + above, 0.425, 0.005);
}

#[test]
fn rows_are_quoted_per_what_the_planner_bills_by() {
    let catalog = embedded();
    for (prefix, per) in [
        ("aws.lambda.duration.", GIB_SECOND),
        ("aws.lambda.provisioned.", GIB_SECOND),
        ("aws.lambda.requests", MILLION),
        ("aws.lambda.free.requests", COUNT),
        ("aws.lambda.free.gib_seconds", GIB_SECOND),
        ("aws.fargate.vcpu", VCPU_HOUR),
        ("aws.fargate.memory", GIB_HOUR),
        ("aws.fargate.arm.vcpu", VCPU_HOUR),
        ("aws.fargate.arm.memory", GIB_HOUR),
        ("aws.fargate.spot.vcpu", VCPU_HOUR),
        ("aws.fargate.spot.memory", GIB_HOUR),
        ("aws.savings_plan.", COUNT),
        ("gcp.gke.autopilot.cpu", VCPU_HOUR),
        ("gcp.gke.autopilot.memory", GIB_HOUR),
        ("gcp.gke.autopilot.spot.cpu", VCPU_HOUR),
        ("gcp.gke.credit", MONTH),
        ("aws.rds.t4g.", HOUR),
        ("aws.elasticache.", HOUR),
        ("gcp.cloud_run.request.cpu", VCPU_SECOND),
        ("gcp.cloud_run.request.memory", GIB_SECOND),
        ("gcp.cloud_run.free.request.vcpu_seconds", VCPU_SECOND),
        ("gcp.cloud_run.free.instance.gib_seconds", GIB_SECOND),
        ("baseline.", MONTH),
        ("sandbox.minute", MINUTE),
        ("embedding.", MILLION_TOKENS),
        ("llm.", MILLION_TOKENS),
    ] {
        let mut rows = catalog.rows.iter().filter(|row| row.id.starts_with(prefix)).peekable();
        assert!(rows.peek().is_some(), "{prefix}");
        assert!(rows.all(|row| row.per == per), "{prefix}");
    }
    // A model is priced both ways or not at all.
    for row in catalog.rows.iter().filter(|row| row.id.starts_with("llm.")) {
        let other = row.id.strip_suffix(".input").map_or_else(
            || format!("{}.input", row.id.strip_suffix(".output").unwrap()),
            |model| format!("{model}.output"),
        );
        assert!(catalog.price(Book::List, &other).is_ok(), "{other}");
    }
}

#[test]
fn the_fargate_grid_is_the_published_one() {
    let catalog = embedded();
    let sizes = catalog.fargate_sizes();
    assert_eq!(sizes.iter().filter(|size| size.vcpu <= 16.0).count(), 74);
    assert_eq!(sizes.len(), 77);
    let pairs: Vec<(f64, f64)> = sizes.iter().map(|size| (size.vcpu, size.memory_gib)).collect();
    assert!(pairs.windows(2).all(|pair| pair[0] < pair[1]), "sorted, none twice");
    for legal in [(0.25, 0.5), (0.25, 2.0), (1.0, 3.0), (2.0, 9.0), (8.0, 28.0), (16.0, 120.0), (32.0, 244.0)]
    {
        assert!(pairs.contains(&legal), "{legal:?}");
    }
    for illegal in [(0.25, 1.5), (1.0, 2.5), (8.0, 25.0), (16.0, 36.0)] {
        assert!(!pairs.contains(&illegal), "{illegal:?}");
    }
    let largest = catalog.cloud_run_sizes().last().unwrap();
    assert_eq!((largest.vcpu, largest.min_memory_gib, largest.max_memory_gib), (8.0, 4.0, 32.0));
    assert!(catalog.cloud_run_sizes().iter().all(|size| size.min_memory_gib < size.max_memory_gib));
}

#[test]
fn a_price_can_be_scaled_in_every_book_and_nothing_else_moves() {
    let catalog = embedded();
    let doubled = catalog.scaled("aws.ec2.t3.medium", 2.0).unwrap();
    for (before, after) in catalog.rows.iter().zip(&doubled.rows) {
        let factor = if before.id == "aws.ec2.t3.medium" { 2.0 } else { 1.0 };
        assert_eq!(after.value, before.value * factor, "{}", before.id);
    }
    assert_eq!(doubled.price(Book::Printed, "aws.ec2.t3.medium").unwrap().value, 60.0);
    assert!(matches!(catalog.scaled("no.such", 2.0), Err(Error::MissingPrice { id }) if id == "no.such"));
    for wrong in [-1.0, f64::NAN, f64::INFINITY] {
        assert!(catalog.scaled("aws.ec2.t3.medium", wrong).is_err());
    }
}
