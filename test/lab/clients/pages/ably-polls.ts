import { startAbly } from '../ably-client.ts'

/** Where WebSockets do not get through. */
export const start = () => startAbly('xhr_polling')
