/**
 * Text of an expression that runs the body of an async function with the arguments in `args`, and is a promise of the
 * result as JSON text (of null if there is none).
 *
 * Code for the browser is passed as text on purpose: the text of a compiled function may call helpers which exist only
 * here, such as the `__name` that esbuild and tsx add. https://github.com/evanw/esbuild/issues/1031
 */
export function asyncCall(body: string, args: unknown[]): string {
  return `(async (...args) => JSON.stringify((await (async () => {${body}\n})()) ?? null))(...${JSON.stringify(args)})`
}
