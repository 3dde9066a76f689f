resource "aws_ebs_volume" "single" {
  availability_zone = "us-west-2a"
  encrypted         = var.encrypted
}

resource "aws_ebs_volume" "each" {
  for_each = var.volumes

  availability_zone = "us-west-2a"
  encrypted         = each.value.encrypted
}

# Checkov does not evaluate `for`: in the text it judges this as one volume of which it knows nothing.
resource "aws_ebs_volume" "filtered" {
  for_each = { for name, volume in var.volumes : name => volume if name == "scratch" }

  availability_zone = "us-west-2a"
  encrypted         = each.value.encrypted
}

resource "aws_ebs_volume" "never" {
  for_each = { for name, volume in var.volumes : name => volume if name == "spare" }

  availability_zone = "us-west-2a"
  encrypted         = each.value.encrypted
}
