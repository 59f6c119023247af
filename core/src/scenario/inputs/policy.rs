//! How full to plan, which prices count, and what is committed to.

use crate::scenario::inputs::{choice, inputs};
use crate::scenario::{Choice, Group, Kind, Provenance, Range};
use crate::unit::{COUNT, HOURS_PER_MONTH};

const TARGETS: Group =
    Group { label: "Headroom", description: "How full processors, memory and disks may run.", system: None };
const PRICES: Group = Group {
    label: "Prices and terms",
    description: "Which prices count, and what you commit to.",
    system: None,
};

/// Sets of prices.
const PRICE_BOOKS: &[Choice] =
    &[choice("list", "List prices"), choice("printed", "As printed in the guides")];

/// How long machines are committed to.
const COMMITMENTS: &[Choice] =
    &[choice("none", "None, pay as you go"), choice("1y", "One year"), choice("3y", "Three years")];

/// AWS regions with prices in the catalogue.
const REGIONS_AWS: &[Choice] = &[choice("us-east-1", "US East (N. Virginia)")];

/// Google Cloud regions with prices in the catalogue.
const REGIONS_GCP: &[Choice] = &[choice("us-central1", "Iowa")];

inputs! { INPUTS:
    CpuTarget {
        id: "cpu_target",
        label: "Processors filled to",
        unit: COUNT,
        unit_words: "share",
        group: TARGETS,
        kind: Kind::Number(Range::between(0.05, 1.0)),
        default: Some(0.7),
        help: "Average use of processors to plan for; the rest is room for bursts. 0.7 or 70%.",
        provenance: Provenance::Guide("001"),
    }
    MemoryTarget {
        id: "memory_target",
        label: "Memory filled to",
        unit: COUNT,
        unit_words: "share",
        group: TARGETS,
        kind: Kind::Number(Range::between(0.05, 1.0)),
        default: Some(0.8),
        help: "Share of memory to plan for; the rest is room for bursts. 0.8 or 80%.",
        provenance: Provenance::Guide("001"),
    }
    StorageTarget {
        id: "storage_target",
        label: "Disk filled to",
        unit: COUNT,
        unit_words: "share",
        group: TARGETS,
        kind: Kind::Number(Range::between(0.05, 1.0)),
        default: Some(0.8),
        help: "Share of a disk to fill at most before a larger one is planned. 0.8 or 80%.",
        provenance: Provenance::Assumption,
    }
    PriceBook {
        id: "price_book",
        label: "Prices",
        unit: COUNT,
        unit_words: "",
        group: PRICES,
        kind: Kind::Choice(PRICE_BOOKS),
        default: Some(0.0),
        help: "Published list prices, or the rates printed in the source guides.",
        provenance: Provenance::Assumption,
    }
    MonthHours {
        id: "month_hours",
        label: "Hours in a month",
        unit: HOURS_PER_MONTH,
        unit_words: "hours per month",
        group: PRICES,
        kind: Kind::Number(Range::between(672.0, 744.0)),
        default: Some(730.0),
        help: "Hours billed in a month. 730 is the mean; some price lists use 720 (30 days) or 744 (31 days).",
        provenance: Provenance::Model("8 760 hours a year over 12"),
    }
    FreeAllotments {
        id: "free_allotments",
        label: "Free allotments",
        unit: COUNT,
        unit_words: "",
        group: PRICES,
        kind: Kind::Switch,
        default: Some(1.0),
        help: "Take off the free monthly amounts. Turn off if other work in your account already uses them.",
        provenance: Provenance::Assumption,
    }
    Commitment {
        id: "commitment",
        label: "Commitment",
        unit: COUNT,
        unit_words: "",
        group: PRICES,
        kind: Kind::Choice(COMMITMENTS),
        default: Some(0.0),
        help: "Promise one or three years of machines for a lower price, or pay as you go.",
        provenance: Provenance::Assumption,
    }
    SavingsRate {
        id: "savings_rate",
        label: "Savings plan discount",
        unit: COUNT,
        unit_words: "share",
        group: PRICES,
        kind: Kind::Number(Range::between(0.0, 0.9).plausibly(0.2, 0.3)),
        default: Some(0.25),
        help: "What a Compute Savings Plan takes off Fargate tasks that run all month, where you commit. 0.25 or 25%.",
        provenance: Provenance::Guide("001"),
    }
    PublicIpv4 {
        id: "public_ipv4",
        label: "Public addresses",
        unit: COUNT,
        unit_words: "",
        group: PRICES,
        kind: Kind::Switch,
        default: Some(1.0),
        help: "Each machine or task has its own public IPv4 address, which AWS bills by the hour.",
        provenance: Provenance::Assumption,
    }
    RegionAws {
        id: "region_aws",
        label: "AWS region",
        unit: COUNT,
        unit_words: "",
        group: PRICES,
        kind: Kind::Choice(REGIONS_AWS),
        default: Some(0.0),
        help: "The AWS region whose prices are used.",
        provenance: Provenance::Assumption,
    }
    RegionGcp {
        id: "region_gcp",
        label: "Google Cloud region",
        unit: COUNT,
        unit_words: "",
        group: PRICES,
        kind: Kind::Choice(REGIONS_GCP),
        default: Some(0.0),
        help: "The Google Cloud region whose prices are used.",
        provenance: Provenance::Assumption,
    }
}
