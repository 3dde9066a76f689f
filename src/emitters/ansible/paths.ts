export const ANSIBLE_PATH = "generated/ansible";
