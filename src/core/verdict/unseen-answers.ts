import type { Technique } from './technique.ts'

/**
 * Answers of a poller that count as updates though nobody saw what they said: there may be fewer updates, and more waste. Equal answers
 * to ordinary requests are no waste, so that nothing depends on what those said.
 * @param unseenBodies answers that count as updates though their body was not seen
 */
export const unseenAnswers = ({ technique, unseenBodies }: { technique: Technique; unseenBodies: number }): number =>
  technique === 'polling' || technique === 'long-polling' ? unseenBodies : 0
