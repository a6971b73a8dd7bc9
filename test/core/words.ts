const syllables = ['ba', 'de', 'fi', 'go', 'lu', 'ma', 'ne', 'pi', 'ro', 'su']

/** A word that no rule takes for an id, a number or a clock, unlike every other. */
export const word = (number: number): string => [...`${number}`].map((digit) => syllables[Number(digit)]).join('')
