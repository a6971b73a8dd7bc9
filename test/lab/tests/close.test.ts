import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'

// A separate process can end by itself only if close() left neither a timer nor a socket.
const script = `
  import { once } from 'node:events'
  import { io } from 'socket.io-client'
  import { WebSocket } from 'ws'
  import { startLab } from './test/lab/lab.ts'
  const lab = await startLab({ meanMs: 300 })
  const streams = ['events', 'events-fetch', 'lines', 'text-stream', 'download']
  await Promise.all(streams.map((path) => fetch(lab.origin + '/api/' + path)))
  const held = ['report', 'notify?since=5'].map((path) => fetch(lab.origin + '/api/' + path).catch(() => 'cut off'))
  const socket = new WebSocket(lab.origin.replace('http', 'ws') + '/ws/text')
  await once(socket, 'message')
  const client = io(lab.origin, { reconnection: false })
  await new Promise((resolve) => client.on('quote', resolve))
  socket.on('error', () => {})
  const ends = [once(socket, 'close'), new Promise((resolve) => client.on('disconnect', resolve))]
  await lab.close()
  await Promise.all([...ends, ...held])
  console.log(Object.values(lab.counters()).map(({ open }) => open).join(''))
`

it('leaves nothing open after close()', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  expect(code).toBe(0)
  expect(output.trim()).toMatch(/^0+$/)
}, 20_000)
