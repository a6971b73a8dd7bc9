import type { CaptureEvent } from '../../../src/core/event/event.ts'
import { seeded } from '../../seeded.ts'
import { createSecrets } from './secrets.ts'

/**
 * Puts secrets into the events of a session: one kind into all URLs, and one into all payloads that are JSON objects. WebSockets are compressed, since
 * their cost depends on every character.
 * @param seed of the kinds and the secrets
 */
export function createPlanter(seed: number): (event: CaptureEvent) => CaptureEvent {
  const random = seeded(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const secrets = createSecrets(seed)
  const constant = secrets.random(40)
  const [urlKind, fieldKind] = [below(5), below(9)]
  const urls = new Map<string, string>()
  let count = 0

  function parameter(): string {
    if (urlKind === 0) return `access_token=${constant}`
    if (urlKind === 1) return `sid=${secrets.random(22)}`
    if (urlKind === 2) return `email=user${count++ % 3}%40example.com`
    return urlKind === 3 ? `api_key=${secrets.hex(32)}` : `password=${encodeURIComponent(secrets.chosen())}`
  }

  function planted(url: string): string {
    if (!/^(?:https?|wss?):/.test(url)) return url
    const [whole = ''] = url.split('#')
    const known = urls.get(whole) ?? `${whole}${whole.includes('?') ? '&' : '?'}${parameter()}`
    urls.set(whole, known)
    return known
  }

  function field(): string {
    const numbered = String(count++)
    const fields = [
      ['token', constant],
      ['token', secrets.random(36)],
      ['email', `user${numbered}@example.com`],
      ['otp', Number(secrets.digits(6))],
      ['password', secrets.chosen()],
      ['ip', `10.0.${count % 256}.${below(256)}`],
      ['secret', `token-${numbered.padStart(4, '0')}`],
      ['jwt', secrets.jwt()],
      ['zz', secrets.hex(40)],
    ] as const
    const [name, value] = fields[fieldKind]!
    return `${JSON.stringify(name)}:${JSON.stringify(value)}`
  }

  return (event) => {
    const fields = { ...event } as Record<string, unknown>
    if ('url' in event) fields['url'] = planted(event.url)
    if (event.type === 'open' && event.protocol !== undefined) fields['extensions'] = 'permessage-deflate'
    if ('text' in event && event.text !== undefined && event.type !== 'messages' && /^\{./.test(event.text)) {
      const text = `{${field()}${event.text === '{}' ? '' : ','}${event.text.slice(1)}`
      const added = Buffer.byteLength(text) - Buffer.byteLength(event.text)
      fields['text'] = text
      for (const size of ['bytes', 'sent']) if (typeof fields[size] === 'number') fields[size] += added
    }
    return fields as unknown as CaptureEvent
  }
}
