import { announcedLength, isStreamingType, isTextualType } from './content-type.ts'
import {
  absolute,
  addListener,
  apply,
  argument,
  bareList,
  eventType,
  getter,
  NativeWeakMap,
  removeListener,
  slice,
  toUpperCase,
  uncurry,
  weakGet,
  weakSet,
} from './natives.ts'
import { withoutOwnFrame } from './own-frame.ts'
import { type Patch, patchMethod, type Trap } from './patch.ts'
import { payloadOf, streamedPiece, textHead, textPayload, utf8Bytes, withBody } from './payload.ts'
import { newId, record, report } from './report.ts'
import { textArgument } from './text-argument.ts'

interface Opened {
  method: string
  url: string
}

/** A request under way. One object may make several, one after the other. */
interface Run {
  isOver(): boolean
  /** Reports what has come, if it is complete; the page is about to open the object again. */
  finishComplete(): void
  /** Ends it where opening again has broken it off, of which there is no event. */
  breakOff(): void
  /** The native refused to send. */
  refuse(): void
}

const openedState = 1
const doneState = 4

/**
 * Observes XMLHttpRequest by its prototype's methods and by native listeners while a request runs. Never touches
 * `xhr.upload`: a listener there would make the browser send a CORS preflight.
 */
export function hookXhr(): (Patch | undefined)[] {
  const prototype = XMLHttpRequest.prototype
  const readState = getter<number>(prototype, 'readyState')!
  const readStatus = getter<number>(prototype, 'status')!
  const readType = getter<string>(prototype, 'responseType')!
  const readText = getter<string>(prototype, 'responseText')!
  const readResponse = getter<unknown>(prototype, 'response')!
  const readHeader = uncurry(prototype.getResponseHeader) as (xhr: object, name: string) => string | null
  const readHeaders = uncurry(prototype.getAllResponseHeaders) as (xhr: object) => string
  const opened = new NativeWeakMap<object, Opened>()
  const running = new NativeWeakMap<object, Run>()

  function follow(xhr: XMLHttpRequest, request: Opened, body: unknown): Run {
    const id = newId()
    let over = false
    let headersSeen = false
    let textual = false
    let streams = false
    let length = false
    let seen = 0

    function onHeaders() {
      headersSeen = true
      const type = readType(xhr)
      const contentType = readHeader(xhr, 'content-type') ?? ''
      const announced = readHeader(xhr, 'content-length')
      const encoding = readHeader(xhr, 'content-encoding')
      streams = isStreamingType(contentType)
      textual = (type === '' || type === 'text') && (streams || isTextualType(contentType))
      length = announced !== null
      report(() => {
        const event = record('response', id)
        event['status'] = readStatus(xhr)
        event['contentType'] = contentType
        const octets = announcedLength(announced)
        if (octets !== undefined) event['length'] = octets
        if (encoding !== null) event['encoding'] = encoding
        event['headerBytes'] = readHeaders(xhr).length + 19 // 'HTTP/1.1 200 OK' and the blank line
        return event
      })
    }

    /** What has come since the last look. A body of announced length is a download, seen whole at its end. */
    function onProgress() {
      if (!textual || (length && !streams)) return
      // Long texts that are no streams are looked at again at their end: each look may cost as much as all before it.
      if (!streams && seen > streamedPiece && readState(xhr) !== doneState) return
      const text = readText(xhr)
      if (text.length === seen) return
      const tail = slice(text, seen)
      seen = text.length
      report(() => {
        const event = record('chunk', id)
        const payload = textPayload(tail, streams ? streamedPiece : textHead)
        event['bytes'] = payload.bytes
        event['text'] = payload.text
        if (payload.cut) event['cut'] = true
        return event
      })
    }

    const onChange = (event: Event) => {
      try {
        if (!event.isTrusted) return
        const state = readState(xhr)
        if (state >= 2 && !headersSeen && readStatus(xhr) > 0) onHeaders()
        if (state === 3) onProgress()
      } catch {
        // the page is none the wiser
      }
    }

    const onEnd = (event: Event) => {
      try {
        if (event.isTrusted) finish(eventType(event))
      } catch {
        // as above
      }
    }

    function finish(type: string) {
      if (over) return
      over = true
      stop()
      if (type === 'load') onProgress()
      report(() => finishRecord(type))
    }

    function finishRecord(type: string) {
      const event = record('finish', id)
      event['outcome'] = type === 'load' ? 'ok' : type
      if (type !== 'load') return event
      const responseType = readType(xhr)
      if (responseType === '' || responseType === 'text') {
        const text = readText(xhr)
        event['bytes'] = utf8Bytes(text)
        event['text'] = slice(text, 0, textHead)
        if (text.length > textHead) event['cut'] = true
      } else if (responseType === 'arraybuffer' || responseType === 'blob') {
        const payload = payloadOf(readResponse(xhr), 0)
        if (payload) event['bytes'] = payload.bytes
      }
      // 'json' would be parsed for us alone and 'document' built: their size comes from the headers and the timing.
      return event
    }

    function stop() {
      removeListener(xhr, 'readystatechange', onChange)
      removeListener(xhr, 'progress', onChange)
      removeListener(xhr, 'load', onEnd)
      removeListener(xhr, 'error', onEnd)
      removeListener(xhr, 'abort', onEnd)
      removeListener(xhr, 'timeout', onEnd)
    }

    report(() => {
      const event = record('request', id)
      event['api'] = 'xhr'
      event['method'] = request.method
      event['url'] = request.url
      return withBody(event, payloadOf(body))
    })
    addListener(xhr, 'readystatechange', onChange)
    addListener(xhr, 'progress', onChange)
    addListener(xhr, 'load', onEnd)
    addListener(xhr, 'error', onEnd)
    addListener(xhr, 'abort', onEnd)
    addListener(xhr, 'timeout', onEnd)
    const run: Run = {
      isOver: () => over,
      finishComplete() {
        if (over || readState(xhr) !== doneState) return
        // The page's own handlers run before ours: the event that tells may still be on its way.
        if (!headersSeen && readStatus(xhr) > 0) onHeaders()
        finish(readStatus(xhr) > 0 ? 'load' : 'error')
      },
      breakOff: () => finish('abort'),
      refuse: () => finish('error'),
    }
    weakSet(running, xhr, run)
    return run
  }

  const open: Trap = (native, xhr, args: ArrayLike<unknown>) => {
    const method = textArgument(argument(args, 0))
    const url = textArgument(argument(args, 1))
    const passed = bareList<unknown>()
    for (let i = 0; i < args.length; i++) passed[i] = i === 0 ? method.passed : i === 1 ? url.passed : args[i]
    const before = attempt(() => weakGet(running, xhr) as Run | undefined)
    attempt(() => before?.finishComplete()) // opening takes the answer away
    let result: unknown
    try {
      result = apply(native, xhr, passed)
    } catch (reason) {
      throw withoutOwnFrame(reason, args, open)
    }
    attempt(() => {
      before?.breakOff()
      if (method.text === undefined || url.text === undefined) return
      weakSet(opened, xhr, { method: toUpperCase(method.text), url: absolute(url.text) })
    })
    return result
  }

  // Listeners go on before the native runs, for the sake of synchronous requests; off again where it throws.
  const send: Trap = (native, xhr, args: ArrayLike<unknown>) => {
    const run = attempt(() => {
      const before = weakGet(running, xhr) as Run | undefined
      if (before && !before.isOver()) return undefined // sent twice, which the native will refuse
      const request = weakGet(opened, xhr) as Opened | undefined
      return request && readState(xhr) === openedState ? follow(xhr, request, argument(args, 0)) : undefined
    })
    try {
      return apply(native, xhr, args)
    } catch (reason) {
      run?.refuse()
      throw withoutOwnFrame(reason, args, send)
    }
  }

  return [patchMethod(prototype, 'open', open), patchMethod(prototype, 'send', send)]
}

/** What goes wrong here, for instance because it is no XMLHttpRequest at all, the native will say. */
function attempt<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}
