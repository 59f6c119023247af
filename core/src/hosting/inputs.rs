//! Inputs of the hosts: machines, functions and containers.

use crate::scenario::inputs::{choice, inputs};
use crate::scenario::{Choice, Group, Kind, Provenance, Range};
use crate::unit::{COUNT, GIB, MIB, SECOND, VCPU};

const MACHINES: Group =
    Group { label: "Virtual machines", description: "Machines that are always on.", system: None };
const SERVERLESS: Group = Group {
    label: "Functions and containers",
    description: "Hosts that start when a file arrives: start times and account limits.",
    system: None,
};

/// EC2 machine types with a price in the catalogue.
const VM_TYPES: &[Choice] = &[
    choice("t3.nano", "t3.nano"),
    choice("t3.micro", "t3.micro"),
    choice("t3.small", "t3.small"),
    choice("t3.medium", "t3.medium"),
    choice("t3.large", "t3.large"),
    choice("t3.xlarge", "t3.xlarge"),
    choice("t3.2xlarge", "t3.2xlarge"),
    choice("t4g.nano", "t4g.nano"),
    choice("t4g.micro", "t4g.micro"),
    choice("t4g.small", "t4g.small"),
    choice("t4g.medium", "t4g.medium"),
    choice("t4g.large", "t4g.large"),
    choice("t4g.xlarge", "t4g.xlarge"),
    choice("t4g.2xlarge", "t4g.2xlarge"),
    choice("m5.large", "m5.large"),
    choice("m5.xlarge", "m5.xlarge"),
    choice("m5.2xlarge", "m5.2xlarge"),
    choice("m5.4xlarge", "m5.4xlarge"),
    choice("m5a.large", "m5a.large"),
    choice("m6i.large", "m6i.large"),
    choice("m6i.xlarge", "m6i.xlarge"),
    choice("m6i.2xlarge", "m6i.2xlarge"),
    choice("m6i.4xlarge", "m6i.4xlarge"),
    choice("m6a.xlarge", "m6a.xlarge"),
    choice("m7g.medium", "m7g.medium"),
    choice("m7g.large", "m7g.large"),
    choice("m7g.xlarge", "m7g.xlarge"),
    choice("m7g.2xlarge", "m7g.2xlarge"),
    choice("m7g.4xlarge", "m7g.4xlarge"),
    choice("m8g.large", "m8g.large"),
    choice("c7g.medium", "c7g.medium"),
    choice("c7g.large", "c7g.large"),
    choice("c7g.xlarge", "c7g.xlarge"),
    choice("c7g.2xlarge", "c7g.2xlarge"),
    choice("c7g.4xlarge", "c7g.4xlarge"),
    choice("c8g.large", "c8g.large"),
    choice("r7g.large", "r7g.large"),
    choice("r6g.large", "r6g.large"),
];

