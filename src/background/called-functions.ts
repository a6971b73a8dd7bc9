/** An owner, by its path from the global object, and the names of its functions and accessors. */
export type Functions = readonly [path: readonly string[], ...names: string[]]

// biome-ignore format: an owner in each line
/** The functions by which hooks and bridge find each other, and those that the hooks are made with. */
const making: readonly Functions[] = [
  [['Function', 'prototype'], 'call', 'bind', 'apply', 'toString'],
  [['Reflect'], 'apply', 'construct', 'get', 'has', 'ownKeys', 'defineProperty', 'getOwnPropertyDescriptor'],
  [['Reflect'], 'getPrototypeOf', 'setPrototypeOf'],
  [['EventTarget', 'prototype'], 'addEventListener', 'removeEventListener', 'dispatchEvent'],
  [['Event', 'prototype'], 'stopImmediatePropagation', 'preventDefault', 'type'],
  [['MessageEvent', 'prototype'], 'data', 'ports', 'lastEventId'],
  [['Promise', 'prototype'], 'then'],
  [[], 'MessageEvent', 'Proxy', 'WeakMap', 'WeakRef', 'Uint8Array', 'setTimeout'],
  [['WeakMap', 'prototype'], 'get', 'set'],
]

// biome-ignore format: an owner in each line
/** The functions that the hooks read with. Those that the hooks replace (`fetch`, `send` and so on) may be the page's own. */
const reading: readonly Functions[] = [
  [[], 'MessageEvent', 'Proxy', 'Promise', 'Map', 'WeakMap', 'WeakSet', 'WeakRef', 'Uint8Array', 'Blob', 'URL', 'ReadableStream'],
  [[], 'TextEncoder', 'setTimeout', 'parseInt', 'performance'],
  [['Performance', 'prototype'], 'now', 'timeOrigin'],
  [['WeakMap', 'prototype'], 'get', 'set', 'has', 'delete'],
  [['WeakSet', 'prototype'], 'add', 'has'],
  [['WeakRef', 'prototype'], 'deref'],
  [['Map', 'prototype'], 'set', 'has', 'forEach'],
  [['String', 'prototype'], 'charCodeAt', 'indexOf', 'lastIndexOf', 'slice', 'toLowerCase', 'toUpperCase'],
  [['Array'], 'isArray'],
  [['Object'], 'keys', 'getPrototypeOf'],
  [['Object', 'prototype'], 'hasOwnProperty'],
  [['JSON'], 'stringify'],
  [['Math'], 'floor', 'min', 'max'],
  [['Node', 'prototype'], 'baseURI'],
  [['URL', 'prototype'], 'href'],
  [['URLSearchParams', 'prototype'], 'toString'],
  [['TextEncoder', 'prototype'], 'encodeInto'],
  [['ArrayBuffer'], 'isView'],
  [['ArrayBuffer', 'prototype'], 'byteLength'],
  [['DataView', 'prototype'], 'buffer', 'byteOffset', 'byteLength'],
  [['Uint8Array', 'prototype', '__proto__'], 'buffer', 'byteOffset', 'byteLength', 'set'],
  [['Blob', 'prototype'], 'size', 'slice', 'arrayBuffer'],
  [['DOMException', 'prototype'], 'name'],
  [['AbortSignal', 'prototype'], 'aborted'],
  [['Request', 'prototype'], 'url', 'method', 'signal'],
  [['Response', 'prototype'], 'status', 'headers', 'url', 'bodyUsed'],
  [['Headers', 'prototype'], 'get', 'forEach'],
  [['ReadableStream', 'prototype'], 'locked', 'getReader', 'values'],
  [['ReadableStreamDefaultReader', 'prototype'], 'read', 'releaseLock', 'cancel', 'closed'],
  [['ReadableStreamDefaultController', 'prototype'], 'enqueue', 'close', 'error'],
  [['XMLHttpRequest', 'prototype'], 'readyState', 'status', 'responseType', 'responseText', 'response', 'getResponseHeader'],
  [['XMLHttpRequest', 'prototype'], 'getAllResponseHeaders'],
  [['WebSocket', 'prototype'], 'url', 'protocol', 'extensions', 'readyState'],
  [['CloseEvent', 'prototype'], 'code', 'reason', 'wasClean'],
  [['EventSource', 'prototype'], 'url', 'readyState'],
]

/**
 * In a new document no script has run: only that of its parent may have reached into it, and the hooks have to be there at once, in every
 * frame. So only the functions that could hand the hooks to a page are looked at.
 */
export const calledEarly = making
/** In a document that is already running, all that the hooks call. */
export const calledLate: readonly Functions[] = [...making, ...reading]
