import { expect, test } from 'vitest'
import { kinds, launchBare, openArmed, untilSeen } from './driven.ts'
import { startHooksSite } from './hooks-site.ts'

// Listens as monitoring tools do: on the document, in the capture phase.
const listening = `<!doctype html><title>listening</title><script>
window.heard = []
addEventListener('load', () => {
  for (const target of [document, window])
    for (const type of ['load', 'message', 'error', 'readystatechange', 'DOMContentLoaded'])
      target.addEventListener(type, (event) => heard.push(type + ' ' + event.constructor.name), true)
  setTimeout(() => { window.ready = true })
})
</script>`

test.each(kinds)('%s: a running page is hooked without noticing', async (kind) => {
  const site = await startHooksSite({ '/listening': listening })
  const driven = await launchBare(kind)
  try {
    await driven.page.goto(`${site.origin}/listening`)
    await driven.page.waitForFunction('window.ready === true')
    const panel = await openArmed(driven)
    await driven.page.evaluate(`fetch('/short?late').then((answer) => answer.text())`)
    const events = await untilSeen(panel, 'request', '/short?late')
    expect(events.find((event) => event.type === 'document')).toMatchObject({ late: true })
    expect(await driven.page.evaluate('heard')).toEqual([])
  } finally {
    await driven.close()
    await site.close()
  }
})
