// Bodies of async functions that run in Chromium's DevTools page; see async-call.ts. The modules they import are internal
// to DevTools and may change with the browser's version (written against Chromium 156).

/**
 * Shows the panel of the one installed extension; returns false while there is none yet. Clicking its tab would not do: in
 * a narrow window the tab sits in the overflow menu.
 */
export const SHOW_PANEL = `
  const UI = await import('./ui/legacy/legacy.js')
  const manager = UI.ViewManager.ViewManager.instance()
  const id = [...manager.views.keys()].find((key) => key.startsWith('chrome-extension://') && key.endsWith('Duplex'))
  if (!id) return false
  await manager.showView(id)
  return true
`

/** args: 'default' or 'dark'. DevTools tells its extensions of the change. */
export const SET_THEME = `
  const Common = await import('./core/common/common.js')
  Common.Settings.Settings.instance().moduleSetting('ui-theme').set(args[0])
`

/** args: a PNG in base64 and a rectangle in CSS pixels. Returns that part of the picture as PNG in base64. */
export const CROP = `
  const [whole, { x, y, width, height }] = args
  const bytes = Uint8Array.from(atob(whole), (char) => char.charCodeAt(0))
  const scale = devicePixelRatio
  const part = await createImageBitmap(new Blob([bytes]), x * scale, y * scale, width * scale, height * scale)
  const canvas = new OffscreenCanvas(part.width, part.height)
  canvas.getContext('2d').drawImage(part, 0, 0)
  const png = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())
  // In slices: an argument list of a million bytes overflows the stack.
  let text = ''
  for (let i = 0; i < png.length; i += 8192) text += String.fromCharCode(...png.subarray(i, i + 8192))
  return btoa(text)
`
