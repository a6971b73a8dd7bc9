import type { Technique } from '../../../src/core/verdict/technique.ts'
import type { Histogram } from '../../present/details/histogram.ts'

const width = 260
const height = 56

/** A histogram as bars of equal ratio of time. Its label says the same in words. */
export function HistogramPicture({ histogram, technique }: { histogram: Histogram; technique: Technique }) {
  const { title, bins, most, spoken } = histogram
  const bar = width / bins.length
  return (
    <figure class={`histogram mark-${technique}`}>
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${width} ${height + 1}`} width={width} height={height + 1} role="img" aria-label={spoken}>
        {bins.map(({ from, to, count }, index) => {
          const tall = count === 0 ? 0 : Math.max(2, (count / most) * height)
          return (
            <rect
              key={from}
              x={index * bar + 0.5}
              y={height - tall}
              width={Math.max(1, bar - 1)}
              height={tall}
              fill="currentColor"
            >
              <title>{`${from} to ${to}: ${count}`}</title>
            </rect>
          )
        })}
        <path d={`M0 ${height + 0.5}h${width}`} stroke="var(--line)" />
      </svg>
      <div class="histogramScale" aria-hidden="true">
        <span>{bins[0]?.from}</span>
        <span>{bins[Math.floor(bins.length / 2)]?.from}</span>
        <span>{bins.at(-1)?.to}</span>
      </div>
    </figure>
  )
}
