/** What an EC2 instance type brings along. */
export interface InstanceType {
  readonly name: string;
  /** Millicores: 1000 for each vCPU. */
  readonly cpu: number;
  /** Bytes, as AWS states them; a node sees a little less. */
  readonly memory: number;
  /** Network interfaces of the default network card. */
  readonly interfaces: number;
  /** IPv4 addresses of one interface, its own included. */
  readonly addresses: number;
}

type Shape = readonly [vcpus: number, interfaces: number, addresses: number];

const GIBIBYTE = 2 ** 30;

/** vCPUs and network of a size are the same in all families below but the burstable ones. */
const SHAPES: Readonly<Record<string, Shape>> = {
  medium: [1, 2, 4],
  large: [2, 3, 10],
  xlarge: [4, 4, 15],
  "2xlarge": [8, 4, 15],
  "4xlarge": [16, 8, 30],
  "8xlarge": [32, 8, 30],
  "12xlarge": [48, 8, 30],
  "16xlarge": [64, 15, 50],
  "24xlarge": [96, 15, 50],
  "32xlarge": [128, 15, 50],
  "48xlarge": [192, 15, 50],
};

const COMMON = ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"];

/** Families by the sizes they come in; their first letter says how much memory a vCPU has. */
const FAMILIES: readonly (readonly [families: readonly string[], sizes: readonly string[]])[] = [
  [
    ["m6i", "c6i", "r6i"],
    [...COMMON, "24xlarge", "32xlarge"],
  ],
  [
    ["m7i", "c7i", "r7i"],
    [...COMMON, "24xlarge", "48xlarge"],
  ],
  [
    ["m6g", "c6g", "r6g", "m7g", "c7g", "r7g"],
    ["medium", ...COMMON],
  ],
  [
    ["m8g", "c8g", "r8g"],
    ["medium", ...COMMON, "24xlarge", "48xlarge"],
  ],
];

/** GiB for each vCPU: compute, general purpose, memory. */
const MEMORY_PER_VCPU: Readonly<Record<string, number>> = { c: 2, m: 4, r: 8 };

/** Memory in GiB beside the shape. */
const BURSTABLE: Readonly<Record<string, readonly [memory: number, shape: Shape]>> = {
  nano: [0.5, [2, 2, 2]],
  micro: [1, [2, 2, 2]],
  small: [2, [2, 3, 4]],
  medium: [4, [2, 3, 6]],
  large: [8, [2, 3, 12]],
  xlarge: [16, [4, 4, 15]],
  "2xlarge": [32, [8, 4, 15]],
};

/**
 * The instance types we know. Network: nodeadm/internal/kubelet/instance-info.jsonl of awslabs/amazon-eks-ami of
 * 2026-07-01, each entry compared. vCPU and memory: the families' pages at https://aws.amazon.com/ec2/instance-types,
 * where m has 4 GiB for each vCPU, c 2 and r 8.
 */
export const instanceTypes: ReadonlyMap<string, InstanceType> = new Map(
  [
    ...FAMILIES.flatMap(([families, sizes]) =>
      families.flatMap((family) =>
        sizes.map((size) => {
          const shape = SHAPES[size] as Shape;
          return instanceType(`${family}.${size}`, shape[0] * (MEMORY_PER_VCPU[family.charAt(0)] ?? 0), shape);
        }),
      ),
    ),
    ...["t3", "t4g"].flatMap((family) =>
      Object.entries(BURSTABLE).map(([size, [memory, shape]]) => instanceType(`${family}.${size}`, memory, shape)),
    ),
  ].map((type) => [type.name, type]),
);

function instanceType(name: string, gibibytes: number, [vcpus, interfaces, addresses]: Shape): InstanceType {
  return { name, cpu: vcpus * 1000, memory: gibibytes * GIBIBYTE, interfaces, addresses };
}
