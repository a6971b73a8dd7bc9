/** An update, as every server here sends it. */
export interface Update {
  n: number
  price: number
}

// Times in ms from the start, close together and far apart, as news comes. The longest pause outlasts every server's hold.
const times = [300, 700, 1900, 2300, 6600, 7200, 8000, 8600]

/** For servers and clients that keep their connections alive: never close to an update, so that each has its own time. */
export const heartbeatMs = 2750

export const updates = times.length

/** Whether the client answers an update: it does to the third, the sixth and the last. */
export const isAnswered = (n: number) => n % 3 === 0 || n === updates

/**
 * Plays the feed once. On a busy machine two updates that are due may come in either order.
 * @param over is called after all of them
 */
export function playFeed(send: (update: Update) => void, over = () => {}): void {
  let left = updates
  for (const [index, at] of times.entries())
    setTimeout(() => {
      send({ n: index + 1, price: 100 + ((index * 37) % 11) })
      if (--left === 0) over()
    }, at)
}

/** The client's last answer. */
export const lastAnswer = `got ${updates}`
export const answerTo = (n: number) => `got ${n}`

/** A socket of the kind that opens itself again, as far as a page answers by it. */
interface AnsweringSocket {
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  send(text: string): void
}

/** Answers the updates of the feed that are to be answered. */
export function answerUpdates(socket: AnsweringSocket): void {
  socket.addEventListener('message', ({ data }) => {
    const { n } = JSON.parse(data as string) as Update
    if (isAnswered(n)) socket.send(answerTo(n))
  })
}
