// Writers of rtcstats dumps may put numbers in the place of names that are frequent. These are the ones that are read here, by the tables of
// https://github.com/rtcstats/rtcstats/blob/main/packages/rtcstats-shared/compression.js, whose numbers never change.

const methods: Readonly<Record<string, string>> = {
  g: 'getStats',
  1: 'getStats',
  20: 'onicecandidate',
  23: 'onsignalingstatechange',
  24: 'oniceconnectionstatechange',
  25: 'onconnectionstatechange',
  28: 'ondatachannel',
  35: 'createDataChannel',
  36: 'close',
  39: 'create',
}

const properties: Readonly<Record<string, string>> = {
  t: 'timestamp',
  6: 'mimeType',
  14: 'packetsReceived',
  15: 'packetsLost',
  16: 'jitter',
  25: 'framesPerSecond',
  41: 'bytesReceived',
  79: 'packetsSent',
  80: 'bytesSent',
  115: 'label',
  116: 'protocol',
  118: 'state',
  123: 'dtlsState',
  125: 'selectedCandidatePairId',
  136: 'candidateType',
  139: 'relayProtocol',
  148: 'localCandidateId',
  149: 'remoteCandidateId',
  152: 'currentRoundTripTime',
}

const types: Readonly<Record<string, string>> = {
  1: 'inbound-rtp',
  2: 'outbound-rtp',
  5: 'transport',
  6: 'candidate-pair',
  7: 'local-candidate',
  8: 'remote-candidate',
  9: 'data-channel',
  14: 'codec',
}

const named = (table: Readonly<Record<string, string>>, given: string) =>
  Object.hasOwn(table, given) ? table[given]! : given

/** The name of a method or event. */
export const methodName = (given: unknown): string => named(methods, String(given))

/** The name of a property of a report. */
export const propertyName = (given: string): string => named(properties, given)

/** The type of a report. */
export const typeName = (given: unknown): string => named(types, String(given))
