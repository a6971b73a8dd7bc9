/** A length of time, or (named `at`) a moment: milliseconds since the Unix epoch, with fractions. */
export type Milliseconds = number
/** A count of octets. */
export type Bytes = number
