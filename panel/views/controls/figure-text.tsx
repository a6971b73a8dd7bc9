import { type Figure, figureText } from '../../present/words/figure.ts'

/** A figure with its mark and, lighter, its unit; the reason for the mark is shown on hover. */
export function FigureText({ figure }: { figure: Figure }) {
  const { mark, value, unit, why } = figure
  return (
    <span class="figure" title={why === '' ? undefined : `${figureText(figure)}. ${why}`}>
      {mark !== '' && <span class="figureMark">{mark}</span>}
      {value}
      {unit !== '' && <span class="figureUnit">{unit}</span>}
    </span>
  )
}
