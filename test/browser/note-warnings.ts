/** Counts in the panel how often it has shown that the connection was lost. */
export const noteWarnings = `
  window.losses = 0
  let there = false
  const note = () => {
    const lost = /connection to the extension was lost/.test(document.querySelector('.banner.warning')?.textContent)
    if (lost && !there) window.losses++
    there = lost
  }
  new MutationObserver(note).observe(document.body, { childList: true, subtree: true, characterData: true })`
