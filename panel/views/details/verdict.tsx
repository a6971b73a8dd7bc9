import type { VerdictStory } from '../../present/details/verdict-story.ts'
import { TechniqueMark } from '../list/technique-mark.tsx'
import { HistogramPicture } from './histogram-picture.tsx'
import './verdict.css'

/** The verdict tab: why the stream got its verdict, in sentences. */
export function Verdict({ story }: { story: VerdictStory }) {
  return (
    <div class="pane verdict">
      <div class="verdictMain">
        <h2>
          <TechniqueMark technique={story.technique} /> {story.headline}
        </h2>
        <p>{story.because.join(' ')}</p>
        {story.needs !== '' && <p class="dim">{story.needs}</p>}
        {story.history !== '' && <p class="dim">{story.history}</p>}
        {story.flags.length > 0 && (
          <dl class="flags">
            {story.flags.map(({ flag, meaning }) => (
              <div key={flag}>
                <dt>
                  <span class="tag">{flag}</span>
                </dt>
                <dd>{meaning}</dd>
              </div>
            ))}
          </dl>
        )}
        {story.waste !== '' && <p>{story.waste}</p>}
        {story.hidden !== '' && <p>{story.hidden}</p>}
        {story.advice.length > 0 && (
          <>
            <h3>What could be better</h3>
            {story.advice.map((text) => (
              <p key={text} class="advice">
                {text}
              </p>
            ))}
          </>
        )}
        {story.alternatives.length > 0 && (
          <>
            <h3>What else it might be</h3>
            {story.alternatives.map(({ technique, text }) => (
              <p key={technique} class="alternative">
                <TechniqueMark technique={technique} />
                <span>{text}</span>
              </p>
            ))}
          </>
        )}
      </div>
      <div class="verdictSide">
        {story.histograms.map((histogram) => (
          <HistogramPicture key={histogram.title} histogram={histogram} technique={story.technique} />
        ))}
        <h3>What it gives and takes</h3>
        <p>{story.tradeOff}</p>
      </div>
    </div>
  )
}
