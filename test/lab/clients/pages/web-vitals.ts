import { type Metric, onCLS, onFCP, onLCP, onTTFB } from 'web-vitals'

/** Reports of how fast the page was, as the library's documentation sends them. */
export function start() {
  const report = ({ name, value, id }: Metric) =>
    void navigator.sendBeacon('/vitals', JSON.stringify({ name, value, id }))
  onTTFB(report)
  onFCP(report)
  onLCP(report, { reportAllChanges: true })
  onCLS(report, { reportAllChanges: true })
  document.body.append('Shown, so that there is something to measure.')
  return () => {}
}
