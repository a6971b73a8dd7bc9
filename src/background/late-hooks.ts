/**
 * The hooks as a function, for documents whose scripts run already: unlike a file, a function can be given a secret. The build
 * puts the script of the hooks in the place of this expression (src/build/plugins.ts).
 *
 * @param secretHandshake type of the event by which the hooks find the bridge
 * @returns whether the hooks were installed: not where the page has replaced functions that they need
 */
export const lateHooks = (globalThis as unknown as { duplexHooks: (secretHandshake: string) => boolean }).duplexHooks