inputs! { INPUTS:
    VmType {
        id: "vm_type",
        label: "Machine type",
        unit: COUNT,
        unit_words: "",
        group: MACHINES,
        kind: Kind::Choice(VM_TYPES),
        default: Some(3.0),
        help: "The virtual machine that jobs run on.",
        provenance: Provenance::Guide("002"),
    }
    VmCount {
        id: "vm_count",
        label: "Number of machines",
        unit: COUNT,
        unit_words: "machines",
        group: MACHINES,
        kind: Kind::Number(Range::between(1.0, 100_000.0).whole_numbers()),
        default: None,
        help: "As many machines as the peak needs, unless you state a fixed number.",
        provenance: Provenance::Derived,
    }
    JobsPerVm {
        id: "jobs_per_vm",
        label: "Jobs per machine",
        unit: COUNT,
        unit_words: "jobs at a time",
        group: MACHINES,
        kind: Kind::Number(Range::between(1.0, 1_000.0).whole_numbers()),
        default: None,
        help: "Jobs one machine runs at a time. Worked out from processors and memory unless you state it.",
        provenance: Provenance::Derived,
    }
    VmDiskGib {
        id: "vm_disk_gib",
        label: "Disk per machine",
        unit: GIB,
        unit_words: "GiB",
        group: MACHINES,
        kind: Kind::Number(Range::between(0.0, 16_384.0)),
        default: Some(8.0),
        help: "Disk attached to each machine; 0 leaves it out of the bill.",
        provenance: Provenance::Assumption,
    }
    FunctionMemoryMib {
        id: "function_memory_mib",
        label: "Function memory",
        unit: MIB,
        unit_words: "MiB",
        group: SERVERLESS,
        kind: Kind::Number(Range::between(128.0, 10_240.0).whole_numbers()),
        default: None,
        help: "Memory of a function; it also sets its share of a processor. The cheapest that fits unless you state it.",
        provenance: Provenance::Derived,
    }
    ColdStartToleranceSeconds {
        id: "cold_start_tolerance_seconds",
        label: "Wait allowed at start",
        unit: SECOND,
        unit_words: "seconds",
        group: SERVERLESS,
        kind: Kind::Number(Range::between(0.0, 86_400.0)),
        default: Some(60.0),
        help: "How long a file may wait for a function or container to start.",
        provenance: Provenance::Assumption,
    }
    FunctionStartSeconds {
        id: "function_start_seconds",
        label: "Function start",
        unit: SECOND,
        unit_words: "seconds",
        group: SERVERLESS,
        kind: Kind::Number(Range::between(0.0, 3_600.0).plausibly(1.0, 5.0)),
        default: Some(3.0),
        help: "Time a function needs to start when none is warm.",
        provenance: Provenance::Guide("002"),
    }
    ContainerStartSeconds {
        id: "container_start_seconds",
        label: "Container start",
        unit: SECOND,
        unit_words: "seconds",
        group: SERVERLESS,
        kind: Kind::Number(Range::between(0.0, 3_600.0).plausibly(30.0, 80.0)),
        default: Some(55.0),
        help: "Time a Cloud Run container needs to start when none is warm.",
        provenance: Provenance::Guide("002"),
    }
    FargateStartSeconds {
        id: "fargate_start_seconds",
        label: "Fargate start",
        unit: SECOND,
        unit_words: "seconds",
        group: SERVERLESS,
        kind: Kind::Number(Range::between(0.0, 3_600.0).plausibly(20.0, 90.0)),
        default: Some(45.0),
        help: "Time from asking for a Fargate task to its first work.",
        provenance: Provenance::Assumption,
    }
    ImagePullSeconds {
        id: "image_pull_seconds",
        label: "Image pull",
        unit: SECOND,
        unit_words: "seconds",
        group: SERVERLESS,
        kind: Kind::Number(Range::between(0.0, 3_600.0).plausibly(10.0, 60.0)),
        default: Some(30.0),
        help: "Part of the Fargate start spent fetching the image; billed with every task.",
        provenance: Provenance::Assumption,
    }
    LambdaConcurrencyQuota {
        id: "lambda_concurrency_quota",
        label: "Lambda limit",
        unit: COUNT,
        unit_words: "runs at a time",
        group: SERVERLESS,
        kind: Kind::Number(Range::between(1.0, 1_000_000.0).whole_numbers().powers_of_ten()),
        default: Some(1_000.0),
        help: "Functions your AWS account may run at a time. See Service Quotas in the AWS console.",
        provenance: Provenance::Model("AWS Lambda default quota"),
    }
    CloudRunMaxInstances {
        id: "cloud_run_max_instances",
        label: "Cloud Run limit",
        unit: COUNT,
        unit_words: "instances",
        group: SERVERLESS,
        kind: Kind::Number(Range::between(1.0, 1_000_000.0).whole_numbers().powers_of_ten()),
        default: Some(100.0),
        help: "Most instances your Cloud Run service may have. See its maximum instances setting.",
        provenance: Provenance::Model("Cloud Run default maximum instances"),
    }
    FargateVcpuQuota {
        id: "fargate_vcpu_quota",
        label: "Fargate limit",
        unit: VCPU,
        unit_words: "vCPU",
        group: SERVERLESS,
        kind: Kind::Number(Range::between(0.25, 1_000_000.0).powers_of_ten()),
        default: Some(6.0),
        help: "Virtual processors your AWS account may run on Fargate at a time. See Service Quotas.",
        provenance: Provenance::Model("AWS Fargate default quota"),
    }
}
