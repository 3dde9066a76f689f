variable "acl" {
  type = string
}

variable "encrypted" {
  type = bool
}

variable "volumes" {
  type = map(object({ encrypted = bool }))
}
