// Bodies of async functions that run in Firefox's browser window; see async-call.ts. They use internals of Firefox, which
// may change with its version (written against Firefox 153).

/**
 * Helpers for the other scripts. The inspected tab is identified by its browser id, so that other tabs may come to the
 * front.
 */
const PRELUDE = `
  const { require } = ChromeUtils.importESModule('resource://devtools/shared/loader/Loader.sys.mjs')
  const { gDevTools } = require('devtools/client/framework/devtools')
  const toolboxOf = (browserId) => {
    const tab = gBrowser.tabs.find(({ linkedBrowser }) => linkedBrowser.browserId === browserId)
    return tab && gDevTools.getToolboxForTab(tab)
  }
  const panelBrowser = (browserId) => toolboxOf(browserId)
    ?.doc.querySelector('iframe[id^=toolbox-panel-iframe-webext-devtools-panel-]')
    ?.contentDocument?.querySelector('browser')
`

/**
 * args: 'bottom', 'right' or 'window' (made as large as the browser's). Opens the toolbox on the selected tab; returns the
 * tab's browser id.
 */
export const OPEN_TOOLBOX = `${PRELUDE}
  const toolbox = await gDevTools.showToolboxForTab(gBrowser.selectedTab, { hostType: args[0] })
  if (args[0] === 'window') toolbox.topWindow.resizeTo(outerWidth, outerHeight)
  return gBrowser.selectedBrowser.browserId
`

/** args: browser id, id of the add-on. Selects the add-on's panel; returns false while there is none yet. */
export const SHOW_PANEL = `${PRELUDE}
  const [browserId, addonId] = args
  const toolbox = toolboxOf(browserId)
  const start = 'webext-devtools-panel-' + addonId.replace(/[^A-Za-z0-9_-]/g, '_')
  const tool = toolbox.visibleAdditionalTools.find((id) => id.startsWith(start))
  if (!tool) return false
  await toolbox.selectTool(tool)
  return panelBrowser(browserId)?.currentURI?.scheme === 'moz-extension'
`

/**
 * Evaluates `expression` (a promise of JSON text) in a document of another process, whose message manager is
 * `messageManager`: through a frame script, in a sandbox whose global inherits from the document's window.
 */
export const EVALUATE_THERE = `
  const reply = 'duplex:' + Math.random()
  const script = '(async () => {' +
    'const answer = await (async () => {' +
    '  const sandbox = Cu.Sandbox(content, { sandboxPrototype: content, wantXrays: false });' +
    '  return { json: String(await Cu.evalInSandbox(' + JSON.stringify(expression) + ', sandbox)) };' +
    '})().catch((error) => ({ problem: String(error) }));' +
    'sendAsyncMessage(' + JSON.stringify(reply) + ', answer);' +
    '})()'
  const answer = new Promise((resolve) => {
    messageManager.addMessageListener(reply, function listen({ data }) {
      messageManager.removeMessageListener(reply, listen)
      resolve(data)
    })
  })
  messageManager.loadFrameScript('data:application/javascript;charset=utf-8,' + encodeURIComponent(script), false)
  return await answer
`

/**
 * args: browser id, text of an expression that is a promise of JSON text. Evaluates the expression in the panel's document.
 */
export const IN_PANEL = `${PRELUDE}
  const [browserId, expression] = args
  const { messageManager } = panelBrowser(browserId)
  ${EVALUATE_THERE}
`

/**
 * args: browser id, x and y in the panel, CSS pixels. Moves the mouse there and clicks; returns false if Firefox cannot.
 */
export const CLICK = `${PRELUDE}
  const [browserId, x, y] = args
  const browser = panelBrowser(browserId)
  const view = browser.ownerDocument.defaultView
  if (!view.synthesizeMouseEvent) return false
  const box = browser.getBoundingClientRect()
  browser.focus()
  for (const type of ['mousemove', 'mousedown', 'mouseup']) {
    const pressed = { button: 0, buttons: type === 'mousedown' ? 1 : 0, clickCount: type === 'mousemove' ? 0 : 1 }
    view.synthesizeMouseEvent(type, box.x + x, box.y + y, { ...pressed, inputSource: MouseEvent.MOZ_SOURCE_MOUSE }, {})
  }
  return true
`

/** args: browser id, keys in the order they go down. */
export const PRESS = `${PRELUDE}
  const [browserId, keys] = args
  const browser = panelBrowser(browserId)
  const view = browser.ownerDocument.defaultView
  browser.focus()
  const processor = Cc['@mozilla.org/text-input-processor;1'].createInstance(Ci.nsITextInputProcessor)
  if (!processor.beginInputTransactionForTests(view)) throw new Error('Firefox does not take keys now')
  const events = keys.map((key) => new view.KeyboardEvent('', { key }))
  for (const event of events) processor.keydown(event)
  for (const event of events.reverse()) processor.keyup(event)
`

/** args: 'light' or 'dark'. The toolbox and its extensions follow the preference. */
export const SET_THEME = `Services.prefs.setStringPref('devtools.theme', args[0])`

/**
 * args: browser id, 'panel' or 'window' (the window that holds the toolbox). Returns a PNG in base64. BiDi's own
 * captureScreenshot is refused for the browser's windows.
 */
export const SNAPSHOT = `${PRELUDE}
  const [browserId, what] = args
  const window = toolboxOf(browserId).topWindow
  const whole = what === 'window'
  const context = whole ? window.browsingContext : panelBrowser(browserId).browsingContext
  const area = whole ? new DOMRect(0, 0, window.innerWidth, window.innerHeight) : null
  const picture = await context.currentWindowGlobal.drawSnapshot(area, window.devicePixelRatio, 'white')
  const canvas = new OffscreenCanvas(picture.width, picture.height)
  canvas.getContext('2d').drawImage(picture, 0, 0)
  const png = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer())
  // In slices: an argument list of a million bytes overflows the stack.
  let text = ''
  for (let i = 0; i < png.length; i += 8192) text += String.fromCharCode(...png.subarray(i, i + 8192))
  return btoa(text)
`

/** args: browser id. Closes the toolbox. */
export const CLOSE_TOOLBOX = `${PRELUDE}
  await toolboxOf(args[0])?.destroy()
`
