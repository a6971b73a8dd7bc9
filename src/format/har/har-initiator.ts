import type { Initiator } from '../../core/event/event.ts'
import { mediaType } from '../../core/framing/decoders.ts'
import type { HarKind } from './har-kind.ts'

// Chromium's resource types (CDP Network.ResourceType, in lower case), which Playwright writes too.
const byType: Readonly<Record<string, Initiator>> = {
  image: 'image',
  script: 'script',
  stylesheet: 'style',
  font: 'style',
  media: 'player',
}

// Destinations of requests (Fetch standard, 2.2.5), as `Sec-Fetch-Dest` names them. A `document` is the page itself.
const byDestination: Readonly<Record<string, Initiator>> = {
  image: 'image',
  script: 'script',
  style: 'style',
  font: 'style',
  audio: 'player',
  video: 'player',
  iframe: 'frame',
  frame: 'frame',
}

// Browsers send no `Sec-Fetch-Dest` over plain HTTP: there the types that were asked for or came tell.
const byAccept: readonly (readonly [RegExp, Initiator])[] = [
  [/^image\//, 'image'],
  [/^text\/css/, 'style'],
  [/^(audio|video)\//, 'player'],
]
const byContent: readonly (readonly [RegExp, Initiator])[] = [
  [/javascript|ecmascript/, 'script'],
  [/^image\//, 'image'],
  [/^text\/css|^font\//, 'style'],
  [/^(audio|video)\/|mpegurl/, 'player'],
]

/** The facts of a request that show what made the browser send it. */
interface Asked {
  kind: HarKind
  /** Chromium's resource type in lower case, or ''. */
  type: string
  url: string
  /** Header fields of the request by lower-case name. */
  requestFields: ReadonlyMap<string, string>
  /** Of the response. */
  contentType: string
}

/**
 * The element that made the browser load something, as live the resource timing names it.
 * @returns undefined where a script asked, a worker's code was loaded, the page itself was, or it cannot be told
 */
export function initiatorOf({ kind, type, url, requestFields, contentType }: Asked): Initiator | undefined {
  if (kind !== 'document' && kind !== 'script' && kind !== 'other') return undefined
  const destination = requestFields.get('sec-fetch-dest')
  if (destination !== undefined && destination !== 'empty') return own(byDestination, destination)
  if (requestFields.get('service-worker') === 'script') return undefined
  if (kind === 'document') return isOfOther(url, requestFields.get('referer')) ? 'frame' : undefined
  if (type !== '') return own(byType, type)
  const told = (rules: typeof byAccept, text: string) => rules.find(([pattern]) => pattern.test(text))?.[1]
  return told(byAccept, requestFields.get('accept') ?? '') ?? told(byContent, mediaType(contentType))
}

const own = (names: Readonly<Record<string, Initiator>>, name: string) =>
  Object.hasOwn(names, name) ? names[name] : undefined

/** A document that another one refers to is mostly a frame in it; a page that loads itself anew refers to itself, or to nothing. */
const isOfOther = (url: string, referrer = '') => referrer !== '' && placeOf(referrer) !== placeOf(url)

const placeOf = (url: string) => url.replace(/[?#].*$/s, '')
