/**
 * The newest image of Amazon Linux 2023 for Graviton, which brings the agent of Systems Manager. Read 2026-11-24.
 *
 * @see https://docs.aws.amazon.com/linux/al2023/ug/ec2.html
 */
export const BASTION_IMAGE = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64";

/** 2 vCPU and 1 GiB, of which the agent takes a tenth. Below 7 USD a month. */
export const BASTION_INSTANCE = "t4g.micro";
