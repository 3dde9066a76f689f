acl       = "public-read"
encrypted = false
volumes   = { scratch = { encrypted = false } }
