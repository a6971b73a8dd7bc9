/** Says that a dump has nothing in it. */
export const noPeers = 'the session has no peer connections, and so the dump has none'
