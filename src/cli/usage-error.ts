/** A command line that cannot be carried out as it is written. Its message is all the user needs: no stack. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
