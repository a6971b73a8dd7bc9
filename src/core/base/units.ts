/** A duration in milliseconds, with fractions. */
export type Milliseconds = number
/** A point in time: milliseconds since the Unix epoch, with fractions. */
export type Moment = number
/** A count of octets. */
export type Bytes = number
