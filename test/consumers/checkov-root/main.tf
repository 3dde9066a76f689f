# Faults that checkov has to find with the values of `open`, and not with those of `closed`.
resource "aws_s3_bucket" "files" {
  bucket = "files"
}

resource "aws_s3_bucket_acl" "files" {
  bucket = aws_s3_bucket.files.id
  acl    = var.acl
}

module "disks" {
  source = "./modules/disks"

  encrypted = var.encrypted
  volumes   = var.volumes
}
