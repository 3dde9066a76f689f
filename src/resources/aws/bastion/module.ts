import { DataAwsIamPolicyDocument } from "@cdktn/provider-aws/lib/data-aws-iam-policy-document/index.js";
import { DataAwsSsmParameter } from "@cdktn/provider-aws/lib/data-aws-ssm-parameter/index.js";
import { IamInstanceProfile } from "@cdktn/provider-aws/lib/iam-instance-profile/index.js";
import { IamRole } from "@cdktn/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktn/provider-aws/lib/iam-role-policy/index.js";
import { IamRolePolicyAttachment } from "@cdktn/provider-aws/lib/iam-role-policy-attachment/index.js";
import { Instance } from "@cdktn/provider-aws/lib/instance/index.js";
import type { KmsKey } from "@cdktn/provider-aws/lib/kms-key/index.js";
import { SecurityGroup } from "@cdktn/provider-aws/lib/security-group/index.js";
import { SsmDocument } from "@cdktn/provider-aws/lib/ssm-document/index.js";
import { VpcSecurityGroupEgressRule } from "@cdktn/provider-aws/lib/vpc-security-group-egress-rule/index.js";
import { BASTION_IMAGE, BASTION_INSTANCE } from "../../../catalog/bastion.ts";
import { AWS_API_PORT } from "../../../catalog/cluster-network.ts";
import { declare, defineModule, of, output, type Scope } from "../cdktn.ts";
import { string, variable } from "../types.ts";
import { encryptedLogGroup, writeLogs } from "../vpc/log-group.ts";

/**
 * The one way of people to the cluster's private endpoint (FF38): tunnels of Systems Manager, for who has the right to
 * start a session. It has no address outside, no key pair, and no port is open.
 */
export const bastion = defineModule({
  name: "bastion",
  variables: {
    name: variable(string, "What stands before every name: platform and environment."),
    account: variable(string, "AWS account."),
    region: variable(string, "AWS region."),
    vpc_id: variable(string, "Id of the VPC."),
    subnet_id: variable(string, "Id of a private subnet."),
  },
  call: {
    name: of("local.name"),
    account: of("var.account"),
    region: of("var.region"),
    vpc_id: of("module.vpc.id"),
    subnet_id: of("values(module.vpc.private_subnet_ids)[0]"),
  },
  build: (scope) => {
    const { group, key } = encryptedLogGroup(
      scope,
      "this",
      {
        group: "/ssm/${var.name}/sessions",
        alias: "${var.name}-bastion",
        description: "Sessions on the bastion of ${var.name}, their records, and its disk",
      },
      [USE_BY_SESSIONS, USE_BY_DISKS],
    );
    preferences(scope);
    role(scope, key, writeLogs(group));
    securityGroup(scope);
    instance(scope, key);
    output(scope, "instance_id", of("aws_instance.this.id"), "Id of the instance, the target of sessions.");
    output(scope, "security_group_id", of("aws_security_group.this.id"), "Security group, which the cluster admits.");
  },
});

const ACCOUNT = [{ type: "AWS", identifiers: ["arn:aws:iam::${var.account}:root"] }];

/** Who starts a session makes its key, as far as IAM lets them. @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-enable-encryption.html */
const USE_BY_SESSIONS = {
  sid: "EncryptSessions",
  actions: ["kms:Decrypt", "kms:GenerateDataKey"],
  resources: ["*"],
  principals: ACCOUNT,
};

/** @see https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html */
const USE_BY_DISKS = {
  sid: "EncryptDisk",
  actions: ["kms:CreateGrant", "kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncrypt*"],
  resources: ["*"],
  principals: ACCOUNT,
  condition: [{ test: "StringEquals", variable: "kms:ViaService", values: ["ec2.${var.region}.amazonaws.com"] }],
};

/**
 * Minutes after which a session without input ends, and a session at all.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html
 */
const IDLE_MINUTES = 20;
const SESSION_MINUTES = 480;

