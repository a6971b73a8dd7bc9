// Whether a message of each library carries no news: it opens a connection, keeps it alive, or answers a poll with nothing.

export const sockJs = (frame: string) => /^[oh]+\n?$/.test(frame)

export const bayeux = (message: string) => message.includes('"/meta/connect"') && !message.includes('"data":')

export const signalR = (records: string) =>
  records.split('\u001e').every((record) => ['', '{}', '{"type":6}'].includes(record))

export const phoenix = (answer: string) => (JSON.parse(answer) as { messages: string[] }).messages.length === 0

/** Pings and no-ops; the handshake, and the answer to a connection to a namespace, say nothing to the page either. */
export const engineIo = (packets: string) =>
  packets.split('\u001e').every((packet) => ['2', '6'].includes(packet) || /^(0|40)\{"sid"/.test(packet))

export const mcp = (message: string) => message.includes('"method":"ping"')
