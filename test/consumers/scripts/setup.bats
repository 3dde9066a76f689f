#!/usr/bin/env bats
load rig.bash

@test "builds state, infrastructure and kubeconfig, in this order, from any folder" {
  exits 0 "$scripts/setup.sh" --env prod --confirm prod
  run called '^(terraform|aws eks update|kubectl config set)'
  expected=(
    "terraform version -json"
    "terraform -chdir=$checkout/terraform/bootstrap init -input=false"
    "terraform -chdir=$checkout/terraform/bootstrap workspace select -or-create prod"
    "terraform -chdir=$checkout/terraform/bootstrap plan -input=false -detailed-exitcode -var-file=environments/prod.tfvars -out=PLAN"
    "terraform -chdir=$checkout/terraform/bootstrap apply -input=false PLAN"
    "terraform -chdir=$checkout/terraform init -input=false -reconfigure -backend-config=environments/prod.s3.tfbackend"
    "terraform -chdir=$checkout/terraform plan -input=false -detailed-exitcode -var-file=environments/prod.tfvars -out=PLAN"
    "terraform -chdir=$checkout/terraform apply -input=false PLAN"
    "aws eks update-kubeconfig --name shop"
    "kubectl config set-cluster arn:aws:eks:us-west-2:333333333333:cluster/shop --server=https://localhost:8443 --tls-server-name=ABC.gr7.us-west-2.eks.amazonaws.com"
    "terraform -chdir=$checkout/terraform output -raw tunnel"
    "terraform -chdir=$checkout/terraform output -json secrets_to_fill"
  )
  diff <(printf '%s\n' "${expected[@]}") <(sed -E "s|$TMPDIR/\S+/plan|PLAN|" <<<"$output")
  # The document's own command.
  grep -qF '{"tool":"aws","argv":["--region","us-west-2","eks","update-kubeconfig","--name","shop"]}' "$WORLD/calls"
  # A plan may hold secrets.
  [[ "$(<"$WORLD/mode")" == 600 ]]
}

@test "a second run changes nothing in AWS and asks nothing" {
  : >"$WORLD/bucket"
  : >"$WORLD/built.terraform"
  exits 0 "$scripts/setup.sh" --env prod
  [[ -z "$(called ' apply ')" && -z "$(called 'bootstrap')" ]]
}

@test "without a terminal and --confirm it plans and refuses; a confirmation of another environment is none" {
  exits 4 "$scripts/setup.sh" --env prod
  [[ "$output" == *"--confirm prod"* ]]
  exits 4 "$scripts/setup.sh" --env prod --confirm dev
  [[ -z "$(changes)" ]]
}

@test "--dry-run plans and changes nothing" {
  : >"$WORLD/bucket"
  exits 0 "$scripts/setup.sh" --env prod --dry-run
  [[ "$output" == *"would apply this plan"* && "$output" == *"would run: "*"update-kubeconfig"* ]]
  [[ -z "$(changes)" ]]
}

@test "all that is missing or too old is told at once, before anything else" {
  rm "$BATS_TEST_TMPDIR/bin/session-manager-plugin"
  special '"terraform version -json") echo "{\"terraform_version\":\"1.9.8\"}"; exit ;;
    "aws --version") echo "aws-cli/1.45.11 Python/3.11"; exit ;;
    "kubectl version"*) echo "{\"clientVersion\":{\"gitVersion\":\"v1.37.0\"}}"; exit ;;'
  exits 3 "$scripts/setup.sh" --env prod --confirm prod
  for word in "terraform is 1.9.8, and has to be 1.11.4" "aws is 1.45.11" "kubectl is 1.37.0, and has to be at most" "session-manager-plugin is not installed"; do
    [[ "$output" == *"$word"* ]]
  done
  [[ -z "$(called '^aws sts|plan')" ]]
}

@test "credentials of another account, a bucket that cannot be looked at, a plan that fails: nothing is changed" {
  special '"aws sts "*) echo 111111111111; exit ;;'
  exits 3 "$scripts/setup.sh" --env prod --confirm prod
  [[ "$output" == *"account 111111111111"* ]]
  special '"aws s3api head-bucket "*) echo "An error occurred (403): Forbidden" >&2; exit 254 ;;'
  exits 3 "$scripts/setup.sh" --env prod --confirm prod
  special '*" plan "*) echo "Error: no" >&2; exit 1 ;;'
  exits 1 "$scripts/setup.sh" --env prod --confirm prod
  [[ -z "$(changes)" ]]
}

@test "an apply that fails is told as such, and nothing after it is run" {
  special '*" apply "*) echo "Error: quota" >&2; exit 1 ;;'
  exits 1 "$scripts/setup.sh" --env prod --confirm prod
  [[ "$output" == *"run this again"* && -z "$(called 'update-kubeconfig')" ]]
}

@test "a platform whose infrastructure is kept elsewhere has nothing to set up" {
  sed -i "s/^readonly TERRAFORM=.*/readonly TERRAFORM='false'/" "$scripts/environments/prod.sh"
  exits 3 "$scripts/setup.sh" --env prod
}

@test "wrong options say how it is used" {
  exits 2 "$scripts/setup.sh"
  [[ "$output" == *"Usage: setup.sh"*"there are: dev prod"* ]]
  exits 2 "$scripts/setup.sh" --env ../../etc
  exits 2 "$scripts/setup.sh" --env
  exits 2 "$scripts/setup.sh" --env prod --nonsense
  exits 0 "$scripts/setup.sh" --help
  [[ "$output" == *"Exit status"* && -z "$(called .)" ]]
}

@test "a file of another version of the scripts is refused" {
  sed -i "s/^readonly DATA_FORMAT=.*/readonly DATA_FORMAT='0'/" "$scripts/environments/prod.sh"
  exits 3 "$scripts/setup.sh" --env prod
}
