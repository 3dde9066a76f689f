acl       = "private"
encrypted = true
volumes   = { scratch = { encrypted = true } }
