import type { FileRedaction } from '../../../src/format/session/redaction-line.ts'
import { plural } from '../words/format-units.ts'

/** An action that a notice offers. */
export type NoticeAction =
  | 'reload'
  | 'record'
  | 'clear-filter'
  | 'back-to-live'
  | 'open'
  | 'allow'
  | 'restart'
  | 'dismiss'

/** A sentence with at most one action. */
export interface Notice {
  id: string
  tone: 'plain' | 'warning'
  text: string
  action: NoticeAction | undefined
}

export const actionLabels: Record<NoticeAction, string> = {
  reload: 'Reload',
  record: 'Record',
  'clear-filter': 'Clear filter',
  'back-to-live': 'Back to live',
  open: 'Open a session or HAR',
  allow: 'Allow',
  restart: 'Start anew',
  dismiss: 'Dismiss',
}

/** The state that the notices depend on. */
export interface Situation {
  connection: 'none' | 'connecting' | 'armed' | 'lost' | 'unreachable' | 'forbidden' | 'outdated'
  recording: boolean
  file: string | undefined
  /** What that file tells of the secrets that were in it. */
  redaction?: FileRedaction | undefined
  late: number
  /** Frames that were already running and cannot be hooked, because their scripts have replaced functions of the browser. */
  closed: number
  /** The page has ended without saying so. */
  ended: boolean
  notRecorded: number
  problem: string | undefined
  streams: number
  shown: number
}

/** Notices above the list, most urgent first. */
export function banners(s: Situation): Notice[] {
  const notices: Notice[] = []
  if (s.problem !== undefined) notices.push(notice('problem', 'warning', s.problem, 'dismiss'))
  if (s.file !== undefined) {
    notices.push(
      notice(
        'file',
        'plain',
        `From a file: ${s.file}. ${redactionWords(s.redaction)}The page is not being shown.`,
        'back-to-live',
      ),
    )
    return notices
  }
  const unconnected = s.streams > 0 || s.connection === 'lost' ? withoutPage(s) : undefined
  if (unconnected) notices.push(unconnected)
  if (s.ended && s.streams > 0) notices.push(notice('ended', 'warning', endedWords, 'reload'))
  if (!s.recording && s.streams > 0) {
    const missed = s.notRecorded > 0 ? `: ${plural(s.notRecorded, 'event')} not recorded` : ''
    notices.push(notice('paused', 'plain', `Paused${missed}. The page runs on untouched.`, 'record'))
  }
  if (s.streams > 0) notices.push(...framesThatRan(s, 'late'))
  return notices
}

/** Why nothing more is recorded under the streams that there are. */
function withoutPage({ connection, ended }: Situation): Notice | undefined {
  switch (connection) {
    case 'lost':
      return notice('lost', 'warning', 'The connection to the extension was lost; trying to connect again.', 'reload')
    case 'unreachable':
      if (ended) return undefined // nothing is there that could be reached
      return notice(
        'unreachable',
        'plain',
        'The tab shows a page that is closed to extensions: it is not recorded.',
        undefined,
      )
    case 'forbidden':
      return notice(
        'forbidden',
        'warning',
        'Duplex is no longer allowed to read this site: pages that load from now on are not recorded.',
        'allow',
      )
    case 'outdated':
      return notice(
        'outdated',
        'warning',
        'Duplex was updated or switched off, and this panel records no more. Export what it holds, then start anew.',
        'restart',
      )
    default:
      return undefined
  }
}

/** The notice in place of an empty list; undefined where the list is not empty. */
export function emptyState(s: Situation): Notice | undefined {
  if (s.shown > 0) return undefined
  if (s.streams > 0)
    return notice('hidden', 'plain', `All ${plural(s.streams, 'stream')} are hidden by the filter.`, 'clear-filter')
  if (s.file !== undefined) return notice('empty-file', 'plain', 'This file holds no traffic.', undefined)
  if (s.ended && s.connection !== 'outdated') return notice('ended-empty', 'plain', endedWords, 'reload')
  switch (s.connection) {
    case 'none':
      return notice(
        'none',
        'plain',
        'This panel looks at no tab. Open a session, a HAR or a WebRTC dump, or drop one here.',
        'open',
      )
    case 'connecting':
      return notice('connecting', 'plain', 'Connecting to the page…', undefined)
    case 'unreachable':
      return notice(
        'unreachable',
        'plain',
        'Browser pages and extension stores are closed to extensions. Open a website in this tab, then reload.',
        'reload',
      )
    case 'forbidden':
      return notice(
        'forbidden-empty',
        'plain',
        'Duplex is not allowed to read this site. Once it is, recording starts by itself.',
        'allow',
      )
    case 'outdated':
      return notice('outdated-empty', 'plain', 'Duplex was updated or switched off. Start this panel anew.', 'restart')
    case 'lost':
      return notice('lost-empty', 'plain', 'Waiting for the extension to answer.', 'reload')
    default:
      if (!s.recording) return notice('off', 'plain', 'Recording is off.', 'record')
      return (
        framesThatRan(s, 'late-empty')[0] ??
        notice('waiting', 'plain', 'No traffic yet. Reload to capture this page from its start.', 'reload')
      )
  }
}

/** What the panel does not see of frames that were running before it was opened. */
function framesThatRan({ late, closed }: Situation, id: string): Notice[] {
  if (closed > 0) return [notice(`closed-${id}`, 'plain', closedWords(closed), 'reload')]
  return late > 0 ? [notice(id, 'plain', lateWords(late), 'reload')] : []
}

/** What was done to a file before it was opened, with a space after it. */
function redactionWords(redaction: FileRedaction | undefined): string {
  if (!redaction?.wasRedacted) return ''
  const values = redaction.redactions.reduce((sum, report) => sum + report.values, 0)
  if (redaction.redactions.length === 0) return 'Secrets in it were replaced when it was saved. '
  if (values === 0) return 'Nothing in it looked like a secret when it was saved. '
  return `${plural(values, 'secret')} in it ${values === 1 ? 'was' : 'were'} replaced when it was saved. `
}

const endedWords =
  'The page has crashed, or the browser has stopped it: what it did last may be missing. Reload to go on with it.'

function closedWords(closed: number): string {
  return closed === 1
    ? 'The scripts of 1 frame have replaced functions of the browser, so Duplex cannot start to watch it unnoticed. Reload to capture from the start.'
    : `The scripts of ${closed} frames have replaced functions of the browser, so Duplex cannot start to watch them unnoticed. Reload to capture from the start.`
}

function lateWords(late: number): string {
  return late === 1
    ? '1 frame was already running: connections it opened before are not seen. Reload to capture from the start.'
    : `${late} frames were already running: connections they opened before are not seen. Reload to capture from the start.`
}

const notice = (id: string, tone: Notice['tone'], text: string, action: NoticeAction | undefined): Notice => ({
  id,
  tone,
  text,
  action,
})
