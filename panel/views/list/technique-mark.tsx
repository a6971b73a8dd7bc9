import type { Technique } from '../../../src/core/verdict/technique.ts'

/**
 * Direction and persistence as a picture: which side sends, and what stays open. Time runs to the right; the page is on the
 * left.
 */
const drawings: Record<Technique, { lines: string; solid?: string }> = {
  // repeated requests: hollow responses, one with news
  polling: { lines: 'M2.5 2.5v7M7.5 2.5v7M12.5 2.5v7', solid: 'M15.5 2.5h3v7h-3z' },
  // a request held open, then answered
  'long-polling': { lines: 'M1.5 3.5h10v5h-10z', solid: 'M11.5 6l6-4v8z' },
  // an open line, arrows one way
  sse: { lines: 'M1 6h18', solid: 'M2 6l5-3.5v7zM9 6l5-3.5v7z' },
  // a response in pieces
  'http-streaming': { lines: '', solid: 'M1 4h5v4h-5zM8 4h3.5v4h-3.5zM13.5 4h2v4h-2zM17.5 4h1.5v4h-1.5z' },
  // a line each way
  websocket: { lines: 'M5 3.5h14M1 8.5h14', solid: 'M1 3.5l5-3v6zM19 8.5l-5-3v6z' },
  // two equal peers
  webrtc: { lines: 'M7 6h6', solid: 'M4 3a3 3 0 1 0 .01 0zM16 3a3 3 0 1 0 .01 0z' },
  // independent streams side by side
  webtransport: { lines: 'M1 2.5h12M6 6h13M1 9.5h9', solid: 'M13 .5l4 2-4 2zM6 4l-4 2 4 2zM10 7.5l4 2-4 2z' },
  // a request without an answer
  beacon: { lines: 'M1 6h2M5.5 6h2M10 6h2', solid: 'M13 2.5l6 3.5-6 3.5z' },
  // a single request and its response
  http: { lines: 'M3 6h14', solid: 'M1.5 6l4-2.5v5zM18.5 6l-4-2.5v5z' },
}

/** The small drawing of a technique in its colour. Decorative: the technique's name stands beside it. */
export function TechniqueMark({ technique }: { technique: Technique }) {
  const { lines, solid } = drawings[technique]
  return (
    <svg class={`mark mark-${technique}`} viewBox="0 0 20 12" width="20" height="12" aria-hidden="true">
      {lines !== '' && <path d={lines} fill="none" stroke="currentColor" stroke-width="1.5" />}
      {solid !== undefined && <path d={solid} fill="currentColor" />}
    </svg>
  )
}
