import type { CostSheet } from '../../present/details/cost-rows.ts'
import { figureText } from '../../present/words/figure.ts'
import './cost.css'
import { FigureText } from '../controls/figure-text.tsx'

interface Props {
  sheet: CostSheet
  /** Name of the stream, where a page shows the costs of several: ids of elements begin with it. */
  of?: string
}

/** The cost tab: a bar, then every figure with its meaning. */
export function Cost({ sheet, of = 'cost' }: Props) {
  const share = sheet.usefulShare
  return (
    <div class="pane cost">
      {share !== undefined && (
        <>
          <div
            class="costBar"
            role="img"
            aria-label={`${figureText(sheet.useful)} useful, ${figureText(sheet.overhead)} overhead`}
          >
            <span class="costUseful" style={{ width: `${share * 100}%` }} />
            <span class="costOverhead" style={{ width: `${(1 - share) * 100}%` }} />
          </div>
          <p class="costLegend">
            <span>
              <i class="costUseful" /> <FigureText figure={sheet.useful} /> payload of updates
            </span>
            <span>
              <i class="costOverhead" /> <FigureText figure={sheet.overhead} /> overhead
            </span>
          </p>
        </>
      )}
      <table>
        <tbody>
          {sheet.rows.map(({ label, figure, meaning }, index) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td class="numeric">
                {figure.why === '' ? (
                  <FigureText figure={figure} />
                ) : (
                  // biome-ignore lint/a11y/noNoninteractiveTabindex: the reason of the mark has to be reachable by keys
                  <span tabIndex={0} class="reasoned" aria-describedby={`${of}-why-${index}`}>
                    <FigureText figure={figure} />
                    <span class="reason" role="tooltip" id={`${of}-why-${index}`}>
                      {figure.why}
                    </span>
                  </span>
                )}
              </td>
              <td class="dim">{meaning}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="dim">{sheet.basis}</p>
    </div>
  )
}
