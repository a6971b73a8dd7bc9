import type { Totals } from '../../present/page/totals.ts'
import { FigureText } from '../controls/figure-text.tsx'
import './footer.css'

/** Sums of the listed streams, and what is missing from them. */
export function Footer({ totals }: { totals: Totals }) {
  return (
    <footer class="footer">
      <span>{totals.streams}</span>
      {totals.more !== '' && <span>{totals.more}</span>}
      <span>
        <FigureText figure={totals.updates} /> updates
      </span>
      <span>
        <FigureText figure={totals.wasted} /> wasted
      </span>
      <span>
        <FigureText figure={totals.up} /> up
      </span>
      <span>
        <FigureText figure={totals.down} /> down
      </span>
      <span class={totals.complete ? '' : 'warn'}>{totals.losses}</span>
      {totals.unhooked !== '' && <span class="warn">{totals.unhooked}</span>}
      {totals.implausible !== '' && <span class="warn">{totals.implausible}</span>}
    </footer>
  )
}