function preferences(scope: Scope): void {
  declare(
    scope,
    SsmDocument,
    "sessions",
    {
      name: "SSM-SessionManagerRunShell",
      documentType: "Session",
      documentFormat: "JSON",
      content: of(`jsonencode({
  schemaVersion = "1.0"
  description   = "Sessions are encrypted and recorded"
  sessionType   = "Standard_Stream"
  inputs = {
    kmsKeyId                    = aws_kms_key.this.arn
    cloudWatchLogGroupName      = aws_cloudwatch_log_group.this.name
    cloudWatchEncryptionEnabled = true
    cloudWatchStreamingEnabled  = true
    s3BucketName                = ""
    s3KeyPrefix                 = ""
    s3EncryptionEnabled         = true
    idleSessionTimeout          = "${IDLE_MINUTES}"
    maxSessionDuration          = "${SESSION_MINUTES}"
    runAsEnabled                = false
    runAsDefaultUser            = ""
  }
})`),
    },
    "By this name the preferences of all sessions in the account and region go. What goes through a tunnel\nis recorded nowhere: the API server's audit log says what was done.",
  );
}

function role(scope: Scope, key: KmsKey, writes: ReturnType<typeof writeLogs>): void {
  const trust = declare(scope, DataAwsIamPolicyDocument, "trust", {
    statement: [{ actions: ["sts:AssumeRole"], principals: [{ type: "Service", identifiers: ["ec2.amazonaws.com"] }] }],
  });
  declare(scope, IamRole, "this", {
    name: "${var.name}-bastion",
    description: "Agent of Systems Manager on the bastion",
    assumeRolePolicy: trust.json,
  });
  declare(scope, IamRolePolicyAttachment, "this", {
    role: of("aws_iam_role.this.name"),
    policyArn: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
  });
  const record = declare(
    scope,
    DataAwsIamPolicyDocument,
    "sessions",
    { statement: [{ sid: "DecryptSessions", actions: ["kms:Decrypt"], resources: [key.arn] }, ...writes] },
    "The agent itself encrypts sessions and records them.",
  );
  declare(scope, IamRolePolicy, "sessions", {
    name: "sessions",
    role: of("aws_iam_role.this.id"),
    policy: record.json,
  });
  declare(scope, IamInstanceProfile, "this", { name: "${var.name}-bastion", role: of("aws_iam_role.this.name") });
}

function securityGroup(scope: Scope): void {
  declare(scope, SecurityGroup, "this", {
    namePrefix: "${var.name}-bastion-",
    description: "Bastion",
    vpcId: of("var.vpc_id"),
    tags: { Name: "${var.name}-bastion" },
    lifecycle: { createBeforeDestroy: true },
  });
  declare(scope, VpcSecurityGroupEgressRule, "https", {
    securityGroupId: of("aws_security_group.this.id"),
    description: "API server and APIs of AWS",
    cidrIpv4: "0.0.0.0/0",
    ipProtocol: "tcp",
    fromPort: AWS_API_PORT,
    toPort: AWS_API_PORT,
  });
}

function instance(scope: Scope, key: KmsKey): void {
  declare(scope, DataAwsSsmParameter, "image", { name: BASTION_IMAGE });
  declare(
    scope,
    Instance,
    "this",
    {
      ami: of("data.aws_ssm_parameter.image.insecure_value"),
      instanceType: BASTION_INSTANCE,
      subnetId: of("var.subnet_id"),
      vpcSecurityGroupIds: [of("aws_security_group.this.id")],
      iamInstanceProfile: of("aws_iam_instance_profile.this.name"),
      associatePublicIpAddress: false,
      ebsOptimized: true,
      tags: { Name: "${var.name}-bastion" },
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      rootBlockDevice: { encrypted: true, kmsKeyId: key.arn, volumeType: "gp3" },
      lifecycle: { ignoreChanges: ["ami"] },
    },
    "A newer image is no reason to replace it in any apply; -replace=module.bastion.aws_instance.this does.",
  );
}
