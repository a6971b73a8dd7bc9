import {
  absolute,
  addListener,
  apply,
  eventType,
  getter,
  NativeWeakMap,
  readHref,
  removeListener,
  slice,
  testPattern,
  toInteger,
  toUpperCase,
  uncurry,
  weakGet,
  weakSet,
} from './natives.ts'
import { after, type Patch, patchMethod } from './patch.ts'
import { payloadOf, streamedPiece, textHead, textPayload, utf8Bytes, withBody } from './payload.ts'
import { newId, record, report } from './report.ts'
import { isStreamingType, isTextualType } from './responses.ts'

interface Opened {
  method: string
  url: string
}

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

  /** @returns what to do when the native refuses to send. */
  function follow(xhr: XMLHttpRequest, request: Opened, body: unknown): () => void {
    const id = newId()
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
        if (announced !== null && testPattern(/^\d{1,15}$/, announced)) event['length'] = toInteger(announced, 10)
        if (encoding !== null) event['encoding'] = encoding
        event['headerBytes'] = readHeaders(xhr).length + 19 // 'HTTP/1.1 200 OK' and the blank line
        return event
      })
    }

    /** What has come since the last look. A body of announced length is a download, seen whole at its end. */
    function onProgress() {
      if (!textual || (length && !streams)) return
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
        if (!event.isTrusted) return
        const type = eventType(event)
        stop()
        if (type === 'load') onProgress()
        report(() => finishRecord(type))
      } catch {
        // as above
      }
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
    return () => {
      stop()
      report(() => finishRecord('error'))
    }
  }

  return [
    patchMethod(
      prototype,
      'open',
      after((xhr: XMLHttpRequest, args) => {
        const target = args[1]
        const url = typeof target === 'string' ? absolute(target) : readHref(target)
        weakSet(opened, xhr, { method: typeof args[0] === 'string' ? toUpperCase(args[0]) : 'GET', url })
      }),
    ),
    // Listeners go on before the native runs, for the sake of synchronous requests; off again where it throws.
    patchMethod(prototype, 'send', (native, xhr, args) => {
      let refused: (() => void) | undefined
      try {
        const request = weakGet(opened, xhr) as Opened | undefined
        if (request && readState(xhr) === 1) refused = follow(xhr, request, args[0])
      } catch {
        // not an XMLHttpRequest; the native will say so
      }
      try {
        return apply(native, xhr, args)
      } catch (reason) {
        refused?.()
        throw reason
      }
    }),
  ]
}
