acl       = "private"
encrypted = true
volumes   = {}
