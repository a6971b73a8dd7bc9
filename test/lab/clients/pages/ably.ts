import { startAbly } from '../ably-client.ts'

export const start = () => startAbly('web_socket')
