// What redaction needs beyond the names in src/core/globals.d.ts: a salt that nobody can guess. The same in browsers and in Node.
declare const crypto: { getRandomValues(octets: Uint8Array): Uint8Array }
