import type { Difference } from './case.ts'

// Differences that cannot be hidden while a panel watches. Each is listed with the cases that show it.

/** Frames of a trap, and of an argument's stand-in, in a stack that is read from above. */
export const framesOfTraps: Difference = {
  reason: 'a trap is a function, and has a frame while it runs: in callbacks of the page and in what they throw',
  states: ['watched', 'watched, at once'],
  apart: (log) => log.map((line) => line.replace(/\d+ \[.*$/, '[stack]')),
}

/** In Firefox a stack cannot be captured again without leaving a property on the error. */
export const framesInErrors: Difference = {
  reason: 'in Firefox the stack of an error cannot be changed without leaving a property on it',
  states: ['watched', 'watched, at once'],
  browsers: ['firefox'],
  apart: (log) => log.map((line) => line.replace(/, [\w$/<]+@<anonymous>:\d+:\d+|[\w$/<]+@<anonymous>:\d+:\d+, /g, '')),
}

/** Arguments that are objects may run code of the page, whose errors are left alone. */
export const framesWhereObjectsWerePassed: Difference = {
  reason: 'in Chromium stacks are taken again without us, but only where no code of the page can have thrown',
  states: ['watched', 'watched, at once'],
  browsers: ['chromium'],
  apart: (log) =>
    log.map((line) =>
      /^(peer|channel) /.test(line) ? line.replace(/, at Object\.\S+ (\[as \w+\] )?\(<anonymous>[^)]*\)/, '') : line,
    ),
}

/** The `toString` of a value that is no function is masked all the time. */
export const framesInPrinting: Difference = {
  ...framesInErrors,
  states: ['armed', 'watched', 'armed, at once', 'watched, at once'],
}

/** The page gets a promise that is derived from the browser's. */
export const derivedPromise: Difference = {
  reason: 'status and headers are known before the page goes on by a derived promise, which settles a microtask later',
  states: ['watched'],
  becomes: (log) => log.map((line) => line.replace(/^\[(\w+), A,/, '[A, $1,')),
}

/** The page gets a derived promise from the moment on at which the tab is known to be watched. */
export const derivedSooner: Difference = {
  reason: derivedPromise.reason,
  states: ['watched, at once'],
  apart: () => [],
}

/** The browser takes the location of an uncaught error from the topmost frame. */
export const placeOfErrors: Difference = {
  reason:
    'the place that window.onerror is told of is that of the topmost frame, which is the trap while somebody watches',
  states: ['watched'],
  apart: (log) => log.map((line) => line.replace(/ (SITE\/page\.js|<anonymous>) \d+ \d+$/, ' [place]')),
}
