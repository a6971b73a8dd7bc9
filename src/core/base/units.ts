/** A duration in milliseconds, with fractions. */
export type Milliseconds = number
/** A point in time: milliseconds since the Unix epoch, with fractions. */
export type Moment = number
/** A count of octets. */
export type Bytes = number

/**
 * The latest moment that an event may have: the end of the year 9999. Dates after it cannot be written with four digits of a year (ISO
 * 8601, 4.1.2.2), and a Date ends some while later (8.64e15 ms; ECMA-262, 21.4.1.1), so that no sum with a duration gets there.
 */
export const latestTime: Moment = 253_402_300_799_999
