import type { Analysed } from '../analysed.ts'
import { directionOf } from './direction.ts'
import { shownUrl } from './shown-url.ts'

export type ColumnId =
  | 'technique'
  | 'confidence'
  | 'url'
  | 'direction'
  | 'messages'
  | 'updates'
  | 'wasted'
  | 'up'
  | 'down'
  | 'overhead'
  | 'status'

interface Column {
  id: ColumnId
  label: string
  /** Shown on hover and focus of the header. */
  meaning: string
  numeric: boolean
  /** The value that the column is sorted by. */
  key(analysed: Analysed, pageUrl: string): number | string
}

const confidences = ['provisional', 'low', 'medium', 'high', 'certain']

/** The columns of the stream list, from left to right. */
export const streamColumns: readonly Column[] = [
  {
    id: 'technique',
    label: 'Technique',
    meaning: 'How the news gets to the page',
    numeric: false,
    key: ({ analysis }) => analysis.technique,
  },
  {
    id: 'url',
    label: 'URL',
    meaning: 'What is asked for; parts that change are *',
    numeric: false,
    key: ({ analysis }, pageUrl) => shownUrl(analysis.url, pageUrl),
  },
  {
    id: 'confidence',
    label: 'Confidence',
    meaning: 'How sure the verdict is: certain, high, medium, low or provisional',
    numeric: false,
    key: ({ analysis }) => confidences.indexOf(analysis.confidence),
  },
  {
    id: 'direction',
    label: 'Way',
    meaning: '↓ payload to the page, ↑ payload from the page',
    numeric: false,
    key: (analysed) => directionOf(analysed).words,
  },
  {
    id: 'messages',
    label: 'Messages',
    meaning: 'Messages and answers in and out',
    numeric: true,
    key: ({ analysis }) => analysis.messagesIn + analysis.messagesOut,
  },
  {
    id: 'updates',
    label: 'Updates',
    meaning: 'Deliveries of new information to the page',
    numeric: true,
    key: ({ analysis }) => analysis.updates,
  },
  {
    id: 'wasted',
    label: 'Wasted',
    meaning: 'Answers and messages without news: unchanged, empty, heartbeats, failed',
    numeric: true,
    key: ({ analysis }) => analysis.wasted,
  },
  {
    id: 'up',
    label: 'Up',
    meaning: 'Bytes from the page, headers and framing included',
    numeric: true,
    key: ({ analysis }) => analysis.cost.bytesUp,
  },
  {
    id: 'down',
    label: 'Down',
    meaning: 'Bytes to the page, headers and framing included',
    numeric: true,
    key: ({ analysis }) => analysis.cost.bytesDown,
  },
  {
    id: 'overhead',
    label: 'Overhead',
    meaning: 'Share of the bytes that is not the payload of an update',
    numeric: true,
    key: ({ analysis }) => analysis.cost.overheadShare,
  },
  {
    id: 'status',
    label: 'Status',
    meaning: 'Open, closed or failed',
    numeric: false,
    key: ({ analysis }) => analysis.status,
  },
]
