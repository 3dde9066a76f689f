import type { EnvironmentContext } from "../../kubernetes/context.ts";
import { list, number, object, optional, string, type ValuesOf, variable } from "../types.ts";

const MOST_CONTACTS = 10;

/** The root's variables that say who is told of what happens in the account. */
export const accountVariables = {
  alarms: variable(
    object({ contacts: list(string), budget_usd_per_month: optional(number) }),
    "E-mail addresses that are told of alarms, and the USD a month of which they are told, too.",
    [
      {
        // How many AWS Budgets takes for one notification.
        condition: `length(var.alarms.contacts) <= ${MOST_CONTACTS} && length(distinct(var.alarms.contacts)) == length(var.alarms.contacts)`,
        message: `At most ${MOST_CONTACTS} addresses, each once.`,
      },
      {
        condition: 'alltrue([for contact in var.alarms.contacts : can(regex("^[^@ ]+@[^@ ]+\\\\.[a-z]+$", contact))])',
        message: "A contact is an e-mail address.",
      },
      {
        condition:
          "var.alarms.budget_usd_per_month == null ? true : var.alarms.budget_usd_per_month > 0 && length(var.alarms.contacts) > 0",
        message: "A budget is above 0 USD, and somebody is told of it.",
      },
    ],
  ),
};

export const accountValues = ({
  environment: {
    aws: { contacts, budget },
  },
}: EnvironmentContext): ValuesOf<typeof accountVariables> => ({
  alarms: { contacts: contacts.toSorted(), budget_usd_per_month: budget },
});
