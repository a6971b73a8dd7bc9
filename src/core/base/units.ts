/**
 * A duration in milliseconds, or, where the name is or ends in `at`, a moment: milliseconds since the Unix epoch, with
 * fractions.
 */
export type Milliseconds = number
/** A count of octets. */
export type Bytes = number
