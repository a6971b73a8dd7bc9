// ISOLATED world, document_start, before the bridge, on the sites that the user always arms: tells it to record at once.
const world = globalThis as { duplexAlways?: true }
world.duplexAlways = true

export {}
