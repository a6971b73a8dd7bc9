// Runs in the ISOLATED world at document_start, before the bridge, on always-armed sites: makes the bridge record at once.
const world = globalThis as { duplexAlways?: true }
world.duplexAlways = true

export {}
