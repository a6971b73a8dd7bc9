import { RealtimeClient } from '@supabase/realtime-js'
import { answerTo, heartbeatMs, isAnswered, type Update } from '../feed.ts'

/** A channel for broadcasts, with frequent heartbeats. */
export function start() {
  const client = new RealtimeClient(`ws://${location.host}/realtime/v1`, {
    params: { apikey: 'none' },
    heartbeatIntervalMs: heartbeatMs,
  })
  const channel = client.channel('quotes')
  channel.on('broadcast', { event: 'update' }, ({ payload }) => {
    const { n } = payload as Update
    if (isAnswered(n)) void channel.send({ type: 'broadcast', event: 'answer', payload: { said: answerTo(n) } })
  })
  channel.subscribe()
  return () => client.disconnect()
}
