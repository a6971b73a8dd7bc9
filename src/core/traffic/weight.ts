import type { Bytes } from '../base/units.ts'

/** The bytes that one exchange adds to its stream. */
export interface Weight {
  up: Bytes
  down: Bytes
  /** The part of `down` that was an update. */
  useful: Bytes
  /** The part of `up` and `down` that was counted rather than modelled. */
  measured: Bytes
  /** The response head, as a part of `down`: 0 where none came over the network. */
  head: Bytes
  fromCache: boolean
}

/** The weight of a finished exchange by the model, and the weight that its stream has booked for it by now. */
export interface ExchangeWeight extends WeightModel {
  booked: Weight
}

export interface WeightModel {
  headBytes: Bytes
  /** Bytes of the body that no piece has added before. */
  bodyBytes: Bytes
  news: boolean
}
